"""Mending keys and names from before the rule: all that can be, in one transaction, with history; what is sealed stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting
from csd.closing.locks import lock_months, running_months
from csd.closing.models import Attempt, AttemptState
from csd.database.after_statement import refused_by_the_database
from csd.database.rows import execute, rows_of
from csd.errors import Refused
from csd.key_repair.registry import KEY_COLUMNS, KeyColumn
from csd.key_repair.selectors import OddKey, odd_keys, with_taken
from csd.months import Month
from csd.organisation.key_words import fit_key, fit_name
from csd.organisation.models import Employee

REASON = "mend_keys"


@dataclass(frozen=True)
class Rename:
    """The key that somebody says a row shall have: `place` as `employees.employee_no`, the row's id, the new key."""

    place: str
    row: int
    new: str


@dataclass(frozen=True)
class Mended:
    """What was changed, what was left as it is, and the months that are computed and not approved yet."""

    changed: list[OddKey]
    left: list[OddKey]
    months: list[Month]


class Collisions(Refused):
    """Keys that would become one, so nothing was changed."""

    def __init__(self, keys: Sequence[OddKey]) -> None:
        super().__init__("collisions", _("Nothing was changed: no two rows can have one key. Say with --rename what these shall be."))
        self.keys = list(keys)


@transaction.atomic
def mend_keys(*, actor: Employee, renames: Sequence[Rename] = (), apply: bool = True) -> Mended:
    """Change every key and name that can be brought to the rule, and those that `renames` gives another one; without `apply` only try.

    Refused while a month is computed, for renames of what does not break the rule, and where two rows would have one key.
    """
    with acting(actor, "company.load", reason=REASON):
        found = _renamed(odd_keys(), renames)
        collisions = [key for key in found if key.taken and not key.held]
        if collisions:
            raise Collisions(collisions)
        changed = [key for key in found if key.mends]
        _lock(changed)
        for column in KEY_COLUMNS.values():
            _write(column, [key for key in changed if key.column is column])
        mended = Mended(changed, [key for key in found if not key.mends], _computed() if changed else [])
    if not apply:
        transaction.set_rollback(True)
    return mended


def _renamed(found: list[OddKey], renames: Sequence[Rename]) -> list[OddKey]:
    """With the keys that somebody asked for."""
    for rename in renames:
        key = next((key for key in found if (key.column.place, key.row) == (rename.place, rename.row)), None)
        if key is None:
            raise Refused("not_odd", _("%(place)s %(row)s is no key that breaks the rule."), place=rename.place, row=rename.row)
        if key.held:
            raise Refused("held", _("%(key)s stays: %(reason)s."), key=key.words, reason=gettext_lazy(key.held))
        fit = fit_key if key.column.shared else fit_name
        new = fit(rename.new, key.column.limit, key.column.column)
        found = [replace(other, becomes=new, unfit=None, taken="") if other is key else other for other in found]
    if not renames:
        return found
    return [key for column in KEY_COLUMNS.values() for key in with_taken(column, [key for key in found if key.column is column])]


def _lock(changed: Sequence[OddKey]) -> None:
    """Lock the months whose rows are changed. Refused while one is computed."""
    months: set[Month] = set()
    for column in KEY_COLUMNS.values():
        values = [key.value for key in changed if key.column is column]
        if values and column.month:
            sql = f"SELECT DISTINCT {column.month} FROM {column.model._meta.db_table} t WHERE t.{column.name} = ANY(%s)"
            months.update(Month.of(month) for (month,) in rows_of(sql, [values]))
    lock_months(months)
    running = running_months()
    if running:
        raise Refused("running", _("Nothing was changed: %(month)s is being computed. Mend when that is over."), month=str(running[0]))


def _computed() -> list[Month]:
    """Numbers decide ties and count orders, so what was computed with the old ones is computed again."""
    found = Attempt.objects.filter(state=AttemptState.DONE, sealed=False)
    return sorted(set(found.values_list("month", flat=True)))


def _write(column: KeyColumn, keys: Sequence[OddKey]) -> None:
    """Set the new keys of a column, and wherever they are repeated."""
    if not keys:
        return
    rows, old, new = [key.row for key in keys], [key.value for key in keys], [key.becomes for key in keys]
    mended = "unnest(%s::bigint[], %s::text[], %s::text[]) AS mended (row, old, new)"
    same = f"t.{column.name} = mended.old" + ("" if column.shared else " AND t.id = mended.row")
    with refused_by_the_database(Refused("approved", _("Nothing was changed: a month was approved meanwhile. Begin again."))):
        execute(
            f"UPDATE {column.model._meta.db_table} t SET {column.name} = mended.new FROM {mended} WHERE {same}",
            [rows, old, new],
        )
        for model, name, link in column.follows:
            execute(
                f"UPDATE {model._meta.db_table} t SET {name} = mended.new FROM unnest(%s::bigint[], %s::text[]) AS mended (row, new)"
                f" WHERE t.{link} = mended.row",
                [rows, new],
            )
