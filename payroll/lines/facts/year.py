"""Facts that a person brings into a month from before: the sales carry (P3) and the sums of the calendar year (P15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from csd.lists.tables import Column
from csd.months import Month
from payroll.lines.facts.brought_forward import Brought, brought_forward
from payroll.lines.facts.columns import BY_ID
from payroll.lines.facts.registry import Batch, Fact, Group, Rows, Shown, Source, register


def brought(batch: Batch) -> Rows:
    """Employee id → what they bring."""
    return brought_forward(batch.context, batch.ids)


def _written(source: Mapping[str, int] | None) -> str:
    return ", ".join(f"{kind} {row}" for kind, row in (source or {}).items())


def _source(kept: Any, now: Any, terms: int) -> str:
    return " / ".join(sorted({_written(kept), _written(now)} - {""})) or "trace"


_YEAR = (
    Column(_("Months with a payslip"), "number"),
    Column(_("Gross"), "money"),
    Column(_("Insurance and housing fund"), "money"),
    Column(_("Special deductions"), "money"),
    Column(_("Tax withheld"), "money"),
    Column(_("Sales carry"), "money"),
)
SLIP_BEFORE = Source(
    "slip",
    _("Payslip before"),
    (Column(_("Month"), "month"), *_YEAR),
    """SELECT a.month, s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year, s.carry_after, s.id AS k1
       FROM payroll_payslip s JOIN csd_attempt a ON a.id = s.attempt_id WHERE s.id = %(row)s""",
    BY_ID,
    tall=True,
    typed=lambda row: (Month.of(row[0]), *row[1:]),
)
OPENING = Source(
    "opening",
    _("Opening balance"),
    (Column(_("Year")), *_YEAR),
    "SELECT year, months, gross, social_housing, special, tax, sales_carry, id AS k1 FROM payroll_openingbalance WHERE id = %(row)s",
    BY_ID,
    tall=True,
)
_TABLES = (
    Shown(SLIP_BEFORE, lambda source: {"row": source["slip"]} if source and "slip" in source else None),
    Shown(OPENING, lambda source: {"row": source["opening"]} if source and "opening" in source and "slip" not in source else None),
)
CARRY = Group("carry", lambda batch: batch.once(brought), Brought(), lambda found: found.carry.source, _source)
YEAR = Group("year", lambda batch: batch.once(brought), Brought(), lambda found: found.year.source, _source)
register(
    Fact("carry", _("sales carry from before"), CARRY, lambda found: found.carry.amount, tables=_TABLES),
    Fact("months_before", _("months with a payslip before"), YEAR, lambda found: found.year.months, tables=_TABLES),
    Fact("gross_before", _("gross pay before"), YEAR, lambda found: found.year.gross, tables=_TABLES),
    Fact("insurance_before", _("insurance and housing fund before"), YEAR, lambda found: found.year.insurance, tables=_TABLES),
    Fact("special_before", _("special deductions before"), YEAR, lambda found: found.year.special, tables=_TABLES),
    Fact("tax_before", _("income tax before"), YEAR, lambda found: found.year.tax, tables=_TABLES),
)
