"""What entering a row by hand has in common: an open month, a form sent once, and who entered it kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.errors import Refused
from csd.models import Employee
from csd.money import half_up
from csd.months import Month
from csd.work.services import lock_month
from payroll.sales.models import Entry

Row = TypeVar("Row", bound=models.Model)
AMOUNT_BELOW = Decimal("1000000000")


def refuse_approved(month: Month) -> None:
    """Lock a month; Refused where it is approved."""
    if lock_month(month).approved:
        raise Refused(
            "approved",
            _("%(month)s is approved and never changes. Enter it in a month that is open, or correct the pay by an adjustment."),
            month=str(month),
        )


def refuse_amount(*amounts: Decimal) -> None:
    """Refused for anything but an amount of 0 or more with two decimals."""
    if any(not amount.is_finite() or not 0 <= amount < AMOUNT_BELOW or half_up(amount) != amount for amount in amounts):
        raise Refused("amount", _("An amount is a number from 0 up with at most two decimals."))


def wait_for_same_form(actor: Employee, key: str) -> None:
    """When a form is sent twice at once, the second waits here for the end of the first and then sees what it made."""
    rows_of("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))::text", [f"{actor.pk} {key}"])


def entered_before(model: type[Row], actor: Employee, key: str) -> Row | None:
    """The row that this form has made already, when it was sent before."""
    wait_for_same_form(actor, key)
    entry = Entry.objects.filter(author=actor, key=key, table=model._meta.db_table).first()
    return model._default_manager.filter(pk=entry.row).first() if entry else None


def keep_entry(row: models.Model, actor: Employee, key: str) -> None:
    """Keep who has entered a row."""
    Entry.objects.create(author=actor, key=key, table=row._meta.db_table, row=row.pk)
