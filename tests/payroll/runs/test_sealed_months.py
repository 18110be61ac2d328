"""An approved month in the database: nobody changes what it consists of nor what it was computed from (docs/rulebook.md P17).

Every refusal has its control: with the triggers off, which only the owner can do, the same statement goes through.
"""

from __future__ import annotations

import pytest

from csd.database.roles import append_only_tables
from csd.database.rows import copy_rows, rows_of
from csd.loading.registry import files_in_order
from csd.models import Attempt
from tests.payroll.attacks import (
    CLOSED,
    HELD,
    NO_RIGHT,
    REFUSED,
    SEALED,
    SEALED_ATTEMPTS,
    WITH_CHILDREN,
    first_column,
    of_approved,
    outcome,
    tables,
    tables_with_triggers,
)

Attempts = tuple[Attempt, Attempt]
OWN_GUARDS = {"csd_attempt", "csd_monthlock", "csd_employee", "csd_department", "payroll_run"}
# what no approved month consists of
FREE = {
    "attendance_finding", "attendance_preparation", "attendance_runningscore",
    "auth_group", "auth_group_permissions", "auth_permission", "csd_calendaryear",
    "csd_cache", "csd_delegation", "csd_export", "csd_exportpart", "csd_listcolumns", "csd_personaldata", "csd_roleassignment",
    "csd_accessrequest", "csd_authenticatorapp", "csd_invite", "csd_passkey",
    "csd_recoverycode", "csd_session", "csd_usedcode",
    "csd_signinattempt", "csd_user", "csd_user_groups", "csd_user_user_permissions", "django_admin_log",
    "django_celery_beat_clockedschedule",
    "django_celery_beat_crontabschedule", "django_celery_beat_intervalschedule", "django_celery_beat_periodictask",
    "django_celery_beat_periodictasks", "django_celery_beat_solarschedule", "csd_job", "csd_jobpart", "csd_sweeprun",
    "django_content_type", "django_migrations", "django_session",
    "pghistory_context",
    # rows of files that belong to no month
    *(spec.table for spec in files_in_order() if spec.months is None and spec.table != "csd_department"),
}  # fmt: skip


def test_p17_every_table_is_sealed_closed_with_its_month_append_only_or_known_to_be_free(
    approved: Attempts, as_the_application: None
) -> None:
    sealed = tables_with_triggers("sealed_insert", "sealed_update", "sealed_delete", "never_truncated")
    closed = tables_with_triggers("closed_insert", "closed_update", "closed_delete")
    assert sealed == set(SEALED)
    assert closed == set(CLOSED)
    guarded = sealed | closed | append_only_tables() | OWN_GUARDS
    assert guarded & FREE == set()
    assert tables() - guarded - FREE == set()


def test_p17_every_table_with_an_attempt_is_sealed_with_it(approved: Attempts, as_the_application: None) -> None:
    linked = rows_of(
        "SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attname = 'attempt_id'"
        " AND relkind = 'r'"
    )
    assert {table for (table,) in linked} - {"payroll_run"} <= set(SEALED)


def test_p17_the_month_has_rows_in_every_table_that_is_tried(approved: Attempts, as_the_application: None) -> None:
    empty = [table for table in SEALED if not rows_of(f"SELECT 1 FROM {table} WHERE {of_approved(table)} LIMIT 1")]
    assert empty == ["payroll_difference", "payroll_runexception"]
    assert [table for table in CLOSED if not rows_of(f"SELECT 1 FROM {table} LIMIT 1")] == ["payroll_adjustment"]


WAYS = {
    "update": "UPDATE {table} SET {column} = {column} WHERE {approved}",
    "update from": "UPDATE {table} SET {column} = {table}.{column} FROM csd_monthlock m WHERE m.approved AND {approved}",
    "delete": "DELETE FROM {table} WHERE {approved}",
    "merge": "MERGE INTO {table} USING (SELECT 1) one ON {approved} WHEN MATCHED THEN DELETE",
}
RIGHTS = ("TRUNCATE {table} CASCADE", "ALTER TABLE {table} DISABLE TRIGGER ALL", "DROP TABLE {table}", "ALTER TABLE {table} ADD x int")


def written(way: str, table: str) -> str:
    """A statement for a table of results."""
    return way.format(table=table, column=first_column(table), approved=of_approved(table))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("table", [t for t in SEALED if t not in {"payroll_difference", "payroll_runexception"}])
def test_p17_the_application_changes_no_row_of_an_approved_month(
    approved: Attempts, as_the_application: None, table: str, way: str
) -> None:
    assert outcome(written(way, table)) in refusals(table)


def refusals(table: str) -> set[str]:
    """What a change of a table may be refused with."""
    return {REFUSED, HELD} if table in WITH_CHILDREN else {REFUSED}


