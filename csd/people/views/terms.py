"""Pay terms of a person: new ones from a day on, corrections, taking back what has not begun (docs/rulebook.md P, O4)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from csd.access.asking import acts, sees
from csd.history.stamps import stamp
from csd.organisation.models import Employee, Terms
from csd.organisation.standing import Standing
from csd.people.forms import TermsForm
from csd.people.selectors import person_page, terms_of
from csd.people.services import terms as services
from csd.people.views.people import found_person, person_form_page
from csd.shell.form_pages import allowed, do_act, do_form, forms_only


@forms_only
def add(request: HttpRequest, number: str) -> HttpResponse:
    """New terms; the form begins with those in force."""
    who = allowed(request, "terms.change")
    employee = _opened(request, found_person(who, number))
    now = person_page(who, employee).now
    initial = {name: getattr(now, name) for name in services.TERMS_FIELDS if name != "effective_from"} if now else {}
    explains = _("They hold from that day until the next ones. What holds on the last day of a month holds for the whole month.")
    page = person_form_page(employee, _("New pay terms"), _("Save these terms"), explains)
    form = TermsForm(request.POST or None, initial=initial)
    return do_form(
        request,
        page,
        form,
        lambda given: services.add_terms(employee=employee, values=form.values(), actor=who.employee, reason=given["reason"]),
        done=_("The terms are saved."),
        to=page.back_url,
    )


@forms_only
def correct(request: HttpRequest, number: str, terms_id: int) -> HttpResponse:
    """Correct terms of open months."""
    who = allowed(request, "terms.change")
    employee = _opened(request, found_person(who, number))
    found = _terms(employee, terms_id)
    initial = {name: getattr(found, name) for name in services.TERMS_FIELDS} | {"seen": stamp(found, services.TERMS_FIELDS)}
    explains = _("A mistake is corrected here; for a change from a day on enter new terms instead. What it was is kept.")
    page = person_form_page(employee, _("Correct pay terms"), _("Save the correction"), explains)
    form = TermsForm(request.POST or None, initial=initial)
    return do_form(
        request,
        page,
        form,
        lambda given: services.correct_terms(
            terms=found, values=form.values(), seen=given["seen"], actor=who.employee, reason=given["reason"]
        ),
        done=_("The terms are corrected."),
        to=page.back_url,
        fresh_stamp=lambda: stamp(_terms(employee, terms_id), services.TERMS_FIELDS),
    )


@require_POST
def withdraw(request: HttpRequest, number: str, terms_id: int) -> HttpResponse:
    """Take back terms that have not begun."""
    who: Standing = acts(request, "terms.change")
    employee = found_person(who, number)
    found = terms_of(employee, terms_id)

    def act() -> None:
        if found is not None:
            services.withdraw_terms(terms=found, seen=request.POST.get("seen", "")[:64], actor=who.employee)

    return do_act(request, act, done=_("The terms are taken back."), to=reverse("person", kwargs={"number": employee.employee_no}))


def _opened(request: HttpRequest, employee: Employee) -> Employee:
    """Whose terms the form begins with; a look at them."""
    if request.method != "POST":
        sees(request, "terms.see", whose=employee)
    return employee


def _terms(employee: Employee, terms_id: int) -> Terms:
    found = terms_of(employee, terms_id)
    if found is None:
        raise Http404
    return found
