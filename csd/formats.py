"""How figures and dates are written, everywhere the same: pages, messages, later files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from csd.money import half_up
from csd.months import SHANGHAI, Month

# a sentence or a label: as it is, or translated when it is shown
Words = str | Promise
MINUS, DASH = "−", "–"
# of what somebody else has written, no more is shown in a message
VALUE_MAX = 40
WEEKDAYS = (
    pgettext_lazy("day of the week", "Mon"),
    pgettext_lazy("day of the week", "Tue"),
    pgettext_lazy("day of the week", "Wed"),
    pgettext_lazy("day of the week", "Thu"),
    pgettext_lazy("day of the week", "Fri"),
    pgettext_lazy("day of the week", "Sat"),
    pgettext_lazy("day of the week", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)
YES, NO = gettext_lazy("yes"), gettext_lazy("no")


def money(amount: Decimal) -> str:
    """`12,345.60`, `−3.00`."""
    return _signed(half_up(amount), 2)


def change(amount: Decimal) -> str:
    """A difference: `+12.00`, `−3.00`, `0.00`."""
    return f"+{money(amount)}" if amount > 0 else money(amount)


def points(amount: Decimal) -> str:
    """Points, one place: `2.5`."""
    return _signed(Decimal(amount), 1)


def number(value: Decimal | int) -> str:
    """A number as exact as it is, thousands separated: `1,234`, `0.02`."""
    value = Decimal(value)
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return _signed(plain, max(0, -exponent) if isinstance(exponent, int) else 0)


def percent(share: Decimal) -> str:
    """A rate as a percentage: `2 %`, `0.16 %`."""
    return f"{number(share * 100)} %"


def days(value: Fraction) -> str:
    """Days half-up with two places, and exact beside where that is not the same: `1.50`, `0.33 (1/3)`."""
    rounded = half_up(value.numerator, value.denominator)
    return f"{rounded}" if Fraction(rounded) == value else f"{rounded} ({value.numerator}/{value.denominator})"


def day(value: date) -> str:
    """`2026-07-31 周五`."""
    return f"{value:%Y-%m-%d} {WEEKDAYS[value.weekday()]}"


def moment(value: datetime) -> str:
    """`2026-07-31 周五 08:05`, in Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)} {local:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """`07-31 22:00–06:30 (+1)`, in Shanghai."""
    first, last = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
    later = (last.date() - first.date()).days
    return f"{first:%m-%d %H:%M}–{last:%H:%M}" + (f" (+{later})" if later else "")


def duration(value: timedelta) -> str:
    """`2 小时 15 分`; below a minute in seconds."""
    seconds = int(value.total_seconds())
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d min") % {"minutes": minutes}


def month(value: Month) -> str:
    """`2026年7月`, `July 2026`."""
    return pgettext("month and year", "%(month)s %(year)d") % {"month": MONTHS[value.number - 1], "year": value.year}


def yes_no(value: bool) -> str:
    """是 / 否."""
    return str(YES if value else NO)


def _signed(value: Decimal, places: int) -> str:
    text = f"{abs(value):,.{places}f}"
    return f"{MINUS}{text}" if value < 0 and any(digit in "123456789" for digit in text) else text


def shown(value: Any) -> Any:
    """A value as a message shows it: others' text cut to VALUE_MAX and unable to steer a terminal; a tuple (our own words) whole."""
    if isinstance(value, tuple):
        return ", ".join(value)
    if not isinstance(value, str):
        return value
    short = value if len(value) <= VALUE_MAX else value[: VALUE_MAX - 1] + "…"
    return short if short.isprintable() else "".join(c if c.isprintable() or c == "\u3000" else f"\\x{ord(c):02x}" for c in short)
