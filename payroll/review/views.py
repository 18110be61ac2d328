"""The people of a month beside the month before, and its exceptions: what finance looks through before it approves."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from csd.access.asking import asker, sees
from csd.lists.typed import a_percentage
from csd.lists.views import page_of_list
from csd.months import Month
from payroll.review.lists import EXCEPTIONS, PEOPLE
from payroll.review.people import pair_of
from payroll.review.selectors import KINDS, review_of
from payroll.runs.views.runs import run_frame


@require_safe
def pay_run_people(request: HttpRequest, month: Month) -> HttpResponse:
    """The table of people, sifted, sorted and searched; the change that counts can be typed."""
    found = run_frame(asker(request), month, "people")
    if found["run"].attempt is None:
        raise Http404
    more = a_percentage(request.GET.get("more", "")[:20])
    only = {"only": "gone"} if request.GET.get("only") == "gone" else {}
    arguments = {"month": str(month), **({"more": more} if more else {}), **only}
    listed = page_of_list(request, PEOPLE, arguments)
    review = review_of(pair_of(found["run"].attempt), Decimal(more) if more else None)
    typed = f"{review.more.normalize():f}"
    chips = [
        {
            "words": review.word(key),
            "count": review.counts[key],
            "url": f"?more={typed}" if key == "moved" else f"?only={key}",
            "here": _here(listed.asked.filters, key),
        }
        for key in KINDS
    ]
    context = {**found, "listed": listed, "chips": chips, "everybody": review.slips, "more": typed}
    return render(request, "payroll/people.html", context)


@require_safe
def pay_run_exceptions(request: HttpRequest, month: Month) -> HttpResponse:
    """All exceptions of a month."""
    who = sees(request, "run.watch")
    found = run_frame(who, month, "exceptions")
    return render(
        request,
        "payroll/exceptions.html",
        {**found, "listed": page_of_list(request, EXCEPTIONS, {"month": str(month)})},
    )


def _here(filters: object, key: str) -> bool:
    given = dict(filters) if isinstance(filters, dict) else {}
    return given.get("only") == key or (key == "moved" and "more" in given)
