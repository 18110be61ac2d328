"""Payslips on paper (PDF): one person's, or all of a month in parts that several workers write and one joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd import formats
from csd.access.permissions import may
from csd.exports.months import attempt_of, computed_month, month_words, not_approved
from csd.exports.registry import ExportKind, Maker, Moved, Order, Span
from csd.models import Attempt
from csd.papers.paper import Imprint as Printed
from csd.papers.paper import framed, paper
from payroll.exports.slip_content import contents
from payroll.exports.tables import count_slips, places_of

PAPER = "payslips"
# how many lines one A4 page holds; more than these go on to a second one
LINES_OF_A_PAGE = 27


@dataclass(frozen=True)
class Imprint(Printed):
    """Also whether the month was approved when they asked: the same in all parts of a document, even if it is approved meanwhile."""

    approved: bool


def slips_pdf(attempt: Attempt, slips: Sequence[dict[str, Any]], imprint: Imprint) -> bytes:
    """A document of payslips (`contents`) in the language in force. What people wrote goes in as data and is never markup."""
    return paper(PAPER, _given(slips), _words(attempt, imprint), apart=True)


def one_slip(attempt: Attempt, place: int, by: str, at: datetime) -> bytes:
    """The payslip of the person at a place of a month's list."""
    return paper(PAPER, _given(list(contents(attempt, place, place + 1))), _words(attempt, Imprint(by, at, attempt.sealed)))


def _given(slips: Sequence[dict[str, Any]]) -> dict[str, Any]:
    for slip in slips:
        slip["fits"] = sum(len(section["rows"]) for section in slip["sections"]) <= LINES_OF_A_PAGE
    return {"slips": slips}


def _words(attempt: Attempt, imprint: Imprint) -> dict[str, Any]:
    month = attempt.month
    return framed(
        _("Payslip %(month)s") % {"month": formats.month(month)},
        imprint,
        not_approved({"approved": imprint.approved}),
        provisional=_("Provisional: it depends on somebody of this month who cannot be computed yet."),
        months=[formats.month(month), formats.month(month - 1)],
        year=_("This year so far"),
        signature=_("Received: signature and date"),
        seal=_("Seal of the company"),
    )


def _plan(order: Order) -> Sequence[Span]:
    size, places = settings.CSD_SLIPS_PER_PART, places_of(attempt_of(order))
    return [(low, min(low + size, places)) for low in range(0, places, size)]


def _write(order: Order, span: Span, path: Path, moved: Moved) -> int:
    attempt = attempt_of(order)
    slips = list(contents(attempt, *span))
    path.write_bytes(slips_pdf(attempt, slips, Imprint(order.by, order.asked_at, order.parameters["approved"])) if slips else b"")
    moved(len(slips))
    return len(slips)


def _join(order: Order, parts: Sequence[Path], whole: Path) -> None:
    """All parts in one document; the same parts give the same bytes.

    By qpdf's own job: `pages.extend` of pikepdf counts all pages for each page it adds (minutes for 100,000, the job 13 s).
    """
    written = [f"--file={part}" for part in parts if part.stat().st_size]
    with pikepdf.Job(["qpdf", "--empty", "--pages", *written, "--", str(whole)]).create_pdf() if written else pikepdf.new() as document:
        document.docinfo["/Title"] = order.title
        document.save(whole, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


SLIPS_PDF = ExportKind(
    name="payslips-pdf",
    words=gettext_lazy("Payslips of a month, on paper"),
    title=lambda parameters: _("Payslips, %(month)s") % {"month": month_words(parameters)},
    seen_by=lambda who, parameters: may(who, "pay.export"),
    read=computed_month,
    count=count_slips,
    makers={"pdf": Maker(_write, _plan, _join)},
    scope=not_approved,
    fields=("month",),
    right=lambda parameters: "pay.export",
)
