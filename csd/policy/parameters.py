"""Policy parameters (the P marks of RULES.md): which there are, with unit, default and rule, and how their text is read.

A value is dated data: the one in force on the first day of a month holds for that whole month, in every rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

KINDS = ("customer_service", "marketing", "logistics", "product", "data", "operations", "other")
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


@dataclass(frozen=True)
class Parameter:
    """One key: the unit its value is in, the default, the rule that uses it, how its text is read."""

    key: str
    default: str
    unit: str
    rule: str
    read: Callable[[str], Any]
    optional: bool = False

    def value_of(self, text: str) -> Any:
        """The value that a text means; PolicyError says why it cannot be one."""
        if not text and not self.optional:
            raise PolicyError("empty")
        return self.read(text)


def _parameters() -> dict[str, Parameter]:
    rows: list[tuple[str, str, str, str, Callable[[str], Any]]] = [
        ("start_points", "10", "points", "A", points),
        ("late", "0.5", "points", "A2", points),
        ("absent", "2", "points", "A2", points),
        ("truant", "5", "points", "A6", points),
        ("offline", "5", "points", "A8", points),
        ("offline_every", "3", "count", "A8", whole_from_one),
        ("absent_after", "30", "minutes", "A2", whole),
        ("in_window", "120", "minutes", "A1", whole),
        ("out_window", "240", "minutes", "A1", whole),
        ("comp_days", "4", "count", "A5", whole),
        ("late_leave_days", "3", "days", "A5", whole),
        ("warn_at", "5", "points", "A10", points),
        ("penalty_at", "2", "points", "A10", points),
        ("meal", "300", "yuan", "P2", number),
        ("sales_rate", "0.02", "rate", "P3", rate),
        ("target_rate", "0.03", "rate", "P6", rate),
        ("campaign_multiple", "10", "times", "P6", number),
        ("target_divisor", "3", "times", "P7", positive),
        ("bonus_period", "month", "period", "P8", period),
        ("pool_staff_rate", "0.40", "rate", "P8", rate),
        ("pool_management_rate", "0.40", "rate", "P8", rate),
        ("month_days", "21.75", "days", "P10", positive),
        ("day_minutes", "480", "minutes", "P10", whole_from_one),
        ("holiday_rate", "3", "times", "P10", number),
        ("penalty", "0", "yuan", "P13", number),
        ("severe", "0", "yuan", "P13", number),
        ("penalty_cap", "0.20", "rate", "P13", rate),
        ("minimum_wage", "2490", "yuan", "P11b", number),
        ("minimum_wage_topup", "1", "switch", "P11b", number),
        ("social_floor", "4812", "yuan", "P14", number),
        ("social_cap", "24930", "yuan", "P14", number),
        ("housing_floor", "2490", "yuan", "P14", number),
        ("housing_cap", "39530", "yuan", "P14", number),
        ("pension", "0.08", "rate", "P14", rate),
        ("medical", "0.02", "rate", "P14", rate),
        ("unemployment", "0.005", "rate", "P14", rate),
        ("employer_pension", "0.16", "rate", "P14", rate),
        ("employer_medical", "0.09", "rate", "P14", rate),
        ("employer_unemployment", "0.005", "rate", "P14", rate),
        ("employer_injury", "0.0016", "rate", "P14", rate),
        ("iit_allowance", "5000", "yuan", "P15", number),
        ("iit_brackets", _IIT_2019, "table", "P15", brackets),
        ("slip_answer_days", "3", "days", "P18", whole),
        ("review_change", "0.20", "rate", "P17", rate),
        ("review_pool_share", "0.30", "rate", "P8", rate),
        ("holiday_extra", "1", "count", "D2", whole),
        ("rest_hours", "11", "hours", "D3", whole),
        ("days_in_row", "6", "days", "D3", whole_from_one),
    ]
    rows += [(f"order_rate:{kind}", _ORDER_RATES.get(kind, "0"), "yuan", "P4", number) for kind in KINDS]
    found = {row[0]: Parameter(*row) for row in rows}
    found["hazmat_departments"] = Parameter("hazmat_departments", "", "codes", "H3", codes, optional=True)
    for kind in KINDS:
        for level in ("new", "senior", "manager"):
            key = f"base_range:{kind}:{level}"
            found[key] = Parameter(key, _BASE_RANGES.get((kind, level), ""), "yuan", "P1", span, optional=True)
    return found


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
