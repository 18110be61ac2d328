"""What finance looks at before it approves a month (docs/rulebook.md P17): counts that each lead to their rows.

Figures of a computing never change, so what is counted once is remembered by the number of the computing and of the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.database.cached import remembered
from csd.database.rows import rows_of
from csd.models import Attempt
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import values_in_force
from payroll.review.people import Pair, people_sql

KEPT_SECONDS = 24 * 3600
# with more people than this a list finds a page by looking at one after the other, and none is named
NAMED_MAX = 10_000


class ReviewKind(NamedTuple):
    """Something to look at: its word, and its condition on the list of people (payroll.runs.lists).

    Where they are few they are named, and the condition is asked only where they are too many for that.
    """

    words: str | Promise
    rows: str
    key: str

    @property
    def where(self) -> str:
        """The condition, with the people named where they are."""
        return f"id = ANY(%(named_{self.key})s::bigint[]) OR (%(many_{self.key})s AND {self.rows})"


# P11b's measure: what counts (gross less meal and holiday duty) against the minimum wage of the days worked
_BELOW = """
    SELECT s.employee_id FROM payroll_payslip s
    JOIN csd_attemptperson p ON p.attempt_id = s.attempt_id AND p.employee_id = s.employee_id
    JOIN attendance_monthscore m ON m.attempt_id = s.attempt_id AND m.employee_id = s.employee_id
    LEFT JOIN (
        SELECT l.payslip_id, sum(l.amount) AS beside FROM payroll_payslipline l JOIN payroll_payslip x ON x.id = l.payslip_id
        WHERE x.attempt_id = %(attempt)s AND l.name IN ('meal', 'holiday_duty') GROUP BY l.payslip_id
    ) b ON b.payslip_id = s.id
    WHERE s.attempt_id = %(attempt)s AND (s.gross - coalesce(b.beside, 0)) * %(workdays)s < round(%(minimum)s * greatest(0, p.employed
        - split_part(m.unpaid_days, '/', 1)::numeric / split_part(m.unpaid_days, '/', 2)::numeric), 6) - 0.005 * %(workdays)s
"""
_LARGE = """
    SELECT DISTINCT h.employee_id FROM payroll_pool o JOIN payroll_poolshare h ON h.pool_id = o.id
    WHERE o.attempt_id = %(attempt)s AND o.amount > 0 AND h.amount > %(part)s * o.amount
"""
_MOVED = "net IS NOT NULL AND net_before IS NOT NULL AND abs(net - net_before) * 100 > %(more)s * abs(net_before)"
KINDS: Mapping[str, ReviewKind] = {
    kind.key: kind
    for kind in (
        ReviewKind(_("New"), "net_before IS NULL", "new"),
        ReviewKind(_("Gone"), "gone", "gone"),
        ReviewKind(_("Net changed by more than (%)"), _MOVED, "moved"),
        ReviewKind(_("Net below zero"), "net < 0", "negative"),
        ReviewKind(_("Below the minimum wage"), f"id IN ({_BELOW})", "below"),
        ReviewKind(_("A large part of a pool"), f"id IN ({_LARGE})", "share"),
        ReviewKind(_("Provisional"), "provisional", "provisional"),
    )
}
_NAMED = """
    SELECT count(*), CASE WHEN count(*) <= %(most)s THEN coalesce(array_agg(id), '{{}}') END FROM ({people}) picked WHERE {rows}
"""
_SUMS = "SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(net), 0) FROM payroll_payslip WHERE attempt_id = %s"
_EXCEPTIONS = """
    SELECT code, count(*), count(*) FILTER (WHERE blocking AND left_out_by_id IS NULL) FROM payroll_runexception WHERE attempt_id = %s GROUP BY code
