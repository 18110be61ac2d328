"""Policy parameters for people: what each is called, what its unit is called, and its value in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from csd import formats
from csd.formats import Words
from csd.organisation.models import DepartmentKind
from csd.policy.parameters import PARAMETERS, Bracket

_LEVELS = {"new": gettext_lazy("new"), "senior": gettext_lazy("senior"), "manager": gettext_lazy("manager")}


class Labels(Mapping[str, Words]):
    """key → what a parameter is called, as the table of parameters has it."""

    def __getitem__(self, key: str) -> Words:
        """KeyError for an unknown key."""
        parameter = PARAMETERS[key]
        if not parameter.of:
            return gettext_lazy(parameter.label)
        of = {"kind": DepartmentKind(parameter.of["kind"]).label, "level": _LEVELS.get(parameter.of.get("level", ""), "")}
        return format_lazy(gettext_lazy(parameter.label), **of)

    def __iter__(self) -> Iterator[str]:
        """In the order of the table."""
        return iter(PARAMETERS)

    def __len__(self) -> int:
        """How many parameters there are."""
        return len(PARAMETERS)


LABELS = Labels()
_UNITS: Mapping[str, Words] = {
    "points": pgettext_lazy("unit", "points"),
    "count": "",
    "minutes": pgettext_lazy("unit", "min"),
    "days": pgettext_lazy("unit", "days"),
    "hours": pgettext_lazy("unit", "h"),
    "yuan": "",
    "times": "",
}


_LONG_UNITS: Mapping[str, Words] = {
    "yuan": pgettext_lazy("unit", "yuan"),
    "rate": pgettext_lazy("unit", "share of one, such as 0.02"),
    "count": pgettext_lazy("unit", "times"),
    "times": pgettext_lazy("unit", "multiple"),
    "switch": pgettext_lazy("unit", "1 on, 0 off"),
    "period": pgettext_lazy("unit", "month or quarter, written in English"),
    "table": pgettext_lazy("unit", "top:rate:deduction, rows with ; between"),
    "codes": pgettext_lazy("unit", "codes with ; between"),
}


def unit_in_words(key: str) -> Words:
    """What the value of a parameter is written in."""
    unit = PARAMETERS[key].unit
    return _LONG_UNITS.get(unit) or _UNITS.get(unit, "")


def value_in_words(key: str, text: str) -> str:
    """The text of a value as people read it: `2 %`, `300.00`, `month`, tax brackets as a sentence each."""
    parameter = PARAMETERS[key]
    value = parameter.value_of(text)
    return _WRITTEN.get(parameter.unit, _plain)(value, str(_UNITS.get(parameter.unit, "")))


def _plain(value: object, unit: str) -> str:
    if isinstance(value, Decimal | int):
        return f"{formats.number(value)} {unit}".strip()
    return str(value)


def _money(value: object, unit: str) -> str:
    if isinstance(value, tuple):
        return "–".join(formats.money(end) for end in dict.fromkeys(value))
    return formats.money(value) if isinstance(value, Decimal) else formats.DASH


def _brackets(value: tuple[Bracket, ...], unit: str) -> str:
    return "; ".join(_bracket(row) for row in value)


def _bracket(row: Bracket) -> str:
    data = {"rate": formats.percent(row.rate), "quick": formats.number(row.quick)}
    if row.top is None:
        return _("above: %(rate)s − %(quick)s") % data
    return _("up to %(top)s: %(rate)s − %(quick)s") % {**data, "top": formats.number(row.top)}


_WRITTEN: Mapping[str, Callable[..., str]] = {
    "rate": lambda value, unit: formats.percent(value),
    "yuan": _money,
    "switch": lambda value, unit: _("on") if value else _("off"),
    "period": lambda value, unit: pgettext("bonus period", "quarter") if value == "quarter" else pgettext("bonus period", "month"),
    "table": _brackets,
    "codes": lambda value, unit: ", ".join(value) or _("all"),
}
