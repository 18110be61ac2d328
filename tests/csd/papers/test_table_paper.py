"""A table on paper, in the frame of every paper: cells as pages write them, page x / y, who printed it, a checksum of what it says."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pikepdf
import pytest

from csd.lists.tables import Column
from csd.months import SHANGHAI
from csd.papers.paper import Imprint, sha256_of, table_paper
from tests.payroll.pdf_text import text_of

COLUMNS = (Column("Substance"), Column("Quantity", "money"))
ROWS = [("alcohol #1 *", Decimal("1234.5"))]
IMPRINT = Imprint("E1 王", datetime(2026, 9, 15, 10, 4, tzinfo=SHANGHAI))


def texts(rows: list[Any], imprint: Imprint = IMPRINT) -> list[str]:
    """The text of each page."""
    document = table_paper("Register", COLUMNS, rows, imprint, period="2026-08", boxes=["Kept by", "Seal"])
    with pikepdf.open(io.BytesIO(document)) as pages:
        return [text_of(page) for page in pages.pages]


@pytest.mark.parametrize("said", ["Register", "2026-08", "alcohol#1*", "1,234.50", "1/1", "E1王", "Keptby", "Seal"])
def test_everything_of_the_frame_and_the_rows_stands_on_it(said: str) -> None:
    assert said in texts(ROWS)[0]


def test_a_long_table_goes_on_with_its_head_on_every_page() -> None:
    pages = texts(ROWS * 120)
    assert len(pages) > 1
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all("Substance" in page for page in pages if "alcohol" in page)


def test_the_checksum_is_of_the_content_whoever_prints_it() -> None:
    other = Imprint("E2", datetime(2026, 9, 16, 10, 4, tzinfo=SHANGHAI))
    checksums = {text[-64:] for text in (texts(ROWS)[0], texts(ROWS, other)[0])}
    assert len(checksums) == 1
    assert texts([("thinner", Decimal(1))])[0][-64:] not in checksums


def test_an_empty_table_says_so() -> None:
    assert "Nothinginthisperiod." in texts([])[0]


def test_equal_content_has_an_equal_checksum() -> None:
    assert sha256_of({"b": 1, "a": "王"}) == sha256_of({"a": "王", "b": 1})
