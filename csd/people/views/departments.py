"""Departments: the list, adding one, changing one (docs/rulebook.md O1)."""

# many imports: a list, a page and its forms in one file
from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from csd.access.asking import asker
from csd.access.permissions import may
from csd.history.stamps import stamp
from csd.lists.addresses import query_string
from csd.lists.declared import Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.views import page_of_list
from csd.organisation.departments import department_by_code
from csd.organisation.models import Department, DepartmentKind
from csd.people.forms import DepartmentForm
from csd.people.selectors import department_changes, departments_query
from csd.people.services import departments as services
from csd.shell.form_pages import FormPage, allowed, do_form, forms_only


def _link(row: Row) -> Link:
    return Link(row["code"], reverse("department", kwargs={"code": row["code"]}))


def _people_link(row: Row) -> Link:
    return Link(row["people"], reverse("people") + query_string({"department": row["code"], "state": "here"}))


DEPARTMENTS = Listing(
    "departments",
    gettext_lazy("Departments"),
    lambda who: may(who, "people.see_all"),
    departments_query,
    (
        Column(gettext_lazy("Code"), key="code", sort="code"),
        Column(gettext_lazy("Name"), key="name"),
        Column(gettext_lazy("Kind"), key="kind", words=dict(DepartmentKind.choices)),
        Column(gettext_lazy("Belongs to"), key="parent"),
        Column(gettext_lazy("People"), "number", key="people"),
    ),
    {"code": (Key("code"),)},
    search=("code", "name"),
    links={"code": _link, "people": _people_link},
    empty=(gettext_lazy("No departments yet"), gettext_lazy("Add the first, or load a company folder.")),
)


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """The list."""
    may_change = may(asker(request), "people.change")
    return render(request, "csd/departments.html", {"listed": page_of_list(request, DEPARTMENTS), "may_change": may_change})


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """One department and what was changed of it."""
    who = asker(request)
    if not may(who, "people.see_all"):
        raise Http404
    found = _department(code)
    context = {"department": found, "changes": department_changes(found), "may_change": may(who, "people.change")}
    return render(request, "csd/department.html", context)


@forms_only
def add(request: HttpRequest) -> HttpResponse:
    """A new department."""
    who = allowed(request, "people.change")
    page = FormPage(_("Add a department"), reverse("departments"), _("Departments"), _("Add this department"))
    form = DepartmentForm(request.POST or None)
    return do_form(
        request,
        page,
        form,
        lambda given: services.add_department(**_values(given), actor=who.employee),
        done=_("The department is added."),
        to=page.back_url,
    )


@forms_only
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a department."""
    who = allowed(request, "people.change")
    found = _department(code)
    page = FormPage(str(found), reverse("departments"), _("Departments"), _("Save the department"))
    initial = {name: getattr(found, name) for name in services.DEPARTMENT_FIELDS} | {"seen": stamp(found, services.DEPARTMENT_FIELDS)}
    form = DepartmentForm(request.POST or None, initial=initial)
    return do_form(
        request,
        page,
        form,
        lambda given: services.change_department(department=found, **given, actor=who.employee),
        done=_("The department is saved."),
        to=page.back_url,
        fresh_stamp=lambda: stamp(_department(code), services.DEPARTMENT_FIELDS),
    )


def _department(code: str) -> Department:
    found = department_by_code(code)
    if found is None:
        raise Http404
    return found


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in services.DEPARTMENT_FIELDS}
