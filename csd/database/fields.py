"""Model fields of the whole product: months, money, and foreign keys that the database checks at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.months import Month


class MonthField(models.DateField):
    """A csd.months.Month, kept as the date of its first day."""

    description = _("Month")
    # what the type checker is told a month field takes and gives
    _pyi_private_set_type: Month | str  # type: ignore[assignment]
    _pyi_private_get_type: Month  # type: ignore[assignment]
    _pyi_lookup_exact_type: Month | str  # type: ignore[assignment]

    def from_db_value(self, value: date | None, *_: object) -> Month | None:
        """The month of a stored first day."""
        return None if value is None else Month.of(value)

    def to_python(self, value: Any) -> Any:
        """A Month from a Month, a date or text like 2026-07; ValidationError otherwise."""
        if value is None or isinstance(value, Month):
            return value
        if isinstance(value, date):
            return Month.of(value)
        try:
            return Month.parse(str(value))
        except ValueError as error:
            raise ValidationError(_("“%(value)s” is not a month like 2026-07."), params={"value": value}) from error

    def get_prep_value(self, value: Any) -> Any:
        """The date of the first day."""
        value = self.to_python(value)
        return value.first if isinstance(value, Month) else value

    def value_to_string(self, obj: models.Model) -> str:
        """`2026-07`, for serialisers."""
        return str(self.value_from_object(obj))


class MoneyField(models.DecimalField):
    """Yuan with two places, below a trillion."""

    description = _("Amount in yuan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **kwargs})


class TotalField(MoneyField):
    """Yuan with two places in what is computed: room for any sum, and any product, of amounts that can be entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 30, **kwargs})


class IsNumber(models.Func):
    """Whether a numeric column is not NaN; PostgreSQL sorts NaN above every number, so `>= 0` accepts it."""

    template = "(%(expressions)s <> 'NaN'::numeric)"
    output_field = models.BooleanField()


class PhoneDigits(models.Func):
    """A phone number as it is compared: digits alone, without the 86 before a Chinese mobile number."""

    template = "regexp_replace(regexp_replace(%(expressions)s, '[^0-9]', '', 'g'), '^(00)?86(?=1[0-9]{10}$)', '')"
    output_field = models.TextField()


class Plain(models.Func):
    """A text as it is looked for, in the database's own words: what csd.keys.search_form makes of it."""

    function = "csd_plain"
    output_field = models.TextField()


class Grams(models.Func):
    """The single signs and the pairs of neighbouring signs of one or two texts, in their plain form, as an array.

    A text that contains another has all of its grams: an index of them finds a part of a Chinese name, for which PostgreSQL has no words.
    Migrations name it; employees have theirs in a column that the database makes (csd/migrations/0020).
    """

    function = "csd_grams"
    output_field = ArrayField(models.TextField())


def finite(name: str, *fields: str, minimum: str | None = None) -> models.CheckConstraint:
    """A CHECK that numeric columns hold no NaN and, where given, are at least `minimum`."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(IsNumber(models.F(field)))
        if minimum is not None:
            condition &= models.Q(**{f"{field}__gte": minimum})
    return models.CheckConstraint(name=name, condition=condition)


def first_of_month(name: str, field: str = "month") -> models.CheckConstraint:
    """A CHECK that a month column holds the first day of a month."""
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__day": 1}))