def test_p17_the_application_has_no_right_to_go_round_a_trigger(approved: Attempts, as_the_application: None) -> None:
    statements = [way.format(table=table) for way in RIGHTS for table in [*SEALED, *CLOSED, *OWN_GUARDS]]
    statements += ["SET session_replication_role = replica", "CREATE TABLE mine (n int)"]
    assert [statement for statement in statements if outcome(statement) != NO_RIGHT] == []
    triggers = rows_of("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    assert {outcome(f'DROP TRIGGER "{name}" ON {table}') for name, table in triggers} == {NO_RIGHT}


@pytest.mark.parametrize("table", [t for t in SEALED if t not in {"payroll_difference", "payroll_runexception"}])
def test_p17_the_owner_is_refused_too_until_the_triggers_are_off(approved: Attempts, as_the_owner: None, table: str) -> None:
    off = f"ALTER TABLE {table} DISABLE TRIGGER USER"
    for way in WAYS.values():
        assert outcome(written(way, table)) in refusals(table)
        assert int(outcome(off, written(way, table))) > 0
    assert outcome(f"TRUNCATE {table} CASCADE") == REFUSED
    kept = f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM {table} WHERE {of_approved(table)}"
    again = [
        off,
        "SET CONSTRAINTS ALL IMMEDIATE",
        kept,
        f"DELETE FROM {table} WHERE {of_approved(table)}",
        f"INSERT INTO {table} SELECT * FROM kept",
    ]
    assert int(outcome(*again)) > 0
    assert outcome(*again[:4], off.replace("DISABLE", "ENABLE"), again[4]) in refusals(table)


@pytest.mark.parametrize("row", [("gross", 1), ("made_up", 1)])
def test_p17_copy_adds_no_line_to_an_approved_slip(approved: Attempts, as_the_application: None, row: tuple[str, int]) -> None:
    slip = rows_of("SELECT s.id FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id WHERE e.employee_no = 'MEI'")[0][0]
    with pytest.raises(Exception, match=r"approved|already exists"):
        copy_rows("payroll_payslipline", ("payslip_id", "name", "amount"), [(slip, *row)])


def test_p17_no_pool_is_added(approved: Attempts, as_the_application: None) -> None:
    added = (
        f"INSERT INTO payroll_pool (attempt_id, name, amount, facts) SELECT max(id), 'bonus:mine', 1, '{{}}' FROM csd_attempt"
        f" WHERE id IN {SEALED_ATTEMPTS}"
    )
    assert outcome(added) == REFUSED


OPEN_ATTEMPT = (
    "INSERT INTO csd_attempt (month, number, state, frozen, started_by_id, started_at, failure, sealed)"
    " SELECT '2026-08-01', 1, 'running', '{}', min(id), now(), '', false FROM csd_employee"
)
OPEN = "(SELECT id FROM csd_attempt WHERE NOT sealed)"


@pytest.mark.parametrize(
    "table", sorted({t for t in SEALED if t in {"csd_chunk", "payroll_payslip", "attendance_pointentry", "payroll_waterfall"}})
)
def test_p17_no_row_moves_out_of_an_approved_attempt_or_into_one(approved: Attempts, as_the_application: None, table: str) -> None:
    key = first_column(table)
    out = f"UPDATE {table} SET attempt_id = {OPEN} WHERE {key} = (SELECT min({key}) FROM {table} WHERE {of_approved(table)})"
    assert outcome(OPEN_ATTEMPT, out) == REFUSED
    chunk = (
        f"INSERT INTO csd_chunk (attempt_id, stage, step, low, high, done, produced, tries) SELECT {OPEN}, 9, 'x', 0, 0, false, '{{}}', 0"
    )
    back = f"UPDATE csd_chunk SET attempt_id = (SELECT max(id) FROM csd_attempt WHERE sealed) WHERE attempt_id = {OPEN}"
    assert outcome(OPEN_ATTEMPT, chunk, back) == REFUSED


LIFE = {
    "state back": "UPDATE payroll_run SET state = 'computed'",
    "approved to reviewed": "UPDATE payroll_run SET state = 'reviewed' WHERE state = 'approved'",
    "paid to approved": "UPDATE payroll_run SET state = 'approved' WHERE state = 'paid'",
    "another attempt": "UPDATE payroll_run SET attempt_id = NULL, state = 'draft'",
    "another month": "UPDATE payroll_run SET month = '2026-01-01' WHERE state = 'approved'",
    "other computer": "UPDATE payroll_run SET computed_by_id = NULL WHERE state = 'approved'",
    "paid by the way, other month": "UPDATE payroll_run SET state = 'paid', month = '2026-01-01' WHERE state = 'approved'",
    "delete the run": "DELETE FROM payroll_run",
    "a run that begins approved": "INSERT INTO payroll_run (month, state, attempt_id, revision) SELECT '2026-01-01', 'approved', NULL, 0",
    "unseal": "UPDATE csd_attempt SET sealed = false",
    "frozen inputs": "UPDATE csd_attempt SET frozen = '{}' WHERE sealed",
    "supersede": "UPDATE csd_attempt SET state = 'superseded' WHERE sealed",
    "delete the attempt": "DELETE FROM csd_attempt",
    "reopen the month": "UPDATE csd_monthlock SET approved = false",
    "forget the month": "DELETE FROM csd_monthlock",
    "another attempt of the month": OPEN_ATTEMPT.replace("'2026-08-01', 1, 'running'", "'2026-07-01', 9, 'running'"),
    "a number somebody was paid under": "UPDATE csd_employee SET employee_no = 'X9' WHERE employee_no = 'A1'",
    "hired later": "UPDATE csd_employee SET hire_date = '2026-07-20' WHERE employee_no = 'A1'",
    "left earlier": "UPDATE csd_employee SET leave_date = '2026-07-20' WHERE employee_no = 'A1'",
    "a department of another kind": "UPDATE csd_department SET kind = 'data' WHERE code = 'LO'",
    "a department that is finance": "UPDATE csd_department SET code = 'FI2' WHERE code = 'FI'",
}
ALLOWED = {
    "leaving after the month": "UPDATE csd_employee SET leave_date = '2026-08-20' WHERE employee_no = 'A1'",
    "leaving with its last day": "UPDATE csd_employee SET leave_date = '2026-07-31' WHERE employee_no = 'A1'",
    "another phone": "UPDATE csd_employee SET phone = '1' WHERE employee_no = 'A1'",
    "paying what is approved": "UPDATE payroll_run SET state = 'paid' WHERE state = 'approved'",
    "terms from August on": "INSERT INTO csd_terms"
    " (employee_id, effective_from, department_id, position, grade, seniority, base_salary, plan, weight, special_deduction)"
    " SELECT employee_id, '2026-08-01', department_id, position, grade, seniority, 1, plan, weight, 0 FROM csd_terms LIMIT 1",
    "a value from August on": "INSERT INTO csd_policyvalue (key, effective_from, value, set_at) VALUES ('meal', '2026-07-02', '1', now())",
    "a punch of August": "INSERT INTO duty_punch (employee_id, time, direction)"
    " SELECT min(id), '2026-08-01 00:00+08', 'in' FROM csd_employee",
}  # fmt: skip


@pytest.mark.parametrize("statement", LIFE.values(), ids=LIFE.keys())
def test_p17_the_application_does_not_turn_an_approved_run_back(approved: Attempts, as_the_application: None, statement: str) -> None:
    assert outcome(statement) == REFUSED


@pytest.mark.parametrize("statement", LIFE.values(), ids=LIFE.keys())
def test_p17_nor_does_the_owner_while_the_triggers_are_on(approved: Attempts, as_the_owner: None, statement: str) -> None:
    assert outcome(statement) == REFUSED
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in sorted(OWN_GUARDS)]
    loose = [
        "ALTER TABLE payroll_run DROP CONSTRAINT run_stands_on_an_attempt",
        "ALTER TABLE csd_attempt DROP CONSTRAINT attempt_sealed_when_done",
    ]
    held = "DELETE" in statement and "attempt" in statement  # runs still point to them
    assert held or int(outcome(*off, *loose, statement)) > 0


