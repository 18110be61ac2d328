"""What a check finds: something that differs, where it shows and which row it comes from."""

from __future__ import annotations

from typing import NamedTuple

from payroll.lines.rules import PAYSLIP


class Finding(NamedTuple):
    """Something that differs: whose slip (or `waterfall`, `pool`, `policy`, `calendar`), which line, which source row, and how."""

    slip: str
    line: str
    source: str
    what: str

    def __str__(self) -> str:
        return f"{self.slip}: {self.line}: {self.source}: {self.what}"


def line_of(fact: str) -> str:
    """The first line of money that a fact goes into."""
    names = {fact}
    for formula in PAYSLIP.all():
        if names.intersection(formula.inputs):
            if formula.money:
                return formula.name
            names.add(formula.name)
    return fact
