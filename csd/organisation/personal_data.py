"""ID and bank numbers: of one person, and who has a given one, without opening any."""

from __future__ import annotations

from csd.database.encryption import marks
from csd.organisation.models import Employee, PersonalData


def personal_of(employee: Employee) -> PersonalData | None:
    """What payment and the tax return need of a person; None where nothing is known."""
    return PersonalData.objects.filter(employee=employee).first()


def with_bank_account(account: str) -> list[Employee]:
    """Who has this bank account; found by its mark."""
    found = PersonalData.objects.filter(bank_account_mark__in=list(marks(account, "personal.bank_account")))
    return [row.employee for row in found.select_related("employee").order_by("employee__employee_no")]
