"""Every change to a record that pays, scores or counts is kept: what it was, who changed it, when (docs/rulebook.md O4)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pghistory
import pytest
from django.db import Error, transaction

from csd.access.acting import acting
from csd.database.roles import append_only_tables
from csd.database.rows import copy_rows, execute, rows_of
from csd.history.changes import changes_of
from csd.loading.services import load_company
from csd.models import Employee, RoleAssignment, Terms
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db
KEPT = (
    "attendance_scorehistory csd_calendarday csd_calendaryear csd_delegation csd_department csd_employee csd_personaldata csd_policyvalue"
    " csd_roleassignment csd_terms duty_breach duty_leave duty_onlinecheck duty_punch duty_shift duty_swap payroll_adjustment"
    " payroll_campaign payroll_cost payroll_nomination payroll_openingbalance payroll_sale payroll_special"
)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """F1, H1 and an agent with two sales, loaded."""
    company = Company(tmp_path).person("A1", base_salary="1000", plan="sales_percent")
    company.sale("1", "2026-07-01", "A1", "100", status="pending").sale("2", "2026-07-02", "A1", "200")
    company.add("calendar", date="2026-07-31", kind="rest", name="", source="").policy("meal", "350")
    load_company(folder=company.write(), loaded_by="F1")
    return company


def history(table: str, *columns: str) -> list[tuple[object, ...]]:
    """What is kept of a table: the kind of change, who, and these columns as they were."""
    listed = ", ".join(f"v.{column}" for column in columns)
    query = (
        f"SELECT v.pgh_label, c.metadata->>'who', {listed} FROM {table}event v LEFT JOIN pghistory_context c ON c.id = v.pgh_context_id"
        " ORDER BY v.pgh_id"
    )
    return rows_of(query)


def test_o4_the_tables_with_a_history_are_those_that_pay_score_or_count(company: Company) -> None:
    found = {table.removesuffix("event") for table in append_only_tables() if table.endswith("event")} - {"payroll_run", "csd_security"}
    assert found == set(KEPT.split())


def test_o4_loading_what_is_new_is_kept_by_its_batch_and_not_twice(company: Company) -> None:
    assert [table for table in KEPT.split() if rows_of(f"SELECT 1 FROM {table}event LIMIT 1")] == []
    assert rows_of("SELECT DISTINCT b.loaded_by FROM payroll_sale s JOIN csd_importbatch b ON b.id = s.batch_id") == [("F1",)]


def test_o4_a_load_that_changes_a_row_keeps_what_it_was_and_who_loaded(company: Company) -> None:
    text = (company.folder / "sales.csv").read_text(encoding="utf-8")
    (company.folder / "sales.csv").write_text(text.replace("pending", "completed"), encoding="utf-8")
    load_company(folder=company.folder, loaded_by="H1")
    assert history("payroll_sale", "order_no", "status") == [("update", "H1", "1", "pending")]


def test_o4_sql_over_many_rows_keeps_every_one_of_them_as_it_was(company: Company) -> None:
    with pghistory.context(who="F1"), transaction.atomic():
        assert execute("UPDATE payroll_sale SET amount = amount + 1") == 2
    assert history("payroll_sale", "order_no", "amount") == [("update", "F1", "1", 100), ("update", "F1", "2", 200)]


CHANGES = {
    "terms": ("UPDATE csd_terms SET base_salary = 5 WHERE base_salary = 1000", "csd_terms", "base_salary", "1000.00"),
    "employee": ("UPDATE csd_employee SET leave_date = '2026-08-01' WHERE employee_no = 'A1'", "csd_employee", "leave_date", "None"),
    "number": ("UPDATE csd_employee SET employee_no = 'B1' WHERE employee_no = 'A1'", "csd_employee", "employee_no", "A1"),
    "value": ("UPDATE csd_policyvalue SET value = '1' WHERE key = 'meal'", "csd_policyvalue", "value", "350"),
    "day": ("UPDATE csd_calendarday SET kind = 'work'", "csd_calendarday", "kind", "rest"),
    "department": ("UPDATE csd_department SET kind = 'data' WHERE code = 'CS'", "csd_department", "kind", "customer_service"),
    "day removed": ("DELETE FROM csd_calendarday", "csd_calendarday", "kind", "rest"),
    "value removed": ("DELETE FROM csd_policyvalue WHERE key = 'meal'", "csd_policyvalue", "value", "350"),
}


@pytest.mark.parametrize(("statement", "table", "column", "before"), CHANGES.values(), ids=CHANGES.keys())
def test_o4_what_a_record_was_is_kept(company: Company, statement: str, table: str, column: str, before: str) -> None:
    assert execute(statement) == 1
    ((label, _who, kept),) = history(table, column)
    assert (label, str(kept)) == (statement.split(maxsplit=1)[0].lower(), before)


def test_o4_the_moment_of_a_change_is_kept(company: Company) -> None:
    execute("UPDATE csd_calendarday SET kind = 'work'")
    assert rows_of("SELECT pgh_created_at = now() FROM csd_calendardayevent") == [(True,)]


def test_o4_a_role_given_changed_and_taken_is_kept(company: Company) -> None:
    person = Employee.objects.get(employee_no="A1")
    with pghistory.context(who="F1"):
        role = RoleAssignment.objects.create(employee=person, role="finance", since=date(2026, 7, 1))
        RoleAssignment.objects.filter(pk=role.pk).update(until=date(2026, 8, 1))
        role.delete()
    assert [row[:3] for row in history("csd_roleassignment", "role")] == [
        (label, "F1", "finance") for label in ("insert", "update", "delete")
    ]


@pytest.mark.parametrize("table", ["csd_terms", "csd_roleassignment"])
def test_o4_rows_copied_in_without_a_batch_are_kept_too(company: Company, table: str) -> None:
    person = Employee.objects.get(employee_no="A1").pk
    rows = {
        "csd_roleassignment": (("employee_id", "role", "since"), [(person, "finance", "2026-07-01")]),
        "csd_terms": (
            (
                "employee_id",
                "effective_from",
                "department_id",
                "position",
                "grade",
                "seniority",
                "base_salary",
                "plan",
                "weight",
                "special_deduction",
            ),
            [(person, "2026-09-01", Terms.objects.values_list("department_id", flat=True)[0], "", "staff", "new", 1, "none", 1, 0)],
        ),
    }  # fmt: skip
    copy_rows(table, *rows[table])
    assert [row[0] for row in history(table, "employee_id")] == ["insert"]


@pytest.mark.parametrize("statement", ["UPDATE {0}event SET pgh_label = 'x'", "DELETE FROM {0}event"])
def test_o4_what_was_is_itself_never_changed(company: Company, statement: str) -> None:
    for table in KEPT.split():
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE pghistory_context SET metadata = \'{"who": "A1"}\'',
        "UPDATE pghistory_context SET created_at = '2020-01-01'",
        "DELETE FROM pghistory_context",
    ],
)
def test_o4_who_changed_it_is_not_rewritten(company: Company, statement: str) -> None:
    with pghistory.context(who="F1"), transaction.atomic():
        execute("UPDATE csd_calendarday SET kind = 'work'")
    with pytest.raises(Error, match="never rewritten"), transaction.atomic():
        execute(statement)


def test_o4_more_may_become_known_of_who_changed_it(company: Company) -> None:
    with pghistory.context(who="F1"), transaction.atomic():
        execute("UPDATE csd_calendarday SET kind = 'work'")
        with pghistory.context(batch=7):
            execute("UPDATE csd_calendarday SET kind = 'rest'")
    assert rows_of("SELECT metadata->>'who', metadata->>'batch' FROM pghistory_context") == [("F1", "7")]


# what is kept of who it was, and what people read: today's stamp, and those of older entries
STAMPS = [
    ({"who": "F1 Fang", "who_id": 1, "who_no": "F1"}, "F1 Fang"),
    ({"who": "F1 Fang"}, "F1 Fang"),
    ({"who": "F1"}, "F1 F1"),
    ({"who": "robot"}, "robot"),
    ({}, ""),
]


@pytest.mark.parametrize(("kept", "read"), STAMPS, ids=[str(kept) for kept, _read in STAMPS])
def test_o4_whatever_an_entry_holds_of_who_it_was_is_read_as_number_and_name(company: Company, kept: dict[str, object], read: str) -> None:
    with pghistory.context(**kept), transaction.atomic():
        execute("UPDATE csd_terms SET base_salary = 5 WHERE base_salary = 1000")
    term = Terms.objects.get(base_salary=5)
    assert [change.who for change in changes_of(Terms, [term.pk], ["base_salary"])] == [read]


def test_o4_who_acts_is_kept_by_id_number_and_name(company: Company) -> None:
    finance = Employee.objects.get(employee_no="F1")
    with acting(finance, "run.pay", reason="why", run=7), transaction.atomic():
        execute("UPDATE csd_terms SET base_salary = 5 WHERE base_salary = 1000")
    kept = {"who": "F1 F1", "who_id": finance.pk, "who_no": "F1", "reason": "why", "run": 7}
    assert [json.loads(text) for (text,) in rows_of("SELECT metadata FROM pghistory_context")] == [kept]
