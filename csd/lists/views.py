"""Lists: a page of one for a view, and which columns somebody sees."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from csd.access.asking import asker, next_page, shows, signed_in
from csd.lists.declared import LISTINGS, Arguments, Listing
from csd.lists.listing import Listed, listed
from csd.lists.selectors import chosen_columns
from csd.lists.services import choose_columns
from csd.months import Month


def page_of_list(request: HttpRequest, listing: Listing, arguments: Arguments | None = None, **options: Any) -> Listed:
    """The requested page of a list; for whoever may not see the list it does not exist. Others' pay needs a proof, and the look is kept."""
    who = asker(request)
    if not listing.seen_by(who):
        raise Http404
    if listing.right:
        month = (arguments or {}).get("month")
        shows(request, listing.right, look=listing.look, month=Month.parse(month) if month else None)
    return listed(listing, who, request.GET, arguments=arguments, chosen=chosen_columns(request.user, listing.name), **options)


@require_POST
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Keep which columns of a list somebody sees."""
    listing = LISTINGS.get(name)
    if listing is None or not listing.seen_by(asker(request)):
        raise Http404
    known = [column.key for column in listing.columns]
    asked = [key for key in known if key in request.POST.getlist("column")]
    choose_columns(user=signed_in(request), listing=name, columns=asked)
    return HttpResponseRedirect(next_page(request))
