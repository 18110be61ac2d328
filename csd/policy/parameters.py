"""Policy parameters (the P marks of docs/rulebook.md): which there are, with unit, default and rule, and how their text is read.

A value is dated data: the one in force on the first day of a month holds for that whole month, in every rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from csd.formula import noted as _

KINDS = ("customer_service", "marketing", "logistics", "product", "data", "operations", "other")
LEVELS = ("new", "senior", "manager")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?", re.ASCII)


class Bracket(NamedTuple):
    """One row of the annual tax table: taxable income up to `top` (None: no limit), `rate`, `quick` deduction in yuan."""

    top: Decimal | None
    rate: Decimal
    quick: Decimal


class PolicyError(ValueError):
    """A value that a parameter cannot have; `code` is one of the reasons below, `data` fills its sentence."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def number(text: str, low: Decimal = Decimal(0), high: Decimal = Decimal(10) ** 12) -> Decimal:
    """A decimal number in plain ASCII digits within [low, high]."""
    if not _NUMBER.fullmatch(text):
        raise PolicyError("not_a_number")
    value = Decimal(text)
    if not low <= value <= high:
        raise PolicyError("out_of_range", low=low, high=high)
    return value


def whole(text: str) -> int:
    """A whole number from 0."""
    value = number(text, high=Decimal(10**6))
    if value != int(value):
        raise PolicyError("not_whole")
    return int(value)


def whole_from_one(text: str) -> int:
    """A whole number from 1."""
    value = whole(text)
    if value < 1:
        raise PolicyError("out_of_range", low=1, high=10**6)
    return value


def rate(text: str) -> Decimal:
    """A share of one, such as 0.02."""
    return number(text, high=Decimal(1))


def positive(text: str) -> Decimal:
    """A number above 0."""
    value = number(text)
    if not value:
        raise PolicyError("not_positive")
    return value


def points(text: str) -> Decimal:
    """Points with at most one place."""
    value = number(text, high=Decimal(100))
    if value != value.quantize(Decimal("0.1")):
        raise PolicyError("one_place")
    return value


def period(text: str) -> str:
    """`month` or `quarter`."""
    if text not in ("month", "quarter"):
        raise PolicyError("month_or_quarter")
    return text


