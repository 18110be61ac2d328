"""The addresses of people, policy, calendar, regulations and imports."""

from django.urls import path

from csd.views import calendar, departments, imports, people, policy, proposals, regulations, terms

ADDRESSES = [
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person-add"),
    path("people/<str:number>/", people.person, name="person"),
    path("people/<str:number>/change/", people.change, name="person-change"),
    path("people/<str:number>/leave/", people.leave, name="person-leave"),
    path("people/<str:number>/terms/add/", terms.add, name="terms-add"),
    path("people/<str:number>/terms/<id:terms_id>/", terms.correct, name="terms-correct"),
    path("people/<str:number>/terms/<id:terms_id>/take-back/", terms.withdraw, name="terms-withdraw"),
    path("people/<str:number>/roles/add/", people.add_role, name="role-add"),
    path("people/<str:number>/roles/<id:role_id>/", people.end_role, name="role-end"),
    path("departments/", departments.departments, name="departments"),
    path("departments/add/", departments.add, name="department-add"),
    path("departments/<str:code>/", departments.department, name="department"),
    path("departments/<str:code>/change/", departments.change, name="department-change"),
    path("policy/", policy.policy, name="policy"),
    path("policy/<str:key>/", policy.parameter, name="parameter"),
    path("policy/<str:key>/set/", policy.set_parameter, name="parameter-set"),
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
]
