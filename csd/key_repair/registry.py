"""Which columns hold keys and names: apps add theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop as _

from csd.access.models import User
from csd.database.closed_months import LAST_DAY_APPROVED
from csd.keys import clean_key, clean_name
from csd.organisation.models import Department, Employee
from csd.registry import Registry

SEALED = _("an approved month counts it, so it stays as it is")
IN_POLICY = _("a policy value names it; set that value anew first")


@dataclass(frozen=True)
class KeyColumn:
    """A column of keys or names, called as in the files of a company folder.

    `held` are reasons for a key to stay, each with the condition on its row `t`, in SQL. `month` is the month a row counts in, in SQL.
    `follows` are columns that repeat the key: the model, its column, and the foreign key to the row.
    """

    file: str
    column: str
    model: type[Model]
    name: str
    rule: Callable[[str, int], str] = clean_key
    held: Mapping[str, str] = field(default_factory=dict)
    month: str = ""
    follows: tuple[tuple[type[Model], str, str], ...] = ()

    @property
    def place(self) -> str:
        """How a line of a list calls it."""
        return f"{self.file}.{self.column}"

    @property
    def limit(self) -> int:
        """The longest that fits."""
        return int(self._field.max_length or 0)

    @property
    def shared(self) -> bool:
        """Whether rows with the same text are the same thing (a key), or each its own (a name)."""
        return self.rule is clean_key

    @property
    def unique(self) -> bool:
        """Whether no two rows may have the same."""
        return bool(self._field.unique)

    @property
    def _field(self) -> Any:
        return self.model._meta.get_field(self.name)


KEY_COLUMNS: Registry[KeyColumn] = Registry("key column")


def register_keys(*columns: KeyColumn) -> None:
    """Add columns of keys and names."""
    for column in columns:
        KEY_COLUMNS.add(column.place, column)


ORGANISATION = (
    KeyColumn(
        "departments",
        "code",
        Department,
        "code",
        held={
            SEALED: f"EXISTS (SELECT FROM csd_terms x WHERE x.department_id = t.id AND x.effective_from <= {LAST_DAY_APPROVED})",
            IN_POLICY: (
                "EXISTS (SELECT FROM csd_policyvalue v WHERE v.key = 'hazmat_departments' AND t.code = ANY(string_to_array(v.value, ';')))"
            ),
        },
    ),
    KeyColumn("departments", "name", Department, "name", clean_name),
    KeyColumn(
        "employees",
        "employee_no",
        Employee,
        "employee_no",
        held={
            SEALED: (
                "EXISTS (SELECT FROM csd_attemptperson p JOIN csd_attempt a ON a.id = p.attempt_id AND a.sealed WHERE p.employee_id = t.id)"
            )
        },
        follows=((User, "login", "employee_id"),),
    ),
    KeyColumn("employees", "name", Employee, "name", clean_name),
)
