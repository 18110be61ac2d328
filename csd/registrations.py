"""What the organisation does in the close of a month, and its lists."""

from csd import steps
from csd.listing import register_listing
from csd.loading.files import FILES
from csd.loading.registry import register_files
from csd.security_lists import EVENTS, LOOKS, MY_LOOKS
from csd.work.registry import register_results, register_sources, register_step

register_sources("csd_employee", "csd_terms", "csd_policyvalue", "csd_calendarday")
register_step(steps.PEOPLE)
register_results("csd_attemptperson", "csd_chunk")
register_files(*FILES)
for listing in (EVENTS, LOOKS, MY_LOOKS):
    register_listing(listing)
