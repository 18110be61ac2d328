"""Exports of lists (csd.lists.listing): exactly what a page showed, with its filter, search, order and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from csd.errors import NotAllowed, Refused
from csd.exports.registry import ExportKind, Order, Parameters
from csd.exports.sheets import Sheet
from csd.exports.tables import tables
from csd.formats import Words
from csd.lists.asked import Asked
from csd.lists.declared import LISTINGS, Listing
from csd.lists.listing import cell_of, count_for_export, rows_for_export
from csd.lists.tables import Link
from csd.organisation.standing import Standing

ARGUMENTS_MAX = 10
ARGUMENT_LENGTH_MAX = 100


def _listing(parameters: Parameters) -> Listing:
    found = LISTINGS.get(parameters["listing"])
    if found is None:
        raise NotAllowed("not_allowed", gettext_noop("You may not export this."))
    return found


def _read(given: Mapping[str, Any], who: Standing) -> Parameters:
    """`listing`, `query` (of its page), `arguments`, `columns`: names that make no sense are left out, as on the page."""
    listing = _listing(given)
    known = {column.key for column in listing.columns}
    columns = list(dict.fromkeys(key for key in given["columns"] if key in known))
    asked = Asked.read(listing, who, given["query"])
    arguments = {name: value[:ARGUMENT_LENGTH_MAX] for name, value in list(given["arguments"].items())[:ARGUMENTS_MAX] if "\0" not in value}
    return {
        "listing": listing.name,
        "query": {name: value for name, value in asked.values.items() if value},
        "arguments": arguments,
        "columns": columns or [column.key for column in listing.columns if not column.hidden],
    }


def _seen_by(who: Standing, parameters: Parameters) -> bool:
    return who.employed and parameters["listing"] in LISTINGS and LISTINGS[parameters["listing"]].may_export(who)


def _asked(order: Order) -> Asked:
    """What was asked; Refused where one of the choices is no longer offered: the file would be wider than what was shown."""
    listing = _listing(order.parameters)
    asked = Asked.read(listing, order.who, order.parameters["query"])
    if {name: value for name, value in asked.values.items() if value} != order.parameters["query"]:
        raise Refused("list_changed", gettext_noop("The list has changed since you asked for this export. Open it and export it again."))
    return asked


def _sheet(order: Order) -> Sheet:
    listing, parameters = _listing(order.parameters), order.parameters
    columns = [listing.column(key) for key in parameters["columns"]]

    def portions() -> Iterator[Sequence[Sequence[Any]]]:
        for rows in rows_for_export(_asked(order), order.who, parameters["arguments"]):
            yield [[_value(cell_of(listing, column, row)) for column in columns] for row in rows]

    return Sheet(order.title, order.scope, order.by, order.asked_at, columns, portions())


def _value(cell: Any) -> Any:
    return cell.value if isinstance(cell, Link) else cell


def _scope(parameters: Parameters) -> str:
    listing, query = LISTINGS.get(parameters["listing"]), parameters["query"]
    if listing is None:
        return ""
    words = [f"{name}: {value}" for name, value in parameters["arguments"].items()]
    words += [f"{f.label}: {_choice(f.choices, query[f.name])}" for f in listing.filters if f.name in query]
    if query.get("find"):
        words.append(_("search: %(text)s") % {"text": query["find"]})
    return "; ".join(map(str, words))


def _choice(choices: Any, value: str) -> Words:
    found: Words = value if callable(choices) else choices.get(value, value)
    return found


LIST = ExportKind(
    name="list",
    words=gettext_lazy("List"),
    title=lambda parameters: str(LISTINGS[parameters["listing"]].title) if parameters["listing"] in LISTINGS else parameters["listing"],
    seen_by=_seen_by,
    read=_read,
    count=lambda order: count_for_export(_asked(order), order.who, order.parameters["arguments"]),
    makers=tables(_sheet),
    scope=_scope,
    right=lambda parameters: LISTINGS[parameters["listing"]].right if parameters["listing"] in LISTINGS else "",
)
