"""The facts that payslip lines are computed from. To add one: write it, with its rows, in one of these modules (docs/adding-a-line.md)."""

# they write their facts into the registry; the order is that of an explanation of what the rules were given
from payroll.lines.facts import employment, sales, given_amounts, attendance, year  # noqa: F401, I001
from payroll.lines.facts.registry import FACTS

__all__ = ["FACTS"]
