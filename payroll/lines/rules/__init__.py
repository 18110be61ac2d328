"""The payslip (docs/rulebook.md P1-P16): one function per line, whose parameters are its inputs and whose words stand with it.

To add a line: write its function in one of these modules, and the fact it needs, if it is new, in payroll/lines/facts. It is then
computed, stored, explained, checked, shown and exported (docs/adding-a-line.md).
"""

# the order of these is the order of the book
from payroll.lines.rules import earnings, insurance, tax  # noqa: F401 (they write their lines into the book)
from payroll.lines.rules.book import PAYSLIP

__all__ = ["PAYSLIP"]
