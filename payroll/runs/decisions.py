"""What a person who opens a month's run finds: the steps they may take, what stands in the way, what waits (docs/rulebook.md P16, P17)."""

# many imports: whatever stands on the desk of a run comes together here
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may
from csd.formats import Words
from csd.jobs.progress import Progress
from csd.models import Attempt, AttemptState, Employee
from csd.organisation.standing import Standing
from payroll.exceptions.words import EXCEPTIONS
from payroll.proposals.models import PoolName
from payroll.review.people import pair_of
from payroll.review.selectors import Review, exception_counts, review_of
from payroll.runs.models import Run, RunEvent, RunException, RunState
from payroll.runs.obstacles import named, reason_against
from payroll.runs.overview import events_of, shown
from payroll.runs.selectors import current_attempt, exceptions_of, inputs_since, negative_nets


@dataclass(frozen=True)
class Offer:
    """A step of a run's life: its word on the button, what it does, and why it cannot be taken now (empty: it can)."""

    name: str
    word: Words
    does: Words
    against: str
    url: str
    chief: bool = False


@dataclass(frozen=True)
class Desk:
    """Everything a page about one month shows, as far as the person may see it; `sums` is None without the right to see pay."""

    run: Run
    offers: Sequence[Offer]
    running: Attempt | None
    progress: Progress | None
    failed: Attempt | None
    exceptions: Sequence[RunException]
    newer: Mapping[str, int]
    negative: Sequence[Employee]
    sums: Review | None
    by_code: Mapping[str, tuple[int, int]]
    events: Sequence[RunEvent]
    may_cancel: bool
    may_leave_out: bool
    may_export: bool
    line: Sequence[tuple[Words, str]] = field(default=())

    @property
    def shown_exceptions(self) -> list[dict[str, object]]:
        """The first of the exceptions: whom or what, the sentence, the address of the cause."""
        return [
            {
                "exception": exception,
                "subject": subject_of(exception),
                "sentence": EXCEPTIONS[exception.code],
                "url": reverse("pay-run-exception", kwargs={"month": self.run.month, "exception_id": exception.pk}),
            }
            for exception in self.exceptions
        ]

    @property
    def hidden_exceptions(self) -> int:
        """How many exceptions are not shown here."""
        return max(0, sum(count for count, _holding in self.by_code.values()) - SHOWN)

    @property
    def more_negative(self) -> bool:
        """Whether there are more nets below zero than are named here."""
        return self.sums is not None and self.sums.counts["negative"] > len(self.negative)

    @property
    def counts(self) -> list[dict[str, Any]]:
        """What there is to look at before approval, each count with the address of its rows."""
        found: list[dict[str, Any]] = []
        month = {"month": self.run.month}
        if self.sums is not None:
            people, counts = reverse("pay-run-people", kwargs=month), self.sums.counts
            more = f"{self.sums.more.normalize():f}"
            found += [
                {"word": self.sums.word(key), "count": count, "url": f"{people}?{'more=' + more if key == 'moved' else 'only=' + key}"}
                for key, count in counts.items()
            ]
        exceptions = reverse("pay-run-exceptions", kwargs=month)
        found += [
            {"word": word, "count": self.by_code.get(code, (0, 0))[0], "url": f"{exceptions}?code={code}"}
            for code, word in COUNTED_EXCEPTIONS.items()
        ]
        return found

    @property
    def files(self) -> list[dict[str, Words]]:
        """The files of the month with their words."""
        return [{"name": name, "word": word} for name, word in FILE_WORDS.items()]

    @property
    def exports(self) -> list[tuple[str, Words]]:
        """What is exported in the background (`what` of csd.exports.forms.ExportForm), with its words."""
        return list(EXPORT_WORDS.items())

    @property
    def open_exceptions(self) -> int:
        """How many exceptions hold approval."""
        return sum(holding for _count, holding in self.by_code.values())


