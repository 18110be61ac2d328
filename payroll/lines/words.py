"""What lines and figures are called, for lists and forms; their words stand with their formulas (payroll.lines.rules).

Of several editions the newest gives the word; an explanation takes that of its own month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy

from csd.formats import Words
from csd.formula import Book
from payroll.lines.rules import PAYSLIP


class Labels(Mapping[str, Words]):
    """name → label of every formula of a book, as it stands when it is asked."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def __getitem__(self, name: str) -> Words:
        """KeyError for a name that no formula has."""
        return gettext_lazy(self._book.newest()[name].label)

    def __iter__(self) -> Iterator[str]:
        """In the order of the book."""
        return iter(self._book.newest())

    def __len__(self) -> int:
        """How many formulas there are."""
        return len(self._book.newest())


LINES = Labels(PAYSLIP)