@pytest.mark.parametrize("statement", ALLOWED.values(), ids=ALLOWED.keys())
def test_p17_what_comes_after_an_approved_month_goes_on(approved: Attempts, as_the_application: None, statement: str) -> None:
    assert outcome(statement) == 1


ADDED = {
    "attendance_scorehistory": "(month, employee_id, score) SELECT '2026-07-01', min(id), 1 FROM csd_employee",
    "csd_calendarday": "(date, kind, name, source) VALUES ('2026-07-31', 'rest', '', '')",
    "csd_policyvalue": "(key, effective_from, value, set_at) VALUES ('meal', '2026-07-01', '1', now())",
    "csd_terms": "(employee_id, effective_from, department_id, position, grade, seniority, base_salary, plan, weight, special_deduction)"
    " SELECT employee_id, '2026-07-31', department_id, position, grade, seniority, 1, plan, weight, 0 FROM csd_terms LIMIT 1",
    "duty_breach": "(employee_id, time, recorded_by_id, note) SELECT min(id), '2026-07-31 23:59+08', max(id), '' FROM csd_employee",
    "duty_leave": "(employee_id, start, \"end\", kind)"
    " SELECT min(id), '2026-07-31 23:59+08', '2026-08-02 23:59+08', 'sick' FROM csd_employee",
    "duty_onlinecheck": "(employee_id, time, online, reason_accepted)"
    " SELECT min(id), '2026-07-01 00:00+08', false, false FROM csd_employee",
    "duty_punch": "(employee_id, time, direction) SELECT min(id), '2026-07-01 00:00+08', 'in' FROM csd_employee",
    "duty_shift": "(employee_id, start, \"end\", post) SELECT min(id), '2026-07-31 23:00+08', '2026-08-01 07:00+08', '' FROM csd_employee",
    "duty_swap": "(employee_id, shift_start, to_employee_id) SELECT min(id), '2026-07-31 23:00+08', max(id) FROM csd_employee",
    "payroll_adjustment": "(month, employee_id, corrects, line, amount, reason, proposed_by_id, proposed_at, withdrawn_reason)"
    " SELECT '2026-07-01', min(id), '2026-06-01', 'base', 1, 'r', min(id), now(), '' FROM csd_employee",
    "payroll_campaign": "(code, month, owner_id, budget) SELECT 'new', '2026-07-01', min(id), 1 FROM csd_employee",
    "payroll_cost": "(month, kind, amount, note) VALUES ('2026-07-01', 'other', 1, '')",
    "payroll_nomination": "(month, pool, employee_id, weight) SELECT '2026-07-01', 'staff', min(id), 1 FROM csd_employee",
    "payroll_openingbalance": "(employee_id, year, months, gross, social_housing, special, tax, sales_carry)"
    " SELECT min(id), 2026, 1, 1, 1, 1, 1, 0 FROM csd_employee",
    "payroll_sale": "(order_no, date, employee_id, product, quantity, amount, cost, customer, status, kind)"
    " SELECT 'x', '2026-07-31', min(id), '', 1, 1, 1, '', 'pending', 'sale' FROM csd_employee",
    "payroll_special": "(month, employee_id, amount, reason) SELECT '2026-07-01', min(id), 1, '' FROM csd_employee",
}  # fmt: skip
MOVED_TIMES = ("SET TimeZone = 'Pacific/Kiritimati'", "SET TimeZone = 'Pacific/Pago_Pago'")


