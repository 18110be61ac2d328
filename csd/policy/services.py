"""Writes of the policy (docs/rulebook.md P marks): a value from a day on, within open months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting
from csd.closing.open_months import open_from
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.organisation.departments import department_by_code
from csd.organisation.models import Employee
from csd.policy.checking import NEEDS_REGULATION, OTHERWISE_WRONG, SENTENCES
from csd.policy.models import PolicyValue
from csd.policy.parameters import PARAMETERS, PolicyError
from csd.policy.selectors import stamp_of, values_set
from csd.policy.words import LABELS
from csd.regulations.models import RegulationVersion

# any number, as long as nothing else in the product takes an advisory lock by it
POLICY_LOCK = 0x0011C7


def check_value(key: str, text: str, agreed_in: RegulationVersion | None) -> None:
    """Refused for a value that a parameter cannot have, and for a deduction that no regulation agrees (P13)."""
    parameter = PARAMETERS[key]
    try:
        value = parameter.value_of(text)
    except PolicyError as error:
        sentence = SENTENCES.get(error.code, OTHERWISE_WRONG)
        data = {name: str(limit) for name, limit in error.data.items()}
        raise Refused(error.code, sentence, value=text, key=str(LABELS[key]), unit=parameter.unit, field="value", **data) from error
    if key in NEEDS_REGULATION and Decimal(text) > 0 and agreed_in is None:
        sentence = _("An amount above 0 needs the version of the regulations that agrees it. Choose it, or publish it first (P13).")
        raise Refused("regulation_needed", sentence, field="agreed_in")
    if key == "hazmat_departments":
        missing = [code for code in value if department_by_code(code) is None]
        if missing:
            raise Refused("no_department", _("There is no department %(department)s."), department=missing[0], field="value")


@transaction.atomic
def set_value(
    *, key: str, value: str, effective_from: date, seen: str, actor: Employee, agreed_in: RegulationVersion | None = None
) -> PolicyValue:
    """A value from a day on; refused where it reaches into an approved month, or when somebody set another meanwhile."""
    with acting(actor, "policy.set"):
        check_value(key, value, agreed_in)
        rows_of("SELECT pg_advisory_xact_lock(%s)::text", [POLICY_LOCK])
        there = PolicyValue.objects.filter(key=key, effective_from=effective_from).first()
        if there is not None and there.value == value and there.agreed_in == agreed_in:
            return there
        _refuse_changed(key, seen)
        open_from(effective_from, field="effective_from", first_day_counts=True, changes=there is not None)
        if there is None:
            return PolicyValue.objects.create(key=key, effective_from=effective_from, value=value, set_by=actor, agreed_in=agreed_in)
        there.value, there.set_by, there.agreed_in = value, actor, agreed_in
        there.save(update_fields=["value", "set_by", "agreed_in"])
        return there


def _refuse_changed(key: str, seen: str) -> None:
    if seen == stamp_of(key):
        return
    last = max(values_set(key), key=lambda value: value.set_at, default=None)
    sentence = _(
        "Nothing was saved: meanwhile %(who)s changed this (%(what)s). What you typed is kept below; save once more if it still holds."
    )
    what = f"{last.since}: {last.value}" if last else gettext("the value was removed")
    raise Refused("changed_meanwhile", sentence, who=last.set_by if last else "–", what=what)
