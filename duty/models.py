"""All tables of duty, for Django to find and for the apps above; they live in the packages by subject."""

from duty.facts.models import Breach, Direction, Leave, LeaveKind, OnlineCheck, Punch, Shift, ShiftMove, Swap

__all__ = ["Breach", "Direction", "Leave", "LeaveKind", "OnlineCheck", "Punch", "Shift", "ShiftMove", "Swap"]
