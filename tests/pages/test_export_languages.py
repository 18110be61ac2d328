"""What is taken away as a file speaks the language of whoever asked, as the pages do: workbooks, CSV and PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from csd.exports import files
from csd.models import Export
from tests.pages.test_export_pages import asked, body, rows_of_csv
from tests.pages.test_languages import in_another
from tests.payroll.pdf_text import text_of

MONTH = {"month": "2026-08"}
WHATS = ("payslips:xlsx", "payslips-pdf:pdf", "waterfall:xlsx", "waterfall:csv", "scores:xlsx", "scores:csv")
LISTS = ("people", "departments", "adjustments")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)


def texts(made: Export) -> Iterator[str]:
    """Everything that a file says in words."""
    content = body("finance", made)
    yield made.title
    if made.format == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            yield name
            yield from (str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row if isinstance(cell, str))
    elif made.format == "csv":
        yield from (cell for row in rows_of_csv(content) for cell in row)
    else:
        with pikepdf.open(io.BytesIO(content)) as document:
            # a checksum may look like a word
            yield from (re.sub(r"[0-9a-f]{64}", "", text_of(page)) for page in document.pages)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("what", WHATS)
def test_a_file_of_a_month_speaks_one_language(what: str, language: str) -> None:
    said = list(texts(asked("finance", {"what": what, **MONTH}, language=language)))
    # a title and something in it
    assert sum(bool(re.search(r"[^\W\d]{2}", text)) for text in said) > 1
    assert in_another(said, language) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_as_a_file_speaks_one_language(name: str, language: str) -> None:
    url = reverse("export-list", kwargs={"name": name})
    said = list(texts(asked("finance", {"format": "xlsx"}, url=url, language=language)))
    assert len(said) > 3
    assert in_another(said, language) == []
