"""People: the list of those one sees, a person, and what HR and the administrator change of them (docs/rulebook.md O3, O4)."""

# many imports: a person's page shows what every subject of the organisation knows of them
from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from csd.access.asking import asker, sees
from csd.access.permissions import may
from csd.history.stamps import stamp
from csd.lists.declared import Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.views import page_of_list
from csd.organisation.models import Employee, Grade
from csd.organisation.standing import Standing
from csd.people.forms import LeaveForm, NewPersonForm, PersonForm, RoleEndForm, RoleForm
from csd.people.selectors import (
    COMING,
    HERE,
    IN_DEPARTMENT,
    LEFT,
    department_choices,
    people_query,
    person_page,
    role_of,
    seen_person,
    values_of_department,
)
from csd.people.services import people as services
from csd.people.services.terms import TERMS_FIELDS
from csd.shell.form_pages import FormPage, allowed, do_form, forms_only

_NUMBER = Key("employee_no")


def _person_link(row: Row) -> Link:
    return Link(row["employee_no"], reverse("person", kwargs={"number": row["employee_no"]}))


PEOPLE = Listing(
    "people",
    gettext_lazy("People"),
    lambda who: who.employed,
    people_query,
    (
        Column(gettext_lazy("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name", sort="name"),
        Column(gettext_lazy("Department"), key="department"),
        Column(gettext_lazy("Position"), key="position", minor=True),
        Column(gettext_lazy("Grade"), key="grade", words=dict(Grade.choices)),
        Column(gettext_lazy("Line manager"), key="manager", minor=True),
        Column(gettext_lazy("Phone"), key="phone", hidden=True),
        Column(gettext_lazy("Hire date"), "day", key="hire_date", sort="hired", minor=True),
        Column(gettext_lazy("Last day"), "day", key="leave_date", minor=True),
    ),
    {"number": (_NUMBER,), "name": (Key("name"), _NUMBER), "hired": (Key("hire_date", "date"), _NUMBER)},
    search=("employee_no", "name"),
    search_label=gettext_lazy("Number or name"),
    person="id",
    filters=(
        Filter(
            "state",
            gettext_lazy("Employment"),
            {"here": gettext_lazy("Employed"), "coming": gettext_lazy("Yet to come"), "left": pgettext_lazy("employment", "Left")},
            conditions={"here": HERE, "coming": COMING, "left": LEFT},
            chips=True,
        ),
        Filter("department", gettext_lazy("Department"), department_choices, IN_DEPARTMENT, values=values_of_department),
    ),
    links={"employee_no": _person_link},
    empty=(gettext_lazy("Nobody here"), gettext_lazy("Take a filter away, or search for less.")),
    exported_by=lambda who: may(who, "people.see_all"),
)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The list."""
    context = {"listed": page_of_list(request, PEOPLE), "may_add": may(asker(request), "people.change")}
    return render(request, "csd/people.html", context)


@require_safe
def person(request: HttpRequest, number: str) -> HttpResponse:
    """A person: who they are, terms as a timeline, roles, what was changed."""
    who = asker(request)
    found = found_person(who, number)
    if may(who, "terms.see"):
        sees(request, "terms.see", whose=found)
    page = person_page(who, found)
    own = page.employee.pk == who.employee.pk
    context = {
        "page": page,
        "terms": [(terms, place, stamp(terms, TERMS_FIELDS)) for terms, place in page.terms],
        "may_change": may(who, "people.change"),
        "may_terms": may(who, "terms.change") and not own,
        "may_roles": may(who, "roles.change") and not own,
        "own": own,
    }
    return render(request, "csd/person.html", context)


def found_person(who: Standing, number: str) -> Employee:
    """The person of an address; 404 for nobody, and for anyone one does not see."""
    found = seen_person(who, number)
    if found is None:
        raise Http404
    return found


def person_form_page(employee: Employee, title: Any, button: Any, explains: Any = "") -> FormPage:
    """The frame of a form about a person."""
    return FormPage(title, reverse("person", kwargs={"number": employee.employee_no}), str(employee), button, explains)


@forms_only
def add(request: HttpRequest) -> HttpResponse:
    """A new person; then their terms."""
    who = allowed(request, "people.change")
    explains = _("Then enter their pay terms on their own page: without terms nobody is paid.")
    page = FormPage(_("Add a person"), reverse("people"), _("People"), _("Add this person"), explains)
    form = NewPersonForm(request.POST or None)
    to = reverse("people")
    if request.method == "POST" and form.is_valid():
        to = reverse("person", kwargs={"number": form.cleaned_data["employee_no"]})
    done = _("The person is added. Next: their pay terms.")
    return do_form(request, page, form, lambda given: services.add_person(**given, actor=who.employee), done=done, to=to)


@forms_only
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Name, phone, line manager."""
    who = allowed(request, "people.change")
    employee = found_person(who, number)
    page = person_form_page(employee, _("Change the record"), _("Save the record"))
    form = _bound(request, PersonForm, employee, services.PERSON_FIELDS)
    return do_form(
        request,
        page,
        form,
        lambda given: services.change_person(employee=employee, **given, actor=who.employee),
        done=_("The record is saved."),
        to=page.back_url,
        fresh_stamp=lambda: stamp(found_person(who, number), services.PERSON_FIELDS),
    )


@forms_only
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """The last day of employment."""
    who = allowed(request, "people.change")
    employee = found_person(who, number)
    explains = _("From the day after, the person can no longer sign in. History, payslips and points stay.")
    page = person_form_page(employee, _("End employment"), _("Save the last day"), explains)
    form = _bound(request, LeaveForm, employee, ("leave_date",))
    return do_form(
        request,
        page,
        form,
        lambda given: services.end_employment(employee=employee, **given, actor=who.employee),
        done=_("The last day is saved."),
        to=page.back_url,
        fresh_stamp=lambda: stamp(found_person(who, number), ("leave_date",)),
    )


@forms_only
def add_role(request: HttpRequest, number: str) -> HttpResponse:
    """Give a role."""
    who = allowed(request, "roles.change")
    employee = found_person(who, number)
    page = person_form_page(employee, _("Give a role"), _("Give this role"), _("Roles open records of others; every change is kept."))
    form = RoleForm(request.POST or None, initial={"since": who.day})
    return do_form(
        request,
        page,
        form,
        lambda given: services.give_role(employee=employee, **given, actor=who.employee),
        done=_("The role is given."),
        to=page.back_url,
    )


@forms_only
def end_role(request: HttpRequest, number: str, role_id: int) -> HttpResponse:
    """The last day of a role."""
    who = allowed(request, "roles.change")
    employee = found_person(who, number)
    assignment = role_of(employee, role_id)
    if assignment is None:
        raise Http404
    page = person_form_page(employee, _("End a role: %(role)s") % {"role": assignment.get_role_display()}, _("Save the last day"))
    seen = stamp(assignment, services.ROLE_FIELDS)
    form = RoleEndForm(request.POST or None, initial={"until": assignment.until or who.day, "seen": seen})
    return do_form(
        request,
        page,
        form,
        lambda given: services.end_role(assignment=assignment, **given, actor=who.employee),
        done=_("The role ends on that day."),
        to=page.back_url,
        fresh_stamp=lambda: seen,
    )


def _bound(request: HttpRequest, form: type[Form], employee: Employee, fields: tuple[str, ...]) -> Form:
    """A form of a person's record, with the stamp of what it was opened on."""
    initial = {name: getattr(employee, name) for name in fields}
    return form(request.POST or None, initial={**initial, "seen": stamp(employee, fields)})
