"""What attendance does in the close of a month."""

from attendance import steps
from attendance.loading import FILES
from csd.loading.registry import register_files
from csd.work.registry import register_results, register_sources, register_step

register_sources("attendance_scorehistory")
register_step(steps.POINTS)
register_results("attendance_pointentry", "attendance_monthscore")
register_files(*FILES)
