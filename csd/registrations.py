"""What the organisation does in the close of a month, and what of the shell has to do with no app."""

from django.utils.translation import gettext_lazy as _

from csd import steps
from csd.exports import listings
from csd.exports.lists import LIST
from csd.exports.registry import register_export
from csd.listing import register_listing
from csd.loading.files import FILES
from csd.loading.registry import register_files
from csd.navigation import Entry, register_entry
from csd.work.registry import register_results, register_sources, register_step

register_sources("csd_employee", "csd_terms", "csd_policyvalue", "csd_calendarday")
register_step(steps.PEOPLE)
register_results("csd_attemptperson", "csd_chunk")
register_files(*FILES)
register_export(LIST)
for listing in (listings.MINE, listings.LOG):
    register_listing(listing)
register_entry(Entry("exports", _("Exports"), "download", 200, "exports", lambda who: who.employed))
