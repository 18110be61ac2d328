"""Whose sales somebody may see (RULES.md O4): their own, their team's, their department's, or everybody's."""

from __future__ import annotations

from typing import Any

from csd.copying import rows_of
from csd.models import Employee, Grade
from csd.permissions import may
from csd.selectors.people import Standing

# as a list of ids, not as a part of the condition: rows of a few people are then found by their index, however many others there are
_LED = """
    WITH RECURSIVE team AS (
        SELECT id FROM csd_employee WHERE manager_id = %(me)s UNION SELECT e.id FROM csd_employee e JOIN team t ON e.manager_id = t.id
    ), below AS (
        SELECT %(department)s::bigint AS id UNION SELECT d.id FROM csd_department d JOIN below b ON d.parent_id = b.id
    )
    SELECT id FROM team
    UNION SELECT e.id FROM csd_employee e CROSS JOIN LATERAL (
        SELECT department_id FROM csd_terms t WHERE t.employee_id = e.id AND t.effective_from <= %(today)s ORDER BY t.effective_from DESC LIMIT 1
    ) t WHERE %(manages)s AND t.department_id IN (SELECT id FROM below)
    UNION SELECT %(me)s
"""


def agents_seen(who: Standing, column: str = "s.employee_id") -> tuple[str, dict[str, Any]]:
    """A condition on a column of employee ids, with its values: whose sales somebody may see."""
    if may(who, "sales.see_all"):
        return "true", {}
    return f"{column} = ANY(%(agents)s)", {"agents": _agents(who)}


def _agents(who: Standing) -> list[int]:
    if who.grade is None or who.grade == Grade.STAFF:
        return [who.employee.pk]
    values = {"me": who.employee.pk, "today": who.day, "department": who.department_id, "manages": who.grade == Grade.MANAGER}
    return [row[0] for row in rows_of(_LED, values)]


def sees_agent(who: Standing, employee: Employee) -> bool:
    """Whether somebody may see the sales of a person."""
    condition, values = agents_seen(who, "e.id")
    return bool(rows_of(f"SELECT 1 FROM csd_employee e WHERE e.id = %(agent)s AND {condition}", {**values, "agent": employee.pk}))
