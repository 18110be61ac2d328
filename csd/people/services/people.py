"""Writes of people (docs/rulebook.md O3, O4): who they are, to whom they report, when they leave, which roles they hold.

Every function takes who acts and checks the right on today's standing, and the database keeps what was before with who changed it
(csd.database.kept_history). A form that was opened before somebody else's change is refused (csd.history.stamps). Terms are in
csd.people.services.terms.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns, locked_person, write
from csd.closing.open_months import open_from, open_running
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.history.stamps import refuse_changed, same
from csd.organisation.key_words import fit_key, fit_name
from csd.organisation.models import Employee, Role, RoleAssignment

PERSON_FIELDS = ("name", "phone", "manager")
ROLE_FIELDS = ("role", "since", "until")
# any number, as long as nothing else in the product takes an advisory lock by it
TREE_LOCK = 0x7EE5


@transaction.atomic
def add_person(*, employee_no: str, name: str, hire_date: date, phone: str, manager: Employee | None, actor: Employee) -> Employee:
    """A new person; refused for a number that is taken and for a hire date in an approved month."""
    with acting(actor, "people.change"):
        open_from(hire_date, field="hire_date")
        number, name = fit_key(employee_no, 32, "employee_no").upper(), fit_name(name, 100, "name")
        made, created = Employee.objects.get_or_create(
            employee_no=number, defaults={"name": name, "hire_date": hire_date, "phone": phone, "manager": manager}
        )
        if not created and not same(made, {"name": name, "hire_date": hire_date, "phone": phone, "manager": manager}):
            sentence = _("The number %(number)s belongs to %(person)s. Whoever comes back after leaving gets a new number.")
            raise Refused("number_taken", sentence, number=number, person=str(made), field="employee_no")
        return made


@transaction.atomic
def change_person(*, employee: Employee, name: str, phone: str, manager: Employee | None, seen: str, actor: Employee) -> Employee:
    """Another name, phone or line manager; refused when somebody would stand above themselves (attack A98)."""
    with acting(actor, "people.change"):
        found = locked_person(employee)
        values = {"name": name if name == found.name else fit_name(name, 100, "name"), "phone": phone, "manager": manager}
        if same(found, values):
            return found
        refuse_changed(found, seen, PERSON_FIELDS)
        if manager is not None and manager.pk != found.manager_id:
            _refuse_circle(found, manager)
        write(found, values)
        return found


_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id, manager_id FROM csd_employee WHERE id = %s UNION SELECT e.id, e.manager_id FROM csd_employee e JOIN above a ON e.id = a.manager_id
    ) SELECT 1 FROM above WHERE id = %s
"""  # noqa: E501


def _refuse_circle(employee: Employee, manager: Employee) -> None:
    # one at a time: two changes at the same moment could close a circle that neither sees
    rows_of("SELECT pg_advisory_xact_lock(%s)::text", [TREE_LOCK])
    if rows_of(_ABOVE, [manager.pk, employee.pk]):
        sentence = _("%(manager)s reports to %(person)s, directly or over others, so cannot be their line manager. Choose somebody else.")
        raise Refused("circle", sentence, manager=str(manager), person=str(employee), field="manager")


@transaction.atomic
def end_employment(*, employee: Employee, leave_date: date | None, seen: str, actor: Employee) -> Employee:
    """Set, move or take back the last day; refused where that changes an approved month, and for oneself."""
    with acting(actor, "people.change", about=employee):
        found = locked_person(employee)
        if found.leave_date == leave_date:
            return found
        refuse_changed(found, seen, ("leave_date",))
        if leave_date is not None and leave_date < found.hire_date:
            raise Refused("before_hire", _("The last day lies before the hire date, %(day)s."), day=found.hire_date, field="leave_date")
        _refuse_approved_leave(found, leave_date)
        write(found, {"leave_date": leave_date})
        return found


_WORKED = """
    SELECT max(a.month) FROM csd_attemptperson p JOIN csd_attempt a ON a.id = p.attempt_id AND a.sealed
    WHERE p.employee_id = %s AND least(%s::date, %s::date) < (a.month + interval '1 month' - interval '1 day')
"""


def _refuse_approved_leave(employee: Employee, leave_date: date | None) -> None:
    """When they left may still become known, but no earlier than the last day of an approved month they were paid in."""
    earlier = min(day for day in (employee.leave_date, leave_date) if day)
    open_running(earlier)
    (month,) = rows_of(_WORKED, [employee.pk, employee.leave_date, leave_date])[0]
    if month:
        sentence = _("%(month)s is approved with %(person)s in it. The last day can only be the end of that month or later.")
        raise Refused("month_approved", sentence, month=f"{month:%Y-%m}", person=str(employee), field="leave_date")


@transaction.atomic
def give_role(*, employee: Employee, role: Role, since: date, until: date | None, actor: Employee) -> RoleAssignment:
    """A role from a day on, to the last day where one is given. Nobody gives themselves one; giving it again changes nothing."""
    with acting(actor, "roles.change", about=employee):
        locked_person(employee)
        if until is not None and until < since:
            raise Refused("ends_before", _("The last day lies before the first."), field="until")
        if _overlapping(employee, role, since, until):
            sentence = _("%(person)s holds this role in that time already. End it first.")
            raise Refused("held_already", sentence, person=str(employee), field="since")
        made, _created = RoleAssignment.objects.get_or_create(employee=employee, role=role, since=since, defaults={"until": until})
        return made


def _overlapping(employee: Employee, role: Role, since: date, until: date | None) -> bool:
    held = RoleAssignment.objects.filter(employee=employee, role=role).exclude(since=since, until=until)
    ends = [(found.since, found.until) for found in held]
    return any((until is None or begin <= until) and (end is None or end >= since) for begin, end in ends)


@transaction.atomic
def end_role(*, assignment: RoleAssignment, until: date, seen: str, actor: Employee) -> RoleAssignment:
    """The last day of a role. Nobody ends their own, so that no administrator locks everybody out by mistake."""
    with acting(actor, "roles.change", about=concerns(assignment.employee_id)):
        found = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
        if found.until == until:
            return found
        refuse_changed(found, seen, ROLE_FIELDS)
        if until < found.since:
            raise Refused("ends_before", _("The last day lies before the first."), field="until")
        write(found, {"until": until})
        return found
