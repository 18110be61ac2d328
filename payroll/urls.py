"""The addresses of payroll."""

from django.urls import URLPattern, URLResolver, path

from csd import converters  # noqa: F401  (registers <month:…>)
from payroll.runs.views import exceptions, files, payslips, people, runs, steps, waterfalls

urlpatterns: list[URLPattern | URLResolver] = [
    path("pay-runs/", runs.pay_runs, name="pay-runs"),
    path("pay-runs/begin/", steps.begin, name="pay-run-begin"),
    path("pay-runs/<month:month>/", runs.pay_run, name="pay-run"),
    path("pay-runs/<month:month>/progress/", runs.progress, name="pay-run-progress"),
    path("pay-runs/<month:month>/start/", steps.start, name="pay-run-start"),
    path("pay-runs/<month:month>/cancel/", steps.cancel, name="pay-run-cancel"),
    path("pay-runs/<month:month>/review/", steps.review, name="pay-run-review"),
    path("pay-runs/<month:month>/approve/", steps.approve, name="pay-run-approve"),
    path("pay-runs/<month:month>/pay/", steps.pay, name="pay-run-pay"),
    path("pay-runs/<month:month>/differences/", runs.differences, name="pay-run-differences"),
    path("pay-runs/<month:month>/exceptions/<int:exception_id>/", exceptions.pay_run_exception, name="pay-run-exception"),
    path("pay-runs/<month:month>/exceptions/<int:exception_id>/leave-out/", steps.leave_out, name="pay-run-leave-out"),
    path("pay-runs/<month:month>/files/<str:name>", files.month_file, name="pay-run-file"),
    path("pay-runs/<month:month>/people/", people.pay_run_people, name="pay-run-people"),
    path("pay-runs/<month:month>/people/<str:number>/", payslips.payslip, name="pay-run-person"),
    path("pay-runs/<month:month>/people/<str:number>/pdf/", files.payslip_of, name="pay-run-person-pdf"),
    path("pay-runs/<month:month>/people/<str:number>/<slug:line>/", payslips.payslip_line, name="pay-run-person-line"),
    path(
        "pay-runs/<month:month>/people/<str:number>/<slug:line>/<slug:kind>/<str:name>/",
        payslips.payslip_input,
        name="pay-run-person-input",
    ),
    path("payslips/", payslips.my_payslips, name="payslips"),
    path("payslips/<month:month>/", payslips.payslip, name="payslip"),
    path("payslips/<month:month>/pdf/", files.own_payslip, name="payslip-pdf"),
    path("payslips/<month:month>/<slug:line>/", payslips.payslip_line, name="payslip-line"),
    path("payslips/<month:month>/<slug:line>/<slug:kind>/<str:name>/", payslips.payslip_input, name="payslip-input"),
    path("waterfalls/", waterfalls.waterfalls, name="waterfalls"),
    path("waterfalls/<month:month>/", waterfalls.waterfall, name="waterfall"),
    path("waterfalls/<month:month>/<slug:line>/", waterfalls.waterfall_line, name="waterfall-line"),
    path("waterfalls/<month:month>/<slug:line>/<slug:kind>/<str:name>/", waterfalls.waterfall_input, name="waterfall-input"),
]
