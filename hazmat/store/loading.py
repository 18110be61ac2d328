"""Hazmat's file of a company folder: places (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_noop as _

from csd.loading.issues import Bad
from csd.loading.kinds import Reference, Text
from csd.loading.specs import Column, FileSpec
from hazmat.store.models import Place

NO_STORE = _("“%(value)s” is no place like warehouse:B or cabinet:2F; the bare two are there without a line")
STORES = ("warehouse:", "cabinet:")


def check_places(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str, Bad]]:
    """A kind of store and a name of its own behind it."""
    for index, place in enumerate(cells["place"]):
        if place and not any(place.startswith(store) and len(place) > len(store) for store in STORES):
            yield index, "place", Bad(NO_STORE, value=place)


PLACES = FileSpec(
    name="places",
    sample="cabinet:2F,二楼药柜,CS",
    model=Place,
    key=("place",),
    columns=(
        Column("place", Text(key=True)),
        Column("name", Text(), required=False),
        Column("department", Reference("departments"), required=False),
    ),
    row_checks=(check_places,),
)

FILES = (PLACES,)
