"""Which month may be closed (docs/formats.md `close_month`, docs/rulebook.md D2): over, its year known, the month before approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from csd.calendar.services import confirm_year
from csd.errors import Refused
from csd.months import SHANGHAI, Month
from payroll.runs.readiness import require_ready
from payroll.runs.services import start_run
from tests.payroll.cast import AUGUST, JULY, JUNE, NOW, add_cast, approve, compute, load, who
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The cast, whose files a test adds to and loads; it is 10 August."""
    with time_machine.travel(NOW, tick=False):
        yield add_cast(Company(tmp_path))


def refused(month: Month = JULY) -> str:
    """The code with which a month may not be closed; empty when it may."""
    try:
        require_ready(month)
    except Refused as refusal:
        return refusal.code
    return ""


def at(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("now", "code"), [("2026-07-31 23:59:59", "not_over"), ("2026-08-01 00:00:00", "")])
def test_a_month_is_over_at_midnight_in_shanghai(company: Company, now: str, code: str) -> None:
    load(company)
    with time_machine.travel(at(now), tick=False):
        assert refused() == code


@pytest.mark.parametrize(("now", "code"), [("2026-08-01 11:59:59", "not_over"), ("2026-08-01 12:00:00", "")])
def test_a_month_is_over_when_its_last_sign_out_window_is(company: Company, now: str, code: str) -> None:
    load(company.shift("MANAGER", "2026-07-31 20:00", "2026-08-01 08:00").shift("MANAGER", "2026-07-05 20:00", "2026-07-06 08:00"))
    with time_machine.travel(at(now), tick=False):
        assert refused() == code


@pytest.mark.parametrize(("now", "code"), [("2026-08-01 08:59:59", "not_over"), ("2026-08-01 09:00:00", "")])
def test_the_sign_out_window_is_that_of_the_month(company: Company, now: str, code: str) -> None:
    load(
        company.shift("MANAGER", "2026-07-31 20:00", "2026-08-01 08:00")
        .policy("out_window", "60")
        .policy("out_window", "600", "2026-08-01")
    )
    with time_machine.travel(at(now), tick=False):
        assert refused() == code


def test_the_refusal_says_when_the_month_is_over(company: Company) -> None:
    load(company.shift("MANAGER", "2026-08-31 20:00", "2026-09-01 08:00"))
    with pytest.raises(Refused, match="2026-09-01 12:00"):
        start_run(month=AUGUST, actor=who("MEI"), wake=False)


DATA = {
    "shifts": lambda company: company.shift("MANAGER", "2026-06-30 08:00", "2026-06-30 16:00"),
    "sales": lambda company: company.sale("1", "2026-06-30", "MANAGER", "1", status="pending"),
    "costs": lambda company: company.add("costs", month="2026-06", kind="other", amount="1"),
    "campaigns": lambda company: company.add("campaigns", campaign="K", month="2026-06", owner_no="OPS", budget="1"),
    "nominations": lambda company: company.add("nominations", month="2026-06", pool="staff", employee_no="OPS"),
}


@pytest.mark.parametrize("kind", DATA)
def test_a_month_waits_for_the_one_before_that_has_data(company: Company, kind: str) -> None:
    DATA[kind](company)
    load(company)
    assert (refused(), refused(JUNE)) == ("month_before", "")
    compute(JUNE)
    assert refused() == "month_before"
    approve(JUNE)
    assert refused() == ""


def test_a_month_does_not_wait_for_one_without_data_nor_for_one_further_back(company: Company) -> None:
    load(company.add("costs", month="2026-05", kind="other", amount="1"))
    assert refused() == ""


def test_no_month_is_closed_below_an_approved_one(company: Company) -> None:
    load(company)
    compute(JULY)
    approve(JULY)
    assert refused(JUNE) == "later_approved"


def test_d2_a_year_whose_calendar_is_not_known_is_closed_once_somebody_confirms_it(company: Company) -> None:
    load(company)
    january = Month(2027, 1)
    with time_machine.travel(at("2027-02-05 09:00:00"), tick=False):
        assert refused(january) == "no_calendar"
        confirm_year(year=2027, actor=who("MEI"))
        assert refused(january) == ""


def test_a_month_before_anybody_came_has_nobody_in_it(company: Company) -> None:
    load(company)
    attempt = compute(Month(2019, 12))
    assert attempt.failure == ""
    assert attempt.state == "done"
