"""The addresses of payroll."""

from django.urls import URLPattern, URLResolver, path

from csd.lists import converters  # noqa: F401  (registers <month:…> and <key:…>)
from payroll.adjustments import views as adjustments
from payroll.answers import views as answers
from payroll.costs import views as costs
from payroll.exceptions import views as exceptions
from payroll.exports import views as files
from payroll.my_orders import views as my_orders
from payroll.payslips import views as payslips
from payroll.proposals import views as proposals
from payroll.receivables import views as receivables
from payroll.review import views as review
from payroll.runs.views import runs, steps
from payroll.sales import views as sales
from payroll.talk import views as talk
from payroll.waterfall import views as waterfalls

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
    path("pay-runs/<month:month>/exceptions/<id:exception_id>/", exceptions.pay_run_exception, name="pay-run-exception"),
    path("pay-runs/<month:month>/talk/", talk.talk_of_run, name="pay-run-talk"),
    path("pay-runs/<month:month>/exceptions/", review.pay_run_exceptions, name="pay-run-exceptions"),
    path("pay-runs/<month:month>/exceptions/<id:exception_id>/talk/", talk.talk_of_exception, name="pay-run-exception-talk"),
    path("pay-runs/<month:month>/exceptions/<id:exception_id>/leave-out/", steps.leave_out, name="pay-run-leave-out"),
    path("pay-runs/<month:month>/files/<str:name>", files.month_file, name="pay-run-file"),
    path("pay-runs/<month:month>/people/", review.pay_run_people, name="pay-run-people"),
    path("pay-runs/<month:month>/people/<key:number>/", payslips.payslip, name="pay-run-person"),
    path("pay-runs/<month:month>/people/<key:number>/pdf/", files.payslip_of, name="pay-run-person-pdf"),
    path("pay-runs/<month:month>/people/<key:number>/<slug:line>/", payslips.payslip_line, name="pay-run-person-line"),
    path("pay-runs/<month:month>/people/<key:number>/<slug:line>/talk/", talk.talk_of_line, name="pay-run-person-talk"),
    path(
        "pay-runs/<month:month>/people/<key:number>/<slug:line>/<slug:kind>/<key:name>/",
        payslips.payslip_input,
        name="pay-run-person-input",
    ),
    path("payslips/", payslips.my_payslips, name="payslips"),
    path("payslips/<month:month>/", payslips.payslip, name="payslip"),
    path("payslips/<month:month>/pdf/", files.own_payslip, name="payslip-pdf"),
    path("payslips/<month:month>/confirm/", answers.confirm, name="payslip-confirm"),
    path("payslips/<month:month>/dispute/", answers.dispute, name="payslip-dispute"),
    path("payslips/<month:month>/<slug:line>/talk/", talk.talk_of_line, name="payslip-talk"),
    path("payslips/<month:month>/<slug:line>/", payslips.payslip_line, name="payslip-line"),
    path("payslips/<month:month>/<slug:line>/<slug:kind>/<key:name>/", payslips.payslip_input, name="payslip-input"),
    path("my-orders/", my_orders.my_orders_page, name="my-orders"),
    path("my-orders/<month:month>/", my_orders.my_orders_page, name="my-orders-of"),
    path("entries/sales/", sales.sales, name="sales"),
    path("entries/sales/new/", sales.sale_new, name="sale-new"),
    path("entries/sales/<id:sale_id>/", sales.sale, name="sale"),
    path("entries/sales/<id:sale_id>/status/", sales.sale_status, name="sale-status"),
    path("entries/sales/<id:sale_id>/return/", sales.sale_return, name="sale-return"),
    path("entries/<month:month>/campaigns/", sales.campaigns, name="campaigns"),
    path("entries/<month:month>/campaigns/new/", sales.campaign_new, name="campaign-new"),
    path("entries/<month:month>/costs/", costs.costs, name="costs"),
    path("entries/<month:month>/costs/new/", costs.cost_new, name="cost-new"),
    path("entries/<month:month>/costs/take-back/", costs.cost_take_back, name="cost-take-back"),
    path("entries/<month:month>/nominations/", proposals.nominations, name="nominations"),
    path("entries/<month:month>/nominations/new/", proposals.nominate, name="nominate"),
    path("entries/<month:month>/nominations/places/", proposals.places, name="places"),
    path("entries/<month:month>/specials/", proposals.specials, name="specials"),
    path("entries/<month:month>/specials/new/", proposals.special_new, name="special-new"),
    path("entries/proposals/<id:proposal_id>/", proposals.decide, name="nominee-decide"),
    path("corrections/adjustments/", adjustments.adjustments, name="adjustments"),
    path("corrections/adjustments/new/", adjustments.adjustment_new, name="adjustment-new"),
    path("corrections/adjustments/<id:adjustment_id>/", adjustments.adjustment, name="adjustment"),
    path("corrections/adjustments/<id:adjustment_id>/approve/", adjustments.adjustment_approve, name="adjustment-approve"),
    path("corrections/adjustments/<id:adjustment_id>/withdraw/", adjustments.adjustment_withdraw, name="adjustment-withdraw"),
    path("corrections/receivables/", receivables.receivables, name="receivables"),
    path("corrections/receivables/<month:month>/<key:number>/", receivables.receivable, name="receivable"),
    path("corrections/receivables/<month:month>/<key:number>/settle/", receivables.receivable_settle, name="receivable-settle"),
    path("waterfalls/", waterfalls.waterfalls, name="waterfalls"),
    path("waterfalls/<month:month>/", waterfalls.waterfall, name="waterfall"),
    path("waterfalls/<month:month>/<slug:line>/", waterfalls.waterfall_line, name="waterfall-line"),
    path("waterfalls/<month:month>/<slug:line>/<slug:kind>/<key:name>/", waterfalls.waterfall_input, name="waterfall-input"),
]
