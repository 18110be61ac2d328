"""The floor of a close: bare SQL in one session that reads the same rows once and writes as many result rows of the same width."""

from __future__ import annotations

import time

from csd.database.roles import as_owner
from csd.database.rows import execute, rows_of
from csd.models import Attempt

# the columns a close uses, of the rows of its month
_READS = {
    "duty_shift": (
        """SELECT count(*), sum(date_part('epoch', "end" - start)), max(id) FROM duty_shift"""
        " WHERE start >= %(begin)s AND start < %(end)s"
    ),
    "duty_punch": (
        "SELECT count(*), sum(date_part('epoch', time)), count(*) FILTER (WHERE direction = 'in') FROM duty_punch"
        " WHERE time >= %(begin)s AND time < %(end)s"
    ),
    "duty_leave": """SELECT count(*), max(kind), max(approved_at) FROM duty_leave WHERE start < %(end)s AND "end" > %(begin)s""",
    "duty_onlinecheck": (
        "SELECT count(*), count(*) FILTER (WHERE NOT online) FROM duty_onlinecheck WHERE time >= %(begin)s AND time < %(end)s"
    ),
    "payroll_sale": (
        "SELECT count(*), sum(amount), sum(cost), max(order_no), max(status), max(kind), max(id) FROM payroll_sale"
        " WHERE date BETWEEN %(first)s AND %(last)s"
    ),
    "duty_swap": (
        "SELECT count(*), max(accepted_at), max(approved_at), max(to_employee_id) FROM duty_swap WHERE shift_start >= %(begin)s"
        " AND shift_start < %(end)s"
    ),
    "duty_breach": "SELECT count(*), max(time) FROM duty_breach WHERE time >= %(begin)s AND time < %(end)s",
    "attendance_scorehistory": (
        "SELECT count(*), sum(score) FROM attendance_scorehistory WHERE month >= %(first)s::date - interval '2 months'"
    ),
    "csd_employee": "SELECT count(*), max(employee_no), max(hire_date) FROM csd_employee",
    "csd_terms": "SELECT count(*), sum(base_salary), max(plan), sum(weight) FROM csd_terms",
    "payroll_openingbalance": "SELECT count(*), sum(gross), sum(tax) FROM payroll_openingbalance",
}
_WRITES = (
    "csd_attemptperson",
    "duty_shiftmove",
    "attendance_monthscore",
    "attendance_pointentry",
    "payroll_agentsales",
    "payroll_daysales",
    "payroll_campaignresult",
    "payroll_pool",
    "payroll_poolshare",
    "payroll_payslip",
    "payroll_payslipline",
)


def floor_of(attempt: Attempt) -> dict[str, float]:
    """Seconds to read, to write, and both, for the rows of one attempt."""
    month = attempt.month
    span = {"begin": month.begin, "end": month.end, "first": month.first, "last": month.last}
    with as_owner():
        for table in _WRITES:
            execute(f"DROP TABLE IF EXISTS floor_{table}")
            execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        began = time.perf_counter()
        for query in _READS.values():
            rows_of(query, span)
        read = time.perf_counter()
        written = sum(
            execute(f"INSERT INTO floor_{table} SELECT t.* FROM {table} t {_of_attempt(table)}", [attempt.pk]) for table in _WRITES
        )
        ended = time.perf_counter()
        for table in _WRITES:
            execute(f"DROP TABLE floor_{table}")
    return {"seconds": ended - began, "read": read - began, "write": ended - read, "rows_written": written}


def _of_attempt(table: str) -> str:
    parents = {"payroll_poolshare": ("payroll_pool", "pool_id"), "payroll_payslipline": ("payroll_payslip", "payslip_id")}
    if table in parents:
        parent, link = parents[table]
        return f"JOIN {parent} p ON p.id = t.{link} WHERE p.attempt_id = %s"
    return "WHERE t.attempt_id = %s"
