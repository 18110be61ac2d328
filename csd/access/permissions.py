"""Who may do what (docs/rulebook.md O4, P17): the one table of rights. Selectors scope rows; this says yes or no to an act.

Each app says its own in its rights.py and registers them (registrations.py); csd imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from csd.access.models import LookedAt
from csd.errors import NotAllowed
from csd.formats import Words
from csd.organisation.models import Grade
from csd.organisation.standing import Standing
from csd.registry import Registry

Rule = Callable[[Standing], bool]


@dataclass(frozen=True)
class Right:
    """A right: its name in code, the words a refusal calls it by, and who has it.

    One over the pay of others has `proof`: whoever uses it must recently have shown who they are. `look` is the name under which it is
    kept that somebody sees or takes something by it; a right only to change has none. Pages, lists, exports and the administration
    ask for both from the right (csd.access.asking); one's own pay needs neither.
    """

    name: str
    words: Words
    rule: Rule
    proof: bool = False
    look: LookedAt | None = None


RIGHTS: Registry[Right] = Registry("right")


def register_rights(*rights: Right) -> None:
    """Make rights known; ValueError for a name that is another's already."""
    for right in rights:
        RIGHTS.add(right.name, right)


def may(who: Standing, permission: str) -> bool:
    """Whether a person of this standing has a permission; KeyError for one that does not exist."""
    return who.employed and RIGHTS[permission].rule(who)


def require(who: Standing, permission: str) -> None:
    """NotAllowed unless the person has the permission."""
    if not may(who, permission):
        raise NotAllowed(
            "not_allowed",
            _("%(person)s may not do this. It needs the right to %(right)s."),
            person=str(who.employee),
            right=RIGHTS[permission].words,
        )


def general_manager(who: Standing) -> bool:
    """Whether somebody is the general manager."""
    return who.grade == Grade.GENERAL_MANAGER


def manager(who: Standing, *kinds: str) -> bool:
    """Whether somebody is a manager or the general manager; of a department of these kinds, if any are named."""
    return who.grade in (Grade.MANAGER, Grade.GENERAL_MANAGER) and (not kinds or who.kind in kinds)


def leads(who: Standing) -> bool:
    """Whether somebody is foreman or above."""
    return who.grade is not None and who.grade != Grade.STAFF
