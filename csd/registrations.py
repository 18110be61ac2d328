"""What the organisation does in the close of a month, and its lists."""

from csd import steps
from csd.listing import register_listing
from csd.loading.files import FILES
from csd.loading.registry import register_files
from csd.navigation import Entry, register_entry
from csd.permissions import may
from csd.security_lists import EVENTS, LOOKS, MY_LOOKS
from csd.work.registry import register_results, register_sources, register_step

register_sources("csd_employee", "csd_terms", "csd_policyvalue", "csd_calendarday")
register_step(steps.PEOPLE)
register_results("csd_attemptperson", "csd_chunk")
register_files(*FILES)
register_entry(Entry("looks", LOOKS.title, "history", 200, "looks", lambda who: may(who, "looks.see")))
register_entry(Entry("security-log", EVENTS.title, "lock", 210, "security-log", lambda who: may(who, "security.see")))
for listing in (EVENTS, LOOKS, MY_LOOKS):
    register_listing(listing)
