"""Policy parameters for people: what each is called, what its unit is called, and its value in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from csd import formats
from csd.formats import Words
from csd.organisation.models import DepartmentKind
from csd.policy.parameters import KINDS, PARAMETERS, Bracket

_LABELS: Mapping[str, Words] = {
    "start_points": gettext_lazy("points at the start of a month"),
    "late": gettext_lazy("points for being late or leaving early"),
    "absent": gettext_lazy("points for an absence"),
    "truant": gettext_lazy("points for being truant"),
    "offline": gettext_lazy("points for being offline"),
    "offline_every": gettext_lazy("offline checks that take points once"),
    "absent_after": gettext_lazy("minutes late after which it is an absence"),
    "in_window": gettext_lazy("minutes before a shift in which a sign-in counts"),
    "out_window": gettext_lazy("minutes after a shift in which a sign-out counts"),
    "comp_days": gettext_lazy("comp days a month"),
    "late_leave_days": gettext_lazy("days in which sick leave may still be approved"),
    "warn_at": gettext_lazy("score for an oral warning"),
    "penalty_at": gettext_lazy("score for a company penalty"),
    "meal": gettext_lazy("meal allowance of a full month"),
    "sales_rate": gettext_lazy("rate of commission on sales"),
    "target_rate": gettext_lazy("rate of commission on campaigns"),
    "campaign_multiple": gettext_lazy("multiple of the budget that a campaign's margin must reach"),
    "target_divisor": gettext_lazy("divisor of the net profit"),
    "bonus_period": gettext_lazy("bonus period"),
    "pool_staff_rate": gettext_lazy("part of the staff pool"),
    "pool_management_rate": gettext_lazy("part of the management pool"),
    "month_days": gettext_lazy("paid days of a month"),
    "day_minutes": gettext_lazy("minutes of a working day"),
    "holiday_rate": gettext_lazy("multiple for duty on statutory holidays"),
    "penalty": gettext_lazy("performance deduction for a company penalty"),
    "severe": gettext_lazy("performance deduction for a severe penalty"),
    "penalty_cap": gettext_lazy("most of the gross pay that may be deducted"),
    "minimum_wage": gettext_lazy("minimum wage"),
    "minimum_wage_topup": gettext_lazy("top-up to the minimum wage"),
    "social_floor": gettext_lazy("lowest social insurance base"),
    "social_cap": gettext_lazy("highest social insurance base"),
    "housing_floor": gettext_lazy("lowest housing fund base"),
    "housing_cap": gettext_lazy("highest housing fund base"),
    "pension": gettext_lazy("rate of pension insurance"),
    "medical": gettext_lazy("rate of medical insurance"),
    "unemployment": gettext_lazy("rate of unemployment insurance"),
    "employer_pension": gettext_lazy("employer's rate of pension insurance"),
    "employer_medical": gettext_lazy("employer's rate of medical insurance"),
    "employer_unemployment": gettext_lazy("employer's rate of unemployment insurance"),
    "employer_injury": gettext_lazy("employer's rate of work injury insurance"),
    "iit_allowance": gettext_lazy("monthly tax allowance"),
    "iit_brackets": gettext_lazy("income tax table"),
    "slip_answer_days": gettext_lazy("working days in which a payslip is confirmed or disputed"),
    "review_change": gettext_lazy("change of net pay that a review looks at"),
    "review_pool_share": gettext_lazy("part of a pool for one person that a review looks at"),
    "holiday_extra": gettext_lazy("people more on a statutory holiday"),
    "rest_hours": gettext_lazy("hours of rest between shifts"),
    "days_in_row": gettext_lazy("days of duty in a row"),
    "hazmat_departments": gettext_lazy("departments that handle hazardous materials"),
}
_LEVELS = {"new": gettext_lazy("new"), "senior": gettext_lazy("senior"), "manager": gettext_lazy("manager")}
_OF_KIND = {
    **{f"order_rate:{kind}": format_lazy(gettext_lazy("rate per order: {kind}"), kind=DepartmentKind(kind).label) for kind in KINDS},
    **{
        f"base_range:{kind}:{level}": format_lazy(
            gettext_lazy("range of base salaries: {kind}, {level}"), kind=DepartmentKind(kind).label, level=words
        )
        for kind in KINDS
        for level, words in _LEVELS.items()
    },
}
LABELS: Mapping[str, Words] = {**_LABELS, **_OF_KIND}
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
