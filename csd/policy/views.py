"""Policy: every parameter on a day, one parameter through time, and a value set from a day on after seeing what it touches."""

# many imports: a value, its history, its uses and what it touches stand on one page
from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csd.access.asking import sees
from csd.access.permissions import may
from csd.errors import Refused
from csd.history.changes import changes_of
from csd.policy.checking import NEEDS_REGULATION
from csd.policy.forms import PolicyForm
from csd.policy.models import PolicyValue
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import InForce, policy_on, stamp_of, touched_by, values_set
from csd.policy.services import check_value, set_value
from csd.policy.uses import uses_of
from csd.policy.words import LABELS, unit_in_words, value_in_words
from csd.shell.form_pages import FormPage, allowed, do_form, forms_only, put, refused_at, show_form


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Every parameter as it stands on a day."""
    who = sees(request, "policy.see")
    on = _day(request.GET.get("on", ""), who.day)
    find = request.GET.get("find", "").replace("\0", "")[:60].strip()
    shown = [_row(entry) for entry in policy_on(on)]
    rows = [row for row in shown if find.lower() in f"{row['label']} {row['key']} {row['rule']}".lower()]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_chapter(row["rule"]), []).append(row)
    context = {"on": on, "find": find, "groups": list(groups.items()), "may_set": may(who, "policy.set")}
    return render(request, "csd/policy.html", context)


@require_safe
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter through time."""
    who = sees(request, "policy.see")
    entry = _known(key)
    values = [
        {
            "value": value_in_words(key, value.value),
            "since": value.since,
            "who": value.set_by,
            "at": value.set_at,
            "next": value.since > who.day,
        }
        for value in reversed(values_set(key))
    ]
    current = next((row for row in values if not row["next"]), None)
    context = {
        "key": key,
        "label": LABELS[key],
        "entry": entry,
        "unit": unit_in_words(key),
        "default": value_in_words(key, entry.default),
        "values": values,
        "current": current,
        "uses": uses_of(key),
        "changes": changes_of(PolicyValue, [key], ("key", "effective_from", "value"), by="key"),
        "may_set": may(who, "policy.set"),
    }
    return render(request, "csd/parameter.html", context)


@forms_only
def set_parameter(request: HttpRequest, key: str) -> HttpResponse:
    """Set a value from a day on: first what it touches, then, sent once more, it is set."""
    who = allowed(request, "policy.set")
    entry = _known(key)
    page = FormPage(
        _("Set: %(name)s") % {"name": LABELS[key]},
        reverse("parameter", kwargs={"key": key}),
        LABELS[key],
        _("See what it touches"),
        _("Rule %(rule)s. Unit: %(unit)s") % {"rule": entry.rule, "unit": unit_in_words(key) or "–"},
        "csd/policy_form.html",
    )
    options = {"needs_regulation": key in NEEDS_REGULATION, "long": entry.unit in ("table", "codes")}
    form = PolicyForm(request.POST or None, initial={"seen": stamp_of(key)}, **options)
    looked = request.method == "POST" and form.is_valid() and form.cleaned_data["looked"] == form.mark
    if request.method == "POST" and form.is_valid() and not looked:
        return _look(request, page, form, key)
    if looked:
        page = _ready(page)
    return do_form(
        request,
        page,
        form,
        lambda given: set_value(
            key=key,
            value=given["value"],
            effective_from=given["effective_from"],
            seen=given["seen"],
            agreed_in=form.agreed,
            actor=who.employee,
        ),
        done=_("The value is set."),
        to=page.back_url,
        fresh_stamp=lambda: stamp_of(key),
    )


def _look(request: HttpRequest, page: FormPage, form: PolicyForm, key: str) -> HttpResponse:
    """What the value would touch, with the button that sets it; a value that cannot be is refused at once."""
    given = form.cleaned_data
    touched = touched_by(key, given["effective_from"])
    try:
        check_value(key, given["value"], form.agreed)
        if touched.approved:
            sentence = _("%(month)s is approved and was computed with the value before. Choose a day after its first day.")
            raise Refused("month_approved", sentence, month=touched.approved[-1], field="effective_from")
    except Refused as refusal:
        refused_at(form, refusal)
        return show_form(request, page, form, status=422)
    put(form, "looked", form.mark)
    more = {
        "touched": touched,
        "uses": uses_of(key),
        "now": value_in_words(key, _now(key, given["effective_from"])),
        "then": value_in_words(key, given["value"]),
    }
    return show_form(request, _ready(page), form, more=more)


def _ready(page: FormPage) -> FormPage:
    return FormPage(page.title, page.back_url, page.back, _("Set this value"), page.explains, page.template)


def _now(key: str, day: date) -> str:
    values = values_set(key, day)
    return values[-1].value if values else PARAMETERS[key].default


def _row(entry: InForce) -> dict[str, Any]:
    parameter = PARAMETERS[entry.key]
    return {
        "key": entry.key,
        "label": LABELS[entry.key],
        "rule": parameter.rule,
        "unit": unit_in_words(entry.key),
        "value": value_in_words(entry.key, entry.text),
        "current": entry.current,
        "coming": entry.coming,
        "coming_value": value_in_words(entry.key, entry.coming.value) if entry.coming else "",
    }


def _chapter(rule: str) -> str:
    words = {"A": _("Attendance and points"), "D": _("Duty and rosters"), "H": _("Hazardous materials")}
    return words.get(rule[0], _("Pay"))


def _known(key: str) -> Any:
    found = PARAMETERS.get(key)
    if found is None:
        raise Http404
    return found


def _day(text: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if len(text) == 10 else otherwise
