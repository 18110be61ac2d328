"""Payslips on paper: what stands on them is what was computed, and nobody's text is ever markup (attack A71, docs/rulebook.md P18)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from subprocess import CalledProcessError

import pikepdf
import pytest
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from csd.formats import money
from csd.models import Attempt, Employee
from csd.months import SHANGHAI
from csd.papers import paper
from payroll.exports.slip_content import contents
from payroll.exports.slip_pdf import LINES_OF_A_PAGE, Imprint, one_slip, slips_pdf
from payroll.review.comparison import line_amounts
from tests.payroll.pdf_text import text_of
from tests.payroll.small import Company

IMPRINT = Imprint("F1 王", datetime(2026, 9, 15, 10, 4, tzinfo=SHANGHAI), approved=False)
MARKUP = [
    '#import "x"',
    "*bold* $x$",
    "#panic()",
    "= heading",
    "`raw` @ref <label>",
    '<img src="file:///etc/hostname">',
    "\\u{41} // no",
    "王 “引号”",
]


@pytest.fixture(scope="module")
def august(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attempt]:
    """July approved and August computed, for people with names that look like markup."""
    with django_db_blocker.unblock(), transaction.atomic():
        company = Company(tmp_path_factory.mktemp("company"))
        for n in range(len(MARKUP)):
            company.person(f"A{n}", base_salary=str(3000 + n), position=MARKUP[n])
        attempt = company.close(months=2)[1].attempt
        for n, name in enumerate(MARKUP):
            Employee.objects.filter(employee_no=f"A{n}").update(name=name)
        yield attempt
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _open(db: None) -> None:
    """Every test may ask the database."""


def pages(attempt: Attempt, low: int = 0, high: int = 99, language: str = "en") -> list[str]:
    """The text of each page of a document."""
    with translation.override(language):
        made = slips_pdf(attempt, list(contents(attempt, low, high)), IMPRINT)
    with pikepdf.open(io.BytesIO(made)) as document:
        return [text_of(page) for page in document.pages]


def test_names_and_positions_stand_there_letter_by_letter(august: Attempt) -> None:
    for n, page in enumerate(pages(august, 0, len(MARKUP))):
        assert page.count("".join(MARKUP[n].split())) == 2, page


def test_p18_every_line_of_this_month_and_the_last_stands_there(august: Attempt) -> None:
    (page,) = pages(august, 0, 1)
    amounts = line_amounts(august, Employee.objects.get(employee_no="A0").pk)
    for name in ("base", "meal", "gross", "net"):
        assert page.count(money(amounts[name])) >= 2, name


def test_it_is_in_the_language_in_force(august: Attempt) -> None:
    chinese, english = pages(august, 0, 1, "zh-hans")[0], pages(august, 0, 1)[0]
    assert ("基本工资" in chinese or "底薪" in chinese, "Netpay" in english) == (True, True)


def test_it_says_who_printed_it_when_which_page_it_is_and_the_checksum(august: Attempt) -> None:
    with translation.override("en"):
        (english,) = contents(august, 0, 1)
    (page,) = pages(august, 0, 1)
    assert "F1王,2026-09-15" in page
    assert "notapprovedyet" in page
    assert "1/1" in page
    assert english["sha256"] in page


def test_a_page_holds_as_many_lines_as_it_is_said_to(august: Attempt) -> None:
    (slip,) = contents(august, 0, 1)
    slip["sections"][0]["rows"] = slip["sections"][0]["rows"][:1] * (LINES_OF_A_PAGE - sum(len(s["rows"]) for s in slip["sections"][1:]))
    with pikepdf.open(io.BytesIO(slips_pdf(august, [slip], IMPRINT))) as document:
        assert len(document.pages) == 1


def test_more_lines_go_on_to_a_second_page_that_says_so(august: Attempt) -> None:
    slips = list(contents(august, 0, 2))
    slips[1]["sections"][0]["rows"] = slips[1]["sections"][0]["rows"] * 4
    with pikepdf.open(io.BytesIO(slips_pdf(august, slips, IMPRINT))) as document:
        texts = [text_of(page) for page in document.pages]
    assert [re.findall(r"10:04(\d/\d)", text) for text in texts] == [["1/1"], ["1/2"], ["2/2"]]


def test_the_same_content_gives_the_same_bytes(august: Attempt) -> None:
    first, second = (slips_pdf(august, list(contents(august, 0, 5)), IMPRINT) for _ in range(2))
    assert first == second


def test_the_template_reads_no_file_of_the_machine(august: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = tmp_path / "payslips.typ"
    hostile.write_text('#read("/etc/hostname")')
    monkeypatch.setattr(paper, "TEMPLATES", tmp_path)
    with pytest.raises(RuntimeError, match=r"not found|access"):
        one_slip(august, 0, "F1", IMPRINT.at)


def test_a_template_that_fails_in_its_own_process_fails_the_part(august: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "payslips.typ"
    broken.write_text("#panic()")
    monkeypatch.setattr(paper, "TEMPLATES", tmp_path)
    with pytest.raises(CalledProcessError):
        slips_pdf(august, [], IMPRINT)
