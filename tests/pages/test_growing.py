"""A payslip that grows (docs/rulebook.md P18): further lines, a further edition, a further fact and parameter, from a month on.

Months on both sides of the day are closed, approved, paid, explained, checked, shown and exported: those before it as they were.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from csd.exports import files
from csd.formula import DEDUCTION, EARNING
from csd.models import Export
from csd.money import half_up
from csd.months import Month
from csd.policy.parameters import PARAMETERS, Parameter
from payroll.lines.facts import attendance, registry
from payroll.lines.facts.registry import Batch, Fact, Group
from payroll.lines.rules import PAYSLIP
from payroll.recheck import check_month
from payroll.runs.models import RunException
from payroll.runs.selectors import computed_attempt
from payroll.runs.services import leave_out, pay_run
from tests.pages import world
from tests.pages.test_export_pages import asked, body, rows_of_csv
from tests.pages.world import client_of
from tests.payroll.companies import two_who_may
from tests.payroll.pdf_text import text_of
from tests.payroll.small import Closed, approved, computed

JULY, AUGUST = world.JULY, world.AUGUST
LATE_HOUR = 16


def late_shifts(batch: Batch) -> dict[int, int]:
    """Employee id → attended shifts that end at four in the afternoon or later."""
    found = batch.once(attendance.duties)
    return {person: sum(day.worked and day.end.hour >= LATE_HOUR for day in days) for person, days in found.items()}


def grow() -> None:
    """What a newcomer would write (docs/adding-a-line.md), from August 2026 on."""
    registry.register(
        Fact(
            "late_shifts",
            "attended shifts that end late",
            Group("late_shifts", late_shifts, 0, lambda count: count),
            tables=(attendance.duties_table,),
        )
    )

    @PAYSLIP.line(
        "P20",
        kind=EARNING,
        since=AUGUST,
        label="Late allowance",
        sentence="%(parameter_late_allowance)s × %(late_shifts)s",
    )
    def late_allowance(late_shifts: int, *, late_allowance: Decimal) -> Decimal:
        return half_up(late_allowance * late_shifts)

    @PAYSLIP.line(
        "P21",
        kind=DEDUCTION,
        since=AUGUST,
        label="Union fee",
        sentence="%(parameter_union_rate)s × %(base)s",
    )
    def union_fee(base: Decimal, *, union_rate: Decimal) -> Decimal:
        return half_up(base * union_rate)

    @PAYSLIP.line(
        "P2",
        name="meal",
        kind=EARNING,
        since=AUGUST,
        label="Meal allowance by shifts",
        sentence="%(parameter_meal)s ÷ 10 × %(late_shifts)s",
    )
    def meal_by_shifts(late_shifts: int, *, meal: Decimal) -> Decimal:
        return half_up(meal * late_shifts, 10)


@pytest.fixture(scope="module", autouse=True)
def _grown(company: Path, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """July was approved before anything grew; August is computed with what grew, approved and paid, and taken back at the end."""
    patch = pytest.MonkeyPatch()
    patch.setattr(files, "folder", tmp_path_factory.getbasetemp)
    patch.setitem(PARAMETERS, "late_allowance", Parameter("late_allowance", "25", "yuan", "P20", "late allowance"))
    patch.setitem(PARAMETERS, "union_rate", Parameter("union_rate", "0.005", "rate", "P21", "union fee"))
    with django_db_blocker.unblock(), transaction.atomic(), PAYSLIP.trying(), registry.trying():
        grow()
        pay(JULY)
        computed(AUGUST)
        leave_out_the_broken()
        approved(AUGUST)
        pay(AUGUST)
        yield
        transaction.set_rollback(True)
    patch.undo()


def leave_out_the_broken() -> None:
    """Whoever cannot be computed in August is left out, so that it can be approved."""
    with time_machine.travel(world.TODAY, tick=False):
        for problem in RunException.objects.filter(attempt=computed_attempt(AUGUST), blocking=True):
            leave_out(exception=problem, actor=two_who_may(AUGUST + 1)[1], reason="no terms")


def pay(month: Month) -> None:
    """A month is paid on the 10th of the month after."""
    with time_machine.travel((month + 1).begin.replace(day=10, hour=9), tick=False):
        pay_run(month=month, actor=two_who_may(month + 1)[1])


def slip(month: Month) -> dict[str, Decimal]:
    """What S1 gets, from payslips.csv."""
    return Closed(computed_attempt(month)).slip("S1")


def test_a_further_line_is_in_gross_and_net_and_a_column_of_the_file_from_its_month_on() -> None:
    before, after = slip(JULY), slip(AUGUST)
    assert (after["late_allowance"], after["union_fee"], after["meal"]) == (Decimal("25.00"), Decimal("10.56"), Decimal("30.00"))
    assert before.keys() & {"late_allowance", "union_fee"} == set()
    assert before["meal"] == Decimal("300.00")
    earned = sum(after[name] for name in ("base", "meal", "comm_sales", "late_allowance"))
    assert after["gross"] == earned
    assert after["net"] == earned - after["union_fee"] - after.get("iit", Decimal(0))


@pytest.mark.parametrize("month", [JULY, AUGUST], ids=str)
def test_every_line_of_both_months_still_follows_from_its_trace_and_its_rows(month: Month) -> None:
    assert [str(finding) for finding in check_month(computed_attempt(month))] == []


def test_the_check_names_a_further_fact_that_no_longer_follows(django_db_blocker: DjangoDbBlocker) -> None:
    """The control of the test before."""
    gathered = registry.FACTS["late_shifts"]
    other = Fact(gathered.name, gathered.label, Group("late_shifts", lambda batch: dict.fromkeys(batch.ids, 7), 0, lambda count: count))
    registry.FACTS["late_shifts"] = other
    try:
        found = [(finding.slip, finding.line) for finding in check_month(computed_attempt(AUGUST))]
    finally:
        registry.FACTS["late_shifts"] = gathered
    # the first line it goes into is the meal allowance
    assert ("S1", "meal") in found


@pytest.mark.parametrize(
    ("month", "sentence", "shown", "hidden"),
    [
        (JULY, "300.00 × 23 ÷ 23", "Meal allowance", ["Late allowance", "Union fee", "by shifts"]),
        (AUGUST, "300.00 ÷ 10 × 1", "Meal allowance by shifts", []),
    ],
)
def test_each_edition_explains_itself_in_its_own_words(month: Month, sentence: str, shown: str, hidden: list[str]) -> None:
    page = client_of("auditor").get(f"/pay-runs/{month}/people/S1/").content.decode()
    assert shown in page
    assert [word for word in hidden if word in page] == []
    assert sentence in client_of("auditor").get(f"/pay-runs/{month}/people/S1/meal/").content.decode()


def test_a_further_line_is_explained_down_to_the_shifts() -> None:
    assert "25.00 × 1" in client_of("auditor").get(f"/pay-runs/{AUGUST}/people/S1/late_allowance/").content.decode()
    rows = client_of("auditor").get(f"/pay-runs/{AUGUST}/people/S1/late_allowance/fact/late_shifts/").content.decode()
    assert "08-06" in rows
    assert "+ 25.00" in client_of("auditor").get(f"/pay-runs/{AUGUST}/people/S1/gross/").content.decode()


def test_a_line_that_was_not_there_yet_has_no_page() -> None:
    assert client_of("auditor").get(f"/pay-runs/{JULY}/people/S1/late_allowance/").status_code == 404


def test_the_command_explains_both_months(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("explain_month", str(AUGUST), "S1", "late_allowance")
    assert "= 25 × 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="late_allowance"):
        call_command("explain_month", str(JULY), "S1", "late_allowance")


def texts(made: Export) -> str:
    """All that a file says."""
    content = body("finance", made)
    if made.format == "xlsx":
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return " ".join(str(cell) for row in sheet.to_python() for cell in row)
    if made.format == "csv":
        return " ".join(cell for row in rows_of_csv(content) for cell in row)
    with pikepdf.open(io.BytesIO(content)) as document:
        return " ".join(text_of(page) for page in document.pages)


@pytest.mark.parametrize("what", ["payslips:xlsx", "payslips:csv", "payslips-pdf:pdf"])
def test_what_is_taken_away_has_the_lines_of_its_month(what: str) -> None:
    july, august = (texts(asked("finance", {"what": what, "month": str(month)})).replace(" ", "") for month in (JULY, AUGUST))
    assert ("Lateallowance" in july, "Unionfee" in july, "byshifts" in july) == (False, False, False)
    assert ("Lateallowance" in august, "Unionfee" in august, "byshifts" in august) == (True, True, True)


def test_a_further_line_can_be_corrected_in_a_later_month_only_where_it_was() -> None:
    given = {"employee": "S1", "line": "late_allowance", "month": "2026-10", "amount": "5", "reason": "one shift more", "key": "k1"}
    refused = client_of("finance").post("/corrections/adjustments/new/", {**given, "corrects": str(JULY)}).content.decode()
    assert "late_allowance" in refused
    assert client_of("finance").post("/corrections/adjustments/new/", {**given, "corrects": str(AUGUST)}).status_code == 302