@pytest.mark.parametrize("table", CLOSED)
def test_p17_no_source_row_is_added_to_an_approved_month(approved: Attempts, as_the_application: None, table: str) -> None:
    statement = f"INSERT INTO {table} {ADDED[table]}"
    assert outcome(statement) == REFUSED
    assert [outcome(elsewhere, statement) for elsewhere in MOVED_TIMES] == [REFUSED] * 2


@pytest.mark.parametrize("table", [table for table in CLOSED if table != "payroll_adjustment"])
def test_p17_no_source_row_of_an_approved_month_is_changed_or_removed(approved: Attempts, as_the_application: None, table: str) -> None:
    assert outcome(f"UPDATE {table} SET id = id") == REFUSED
    assert outcome(f"UPDATE {table} SET id = id WHERE id = (SELECT min(id) FROM {table})") == REFUSED
    assert outcome(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})") == REFUSED


@pytest.mark.parametrize("table", CLOSED)
def test_p17_with_the_triggers_off_source_rows_change(approved: Attempts, as_the_owner: None, table: str) -> None:
    off = f"ALTER TABLE {table} DISABLE TRIGGER USER"
    assert outcome(off, f"INSERT INTO {table} {ADDED[table]}") == 1
    if table != "payroll_adjustment":
        assert int(outcome(off, f"UPDATE {table} SET id = id")) > 0


@pytest.mark.parametrize("table", ["duty_punch", "payroll_sale", "duty_leave", "csd_calendarday"])
def test_p17_no_row_moves_into_an_approved_month_or_out_of_it(approved: Attempts, as_the_application: None, table: str) -> None:
    moves = {
        "duty_punch": "time = time + interval '60 days'",
        "payroll_sale": "date = date + 60",
        "duty_leave": "start = start + interval '60 days', \"end\" = \"end\" + interval '60 days'",
        "csd_calendarday": "date = date + 60",
    }
    assert outcome(f"UPDATE {table} SET {moves[table]}") == REFUSED


def test_p17_a_sign_out_in_the_morning_after_the_month_stays_as_evidence(approved: Attempts, as_the_application: None) -> None:
    night = "INSERT INTO duty_punch (employee_id, time, direction) SELECT min(id), '2026-08-01 08:01+08', 'out' FROM csd_employee"
    assert outcome(night, "DELETE FROM duty_punch WHERE time >= '2026-08-01 08:00+08'") == REFUSED
    later = night.replace("08-01 08:01", "08-03 08:01")
    assert outcome(later, "DELETE FROM duty_punch WHERE time >= '2026-08-01 08:00+08'") == 1


def test_p17_sealed_means_both_months(approved: Attempts, as_the_application: None) -> None:
    assert rows_of(f"SELECT array_agg(state ORDER BY month) FROM payroll_run WHERE attempt_id IN {SEALED_ATTEMPTS}") == [
        (["paid", "approved"],)
    ]
