"""Who acts, and the one way to act (docs/rulebook.md O4): a right by today's standing, no interest of one's own, a history.

A right over other people's pay also needs a fresh proof of who is asking. The view of a request asks for it (csd.access.asking.acts,
from the right), for only there is a session to prove it in. Whoever acts on the command line or has a worker act counts as proved:
they have the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.permissions import require
from csd.errors import NotAllowed
from csd.organisation.models import Employee
from csd.organisation.standing import Standing, standing_of

OWN_RECORD = ("own_record", _("Nobody changes this of themselves (O4). Ask a colleague with the same right."))


@dataclass(frozen=True)
class Interest:
    """Somebody who may not decide an act because it is about them or they asked for it: the code, and the sentence they read.

    `person` of the sentence is whoever tries; it names who can decide instead.
    """

    person_id: int | None
    code: str
    sentence: str

    def is_of(self, actor: Employee) -> bool:
        """Whether it is the interest of whoever acts."""
        return self.person_id == actor.pk


def concerns(person: Employee | int | None, refusal: tuple[str, str] = OWN_RECORD) -> Interest:
    """The interest of a person (or the id of one) in an act; None for an act that nobody asked for."""
    return Interest(person.pk if isinstance(person, Employee) else person, *refusal)


@contextmanager
def acting(
    actor: Employee, permission: str | None, *, reason: str = "", about: Employee | Interest | tuple[Interest, ...] = (), **kept: Any
) -> Iterator[Standing]:
    """Within, somebody with a right acts: what changes is kept under their id, number and name, with the reason where one is given.

    Without a permission, everybody employed may do it. `about` says whom the act pays, frees or scores, and who asked
    for it: they do not decide it (NotAllowed). Whatever else is `kept` stands in the history beside who it was.
    """
    who = standing_of(actor, timezone.localdate())
    if permission is None:
        _require_employed(who)
    else:
        require(who, permission)
    refuse_interest(actor, about)
    with stamped(actor, **({"reason": reason} if reason else {}), **kept):
        yield who


@contextmanager
def stamped(by: Employee | str, **kept: Any) -> Iterator[None]:
    """Within, what changes is kept under somebody's id, number and name; under a name alone for an account that is nobody's."""
    named = {"who": str(by), "who_id": by.pk, "who_no": by.employee_no} if isinstance(by, Employee) else {"who": by}
    with pghistory.context(**named, **kept):
        yield


def refuse_interest(actor: Employee, about: Employee | Interest | tuple[Interest, ...]) -> None:
    """NotAllowed for whoever an act is about."""
    for interest in about if isinstance(about, tuple) else (about if isinstance(about, Interest) else concerns(about),):
        if interest.is_of(actor):
            raise NotAllowed(interest.code, interest.sentence, person=str(actor))


def locked_person(employee: Employee) -> Employee:
    """The row of a person, held until the transaction ends."""
    return Employee.objects.select_for_update().get(pk=employee.pk)


def write(record: Any, values: dict[str, Any]) -> None:
    """Keep new values of a record, and only those."""
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))


def _require_employed(who: Standing) -> None:
    if not who.employed:
        raise NotAllowed("not_employed", _("%(person)s is not employed today."), person=str(who.employee))