"""  # noqa: E501


@dataclass(frozen=True)
class Review:
    """Counts of a month by kind, who is meant (None where they are too many to name), sums of it and of the month before.

    `values` are what the conditions of KINDS ask for.
    """

    more: Decimal
    counts: Mapping[str, int]
    values: Mapping[str, Any]
    slips: int
    gross: Decimal
    net: Decimal
    before: tuple[int, Decimal, Decimal] | None

    def word(self, kind: str) -> str:
        """What a kind is called on a page; how much a change has to be is said with it."""
        if kind != "moved":
            return str(KINDS[kind].words)
        return gettext("Net changed by more than %(percent)s") % {"percent": formats.percent(self.more / 100)}

    @property
    def gross_change(self) -> Decimal | None:
        """Σ gross against the month before."""
        return self.gross - self.before[1] if self.before else None

    @property
    def net_change(self) -> Decimal | None:
        """Σ net against the month before."""
        return self.net - self.before[2] if self.before else None


# the values of KINDS where nothing is computed
NOBODY: Mapping[str, Any] = {
    **{f"named_{kind}": [] for kind in KINDS},
    **{f"many_{kind}": False for kind in KINDS},
    **dict.fromkeys(("more", "part", "workdays", "minimum"), 0),
}


def review_of(pair: Pair, more: Decimal | None = None) -> Review:
    """The review of a computing; `more` is the change of net in per cent that counts, the policy's without one."""
    policy = values_in_force(pair.attempt.month.first)
    percent = more if more is not None else PARAMETERS["review_change"].value_of(policy["review_change"][1]) * 100
    part: Decimal = PARAMETERS["review_pool_share"].value_of(policy["review_pool_share"][1])
    key = f"review-{pair.attempt.pk}-{pair.before_id}-"
    found = remembered(f"{key}{part.normalize():f}", lambda: _counted(pair, part), KEPT_SECONDS)
    values = {**found.values, "more": percent}
    moved = remembered(f"{key}moved-{percent.normalize():f}", lambda: _people(pair, KINDS["moved"], values), KEPT_SECONDS)
    people = {**found.people, "moved": moved}
    counts = {kind: people[kind].number for kind in KINDS}
    slips, gross, net = found.sums
    return Review(percent, counts, values | _named(people), slips, gross, net, found.before)


def exception_counts(attempt: Attempt) -> dict[str, tuple[int, int]]:
    """How many exceptions there are by their code, and how many of them hold approval."""
    return {code: (count, holding) for code, count, holding in rows_of(_EXCEPTIONS, [attempt.pk])}


def _named(people: Mapping[str, _People]) -> dict[str, Any]:
    named = {f"named_{kind}": found.named or [] for kind, found in people.items()}
    return named | {f"many_{kind}": found.named is None for kind, found in people.items()}


class _People(NamedTuple):
    """How many there are of a kind, and who they are; None where they are too many to name."""

    number: int
    named: list[int] | None


class _Counted(NamedTuple):
    """All of a review except the people whose net has moved: kind → people, the values asked with, slips and sums, the month before."""

    people: dict[str, _People]
    values: dict[str, Any]
    sums: tuple[Any, ...]
    before: tuple[Any, ...] | None


def _people(pair: Pair, kind: ReviewKind, values: Mapping[str, Any]) -> _People:
    people = people_sql(pair, gone=kind.key == "gone", counted=True)
    return _People(*rows_of(_NAMED.format(people=people, rows=kind.rows), {**values, "most": NAMED_MAX})[0])


def _counted(pair: Pair, part: Decimal) -> _Counted:
    attempt, context = pair.attempt, pair.attempt.frozen
    month_days = sum(context["calendar"][day.isoformat()] == "work" for day in attempt.month.days())
    minimum = Decimal(context["parameters"]["minimum_wage"][1])
    values = {"attempt": attempt.pk, "before": pair.before_id, "month": attempt.month.first}
    values |= {"part": part, "workdays": month_days, "minimum": minimum}
    people = {key: _people(pair, kind, values) for key, kind in KINDS.items() if key != "moved"}
    if pair.before is None:
        people["new"] = _People(0, [])
    last = rows_of(_SUMS, [pair.before_id])[0] if pair.before else None
    return _Counted(people, values, rows_of(_SUMS, [attempt.pk])[0], last)
