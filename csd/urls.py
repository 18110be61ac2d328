"""The addresses of the product."""

from django.contrib import admin
from django.urls import include, path

from csd import converters  # noqa: F401  (registers <month:…> and <id:…>)
from csd.addresses import ADDRESSES
from csd.health import health
from csd.views import account, exports, home, install, invites, listings, logs, parts, personal, proving, second_steps, security, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", home.inbox, name="inbox"),
    path("inbox/decide/", home.inbox_decide, name="inbox-decide"),
    path("absence/", home.absence, name="absence"),
    path("absence/<id:delegation_id>/end/", home.absence_end, name="absence-end"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second-step/", sign_in.second_step, name="second-step"),
    path("sign-in/second-step/set-up/", second_steps.set_up, name="second-step-set-up"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("prove/", proving.prove, name="prove"),
    path("welcome/", invites.welcome_password, name="welcome-password"),
    path("welcome/<str:token>/", invites.welcome_link, name="welcome"),
    path("access/<str:number>/", invites.invite, name="invite"),
    path("access/<str:number>/end/", invites.end_access, name="access-end"),
    path("access/<str:number>/<slug:kind>/ask/", invites.ask_for, name="access-ask"),
    path("access/<str:number>/<slug:kind>/decide/", invites.decide, name="access-decide"),
    path("my-security/", security.security, name="security"),
    path("my-security/password/", security.password, name="password"),
    path("my-security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("my-security/remove/", security.remove, name="second-step-remove"),
    path("my-security/sessions/end/", security.end_one, name="session-end"),
    path("my-security/sessions/end-others/", security.end_others, name="sessions-end"),
    path("my-security/looks/", logs.my_looks, name="my-looks"),
    path("security-log/", logs.events, name="security-log"),
    path("looks/", logs.looks, name="looks"),
    path("personal-data/<str:number>/", personal.personal, name="personal-data"),
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
    path("health/", health, name="health"),
    # one door only: the administration has no sign-in page of its own
    path("admin/login/", account.admin_door, name="admin-door"),
    path("admin/", admin.site.urls),
    *ADDRESSES,
    path("", include("attendance.urls")),
    path("", include("payroll.urls")),
]
handler400 = "csd.views.errors.bad_request"
handler403 = "csd.views.errors.forbidden"
handler404 = "csd.views.errors.not_found"
handler500 = "csd.views.errors.broken"
