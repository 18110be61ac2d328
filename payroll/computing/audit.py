"""The audit of an attempt, repeatable at any time: everyone has a slip or a reason, and everything adds up (docs/rulebook.md P17)."""

from __future__ import annotations

from csd.database.rows import rows_of
from csd.formula import DEDUCTION, EARNING
from csd.models import Attempt
from payroll.lines.rules import PAYSLIP

# Lines are found by the ids of the attempt's slips: without that span the planner reads the lines of every month there ever was,
# and the audit grows with history (0.37 s instead of 0.05 s after 36 months of 1,000 people, measured).
_SPAN = "l.payslip_id BETWEEN %(first_slip)s AND %(last_slip)s"
_SLIPS = "SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM payroll_payslip WHERE attempt_id = %s"
# Each query lists what is wrong, so an empty answer is the proof; %(attempt)s, the span and the lines %(earned)s and %(taken)s
# are filled in.
CHECKS = {
    "people without a slip or a reason": """
        SELECT e.employee_no FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id
        WHERE p.attempt_id = %(attempt)s AND p.employed > 0
          AND NOT EXISTS (SELECT 1 FROM payroll_payslip s WHERE s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id)
          AND NOT EXISTS (SELECT 1 FROM payroll_runexception x WHERE x.attempt_id = p.attempt_id AND x.employee_id = p.employee_id AND x.blocking)
    """,  # noqa: E501
    "people without a score": """
        SELECT e.employee_no FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id
        WHERE p.attempt_id = %(attempt)s AND p.cause IS NULL
          AND NOT EXISTS (SELECT 1 FROM attendance_monthscore s WHERE s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id)
    """,
    "slips whose lines do not add up": f"""
        SELECT e.employee_no FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
        LEFT JOIN (
            SELECT l.payslip_id, sum(l.amount) FILTER (WHERE l.name = ANY(%(earned)s)) AS parts,
                   sum(l.amount) FILTER (WHERE l.name = 'gross') AS gross, sum(l.amount) FILTER (WHERE l.name = 'net') AS net,
                   sum(l.amount) FILTER (WHERE l.name = ANY(%(taken)s)) AS taken
            FROM payroll_payslipline l JOIN payroll_payslip x ON x.id = l.payslip_id WHERE x.attempt_id = %(attempt)s AND {_SPAN} GROUP BY l.payslip_id
        ) t ON t.payslip_id = s.id
        WHERE s.attempt_id = %(attempt)s AND (
            s.gross <> coalesce(t.parts, 0) OR s.gross <> coalesce(t.gross, 0) OR s.net <> coalesce(t.net, 0)
            OR s.net <> s.gross - coalesce(t.taken, 0))
    """,  # noqa: E501
    "pools not shared out to the fen": """
        SELECT p.name FROM payroll_pool p LEFT JOIN payroll_poolshare s ON s.pool_id = p.id
        WHERE p.attempt_id = %(attempt)s GROUP BY p.id
        HAVING coalesce(sum(s.amount), 0) <> CASE WHEN coalesce(sum(s.weight::numeric), 0) = 0 THEN 0 ELSE p.amount END
    """,
    "shares that are not on a slip": f"""
        SELECT e.employee_no FROM (
            SELECT s.employee_id, CASE split_part(p.name, ':', 1) WHEN 'order' THEN 'comm_order' ELSE 'bonus' END AS line, sum(s.amount) AS amount
            FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id WHERE p.attempt_id = %(attempt)s GROUP BY 1, 2
        ) h JOIN csd_employee e ON e.id = h.employee_id
        LEFT JOIN payroll_payslip l ON l.attempt_id = %(attempt)s AND l.employee_id = h.employee_id
        LEFT JOIN (SELECT * FROM payroll_payslipline l WHERE {_SPAN}) i ON i.payslip_id = l.id AND i.name = h.line
        WHERE h.amount <> coalesce(i.amount, 0) AND NOT EXISTS (
            SELECT 1 FROM payroll_runexception x WHERE x.attempt_id = %(attempt)s AND x.employee_id = h.employee_id AND x.blocking)
    """,  # noqa: E501
    "waterfall lines that are not the sum of the slips": f"""
        SELECT n.name FROM payroll_waterfall w CROSS JOIN unnest(ARRAY['comm_sales', 'comm_order', 'guarantee', 'comm_target']) AS n(name)
        WHERE w.attempt_id = %(attempt)s
          AND NOT EXISTS (SELECT 1 FROM payroll_runexception x WHERE x.attempt_id = w.attempt_id AND x.code = 'rule_failed')
          AND (w.lines->>n.name)::numeric <> (SELECT coalesce(sum(l.amount), 0) FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id
              WHERE s.attempt_id = %(attempt)s AND l.name = n.name AND {_SPAN})
    """,  # noqa: E501
    "waterfall sales that are not the sum of the agents": """
        SELECT 'sales' FROM payroll_waterfall w WHERE w.attempt_id = %(attempt)s
          AND (w.lines->>'sales')::numeric <> (SELECT coalesce(sum(a.net), 0) FROM payroll_agentsales a WHERE a.attempt_id = w.attempt_id)
    """,
    "days whose sales are not those of the agents": """
        SELECT 'days' FROM (
            SELECT coalesce(sum(net), 0) AS net, coalesce(sum(cost), 0) AS cost, coalesce(sum(rows), 0) AS rows
            FROM payroll_daysales WHERE attempt_id = %(attempt)s
        ) d, (
            SELECT coalesce(sum(net), 0) AS net, coalesce(sum(cost), 0) AS cost, coalesce(sum(rows), 0) AS rows
            FROM payroll_agentsales WHERE attempt_id = %(attempt)s
        ) a WHERE d.rows > 0 AND (d.net, d.cost, d.rows) IS DISTINCT FROM (a.net, a.cost, a.rows)
    """,
    "chunks left undone": "SELECT step FROM csd_chunk WHERE attempt_id = %(attempt)s AND NOT done AND step <> 'finish'",
}
SHOWN = 10


def audit(attempt: Attempt) -> list[str]:
    """What does not add up in an attempt, one sentence each with at most SHOWN examples; empty when all is well."""
    edition = PAYSLIP.at(attempt.month)
    first, last = rows_of(_SLIPS, [attempt.pk])[0]
    parameters = {
        "attempt": attempt.pk,
        "first_slip": first,
        "last_slip": last,
        "earned": edition.lines(EARNING),
        "taken": edition.lines(DEDUCTION),
    }
    findings = []
    for what, query in CHECKS.items():
        wrong = [str(row[0]) for row in rows_of(query, parameters)]
        if wrong:
            findings.append(f"{what}: {', '.join(wrong[:SHOWN])}" + (f" … ({len(wrong)})" if len(wrong) > SHOWN else ""))
    return findings
