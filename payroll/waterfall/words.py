"""What the lines of the waterfall are called; their words stand with their formulas (payroll.waterfall.rules)."""

from __future__ import annotations

from payroll.lines.words import Labels
from payroll.waterfall.rules import WATERFALL

WATERFALL_LINES = Labels(WATERFALL)
