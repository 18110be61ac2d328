"""Regulations: read, acknowledged, published; who has acknowledged what (docs/rulebook.md O5)."""

# many imports: reading, acknowledging and publishing are one subject of pages
from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import actor, asker, sees
from csd.access.permissions import may
from csd.lists.declared import Filter, Listing
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.lists.views import page_of_list
from csd.organisation.standing import Standing
from csd.regulations import services
from csd.regulations.forms import VersionForm
from csd.regulations.models import Regulation, RegulationVersion
from csd.regulations.selectors import (
    acknowledged_at,
    acknowledgements_query,
    regulation_by_id,
    shelf,
    version_in_force,
    version_of,
    versions_of,
)
from csd.shell.form_pages import FormPage, allowed, do_act, do_form, forms_only

ACKNOWLEDGEMENTS = Listing(
    "acknowledgements",
    gettext_lazy("Who has acknowledged it"),
    lambda who: may(who, "regulations.follow"),
    acknowledgements_query,
    (
        Column(gettext_lazy("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(gettext_lazy("Acknowledged"), "moment", key="at"),
    ),
    {"number": (Key("employee_no"),)},
    search=("employee_no", "name"),
    search_label=gettext_lazy("Number or name"),
    person="id",
    filters=(
        Filter(
            "who",
            gettext_lazy("Acknowledged"),
            {"yes": gettext_lazy("Acknowledged"), "no": gettext_lazy("Not yet")},
            conditions={"yes": "at IS NOT NULL", "no": "at IS NULL"},
            chips=True,
        ),
    ),
    empty=(gettext_lazy("Nobody here"), gettext_lazy("Everybody employed today is in this list.")),
)


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    """All regulations, those first that wait for the asker."""
    who = _employed(request)
    found = sorted(shelf(who), key=lambda entry: (entry.acknowledged or entry.number is None, entry.title))
    return render(request, "csd/regulations.html", {"shelf": found, "may_publish": may(who, "regulations.publish")})


@require_safe
def regulation(request: HttpRequest, regulation_id: int) -> HttpResponse:
    """One regulation: the version in force or the one asked for, and the button to acknowledge it."""
    who = _employed(request)
    found = _regulation(regulation_id)
    versions = versions_of(found)
    asked = request.GET.get("version", "")
    chosen = next((version for version in versions if str(version.number) == asked), None)
    version = chosen or version_in_force(versions, who.day) or (versions[0] if versions else None)
    if version is None:
        raise Http404
    in_force = version_in_force(versions, who.day)
    context = {
        "regulation": found,
        "version": version,
        "versions": versions,
        "in_force": in_force,
        "acknowledged": acknowledged_at(version, who.employee),
        "may_publish": may(who, "regulations.publish"),
        "may_follow": may(who, "regulations.follow"),
        "waits": version == in_force,
    }
    return render(request, "csd/regulation.html", context)


@require_POST
def acknowledge(request: HttpRequest, regulation_id: int, number: int) -> HttpResponse:
    """Say that one has read it; only ever for oneself."""
    version = _version(_regulation(regulation_id), number)
    return do_act(
        request,
        lambda: services.acknowledge(version=version, actor=actor(request)),
        done=_("Thank you. It is noted that you have read this version."),
        to=reverse("regulation", kwargs={"regulation_id": regulation_id}),
    )


@require_safe
def acknowledgements(request: HttpRequest, regulation_id: int, number: int) -> HttpResponse:
    """Who has acknowledged a version and who has not."""
    sees(request, "regulations.follow")
    found = _regulation(regulation_id)
    version = _version(found, number)
    listed = page_of_list(request, ACKNOWLEDGEMENTS, {"version": str(version.pk)})
    return render(request, "csd/acknowledgements.html", {"regulation": found, "version": version, "listed": listed})


@forms_only
def add(request: HttpRequest) -> HttpResponse:
    """Publish a new regulation."""
    return _publish(request, None)


@forms_only
def add_version(request: HttpRequest, regulation_id: int) -> HttpResponse:
    """Publish a new version; the form begins with the text of the last."""
    return _publish(request, regulation_id)


def _publish(request: HttpRequest, regulation_id: int | None) -> HttpResponse:
    who = allowed(request, "regulations.publish")
    found = _regulation(regulation_id) if regulation_id is not None else None
    last = versions_of(found)[:1] if found else []
    title = _("New version of %(title)s") % {"title": found.title} if found else _("Publish a regulation")
    back = reverse("regulation", kwargs={"regulation_id": found.pk}) if found else reverse("regulations")
    explains = _("What is published stays as it is; a change is a new version, which everybody acknowledges anew.")
    page = FormPage(title, back, found.title if found else _("Regulations"), _("Publish"), explains)
    initial = {"title": found.title if found else "", "text": last[0].text if last else "", "effective_from": who.day}
    form = VersionForm(request.POST or None, initial=initial)
    if found:
        del form.fields["title"]
    return do_form(
        request,
        page,
        form,
        lambda given: services.publish(**{"title": "", **given}, regulation=found, actor=who.employee),
        done=_("It is published. Everybody finds it under Regulations."),
        to=back,
    )


def _employed(request: HttpRequest) -> Standing:
    who = asker(request)
    if not who.employed:
        raise Http404
    return who


def _regulation(regulation_id: int) -> Regulation:
    found = regulation_by_id(regulation_id)
    if found is None:
        raise Http404
    return found


def _version(found: Regulation, number: int) -> RegulationVersion:
    version = version_of(found, number)
    if version is None:
        raise Http404
    return version
