"""`explain_month --check` finds what was changed behind its back, and names slip, line and source row (docs/rulebook.md P18)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg2.extensions import cursor

from csd.database.rows import rows_of
from csd.demo.company import Spec, generate
from csd.models import Attempt
from csd.months import Month
from payroll.recheck import Finding, check_month
from tests.payroll.companies import close_months

MONTH = Month(2026, 7)


Change = Callable[[str, str], None]


@pytest.fixture
def attempt(transactional_db: None, tmp_path: Path) -> Attempt:
    """A computed month of a small company."""
    generate(tmp_path, Spec(employees=24, months=1, seed=5, orders_per_agent=30, season=3.0))
    return close_months(tmp_path, MONTH, 1)[0]


@pytest.fixture
def behind(attempt: Attempt, cursor_as: Callable[[str], cursor]) -> Change:
    """Changes a table as its owner with every trigger off, like somebody who wants to leave no trace."""

    def run(table: str, change: str) -> None:
        owner = cursor_as("owner")
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(f"UPDATE {table} {change}")
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return run


def some_sale() -> tuple[int, str, str]:
    """(id, order number, employee number) of a completed sale of an agent on the plan."""
    return rows_of("""
        SELECT s.id, s.order_no, e.employee_no FROM payroll_sale s JOIN csd_employee e ON e.id = s.employee_id
        JOIN payroll_payslip p ON p.employee_id = e.id JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.name = 'comm_sales'
        WHERE s.status = 'completed' AND s.kind = 'sale' AND s.date BETWEEN '2026-07-01' AND '2026-07-31' ORDER BY s.id LIMIT 1
    """)[0]


def about(findings: list[Finding], slip: str) -> list[Finding]:
    """The findings on one slip."""
    return [finding for finding in findings if finding.slip == slip]


def test_an_untouched_month_has_no_difference(attempt: Attempt) -> None:
    assert list(check_month(attempt)) == []


@pytest.mark.parametrize("change", ["amount = amount + 0.01", "status = 'cancelled'", "date = date - 60"])
def test_a_changed_sale_is_named_with_its_slip_and_line(attempt: Attempt, behind: Change, change: str) -> None:
    sale, order, agent = some_sale()
    behind("payroll_sale", f"SET {change} WHERE id = {sale}")
    found = about(list(check_month(attempt)), agent)
    assert [(f.line, f.source) for f in found] == [("comm_sales", f"sale {sale} (order {order})")]


def test_a_payslip_line_that_is_not_what_the_facts_give_is_named(attempt: Attempt, behind: Change) -> None:
    _sale, _order, agent = some_sale()
    behind("payroll_payslipline", f"SET amount = amount + 1 WHERE name = 'net' AND payslip_id = {slip_of(agent)}")
    found = about(list(check_month(attempt)), agent)
    assert [(f.line, f.source) for f in found] == [("net", "trace")]


def test_a_fact_changed_in_the_trace_is_found_by_its_lines(attempt: Attempt, behind: Change) -> None:
    _sale, _order, agent = some_sale()
    behind("payroll_payslip", f"""SET trace = jsonb_set(trace, '{{facts,base_salary}}', '"99999.00"') WHERE id = {slip_of(agent)}""")
    lines = {f.line for f in about(list(check_month(attempt)), agent)}
    assert {"base", "gross"} <= lines


def test_a_pool_share_changed_is_found_in_the_pool_and_on_the_slip(attempt: Attempt, behind: Change) -> None:
    behind("payroll_poolshare", "SET amount = amount + 5 WHERE id = (SELECT min(id) FROM payroll_poolshare WHERE amount > 0)")
    found = list(check_month(attempt))
    assert "pool" in {f.slip for f in found}
    assert any(f.slip != "pool" and f.source.startswith("pool ") for f in found)


def test_a_cost_changed_is_found_in_the_waterfall(attempt: Attempt, behind: Change) -> None:
    behind("payroll_cost", "SET amount = amount + 1 WHERE id = (SELECT min(id) FROM payroll_cost WHERE kind = 'other')")
    assert {(f.slip, f.line) for f in check_month(attempt)} == {("waterfall", "other")}


def slip_of(employee_no: str) -> int:
    """The id of a person's slip."""
    found = rows_of(
        "SELECT p.id FROM payroll_payslip p JOIN csd_employee e ON e.id = p.employee_id WHERE e.employee_no = %s", [employee_no]
    )
    return int(found[0][0])
