"""What finance looks at before it approves a month (RULES.md P17): counts that each lead to their rows.

Figures of a computing never change, so what is counted once is remembered by the number of the computing and of the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.copying import rows_of
from csd.models import Attempt
from csd.policy import PARAMETERS
from csd.selectors.policy import values_in_force
from payroll.runs.comparison import attempt_before

KEPT_SECONDS = 24 * 3600
# more people than this are counted but not remembered one by one
LISTED_MAX = 20_000


class Kind(NamedTuple):
    """Something to look at: its word, and its condition on the list of people (payroll.runs.lists)."""

    words: str | Promise
    where: str


_MOVED = "net IS NOT NULL AND net_before IS NOT NULL AND abs(net - net_before) * 100 > {more} * abs(net_before)"
KINDS: Mapping[str, Kind] = {
    "new": Kind(_("New"), "gross_before IS NULL"),
    "gone": Kind(_("Gone"), "gone"),
    "moved": Kind(_("Net changed by more than (%)"), _MOVED.format(more="%(more)s")),
    "negative": Kind(_("Net below zero"), "net < 0"),
    "below": Kind(_("Below the minimum wage"), "id = ANY(%(below_minimum)s)"),
    "share": Kind(_("A large part of a pool"), "id = ANY(%(large_share)s)"),
    "provisional": Kind(_("Provisional"), "provisional"),
}
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
_BOTH = """
    FROM payroll_payslip s LEFT JOIN payroll_payslip b ON b.attempt_id = %(before)s AND b.employee_id = s.employee_id
    WHERE s.attempt_id = %(attempt)s
"""
_COUNTS = f"""
    SELECT count(*), count(*) FILTER (WHERE b.id IS NULL),
           (SELECT count(*) FROM payroll_payslip g WHERE g.attempt_id = %(before)s AND NOT EXISTS (
               SELECT 1 FROM payroll_payslip n WHERE n.attempt_id = %(attempt)s AND n.employee_id = g.employee_id)),
           count(*) FILTER (WHERE b.id IS NOT NULL AND abs(s.net - b.net) * 100 > %(more)s * abs(b.net)),
           count(*) FILTER (WHERE s.net < 0), count(*) FILTER (WHERE s.provisional), coalesce(sum(s.gross), 0), coalesce(sum(s.net), 0)
    {_BOTH}
"""
_LAST = "SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(net), 0) FROM payroll_payslip WHERE attempt_id = %s"
_EXCEPTIONS = """
    SELECT code, count(*), count(*) FILTER (WHERE blocking AND left_out_by_id IS NULL) FROM payroll_runexception WHERE attempt_id = %s GROUP BY code
"""


class Pair(NamedTuple):
    """A computing, and the one of the month before that its run stands on (None: there is none)."""

    attempt: Attempt
    before: Attempt | None

    @property
    def before_id(self) -> int:
        """Its id, 0 for none."""
        return self.before.pk if self.before else 0


@dataclass(frozen=True)
class Review:
    """Counts of a month by kind, sums of it and of the month before; `below` and `large` are the ids of the people meant."""

    more: Decimal
    part: Decimal
    counts: Mapping[str, int]
    below: Sequence[int]
    large: Sequence[int]
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


def pair_of(attempt: Attempt) -> Pair:
    """A computing with the one before it."""
    return Pair(attempt, attempt_before(attempt))


def review_of(pair: Pair, more: Decimal | None = None) -> Review:
    """The review of a computing; `more` is the change of net in per cent that counts, the policy's without one."""
    policy = values_in_force(pair.attempt.month.first)
    percent = more if more is not None else PARAMETERS["review_change"].value_of(policy["review_change"][1]) * 100
    part: Decimal = PARAMETERS["review_pool_share"].value_of(policy["review_pool_share"][1])
    key = f"review-{pair.attempt.pk}-{pair.before_id}-{percent.normalize():f}-{part.normalize():f}"
    kept: Review | None = cache.get(key)
    if kept is None:
        kept = _counted(pair, percent, part)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def exception_counts(attempt: Attempt) -> dict[str, tuple[int, int]]:
    """How many exceptions there are by their code, and how many of them hold approval."""
    return {code: (count, holding) for code, count, holding in rows_of(_EXCEPTIONS, [attempt.pk])}


def _counted(pair: Pair, percent: Decimal, part: Decimal) -> Review:
    attempt = pair.attempt
    context = attempt.frozen
    month_days = sum(context["calendar"][day.isoformat()] == "work" for day in attempt.month.days())
    minimum = Decimal(context["parameters"]["minimum_wage"][1])
    values = {"attempt": attempt.pk, "before": pair.before_id, "more": percent, "part": part, "workdays": month_days, "minimum": minimum}
    slips, new, gone, moved, negative, provisional, gross, net = rows_of(_COUNTS, values)[0]
    below = [row[0] for row in rows_of(_BELOW, values)]
    large = [row[0] for row in rows_of(_LARGE, values)]
    last = rows_of(_LAST, [pair.before_id])[0] if pair.before else None
    counts = {"new": new if pair.before else 0, "gone": gone, "moved": moved, "negative": negative}
    counts |= {"below": len(below), "share": len(large), "provisional": provisional}
    return Review(percent, part, counts, below[:LISTED_MAX], large[:LISTED_MAX], slips, gross, net, last)
