"""How the figures of slips and waterfalls are written for people on pages: money, days, yes and no, plans and results in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from attendance.models import Action
from csd import formats
from csd.models import Plan
from csd.money import half_up
from csd.policy.words import value_in_words
from payroll.explanations.explanation import Explanation, Input, Stored

_WORDS: Mapping[str, Mapping[str, Any]] = {"plan": dict(Plan.choices), "action": dict(Action.choices)}
_RATES = frozenset({"housing_rate"})


def written(name: str, value: Any) -> str:
    """A figure or fact, by its name and type."""
    if value is None:
        return formats.DASH
    if name in _WORDS:
        return str(_WORDS[name].get(value, value))
    if isinstance(value, list | tuple):
        return "; ".join(" / ".join(written("", part) for part in item) for item in value) or formats.DASH
    if name in _RATES:
        return formats.percent(value)
    return _BY_TYPE.get(type(value), str)(value)


def written_input(given: Input) -> str:
    """An input of a formula; policy values with their unit."""
    return value_in_words(given.name, given.shown) if given.kind == "parameter" else written(given.name, given.value)


def in_numbers(stored: Stored, entry: Explanation) -> str:
    """The formula's sentence with the numbers put in."""
    formula = stored.reader.edition.formulas[entry.name]
    return formula.in_words(gettext(formula.sentence), {given.placeholder: written_input(given) for given in entry.inputs})


def _money(value: Decimal) -> str:
    return formats.money(value) if value == half_up(value) else formats.number(value)


_BY_TYPE: Mapping[type, Callable[[Any], str]] = {
    Decimal: _money,
    Fraction: formats.days,
    bool: formats.yes_no,
    int: formats.number,
}
