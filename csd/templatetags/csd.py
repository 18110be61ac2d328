"""What templates use of csd.formats, and icons."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csd import formats
from csd.calendar import cells
from csd.lists.table_html import body, total
from csd.months import Month
from csd.signin.browsers import device_words

register = template.Library()
register.simple_tag(cells.day_cell)


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount with two places; a dash for none."""
    return formats.DASH if amount is None else formats.money(amount)


@register.filter
def figure(value: Decimal | int | None) -> str:
    """A number as exact as it is; a dash for none."""
    return formats.DASH if value is None else formats.number(value)


@register.filter
def percent(share: Decimal) -> str:
    """A rate as a percentage."""
    return formats.percent(share)


@register.filter
def change(amount: Decimal | None) -> str:
    """A difference of money with its sign; a dash for none."""
    return formats.DASH if amount is None else formats.change(amount)


@register.filter
def points(amount: Decimal | None) -> str:
    """Points with one place; a dash for none."""
    return formats.DASH if amount is None else formats.points(amount)


@register.filter
def day(value: date | None) -> str:
    """A date with its day of the week."""
    return formats.DASH if value is None else formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A date and time in Shanghai."""
    return formats.DASH if value is None else formats.moment(value)


@register.filter
def month_name(value: Month) -> str:
    """A month in words."""
    return formats.month(value)


@register.filter
def device(browser: str) -> str:
    """A browser and its system in words people know, from what it calls itself."""
    return device_words(browser)


register.simple_tag(body, name="table_body")
register.simple_tag(total, name="table_total")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of static/img/icons.svg; words beside it say what it means."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("img/icons.svg"), name
    )
