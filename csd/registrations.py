"""What the organisation does in the close of a month, and its pages of the first level."""

from django.utils.translation import gettext_lazy as _

from csd import home_tiles, steps
from csd.calendar_inbox import CALENDAR
from csd.home import register_tile
from csd.inbox import register_kind
from csd.loading.files import FILES
from csd.loading.registry import register_files
from csd.navigation import Entry, register_entry
from csd.work.registry import register_results, register_sources, register_step

register_sources("csd_employee", "csd_terms", "csd_policyvalue", "csd_calendarday")
register_step(steps.PEOPLE)
register_results("csd_attemptperson", "csd_chunk")
register_files(*FILES)
register_kind(CALENDAR)
register_entry(Entry("home", _("Today"), "home", 0, "", lambda who: who.employed, phone=True))
register_entry(Entry("inbox", _("To decide"), "inbox", 10, "inbox", lambda who: who.employed, phone=True))
for tile in home_tiles.TILES:
    register_tile(tile)
