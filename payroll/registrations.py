"""What payroll does in the close of a month, and its pages of the first level."""

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may, register_rights
from csd.closing.state import register_closing
from csd.exports.registry import register_export
from csd.inbox.registry import register_kind
from csd.key_repair.registry import register_keys
from csd.lists.declared import register_listing
from csd.loading.registry import register_files
from csd.policy.uses import register_uses
from csd.shell.home import register_tile
from csd.shell.navigation import Entry, register_entry
from csd.work.registry import register_editions, register_failure, register_results, register_sources, register_step
from payroll.adjustments.lists import ADJUSTMENTS
from payroll.computing import finishing, steps
from payroll.costs import lists as costs_lists
from payroll.costs import loading as costs_loading
from payroll.exports.slip_pdf import SLIPS_PDF
from payroll.exports.tables import PAYSLIPS, WATERFALLS
from payroll.lines.rules import PAYSLIP
from payroll.opening_balances import loading as opening_balances_loading
from payroll.proposals import loading as proposals_loading
from payroll.receivables.lists import RECEIVABLES
from payroll.review.lists import EXCEPTIONS, PEOPLE
from payroll.rights import RIGHTS
from payroll.runs import tiles
from payroll.runs.inbox import PAY_RUNS
from payroll.sales import lists as sales_lists
from payroll.sales import loading as sales_loading
from payroll.sales import steps as sales
from payroll.sales import stored_keys
from payroll.waiting.inbox import KINDS as INBOX_KINDS
from payroll.waterfall.rules import WATERFALL

register_rights(*RIGHTS)
register_sources("payroll_sale", "payroll_campaign", "payroll_cost", "payroll_nomination", "payroll_special")
register_sources("payroll_openingbalance", "payroll_adjustment")
for step in (sales.AGENTS, sales.CAMPAIGNS, sales.ORDERS, sales.DAYS, steps.POOLS, steps.SLIPS, steps.FINISH):
    register_step(step)
for book in (PAYSLIP, WATERFALL):
    register_editions(book.name, book.versions_at)
register_results("payroll_payslipline:payslip_id:payroll_payslip", "payroll_payslip", "payroll_poolshare:pool_id:payroll_pool")
register_results(
    "payroll_pool", "payroll_campaignresult", "payroll_agentsales", "payroll_daysales", "payroll_waterfall", "payroll_runexception"
)
register_results("payroll_difference")
register_failure(finishing.record_failure)
register_uses(
    lambda key: [gettext_lazy(f.label) for book in (PAYSLIP, WATERFALL) for f in book.newest().values() if key in f.parameter_keys]
)
for files in (opening_balances_loading.FILES, proposals_loading.FILES, sales_loading.FILES, costs_loading.FILES):
    register_files(*files)
register_keys(*stored_keys.KEYS)
for kind in (PAYSLIPS, SLIPS_PDF, WATERFALLS):
    register_export(kind)
register_entry(Entry("pay-runs", _("Pay runs"), "runs", 60, "pay-runs", lambda who: may(who, "run.watch")))
register_entry(Entry("sales", _("Entries"), "edit", 64, "entries", lambda who: may(who, "sales.settle") or may(who, "campaign.see")))
register_entry(Entry("adjustments", _("Corrections"), "history", 66, "corrections", lambda who: may(who, "pay.see")))
register_entry(Entry("waterfalls", _("Waterfall"), "waterfall", 70, "waterfalls", lambda who: may(who, "waterfall.see")))
register_entry(Entry("payslips", _("My payslips"), "payslip", 80, "payslips", lambda who: who.employed, phone=True))
for inbox_kind in (PAY_RUNS, *INBOX_KINDS):
    register_kind(inbox_kind)
register_closing(tiles.closing_of)
for tile in tiles.TILES:
    register_tile(tile)
register_entry(Entry("my-orders", _("My orders"), "orders", 82, "my-orders", lambda who: who.employed))
for listing in (PEOPLE, EXCEPTIONS, ADJUSTMENTS, RECEIVABLES, *sales_lists.LISTINGS, *costs_lists.LISTINGS):
    register_listing(listing)
