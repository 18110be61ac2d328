"""What attendance does in the close of a month, and what of it is exported."""

from attendance import steps
from attendance.exports import SCORES
from attendance.loading import FILES
from csd.exports.registry import register_export
from csd.loading.registry import register_files
from csd.work.registry import register_results, register_sources, register_step

register_sources("attendance_scorehistory")
register_step(steps.POINTS)
register_results("attendance_pointentry", "attendance_monthscore")
register_files(*FILES)
register_export(SCORES)
