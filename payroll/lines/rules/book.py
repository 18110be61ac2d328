"""The book of the payslip, in which every module of this package writes its lines (docs/adding-a-line.md)."""

from __future__ import annotations

from csd.formula import Book

PAYSLIP = Book("payslip")
line, figure = PAYSLIP.line, PAYSLIP.figure
