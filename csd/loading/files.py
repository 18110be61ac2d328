"""The organisation's own files: departments, employees, roles, terms, policy, calendar (docs/formats.md)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from csd.calendar.models import CalendarDay, DayKind
from csd.loading.key_cells import Key, Name, Phone
from csd.loading.kinds import Choice, Day, Reference, Secret, Text
from csd.loading.months import During, From, InMonth
from csd.loading.numbers import Number
from csd.loading.personal import check_personal, write_personal
from csd.loading.policies import check_departments, check_values, warn_of_penalties
from csd.loading.specs import Column, FileSpec, UpdateRule, in_order
from csd.loading.terms import warn_of_bases
from csd.loading.trees import check_no_circle
from csd.organisation.models import Department, DepartmentKind, Employee, Grade, PersonalData, Plan, Role, RoleAssignment, Seniority, Terms
from csd.policy.models import PolicyValue

LEAVES_BEFORE_HIRE = _("“%(later)s” is before the hire date “%(earlier)s”")
ENDS_BEFORE_BEGIN = _("“%(later)s” is before the first day “%(earlier)s”")

# the days from the earlier of both dates (not counted: it is worked either way) to the later one are worked or not
_LEAVE_DATE_MOVES = UpdateRule(
    "s.leave_date IS DISTINCT FROM t.leave_date"
    " AND least(coalesce(s.leave_date, 'infinity'), coalesce(t.leave_date, 'infinity')) < (m.month + interval '1 month' - interval '1 day')"
    " AND greatest(coalesce(s.leave_date, 'infinity'), coalesce(t.leave_date, 'infinity')) >= m.month"
)


def words(choices: type[DayKind | DepartmentKind | Grade | Plan | Role | Seniority]) -> Choice:
    """The values of an enumeration."""
    return Choice(tuple(choices.values))


def personal(name: str, kind: Text | Day, *, private: bool = False) -> Column:
    """An optional further column of employees that goes to PersonalData."""
    return Column(name, kind, required=False, further=True, private=private, aside=PersonalData)


DEPARTMENTS = FileSpec(
    name="departments",
    sample="CS,客服部,customer_service,",
    model=Department,
    key=("code",),
    columns=(
        Column("code", Key("departments")),
        Column("name", Name()),
        Column("kind", words(DepartmentKind)),
        Column("parent", Reference("departments"), required=False),
    ),
    set_checks=(check_no_circle("parent"),),
)

EMPLOYEES = FileSpec(
    name="employees",
    sample="E1,马敏,2020-01-01,,,13600000001",
    model=Employee,
    key=("employee_no",),
    columns=(
        Column("employee_no", Key("employees")),
        Column("name", Name()),
        Column("hire_date", Day()),
        Column("leave_date", Day(), required=False, updates=_LEAVE_DATE_MOVES),
        Column("manager_no", Reference("employees"), field="manager", required=False, updates=UpdateRule()),
        Column("phone", Phone(), required=False, updates=UpdateRule()),
        personal("id_number", Secret(), private=True),
        personal("bank_name", Text()),
        personal("bank_account", Secret(), private=True),
        personal("gender", Text()),
        personal("birth_date", Day()),
    ),
    months=During("hire_date", until="leave_date"),
    row_checks=(in_order("hire_date", "leave_date", LEAVES_BEFORE_HIRE, may_be_equal=True),),
    set_checks=(check_no_circle("manager_no"), check_personal),
    side_write=write_personal,
)

ROLES = FileSpec(
    name="roles",
    sample="E1,hr,2020-01-01,2030-12-31",
    model=RoleAssignment,
    key=("employee_no", "role", "from"),
    columns=(
        Column("employee_no", Reference("employees"), field="employee"),
        Column("role", words(Role)),
        Column("from", Day(), field="since"),
        Column("to", Day(), field="until", required=False),
    ),
    row_checks=(in_order("from", "to", ENDS_BEFORE_BEGIN, may_be_equal=True),),
)

TERMS = FileSpec(
    name="terms",
    sample="E1,2020-01-01,CS,,staff,senior,2000,none,,,,,,",
    model=Terms,
    key=("employee_no", "effective_from"),
    columns=(
        Column("employee_no", Reference("employees"), field="employee"),
        Column("effective_from", Day()),
        Column("department", Reference("departments")),
        Column("position", Text(), required=False),
        Column("grade", words(Grade)),
        Column("seniority", words(Seniority)),
        Column("base_salary", Number()),
        Column("plan", words(Plan)),
        Column("guarantee", Number(), required=False),
        Column("weight", Number(), required=False, default="1"),
        Column("social_base", Number(), required=False),
        Column("housing_base", Number(), required=False),
        Column("housing_rate", Number(high=1), required=False),
        Column("special_deduction", Number(), required=False, default="0"),
    ),
    months=From("effective_from"),
    set_checks=(warn_of_bases,),
)

POLICY = FileSpec(
    name="policy",
    sample="2026-07-01,order_rate:data,0.6",
    model=PolicyValue,
    key=("key", "effective_from"),
    columns=(
        Column("effective_from", Day()),
        Column("key", Text(key=True)),
        Column("value", Text(), required=False),
    ),
    months=From("effective_from", first_day_counts=True),
    constants=(("set_at", "now()"),),
    row_checks=(check_values,),
    set_checks=(check_departments, warn_of_penalties),
)

CALENDAR = FileSpec(
    name="calendar",
    sample="2026-07-06,rest,停电,公告",
    model=CalendarDay,
    key=("date",),
    columns=(
        Column("date", Day()),
        Column("kind", words(DayKind)),
        Column("name", Text(), required=False),
        Column("source", Text(), required=False),
    ),
    months=InMonth("date"),
)

FILES = (DEPARTMENTS, EMPLOYEES, ROLES, TERMS, POLICY, CALENDAR)
