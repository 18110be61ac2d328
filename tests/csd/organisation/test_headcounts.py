"""O1: people of a department are counted again after whatever changes who is in it, and only then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from csd.database.rows import execute
from csd.loading.services import load_company
from csd.models import Department
from csd.organisation import headcounts
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
CHANGES = {
    "terms added": "INSERT INTO csd_terms"
    " (SELECT (jsonb_populate_record(t, '{\"id\": 900000, \"effective_from\": \"2026-09-01\", \"batch_id\": null}')).* "
    "FROM csd_terms t WHERE t.employee_id = {a1} LIMIT 1); UPDATE csd_terms SET department_id = {lo} WHERE id = 900000",
    "terms of a file": "INSERT INTO csd_terms"
    " SELECT (jsonb_populate_record(t, jsonb_build_object('id', 900000, 'effective_from', '2026-09-01', 'department_id', {lo}))).* "
    "FROM csd_terms t WHERE t.employee_id = {a1} LIMIT 1",
    "terms changed": "UPDATE csd_terms SET department_id = {lo} WHERE employee_id = {a1}",
    "terms taken back": "DELETE FROM csd_terms WHERE employee_id = {a1}",
    "somebody left": "UPDATE csd_employee SET leave_date = '2026-09-14' WHERE id = {a1}",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _company(tmp_path: Path) -> Iterator[None]:
    load_company(folder=Company(tmp_path).person("A1", "CS").person("A2", "CS").person("L1", "LO").write(), loaded_by="tests")
    cache.clear()
    yield
    cache.clear()


def counted() -> dict[str, int]:
    """Department → people on the day."""
    names = dict(Department.objects.values_list("id", "code"))
    found = {names[room]: people for room, people in headcounts.headcounts(DAY).items()}
    return {room: people for room, people in found.items() if room in ("CS", "LO")}


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing were under way, this test's own transaction least of all."""
    monkeypatch.setattr(headcounts, "_STAND", re.sub(r"NOT EXISTS \(SELECT FROM pg_locks[^)]*\)", "true", headcounts._STAND))


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_who_is_in_a_department_is_counted_anew_after(change: str) -> None:
    assert counted() == {"CS": 2, "LO": 1}
    ids = "(SELECT id FROM csd_employee WHERE employee_no = 'A1')", "(SELECT id FROM csd_department WHERE code = 'LO')"
    for statement in change.split("; "):
        execute(statement.replace("{a1}", ids[0]).replace("{lo}", ids[1]))
    assert counted() == {"CS": 1, "LO": 2 if "department_id" in change else 1}


@pytest.mark.usefixtures("alone")
def test_what_is_counted_is_remembered_for_the_day(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        headcounts.headcounts(DAY)
    with django_assert_num_queries(1):
        headcounts.headcounts(DAY)
    with django_assert_num_queries(2):
        headcounts.headcounts(date(2026, 9, 16))


def test_nothing_is_remembered_while_something_is_being_written(django_assert_num_queries: Any) -> None:
    for _again in range(2):
        with django_assert_num_queries(2):
            headcounts.headcounts(DAY)


MOVED = """
    INSERT INTO csd_terms SELECT (jsonb_populate_record(t, jsonb_build_object('id', %s, 'effective_from', '2026-09-01',
        'department_id', (SELECT id FROM csd_department WHERE code = 'LO')))).*
    FROM csd_terms t JOIN csd_employee e ON e.id = t.employee_id WHERE e.employee_no = %s LIMIT 1
"""


@pytest.mark.django_db(transaction=True)
def test_what_is_written_first_and_seen_last_is_counted() -> None:
    """Whoever begins first ends first and has the higher id: nothing that is seen then tells of the other."""
    early, late = connection.copy(), connection.copy()
    try:
        early.set_autocommit(False)
        late.set_autocommit(False)
        for session, number, moved in ((early, 0, ""), (late, 900_001, "A1"), (early, 900_002, "A2")):
            with session.cursor() as cursor:
                cursor.execute(MOVED if moved else "SELECT pg_current_xact_id()", [number, moved] if moved else None)
        early.commit()
        assert counted() == {"CS": 1, "LO": 2}
        late.commit()
        assert counted() == {"LO": 3}
    finally:
        early.close()
        late.close()
