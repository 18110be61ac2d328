"""The words of the waterfall: a label for every line and fact, and every formula as a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.formats import Words

WATERFALL_LINES: dict[str, Words] = {
    "sales": _("Sales"),
    "comm_sales": _("Commissions on sales"),
    "cost": _("Product cost"),
    "gross_margin": _("Gross margin"),
    "comm_order": _("Commissions on orders"),
    "guarantee": _("Top-ups to guarantees"),
    "comm_target": _("Commissions on campaigns"),
    "promotion": _("Promotion"),
    "courier": _("After-sales courier"),
    "other": _("Other costs"),
    "net_profit": _("Net profit"),
    "pays_quarter": _("Pays for its quarter"),
    "total_target": _("Total target"),
    "base_sum": _("Sum of base salaries"),
    "gate": _("Gate met"),
    "pool_staff": _("Staff pool"),
    "pool_management": _("Management pool"),
    "pool_operations": _("Operations pool"),
}


WATERFALL_FACTS: dict[str, Words] = {
    "sales_net": _("net completed amounts of the month"),
    "cost_net": _("product cost of the same rows"),
    "comm_sales_total": _("commissions on sales of all payslips"),
    "comm_order_total": _("commissions on orders of all payslips"),
    "guarantee_total": _("top-ups to guarantees of all payslips"),
    "comm_target_total": _("commissions on campaigns of all payslips"),
    "cost_promotion": _("promotion costs"),
    "cost_courier": _("after-sales courier costs"),
    "cost_other": _("other costs of the month"),
    "contract_bases": _("contract base salaries of who is employed on the last day"),
    "net_profit_before": _("net profit of the quarter's months before"),
    "base_sum_before": _("base salaries of the quarter's months before"),
    "ends_quarter": _("last month of a quarter"),
}


WATERFALL_FORMULAS: dict[str, Words] = {
    "sales": _("%(sales_net)s"),
    "comm_sales": _("%(comm_sales_total)s"),
    "cost": _("%(cost_net)s"),
    "gross_margin": _("%(sales)s − %(comm_sales)s − %(cost)s"),
    "comm_order": _("%(comm_order_total)s"),
    "guarantee": _("%(guarantee_total)s"),
    "comm_target": _("%(comm_target_total)s"),
    "promotion": _("%(cost_promotion)s"),
    "courier": _("%(cost_courier)s"),
    "other": _("%(cost_other)s"),
    "net_profit": _("%(gross_margin)s − (%(comm_order)s + %(guarantee)s) − %(comm_target)s − %(promotion)s − %(courier)s − %(other)s"),
    "pays_quarter": _("bonus period %(parameter_bonus_period)s and last month of a quarter: %(ends_quarter)s"),
    "total_target": _(
        "%(net_profit)s ÷ %(parameter_target_divisor)s; with %(net_profit_before)s added where the month pays for its quarter: %(pays_quarter)s"
    ),
    "base_sum": _("%(contract_bases)s; with %(base_sum_before)s added where the month pays for its quarter: %(pays_quarter)s"),
    "gate": _(
        "%(total_target)s at least %(base_sum)s; never in a quarter's month that does not pay (bonus period %(parameter_bonus_period)s, "
        "pays: %(pays_quarter)s)"
    ),
    "pool_staff": _("gate met (%(gate)s): %(total_target)s × %(parameter_pool_staff_rate)s"),
    "pool_management": _("gate met (%(gate)s): %(total_target)s × %(parameter_pool_management_rate)s"),
    "pool_operations": _("gate met (%(gate)s): %(total_target)s − %(pool_staff)s − %(pool_management)s"),
}
