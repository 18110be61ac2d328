"""A month's payslips beside those of the month before: what finance looks at before it approves (RULES.md P17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from csd.copying import rows_of
from csd.models import Attempt
from csd.paging import Key, Page, Place, page_of
from payroll.runs.models import Run

# a net that moved by more than this share of last month's is worth a look
MOVED = Decimal("0.2")
_BOTH = "payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id LEFT JOIN payroll_payslip b ON b.attempt_id = %(before)s AND b.employee_id = s.employee_id"
_MOVED = "b.id IS NOT NULL AND abs(s.net - b.net) > %(moved)s * abs(b.net)"
_ROWS = f"""
    SELECT e.employee_no, e.name, b.gross, s.gross, b.net, s.net, s.net - coalesce(b.net, 0) AS change, s.provisional, {{keys}}
    FROM {_BOTH} WHERE s.attempt_id = %(attempt)s {{where}}
"""
_GONE = """
    SELECT e.employee_no, e.name, b.gross, NULL::numeric, b.net, NULL::numeric, -b.net AS change, false, {keys}
    FROM payroll_payslip b JOIN csd_employee e ON e.id = b.employee_id
    WHERE b.attempt_id = %(before)s AND NOT EXISTS (
        SELECT 1 FROM payroll_payslip s WHERE s.attempt_id = %(attempt)s AND s.employee_id = b.employee_id) {where}
"""
_COUNTS = f"""
    SELECT count(*), count(*) FILTER (WHERE b.id IS NULL),
           (SELECT count(*) FROM payroll_payslip g WHERE g.attempt_id = %(before)s AND NOT EXISTS (
               SELECT 1 FROM payroll_payslip n WHERE n.attempt_id = %(attempt)s AND n.employee_id = g.employee_id)),
           count(*) FILTER (WHERE {_MOVED}), count(*) FILTER (WHERE s.net < 0), count(*) FILTER (WHERE s.provisional),
           coalesce(sum(s.gross), 0), coalesce(sum(s.net), 0)
    FROM {_BOTH} WHERE s.attempt_id = %(attempt)s
"""
_LAST = "SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(net), 0) FROM payroll_payslip WHERE attempt_id = %s"
# what can be picked out: its word, and its condition beside the attempt
SIFTS: Mapping[str, tuple[str | Promise, str]] = {
    "": (_("Everybody"), ""),
    "new": (_("New"), "AND b.id IS NULL"),
    "gone": (_("Gone"), ""),
    "moved": (_("Net changed by more than 20 %"), f"AND {_MOVED}"),
    "negative": (_("Net below zero"), "AND s.net < 0"),
    "provisional": (_("Provisional"), "AND s.provisional"),
}
SORTS: Mapping[str, tuple[Key, ...]] = {
    "number": (Key("k1"),),
    "gross": (Key("k1", "numeric"), Key("k2")),
    "net": (Key("k1", "numeric"), Key("k2")),
    "change": (Key("k1", "numeric"), Key("k2")),
}
_SORTED_BY = {"number": "", "gross": "s.gross", "net": "s.net", "change": "s.net - coalesce(b.net, 0)"}
_GONE_BY = {"number": "", "gross": "b.gross", "net": "b.net", "change": "-b.net"}


@dataclass(frozen=True)
class Sums:
    """Payslips of a month and of the one before: how many, Σ gross, Σ net; and how many there are to pick out."""

    slips: int
    gross: Decimal
    net: Decimal
    before: tuple[int, Decimal, Decimal] | None
    counts: Mapping[str, int]

    @property
    def gross_change(self) -> Decimal | None:
        """Σ gross against the month before."""
        return self.gross - self.before[1] if self.before else None

    @property
    def net_change(self) -> Decimal | None:
        """Σ net against the month before."""
        return self.net - self.before[2] if self.before else None


def attempt_before(attempt: Attempt) -> Attempt | None:
    """The computing of the month before that its run stands on."""
    run = Run.objects.filter(month=attempt.month - 1).select_related("attempt").first()
    return run.attempt if run else None


def sums_of(attempt: Attempt) -> Sums:
    """The sums of a month beside those of the month before."""
    before = attempt_before(attempt)
    slips, new, gone, moved, negative, provisional, gross, net = rows_of(_COUNTS, _values(attempt, before))[0]
    last = rows_of(_LAST, [before.pk])[0] if before else None
    counts = {"": slips, "new": new if before else 0, "gone": gone, "moved": moved, "negative": negative, "provisional": provisional}
    return Sums(slips, gross, net, last, counts)


def people_page(attempt: Attempt, place: Place, *, sift: str, sort: str, descending: bool, search: str) -> Page:
    """A page of people: number, name, gross and net of both months, how the net changed, whether provisional.

    `sift` is a key of SIFTS, `sort` one of SORTS; `search` is a part of a number or name.
    """
    gone = sift == "gone"
    by = (_GONE_BY if gone else _SORTED_BY)[sort]
    keys = f"{by} AS k1, e.employee_no AS k2" if by else "e.employee_no AS k1"
    where = SIFTS[sift][1] + (" AND (e.employee_no ILIKE %(search)s OR e.name ILIKE %(search)s)" if search else "")
    query = (_GONE if gone else _ROWS).format(keys=keys, where=where)
    values = {**_values(attempt, attempt_before(attempt)), "search": f"%{_literal(search)}%"}
    return page_of(query, values, SORTS[sort], place, descending=descending)


def line_amounts(attempt: Attempt, employee_id: int) -> dict[str, Decimal]:
    """A payslip's lines as they are stored; lines of 0.00 have none."""
    query = "SELECT l.name, l.amount FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id WHERE s.attempt_id = %s AND s.employee_id = %s"
    return dict(rows_of(query, [attempt.pk, employee_id]))


def waterfall_lines(attempt: Attempt) -> dict[str, Any]:
    """The lines of a month's waterfall as they are stored; empty where there is none."""
    query = "SELECT x.key, x.value::numeric FROM payroll_waterfall w, jsonb_each_text(w.lines) x WHERE w.attempt_id = %s"
    return dict(rows_of(query, [attempt.pk]))


def _values(attempt: Attempt, before: Attempt | None) -> dict[str, Any]:
    return {"attempt": attempt.pk, "before": before.pk if before else 0, "moved": MOVED}


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@dataclass(frozen=True)
class Heading:
    """What stands above a payslip: department, position and grade of the terms in force, working days employed, whether provisional."""

    department: str
    position: str
    grade: str
    employed: int
    provisional: bool


def heading_of(attempt: Attempt, employee_id: int) -> Heading:
    """The heading of a person's payslip."""
    return Heading(*rows_of(_HEADING, [attempt.pk, employee_id])[0])


_HEADING = """
    SELECT d.name, t.position, t.grade, p.employed, s.provisional FROM payroll_payslip s
    JOIN csd_terms t ON t.id = s.terms_id JOIN csd_department d ON d.id = t.department_id
    JOIN csd_attemptperson p ON p.attempt_id = s.attempt_id AND p.employee_id = s.employee_id
    WHERE s.attempt_id = %s AND s.employee_id = %s
"""
