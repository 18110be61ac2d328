"""Whose records somebody sees, as a query of employee ids (RULES.md O4), for lists and exports of attendance, points and sales.

Pay is another question: `pay.see` in csd.permissions.
"""

from __future__ import annotations

from csd.listing import Query
from csd.models import Grade, Role
from csd.selectors.people import Standing

EVERYBODY = (Role.HR, Role.FINANCE, Role.AUDITOR)
_TEAM = """
    WITH RECURSIVE team(id) AS (
        SELECT %(sight_me)s::bigint
        UNION SELECT e.id FROM csd_employee e JOIN team ON e.manager_id = team.id
    ) SELECT id FROM team
"""
_DEPARTMENTS = """
    WITH RECURSIVE below(id) AS (
        SELECT %(sight_department)s::bigint
        UNION SELECT d.id FROM csd_department d JOIN below ON d.parent_id = below.id
    ) SELECT t.employee_id AS id FROM csd_terms t
    WHERE t.department_id IN (SELECT id FROM below) AND t.effective_from = (
        SELECT max(l.effective_from) FROM csd_terms l WHERE l.employee_id = t.employee_id AND l.effective_from <= %(sight_day)s)
    UNION SELECT %(sight_me)s::bigint
"""


def sees_everybody(who: Standing) -> bool:
    """O4: HR, finance, the auditor and the general manager."""
    return who.has(*EVERYBODY) or who.grade == Grade.GENERAL_MANAGER


def leads(who: Standing) -> bool:
    """Whether there may be others in sight at all: from foreman on."""
    return who.employed and (sees_everybody(who) or who.grade in (Grade.FOREMAN, Grade.SUPERVISOR, Grade.MANAGER))


def seen_people(who: Standing) -> Query:
    """The ids of who is in sight: oneself; for foremen and supervisors the team below them; for managers the department and those below it."""
    values = {"sight_me": who.employee.pk, "sight_department": who.department_id, "sight_day": who.day}
    if not who.employed:
        return Query("SELECT id FROM csd_employee WHERE false")
    if sees_everybody(who):
        return Query("SELECT id FROM csd_employee")
    if who.grade == Grade.MANAGER:
        return Query(_DEPARTMENTS, values)
    if who.grade in (Grade.FOREMAN, Grade.SUPERVISOR):
        return Query(_TEAM, values)
    return Query("SELECT %(sight_me)s::bigint AS id", values)
