"""What attendance does in the close of a month, and its pages of the first level."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.close.tasks import prepare_open_months
from attendance.points import steps, tiles
from attendance.points.exports import SCORES
from attendance.points.lists import LISTS
from attendance.points.loading import FILES
from attendance.rights import RIGHTS
from csd.access.permissions import register_rights
from csd.exports.registry import register_export
from csd.jobs.registry import Sweep, register_sweep
from csd.jobs.timetable import Daily
from csd.lists.declared import register_listing
from csd.loading.registry import register_files
from csd.shell.home import register_tile
from csd.shell.navigation import Entry, register_entry
from csd.work.registry import register_results, register_sources, register_step

register_rights(*RIGHTS)
register_sources("attendance_scorehistory")
register_step(steps.POINTS)
register_results("attendance_pointentry", "attendance_monthscore")
register_files(*FILES)
register_entry(Entry("points", pgettext_lazy("page", "Points"), "points", 30, "points", lambda who: who.employed, phone=True))
for listing in LISTS:
    register_listing(listing)
for tile in tiles.TILES:
    register_tile(tile)
register_export(SCORES)
register_sweep(Sweep("points.prepare", _("Where everybody stands this month"), Daily(2, 30), prepare_open_months, expires=False))
