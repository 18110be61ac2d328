"""Writes of departments (docs/rulebook.md O1)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, write
from csd.database.after_statement import refused_by_the_database
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.history.stamps import refuse_changed, same
from csd.organisation.key_words import fit_key, fit_name
from csd.organisation.models import Department, Employee
from csd.people.services.people import TREE_LOCK

DEPARTMENT_FIELDS = ("code", "name", "kind", "parent")


@transaction.atomic
def add_department(*, code: str, name: str, kind: str, parent: Department | None, actor: Employee) -> Department:
    """A new department; the same sent again changes nothing."""
    with acting(actor, "people.change"):
        code, name = fit_key(code, 32, "code"), fit_name(name, 100, "name")
        made, created = Department.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "parent": parent})
        if not created and not same(made, {"name": name, "kind": kind, "parent": parent}):
            raise Refused("code_taken", _("There is a department %(department)s already."), department=code, field="code")
        return made


@transaction.atomic
def change_department(
    *, department: Department, code: str, name: str, kind: str, parent: Department | None, seen: str, actor: Employee
) -> Department:
    """Change a department; code and kind stay once an approved month was computed with it, and none stands below itself (attack A98)."""
    with acting(actor, "people.change"):
        found = Department.objects.select_for_update().get(pk=department.pk)
        code = code if code == found.code else fit_key(code, 32, "code")
        name = name if name == found.name else fit_name(name, 100, "name")
        values = {"code": code, "name": name, "kind": kind, "parent": parent}
        if same(found, values):
            return found
        refuse_changed(found, seen, DEPARTMENT_FIELDS)
        if Department.objects.filter(code=code).exclude(pk=found.pk).exists():
            raise Refused("code_taken", _("There is a department %(department)s already."), department=code, field="code")
        if parent is not None and parent.pk != found.parent_id:
            _refuse_circle(found, parent)
        sentence = _("An approved month was computed with %(department)s; its code and kind stay. Add another department instead.")
        with refused_by_the_database(Refused("month_approved", sentence, department=str(department))):
            write(found, values)
        return found


_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM csd_department WHERE id = %s UNION SELECT d.id, d.parent_id FROM csd_department d JOIN above a ON d.id = a.parent_id
    ) SELECT 1 FROM above WHERE id = %s
"""  # noqa: E501


def _refuse_circle(department: Department, parent: Department) -> None:
    # one at a time: two changes at the same moment could close a circle that neither sees
    rows_of("SELECT pg_advisory_xact_lock(%s)::text", [TREE_LOCK])
    if rows_of(_ABOVE, [parent.pk, department.pk]):
        sentence = _("%(parent)s lies below %(department)s. Choose another department, or none.")
        raise Refused("circle", sentence, parent=str(parent), department=str(department), field="parent")