_STEPS: Mapping[str, tuple[str, Words, Words, tuple[RunState, ...]]] = {
    "start": (
        "run.prepare",
        _("Compute again"),
        _("Everything is computed anew from what is entered today. Until that is done the present figures stay."),
        (RunState.DRAFT, RunState.COMPUTED, RunState.REVIEWED),
    ),
    "review": (
        "run.review",
        _("Mark as reviewed"),
        _("Says that you have looked through the figures. Somebody with the right to approve still has to approve."),
        (RunState.COMPUTED,),
    ),
    "approve": (
        "run.approve",
        _("Approve"),
        _("Payslips become visible to everybody for their own, and the month can never change again. Corrections go into a later month."),
        (RunState.COMPUTED, RunState.REVIEWED),
    ),
    "pay": ("run.pay", _("Mark as paid"), _("Says that the bank has been told to pay."), (RunState.APPROVED,)),
}
FILE_WORDS: Mapping[str, Words] = {"scores.csv": _("Scores, CSV"), "payslips.csv": _("Payslips, CSV"), "waterfall.csv": _("Waterfall, CSV")}
EXPORT_WORDS: Mapping[str, Words] = {
    "payslips:xlsx": _("Payslips, Excel"),
    "payslips-pdf:pdf": _("Payslips, PDF"),
    "waterfall:xlsx": _("Waterfall, Excel"),
    "scores:xlsx": _("Scores, Excel"),
}
COUNTED_EXCEPTIONS: Mapping[str, Words] = {"no_terms": _("People without terms"), "campaign_without_sales": _("Campaigns without sales")}
SHOWN = 20
NEGATIVE_SHOWN = 20
_LIFE = (RunState.DRAFT, RunState.COMPUTED, RunState.REVIEWED, RunState.APPROVED, RunState.PAID)


def subject_of(exception: RunException) -> str:
    """Whom or what an exception is about."""
    if exception.employee:
        return str(exception.employee)
    pool = exception.detail.get("pool")
    return str(PoolName(pool).label) if pool else str(exception.detail.get("campaign", ""))


def desk_of(run: Run, who: Standing) -> Desk:
    """What a person who opens a run finds."""
    newest = current_attempt(run.month)
    running = newest if newest and newest.state == AttemptState.RUNNING else None
    settled = run.state in (RunState.APPROVED, RunState.PAID)
    sees_pay = may(who, "pay.see")
    return Desk(
        run=run,
        offers=[] if running else _offers(run, who),
        running=running,
        progress=shown(running) if running else None,
        failed=newest if newest and newest.state == AttemptState.FAILED else None,
        exceptions=exceptions_of(run.attempt, SHOWN) if run.attempt else [],
        newer=named(inputs_since(run.attempt)) if run.attempt and not settled and not running else {},
        negative=negative_nets(run.attempt, NEGATIVE_SHOWN) if run.attempt and sees_pay else [],
        sums=review_of(pair_of(run.attempt)) if run.attempt and sees_pay else None,
        by_code=exception_counts(run.attempt) if run.attempt else {},
        events=events_of(run),
        may_cancel=bool(running) and may(who, "run.prepare"),
        may_leave_out=bool(run.attempt) and not settled and not running and may(who, "run.review"),
        may_export=bool(run.attempt) and may(who, "pay.export"),
        line=[(state.label, _place(state, RunState(run.state))) for state in _LIFE],
    )


def _offers(run: Run, who: Standing) -> list[Offer]:
    found = []
    for name, (permission, word, does, states) in _STEPS.items():
        if run.state in states and may(who, permission):
            first = name == "start" and run.state == RunState.DRAFT
            found.append(
                Offer(
                    name,
                    _("Compute") if first else word,
                    does,
                    # what could be computed once can be again, or the attempt says why not: looking for a reason reads a month's rows
                    "" if name == "start" and run.attempt_id else reason_against(name, run, who.employee),
                    _url(run, f"pay-run-{name}"),
                    name in ("approve", "pay"),
                )
            )
    return found


def _url(run: Run, page: str) -> str:
    return reverse(page, kwargs={"month": run.month})


def _place(state: RunState, now: RunState) -> str:
    return "done" if _LIFE.index(state) < _LIFE.index(now) else "now" if state == now else ""
