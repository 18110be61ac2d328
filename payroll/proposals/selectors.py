"""Nominations and special rewards as they stand: places left, who was named and why, whose turn it is (docs/rulebook.md P8, P9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from csd.access.permissions import may
from csd.database.rows import Query, rows_of
from csd.models import Department, Employee, Grade, Role
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.proposals.models import PoolName, Proposal, ProposalKind, Side

ALL_THREE = (Side.OPERATIONS, Side.HR, Side.FINANCE)
_MANAGERS = (Grade.MANAGER, Grade.GENERAL_MANAGER)
SHOWN = 500
# of a table beside them
ROWS_SHOWN = 200


class PlacesOf(NamedTuple):
    """Places of a department for a pool, and how many are taken: named, or proposed and not refused."""

    places: int
    named: int

    @property
    def left(self) -> int:
        """How many are left."""
        return max(0, self.places - self.named)


class PlacesRow(NamedTuple):
    """The same for a table."""

    pool: str
    department: str
    places: int
    named: int


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with what was decided; `given` maps a side to whether it agreed, who and why."""

    id: int
    kind: str
    month: Month
    pool: str
    employee_no: str
    name: str
    department_id: int | None
    department: str
    weight: Decimal | None
    amount: Decimal | None
    reason: str
    by: str
    at: datetime
    by_id: int
    employee_id: int
    given: Sequence[dict[str, Any]]

    @property
    def refused(self) -> dict[str, Any] | None:
        """The refusal that ended it."""
        return next((decision for decision in self.given if not decision["agrees"]), None)

    @property
    def waits_for(self) -> list[Side]:
        """The sides that still have to agree."""
        have = {decision["side"] for decision in self.given}
        return [] if self.refused else [side for side in _sides(self.kind, self.pool) if side not in have]


# taken: a nomination that counts, or a proposal nobody has refused
_TAKEN = """
    SELECT n.month, n.pool, n.employee_id FROM payroll_nomination n WHERE n.month = %(month)s
    UNION SELECT p.month, p.pool, p.employee_id FROM payroll_proposal p WHERE p.month = %(month)s AND p.kind = 'nomination'
        AND NOT EXISTS (SELECT 1 FROM payroll_proposaldecision d WHERE d.proposal_id = p.id AND NOT d.agrees)
"""
# the department of a month is that of the terms in force on its last day, or on the leave date if earlier
_DEPARTMENT = """
    SELECT t.department_id FROM csd_terms t JOIN csd_employee e ON e.id = t.employee_id
    WHERE t.employee_id = {employee} AND t.effective_from <= least(e.leave_date, %(last)s::date) ORDER BY t.effective_from DESC LIMIT 1
"""
_PLACES = f"""
    SELECT DISTINCT ON (q.pool, d.code) q.pool, d.code || ' ' || d.name, q.places,
        (SELECT count(*) FROM ({_TAKEN}) x WHERE x.pool = q.pool AND ({_DEPARTMENT.format(employee="x.employee_id")}) = q.department_id)
    FROM payroll_places q JOIN csd_department d ON d.id = q.department_id
    WHERE q.month = %(month)s AND (%(pool)s = '' OR q.pool = %(pool)s) AND (%(department)s::bigint IS NULL OR q.department_id = %(department)s)
    ORDER BY q.pool, d.code, q.id DESC
"""  # noqa: E501
_PROPOSALS = """
    SELECT p.id, p.kind, p.month, p.pool, e.employee_no, e.name, p.department_id, coalesce(d.name, ''), p.weight, p.amount, p.reason, b.name, p.proposed_at, p.proposed_by_id, p.employee_id,
           coalesce((SELECT jsonb_agg(jsonb_build_object('side', x.side, 'agrees', x.agrees, 'by', w.name, 'reason', x.reason) ORDER BY x.id)
                     FROM payroll_proposaldecision x JOIN csd_employee w ON w.id = x.by_id WHERE x.proposal_id = p.id), '[]')::text
    FROM payroll_proposal p JOIN csd_employee e ON e.id = p.employee_id JOIN csd_employee b ON b.id = p.proposed_by_id
    LEFT JOIN csd_department d ON d.id = p.department_id
    WHERE {where} ORDER BY {first}p.id DESC LIMIT %(shown)s
"""  # noqa: E501
# the first of many are found by index, and only those are put in the order of their numbers
_NOMINATED = f"""
    SELECT n.pool, e.employee_no, e.name, d.name, n.weight FROM (
        SELECT * FROM payroll_nomination WHERE month = %(month)s ORDER BY pool, employee_id LIMIT %(shown)s
    ) n JOIN csd_employee e ON e.id = n.employee_id LEFT JOIN csd_department d ON d.id = ({_DEPARTMENT.format(employee="n.employee_id")})
    ORDER BY n.pool, e.employee_no
"""
_REWARDED = """
    SELECT e.employee_no, e.name, s.amount, s.reason FROM payroll_special s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.month = %s ORDER BY e.employee_no, s.id LIMIT %s
"""
_UNDECIDED = """
    NOT EXISTS (SELECT 1 FROM payroll_proposaldecision x WHERE x.proposal_id = p.id AND NOT x.agrees)
    AND (SELECT count(*) FROM payroll_proposaldecision x WHERE x.proposal_id = p.id) < CASE p.pool WHEN 'operations' THEN 3 ELSE 1 END
"""
_OPEN_FOR = f"""{_UNDECIDED}
    AND p.proposed_by_id <> %(me)s AND p.employee_id <> %(me)s
    AND NOT EXISTS (SELECT 1 FROM csd_monthlock m WHERE m.month = p.month AND m.approved)
"""


