"""A month that is not closed, judged live for one person: once it is over, exactly what the close gives (docs/rulebook.md A1-A10)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from attendance.close.preparing import finish_preparing, portions, prepare_month
from attendance.points.live import live_month
from csd.database.rows import rows_of
from csd.demo.company import generate, random_spec
from csd.loading.services import load_company
from csd.models import Attempt, Employee
from csd.months import SHANGHAI, Month
from tests.payroll.companies import CASES, close_months
from tests.payroll.small import Company, approved

pytestmark = pytest.mark.django_db
JULY = Month(2026, 7)
COUNTS = "late, absent, early, truant, offline, comp_days_used, score, action"
_ENTRIES = "SELECT employee_id, rule, kind, date_part('epoch', at)::int8, points, evidence FROM attendance_pointentry WHERE attempt_id = %s"


def stored(attempt: Attempt) -> dict[int, Any]:
    """Employee id → counts, score, action and entries of a close."""
    found: dict[int, Any] = {
        row[0]: (row[1:], [])
        for row in rows_of(f"SELECT employee_id, {COUNTS} FROM attendance_monthscore WHERE attempt_id = %s", [attempt.pk])
    }
    for person, *cells, evidence in rows_of(_ENTRIES, [attempt.pk]):
        found[person][1].append((*cells, json.dumps(json.loads(evidence), sort_keys=True)))
    return {person: (counts, sorted(entries)) for person, (counts, entries) in found.items()}


def live(month: Month, people: list[int]) -> dict[int, Any]:
    """The same for some people, live on the 10th of the month after."""
    now = live_month(month, people, (month + 1).begin.replace(day=10))
    return {
        person: (
            (r.late, r.absent, r.early, r.truant, r.offline, r.comp_days_used, r.score, now.actions[person]),
            sorted((e.rule, e.kind, e.at, e.points, json.dumps(e.evidence, sort_keys=True)) for e in r.entries),
        )
        for person, r in now.results.items()
    }


def closed(folder: Path, seed: int) -> Attempt:
    """The last month of a random company with all kinds of oddities; seed 0 is a worked case."""
    if not seed:
        return close_months(CASES / "a", JULY, 2)[-1]
    spec = random_spec(seed)
    generate(folder, spec)
    return close_months(folder, Month.parse(spec.first), spec.months)[-1]


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_live_is_what_the_close_gives_for_everybody_together_and_one_by_one(seed: int, tmp_path: Path) -> None:
    attempt = closed(tmp_path, seed)
    expected = stored(attempt)
    assert any(entries for _counts, entries in expected.values())
    assert live(attempt.month, list(expected)) == expected
    assert {person: live(attempt.month, [person])[person] for person in expected} == expected


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """S1 is late on the 6th and truant on the 7th, has signed in nowhere else, and is rostered for the 20th too; S2 has no roster."""
    company = Company(tmp_path).person("B1", grade="foreman").person("S1").person("S2")
    company.shift("S1", "2026-07-06 08:00", "2026-07-06 16:00").punch("S1", "2026-07-06 08:10", "in").punch("S1", "2026-07-06 16:00", "out")
    company.shift("S1", "2026-07-07 08:00", "2026-07-07 16:00").shift("S1", "2026-07-20 08:00", "2026-07-20 16:00")
    company.punch("S2", "2026-07-08 03:00", "in")
    company.add("leaves", employee_no="S1", start="2026-07-21 08:00:00", end="2026-07-21 16:00:00", kind="personal")
    company.add("swaps", employee_no="S1", shift_start="2026-07-20 08:00:00", to_employee_no="S2", accepted_at="2026-07-10 08:00:00")
    company.add("breaches", employee_no="S1", time="2026-07-06 12:00:00", recorded_by="B1", note="gone")
    return company


def load(company: Company) -> None:
    load_company(folder=company.write(), loaded_by="tests")


def person(number: str) -> int:
    return Employee.objects.get(employee_no=number).pk


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-07-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "entries", "to_come"),
    [("06 19:59", ["A6"], 3), ("06 20:01", ["A2", "A6"], 2), ("07 19:59", ["A2", "A6"], 2), ("07 20:01", ["A2", "A6", "A6"], 1)],
)
def test_a_duty_counts_once_its_sign_out_window_has_passed(company: Company, now: str, entries: list[str], to_come: int) -> None:
    load(company)
    found = live_month(JULY, [person("S1")], at(now))
    assert [entry.rule for entry in found.results[person("S1")].entries] == entries
    assert found.to_come[person("S1")] == to_come


RUNNING = f"SELECT employee_id, {COUNTS} FROM attendance_runningscore WHERE month = %s"
FINDINGS = """
    SELECT f.kind, e.employee_no FROM attendance_finding f JOIN csd_employee e ON e.id = f.employee_id
    WHERE f.month = %s AND e.employee_no LIKE 'S%%' ORDER BY 1, 2
"""


def test_a11_what_is_prepared_of_a_month_that_is_over_is_what_the_close_gives(tmp_path: Path) -> None:
    attempt = closed(tmp_path, 1)
    prepare_month(month=attempt.month, now=(attempt.month + 1).begin.replace(day=10))
    running = {row[0]: row[1:] for row in rows_of(RUNNING, [attempt.month.first])}
    assert running == {p: counts for p, (counts, _entries) in stored(attempt).items()}


def test_a11_preparing_twice_in_other_portions_or_from_where_it_was_cut_off_gives_the_same(company: Company, settings: Any) -> None:
    load(company)
    prepare_month(month=JULY, now=at("10 02:30"))
    first = [sorted(rows_of(query, [JULY.first])) for query in (RUNNING, FINDINGS)]
    settings.CSD_PEOPLE_PER_CHUNK = 2
    half_done = next(portions(JULY, at("10 02:31")))
    for _last in portions(JULY, at("10 02:31"), half_done):
        pass
    finish_preparing(JULY, at("10 02:31"))
    assert [sorted(rows_of(query, [JULY.first])) for query in (RUNNING, FINDINGS)] == first


def test_a11_what_is_missing_is_named(company: Company) -> None:
    load(company)
    found = prepare_month(month=JULY, now=at("10 02:30"))
    assert rows_of(FINDINGS, [JULY.first]) == [
        ("breach", "S1"), ("no_roster", "S2"), ("open_leave", "S1"), ("open_swap", "S1"), ("stray_punch", "S2"),
    ]  # fmt: skip
    assert found is not None
    assert (found.counts["kinds"]["stray_punch"], found.people) == (1, 5)


def test_a11_a_closed_month_is_not_prepared_and_its_provisional_rows_go(company: Company) -> None:
    company.july()
    prepare_month(month=JULY)
    assert rows_of(RUNNING, [JULY.first])
    approved(JULY)
    assert prepare_month(month=JULY) is None
    assert not rows_of(RUNNING, [JULY.first])
