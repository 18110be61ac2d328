"""What attendance does in the close of a month."""

from attendance import steps
from csd.work.registry import register_results, register_step

register_step(steps.POINTS)
register_results("attendance_pointentry", "attendance_monthscore")