def codes(text: str) -> tuple[str, ...]:
    """Codes with `;` between; empty for none."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def span(text: str) -> tuple[Decimal, Decimal] | None:
    """`2000-5000`, a single figure, or empty for no limit."""
    if not text:
        return None
    low, _, high = text.partition("-")
    limits = number(low), number(high or low)
    if limits[0] > limits[1]:
        raise PolicyError("not_a_range")
    return limits


def brackets(text: str) -> tuple[Bracket, ...]:
    """`36000:0.03:0;...;:0.45:181920`: top (empty in the last row: no limit), rate, quick deduction."""
    rows: list[Bracket] = []
    for part in text.split(";"):
        cells = part.split(":")
        if len(cells) != 3:
            raise PolicyError("not_brackets")
        rows.append(Bracket(number(cells[0]) if cells[0] else None, rate(cells[1]), number(cells[2])))
    tops = [row.top for row in rows]
    if tops[-1] is not None or None in tops[:-1] or tops[:-1] != sorted(set(tops[:-1]), key=lambda t: t or Decimal(0)):
        raise PolicyError("not_brackets")
    return tuple(rows)


READERS: dict[str, Callable[[str], Any]] = {
    "points": points,
    "count": whole,
    "minutes": whole,
    "days": whole,
    "hours": whole,
    "yuan": number,
    "rate": rate,
    "times": number,
    "switch": number,
    "period": period,
    "table": brackets,
    "codes": codes,
}


@dataclass(frozen=True)
class Parameter:
    """One key, said once: default, unit, the rule that uses it, what it is called, and how its text is read where the unit does not say.

    `label` and `help` are translated when they are shown; `of` fills a label that belongs to several keys. `optional` may be empty.
    """

    key: str
    default: str
    unit: str
    rule: str
    label: str
    read: Callable[[str], Any] | None = None
    help: str = ""
    optional: bool = False
    of: Mapping[str, str] = field(default_factory=dict)

    def value_of(self, text: str) -> Any:
        """The value that a text means; PolicyError says why it cannot be one."""
        if not text and not self.optional:
            raise PolicyError("empty")
        return (self.read or READERS[self.unit])(text)


def _parameters() -> dict[str, Parameter]:
    rows = [
        Parameter("start_points", "10", "points", "A", _("points at the start of a month")),
        Parameter("late", "0.5", "points", "A2", _("points for being late or leaving early")),
        Parameter("absent", "2", "points", "A2", _("points for an absence")),
        Parameter("truant", "5", "points", "A6", _("points for being truant")),
        Parameter("offline", "5", "points", "A8", _("points for being offline")),
        Parameter("offline_every", "3", "count", "A8", _("offline checks that take points once"), read=whole_from_one),
        Parameter("absent_after", "30", "minutes", "A2", _("minutes late after which it is an absence")),
        Parameter("in_window", "120", "minutes", "A1", _("minutes before a shift in which a sign-in counts")),
        Parameter("out_window", "240", "minutes", "A1", _("minutes after a shift in which a sign-out counts")),
        Parameter("comp_days", "4", "count", "A5", _("comp days a month")),
        Parameter("late_leave_days", "3", "days", "A5", _("days in which sick leave may still be approved")),
        Parameter("warn_at", "5", "points", "A10", _("score for an oral warning")),
        Parameter("penalty_at", "2", "points", "A10", _("score for a company penalty")),
        Parameter("meal", "300", "yuan", "P2", _("meal allowance of a full month")),
        Parameter("sales_rate", "0.02", "rate", "P3", _("rate of commission on sales")),
        Parameter("target_rate", "0.03", "rate", "P6", _("rate of commission on campaigns")),
        Parameter("campaign_multiple", "10", "times", "P6", _("multiple of the budget that a campaign's margin must reach")),
        Parameter("target_divisor", "3", "times", "P7", _("divisor of the net profit"), read=positive),
        Parameter("bonus_period", "month", "period", "P8", _("bonus period")),
        Parameter("pool_staff_rate", "0.40", "rate", "P8", _("part of the staff pool")),
        Parameter("pool_management_rate", "0.40", "rate", "P8", _("part of the management pool")),
        Parameter("month_days", "21.75", "days", "P10", _("paid days of a month"), read=positive),
        Parameter("day_minutes", "480", "minutes", "P10", _("minutes of a working day"), read=whole_from_one),
        Parameter("holiday_rate", "3", "times", "P10", _("multiple for duty on statutory holidays")),
        Parameter("penalty", "0", "yuan", "P13", _("performance deduction for a company penalty")),
        Parameter("severe", "0", "yuan", "P13", _("performance deduction for a severe penalty")),
        Parameter("penalty_cap", "0.20", "rate", "P13", _("most of the gross pay that may be deducted")),
        Parameter("minimum_wage", "2490", "yuan", "P11b", _("minimum wage")),
        Parameter("minimum_wage_topup", "1", "switch", "P11b", _("top-up to the minimum wage")),
        Parameter("social_floor", "4812", "yuan", "P14", _("lowest social insurance base")),
        Parameter("social_cap", "24930", "yuan", "P14", _("highest social insurance base")),
        Parameter("housing_floor", "2490", "yuan", "P14", _("lowest housing fund base")),
        Parameter("housing_cap", "39530", "yuan", "P14", _("highest housing fund base")),
        Parameter("pension", "0.08", "rate", "P14", _("rate of pension insurance")),
        Parameter("medical", "0.02", "rate", "P14", _("rate of medical insurance")),
        Parameter("unemployment", "0.005", "rate", "P14", _("rate of unemployment insurance")),
        Parameter("employer_pension", "0.16", "rate", "P14", _("employer's rate of pension insurance")),
        Parameter("employer_medical", "0.09", "rate", "P14", _("employer's rate of medical insurance")),
        Parameter("employer_unemployment", "0.005", "rate", "P14", _("employer's rate of unemployment insurance")),
        Parameter("employer_injury", "0.0016", "rate", "P14", _("employer's rate of work injury insurance")),
        Parameter("iit_allowance", "5000", "yuan", "P15", _("monthly tax allowance")),
        Parameter("iit_brackets", _IIT_2019, "table", "P15", _("income tax table")),
        Parameter("slip_answer_days", "3", "days", "P18", _("working days in which a payslip is confirmed or disputed")),
        Parameter("review_change", "0.20", "rate", "P17", _("change of net pay that a review looks at")),
        Parameter("review_pool_share", "0.30", "rate", "P8", _("part of a pool for one person that a review looks at")),
        Parameter("holiday_extra", "1", "count", "D2", _("people more on a statutory holiday")),
        Parameter("rest_hours", "11", "hours", "D3", _("hours of rest between shifts")),
        Parameter("days_in_row", "6", "days", "D3", _("days of duty in a row"), read=whole_from_one),
    ]
    per_order, of_base = _("rate per order: {kind}"), _("range of base salaries: {kind}, {level}")
    for kind in KINDS:
        rows.append(Parameter(f"order_rate:{kind}", _ORDER_RATES.get(kind, "0"), "yuan", "P4", per_order, of={"kind": kind}))
    rows.append(Parameter("hazmat_departments", "", "codes", "H3", _("departments that handle hazardous materials"), optional=True))
    for kind in KINDS:
        for level in LEVELS:
            default, of = _BASE_RANGES.get((kind, level), ""), {"kind": kind, "level": level}
            rows.append(Parameter(f"base_range:{kind}:{level}", default, "yuan", "P1", of_base, span, optional=True, of=of))
    return {row.key: row for row in rows}


_IIT_2019 = "36000:0.03:0;144000:0.10:2520;300000:0.20:16920;420000:0.25:31920;660000:0.30:52920;960000:0.35:85920;:0.45:181920"
_ORDER_RATES = {"logistics": "1.00", "data": "0.50"}
# P1; `manager` is grade manager and above: the operations director. Others and ungraded kinds have no range.
_BASE_RANGES = {
    ("customer_service", "new"): "1500",
    ("customer_service", "senior"): "2000-5000",
    ("customer_service", "manager"): "2000-5000",
    ("marketing", "new"): "1500",
    ("marketing", "senior"): "2000-5000",
    ("marketing", "manager"): "2000-5000",
    ("logistics", "new"): "0",
    ("logistics", "senior"): "0",
    ("logistics", "manager"): "0",
    ("product", "new"): "1500",
    ("product", "senior"): "2000-10000",
    ("product", "manager"): "2000-10000",
    ("data", "new"): "1500-2500",
    ("data", "senior"): "3500-5000",
    ("data", "manager"): "3500-5000",
    ("operations", "new"): "2000-5000",
    ("operations", "senior"): "2000-5000",
    ("operations", "manager"): "3500-50000",
}
PARAMETERS = _parameters()


def base_range_key(kind: str, grade: str, seniority: str) -> str:
    """The P1 range that a person's terms fall under: managers', else whoever has a grade counts as senior."""
    if grade in ("manager", "general_manager"):
        return f"base_range:{kind}:manager"
    return f"base_range:{kind}:{'senior' if grade != 'staff' else seniority}"