def department_for(employee: Employee, month: Month) -> int | None:
    """The department somebody belongs to in a month; None without terms."""
    values = {"employee": employee.pk, "last": month.last}
    found = rows_of(_DEPARTMENT.format(employee="%(employee)s"), values)
    return found[0][0] if found else None


def places_of(month: Month, pool: str = "", department: int | None = None) -> list[PlacesRow]:
    """Places and how many are taken, by pool and department."""
    values = {"month": month.first, "last": month.last, "pool": pool, "department": department}
    return [PlacesRow(*row) for row in rows_of(_PLACES, values)]


def places_left(month: Month, pool: str, department: int) -> PlacesOf | None:
    """The places of one department; None where nobody has set any."""
    found = places_of(month, pool, department)
    return PlacesOf(found[0].places, found[0].named) if found else None


def sides_needed(proposal: Proposal) -> tuple[Side, ...]:
    """P8: department managers confirm the staff pool, operations the management pool, all three the operations pool.

    P9: the general manager.
    """
    return _sides(proposal.kind, proposal.pool)


def _sides(kind: str, pool: str) -> tuple[Side, ...]:
    if kind == ProposalKind.SPECIAL:
        return (Side.GENERAL_MANAGER,)
    return {PoolName.STAFF.value: (Side.DEPARTMENT,), PoolName.MANAGEMENT.value: (Side.OPERATIONS,)}.get(pool, ALL_THREE)


def sides_of(who: Standing, proposal: Proposal | ProposalRow) -> list[Side]:
    """The sides somebody may speak for. The general manager speaks for every department."""
    sides = {
        Side.DEPARTMENT: who.grade in _MANAGERS and (who.grade == Grade.GENERAL_MANAGER or who.department_id == proposal.department_id),
        Side.OPERATIONS: who.grade in _MANAGERS and who.kind == "operations",
        Side.HR: who.has(Role.HR),
        Side.FINANCE: who.has(Role.FINANCE),
        Side.GENERAL_MANAGER: who.grade == Grade.GENERAL_MANAGER,
    }
    return [side for side, holds in sides.items() if holds]


def proposals_of(month: Month, kind: ProposalKind, who: Standing) -> list[ProposalRow]:
    """What was proposed for a month, the undecided first, newest first; SHOWN of them.

    Amounts of rewards are seen by whoever sees pay, and by whoever proposed them (O4).
    """
    own = kind == ProposalKind.SPECIAL and not may(who, "pay.see")
    where = "p.month = %(month)s AND p.kind = %(kind)s" + (" AND p.proposed_by_id = %(me)s" if own else "")
    values = {"month": month.first, "kind": kind.value, "me": who.employee.pk, "shown": SHOWN}
    return [_row(row) for row in rows_of(_PROPOSALS.format(where=where, first=f"({_UNDECIDED}) DESC, "), values)]


def open_proposals(who: Standing) -> list[ProposalRow]:
    """What waits for a decision of this person; SHOWN of them."""
    waiting = waiting_for(who)
    if waiting is None:
        return []
    rows = [_row(row) for row in rows_of(_PROPOSALS.format(where=waiting.sql, first=""), {**waiting.values, "shown": SHOWN})]
    return [row for row in rows if set(row.waits_for) & set(sides_of(who, row))]


def waiting_for(who: Standing) -> Query | None:
    """The condition on proposals `p` that wait for a decision of this person; None for anyone who decides nothing."""
    manages, general = who.grade in _MANAGERS, who.grade == Grade.GENERAL_MANAGER
    operations, staff_pool = manages and who.kind == "operations", f"p.pool = '{PoolName.STAFF}'"
    sides = {
        "p.kind = 'special'": general,
        (staff_pool if general else f"{staff_pool} AND p.department_id = %(department)s"): manages,
        f"p.pool = '{PoolName.MANAGEMENT}'": operations,
        _not_given(Side.OPERATIONS): operations,
        _not_given(Side.HR): who.has(Role.HR),
        _not_given(Side.FINANCE): who.has(Role.FINANCE),
    }
    speaks_for = [f"({condition})" for condition, holds in sides.items() if holds]
    if not speaks_for or not (may(who, "nomination.confirm") or may(who, "special.approve")):
        return None
    return Query(f"{_OPEN_FOR} AND ({' OR '.join(speaks_for)})", {"me": who.employee.pk, "department": who.department_id})


def _not_given(side: Side) -> str:
    given = f"SELECT 1 FROM payroll_proposaldecision x WHERE x.proposal_id = p.id AND x.side = '{side}'"
    return f"p.pool = '{PoolName.OPERATIONS}' AND NOT EXISTS ({given})"


def nominated(month: Month) -> list[tuple[Any, ...]]:
    """(pool, number, name, department, weight) of all who count as named for a month, entered or loaded; one more than ROWS_SHOWN."""
    return rows_of(_NOMINATED, {"month": month.first, "last": month.last, "shown": ROWS_SHOWN + 1})


def rewarded(month: Month, who: Standing) -> list[tuple[Any, ...]]:
    """(number, name, amount, reason) of the special rewards paid in a month, for whoever sees pay (O4); one more than ROWS_SHOWN."""
    return rows_of(_REWARDED, [month.first, ROWS_SHOWN + 1]) if may(who, "pay.see") else []


def proposal_with_id(proposal_id: int) -> Proposal | None:
    """A proposal."""
    return Proposal.objects.filter(pk=proposal_id).first()


def departments() -> list[Department]:
    """All departments by code."""
    return list(Department.objects.order_by("code"))


def _row(row: tuple[Any, ...]) -> ProposalRow:
    names = [field.name for field in fields(ProposalRow)]
    cells = dict(zip(names, row, strict=True))
    return ProposalRow(**{**cells, "month": Month.of(cells["month"]), "given": json.loads(cells["given"])})
