"""The addresses of the product."""

from django.contrib import admin
from django.urls import include, path

from csd.calendar import views as calendar
from csd.exports import views as exports
from csd.installation.health import health
from csd.jobs import views as jobs
from csd.lists import converters  # noqa: F401  (registers <month:…>, <id:…> and <key:…>)
from csd.lists import views as listings
from csd.loading import views as imports
from csd.people.views import departments, people, personal, terms
from csd.policy import views as policy
from csd.regulations.views import proposals, regulations
from csd.shell.views import account, home, inbox, install, parts
from csd.signin.views import invites, logs, proving, second_steps, security, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/decide/", inbox.inbox_decide, name="inbox-decide"),
    path("absence/", inbox.absence, name="absence"),
    path("absence/<id:delegation_id>/end/", inbox.absence_end, name="absence-end"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second-step/", sign_in.second_step, name="second-step"),
    path("sign-in/second-step/set-up/", second_steps.set_up, name="second-step-set-up"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("prove/", proving.prove, name="prove"),
    path("welcome/", invites.welcome_password, name="welcome-password"),
    path("welcome/<str:token>/", invites.welcome_link, name="welcome"),
    path("access/<key:number>/", invites.invite, name="invite"),
    path("access/<key:number>/end/", invites.end_access, name="access-end"),
    path("access/<key:number>/<slug:kind>/ask/", invites.ask_for, name="access-ask"),
    path("access/<key:number>/<slug:kind>/decide/", invites.decide, name="access-decide"),
    path("my-security/", security.security, name="security"),
    path("my-security/password/", security.password, name="password"),
    path("my-security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("my-security/remove/", security.remove, name="second-step-remove"),
    path("my-security/sessions/end/", security.end_one, name="session-end"),
    path("my-security/sessions/end-others/", security.end_others, name="sessions-end"),
    path("my-security/looks/", logs.my_looks, name="my-looks"),
    path("security-log/", logs.events, name="security-log"),
    path("looks/", logs.looks, name="looks"),
    path("personal-data/<key:number>/", personal.personal, name="personal-data"),
    path("language/", account.language, name="language"),
    path("appearance/", account.appearance, name="appearance"),
    path("lists/<slug:name>/columns/", listings.columns, name="listing-columns"),
    path("dev/parts/", parts.parts, name="parts"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("service-worker.js", install.service_worker, name="service-worker"),
    path("offline/", install.offline, name="offline"),
    path("certificate/", install.certificate, name="certificate"),
    path("lists/<slug:name>/export/", exports.ask_list, name="export-list"),
    path("exports/", exports.exports, name="exports"),
    path("exports/ask/", exports.ask, name="export-ask"),
    path("exports/log/", exports.export_log, name="export-log"),
    path("exports/<id:export_id>/", exports.export, name="export"),
    path("exports/<id:export_id>/progress/", exports.progress, name="export-progress"),
    path("exports/<id:export_id>/cancel/", exports.cancel, name="export-cancel"),
    path("exports/<id:export_id>/download/", exports.download, name="export-download"),
    path("jobs/<id:job_id>/", jobs.job, name="job"),
    path("jobs/<id:job_id>/progress/", jobs.progress, name="job-progress"),
    path("jobs/<id:job_id>/cancel/", jobs.cancel, name="job-cancel"),
    path("health/", health, name="health"),
    # one door only: the administration has no sign-in page of its own
    path("admin/login/", account.admin_door, name="admin-door"),
    path("admin/", admin.site.urls),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person-add"),
    path("people/<key:number>/", people.person, name="person"),
    path("people/<key:number>/change/", people.change, name="person-change"),
    path("people/<key:number>/leave/", people.leave, name="person-leave"),
    path("people/<key:number>/terms/add/", terms.add, name="terms-add"),
    path("people/<key:number>/terms/<id:terms_id>/", terms.correct, name="terms-correct"),
    path("people/<key:number>/terms/<id:terms_id>/take-back/", terms.withdraw, name="terms-withdraw"),
    path("people/<key:number>/roles/add/", people.add_role, name="role-add"),
    path("people/<key:number>/roles/<id:role_id>/", people.end_role, name="role-end"),
    path("departments/", departments.departments, name="departments"),
    path("departments/add/", departments.add, name="department-add"),
    path("departments/<key:code>/", departments.department, name="department"),
    path("departments/<key:code>/change/", departments.change, name="department-change"),
    path("policy/", policy.policy, name="policy"),
    path("policy/<key:key>/", policy.parameter, name="parameter"),
    path("policy/<key:key>/set/", policy.set_parameter, name="parameter-set"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<id:year>/confirm/", calendar.confirm, name="calendar-confirm"),
    path("calendar/<str:day>/", calendar.day, name="calendar-day"),
    path("regulations/", regulations.regulations, name="regulations"),
    path("regulations/add/", regulations.add, name="regulation-add"),
    path("regulations/<id:regulation_id>/", regulations.regulation, name="regulation"),
    path("regulations/<id:regulation_id>/versions/add/", regulations.add_version, name="regulation-version-add"),
    path("regulations/<id:regulation_id>/versions/<id:number>/acknowledge/", regulations.acknowledge, name="acknowledge"),
    path("regulations/<id:regulation_id>/versions/<id:number>/people/", regulations.acknowledgements, name="acknowledgements"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/add/", proposals.add, name="proposal-add"),
    path("proposals/<id:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<id:proposal_id>/decide/", proposals.decide, name="proposal-decide"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<id:batch_id>/", imports.batch, name="import"),
    path("", include("attendance.urls")),
    path("", include("payroll.urls")),
]
handler400 = "csd.shell.views.errors.bad_request"
handler403 = "csd.shell.views.errors.forbidden"
handler404 = "csd.shell.views.errors.not_found"
handler500 = "csd.shell.views.errors.broken"
