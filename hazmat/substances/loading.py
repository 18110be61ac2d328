"""Hazmat's file of a company folder: substances (FORMATS.md)."""

from __future__ import annotations

from csd.loading.kinds import Text
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec
from hazmat.substances.models import Substance

SUBSTANCES = FileSpec(
    name="substances",
    model=Substance,
    key=("code",),
    columns=(
        Column("code", Text(key=True)),
        Column("name", Text()),
        Column("unit", Text()),
        Column("cas", Text(), required=False),
        Column("hazard_class", Text(), required=False),
        Column("min_stock", Number(), required=False, default="0"),
    ),
)

FILES = (SUBSTANCES,)
