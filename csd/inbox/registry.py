"""What waits for somebody to decide: apps register kinds of it, one page shows all of them, oldest first.

A kind names what waits for a person and decides it through its own service, which refuses what that person may not do. Whoever is
away has deputies: they see the same things marked with the name, and a decision is told for whom it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.models import LookedAt
from csd.access.permissions import RIGHTS, may
from csd.database.rows import Query, rows_of
from csd.errors import Refused
from csd.formats import Words
from csd.inbox.models import Matters
from csd.inbox.selectors import acted_for
from csd.lists.paging import HIGHEST_ID
from csd.months import Month
from csd.organisation.models import Employee
from csd.organisation.standing import Standing
from csd.registry import Registry

SHOWN = 50
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Option:
    """A way to decide: what is sent, the word on its button, whether it needs a reason."""

    value: str
    word: Words
    needs_reason: bool = False


class PayShown(NamedTuple):
    """Whose pay something shows: the right it is seen by, as what the look is kept, of whom and of which month."""

    right: str
    look: LookedAt
    whose: Employee
    month: Month


@dataclass(frozen=True)
class Item:
    """One thing that waits. `key` names it together with the state it was seen in, so that it is not decided unseen.

    `changes` says what a decision changes (cover, points, money), `url` leads to the thing itself, `note` says what stands in
    the way. `look` is what is kept where `changes` say what somebody else is paid. `kind` and `deputy_for` are filled in by the inbox.
    """

    key: str
    title: Words
    asked_by: str
    since: datetime | None
    changes: Sequence[tuple[Words, str]]
    options: Sequence[Option]
    url: str = ""
    note: Words = ""
    look: PayShown | None = None
    kind: str = ""
    deputy_for: Sequence[Employee] = field(default=())

    @property
    def name(self) -> str:
        """What a form sends for it."""
        return f"{self.kind}:{self.key}"

    @property
    def reason_asked(self) -> bool:
        """Whether one of the ways to decide needs a reason."""
        return any(option.needs_reason for option in self.options)


@dataclass(frozen=True)
class Decision:
    """Somebody decides one item; `deputy_for` is who is away and handed it over."""

    who: Standing
    key: str
    value: str
    reason: str
    deputy_for: Employee | None = None

    @property
    def row_id(self) -> int:
        """The key as the id of a row; Refused for anything else."""
        if not (self.key.isascii() and self.key.isdecimal() and len(self.key) < len(str(HIGHEST_ID))):
            raise nothing_waits()
        return int(self.key)


@dataclass(frozen=True)
class InboxKind:
    """A kind of things that wait.

    `waiting` lists the oldest ones of a person, `count` is a query of how many (None: none without looking), with values of its
    own names. `decide` takes a decision through a service and says what was done. `permissions` are those it is decided by, and that a
    deputy must have too; `rights` are others by which it is decided and which nobody hands over.
    """

    name: str
    title: Words
    matters: Matters
    permissions: Sequence[str]
    waiting: Callable[[Standing, int], list[Item]]
    count: Callable[[Standing], Query | None]
    decide: Callable[[Decision], str]
    rights: Sequence[str] = ()


KINDS: Registry[InboxKind] = Registry("kind of decision")


def nothing_waits() -> Refused:
    """What is said to a decision about something that is not there, or not in this way."""
    return Refused("no_such_thing", _("Nothing of this kind waits to be decided."))


def register_kind(kind: InboxKind) -> InboxKind:
    """Make a kind known; two of one name are a programming error."""
    return KINDS.add(kind.name, kind)


def decided_permissions(who: Standing) -> set[str]:
    """The rights by which a person decides what waits."""
    return {right for kind in KINDS.values() for right in kind.permissions if may(who, right)}


def decided_matters(who: Standing) -> set[Matters]:
    """What a person could hand over."""
    return {kind.matters for kind in KINDS.values() if any(may(who, right) for right in kind.permissions)}


def needs_proof(who: Standing, names: Sequence[str]) -> bool:
    """Whether one of these items is decided by a right over the pay of others."""
    kinds = [KINDS[kind] for kind in {name.partition(":")[0] for name in names} if kind in KINDS]
    return any(RIGHTS[right].proof and may(who, right) for kind in kinds for right in (*kind.permissions, *kind.rights))


def waiting_count(who: Standing) -> int:
    """How many things wait for a person, in one statement, or in none where nothing can wait."""
    queries = [query for kind, asked in _asked(who, team_only=True) if (query := kind.count(asked)) is not None]
    if not queries:
        return 0
    values = {f"q{i}_{name}": value for i, query in enumerate(queries) for name, value in query.values.items()}
    counts = [_NAMED.sub(f"%(q{i}_\\g<1>)s", query.sql) for i, query in enumerate(queries)]
    return int(rows_of(f"SELECT {' + '.join(f'({count})' for count in counts)}", values)[0][0])


def inbox_of(who: Standing, limit: int = SHOWN) -> list[Item]:
    """What waits for a person, oldest first: their own, and what was handed over to them with the name of who is away."""
    found: dict[str, Item] = {}
    for kind, asked in _asked(who):
        for waiting in kind.waiting(asked, limit):
            item = replace(waiting, kind=kind.name)
            if asked is who:
                found[item.name] = item
            elif item.name in found:
                found[item.name] = replace(found[item.name], deputy_for=[*found[item.name].deputy_for, asked.employee])
            elif kind.matters == Matters.TEAM:
                found[item.name] = replace(item, deputy_for=[asked.employee])
    return sorted(found.values(), key=lambda item: (item.since is None, item.since, item.name))[:limit]


def decide(who: Standing, name: str, value: str, reason: str) -> str:
    """Decide one item in a transaction of its own; says what was done, or raises what stands in the way."""
    kind_name, _colon, key = name.partition(":")
    kind = KINDS.get(kind_name)
    if kind is None:
        raise nothing_waits()
    with transaction.atomic():
        return kind.decide(Decision(who, key, value, reason.strip(), _represented(who, kind, key)))


def _represented(who: Standing, kind: InboxKind, key: str) -> Employee | None:
    """For whom a deputy decides: who is away and has this waiting. What waits for the deputy alone is decided for nobody else."""
    for asker, asked in _asked(who, kinds=[kind]):
        if asked is not who and any(item.key == key for item in asker.waiting(asked, SHOWN)):
            return asked.employee
    return None


def _asked(who: Standing, kinds: Sequence[InboxKind] | None = None, *, team_only: bool = False) -> list[tuple[InboxKind, Standing]]:
    """Every kind with each person whose things are looked for: who asks first, then those they are deputy of.

    What a deputy decides by a right of their own waits for them anyway, so counting (`team_only`) need not look at who is away.
    """
    chosen = list(KINDS.values()) if kinds is None else list(kinds)
    matters = {kind.matters for kind in chosen} - ({Matters.OFFICE} if team_only else set())
    away = acted_for(who, matters) if matters else []
    return [(kind, asked) for kind in chosen for asked in (who, *(giver for giver, what in away if what == kind.matters))]
