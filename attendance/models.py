"""All tables of attendance, for Django to find and for the apps above; they live in the packages by subject."""

from attendance.points.models import (
    Action,
    EntryKind,
    Finding,
    FindingKind,
    MonthScore,
    PointEntry,
    Preparation,
    RunningScore,
    ScoreHistory,
)

__all__ = ["Action", "EntryKind", "Finding", "FindingKind", "MonthScore", "PointEntry", "Preparation", "RunningScore", "ScoreHistory"]
