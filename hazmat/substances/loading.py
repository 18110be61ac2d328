"""Hazmat's file of a company folder: substances (docs/formats.md)."""

from __future__ import annotations

from csd.loading.key_cells import Key, Name
from csd.loading.kinds import Choice, Text
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec
from hazmat.substances.models import Substance

SUBSTANCES = FileSpec(
    name="substances",
    sample="RAT,鼠药,g,,,",
    model=Substance,
    key=("code",),
    columns=(
        Column("code", Key("substances")),
        Column("name", Name()),
        Column("unit", Text()),
        Column("cas", Text(), required=False),
        Column("hazard_class", Text(), required=False),
        Column("min_stock", Number(), required=False, default="0"),
        Column("two_person", Choice(("0", "1")), required=False, default="0", further=True),
    ),
)

FILES = (SUBSTANCES,)
