"""Who acts: the right on today's standing, the person a record is about, and the history of what changes (RULES.md O4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.permissions import require
from csd.errors import NotAllowed
from csd.organisation.models import Employee
from csd.organisation.standing import Standing, standing_of


@contextmanager
def as_actor(actor: Employee, permission: str, *, reason: str = "") -> Iterator[Standing]:
    """Within, somebody with a right acts: what changes is kept under their name, with the reason where one is given."""
    who = standing_of(actor, timezone.localdate())
    require(who, permission)
    with pghistory.context(who=str(actor), **({"reason": reason} if reason else {})):
        yield who


def locked_person(employee: Employee) -> Employee:
    """The row of a person, held until the transaction ends."""
    return Employee.objects.select_for_update().get(pk=employee.pk)


def refuse_own(employee: Employee, actor: Employee) -> None:
    """NotAllowed for whoever acts on their own record."""
    if employee.pk == actor.pk:
        raise NotAllowed("own_record", _("Nobody changes this of themselves (O4). Ask a colleague with the same right."))


def write(record: Any, values: dict[str, Any]) -> None:
    """Keep new values of a record, and only those."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
