"""Forms: each field once, shown by one pack, and done in one way (csd.shell.form_fields, csd.shell.form_pages)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from csd.errors import NotAllowed, Refused
from csd.months import Month
from csd.shell.form_fields import AmountField, DayField, KeyField, MonthBox, NameField, PersonField, QuantityField
from csd.shell.form_pages import do_act, do_form
from tests.people import person

READ: list[tuple[forms.Field, str, Any]] = [
    (KeyField(capitals=True, max_length=32), " ｅ00012 ", "E00012"),
    (NameField(max_length=100), " 王小明 ", "王小明"),
    (MonthBox(), "２０２６-07 ", Month(2026, 7)),
    (DayField(), "2026-07-31", date(2026, 7, 31)),
    (AmountField(), "12.50", Decimal("12.50")),
    (AmountField(below_zero=True), "-3", Decimal(-3)),
    (QuantityField(), "0.125", Decimal("0.125")),
]
WRONG: list[tuple[forms.Field, str, str]] = [
    (MonthBox(), "July", "is not a month like 2026-07"),
    (DayField(), "31.07.2026", "Enter a day like 2026-07-31"),
    (DayField(), "1949-12-31", "between 1950 and 2100"),
    (AmountField(), "-1", "greater than or equal to 0"),
    (AmountField(), "1.005", "no more than 2 decimal places"),
    (QuantityField(), "NaN", "Enter a number in figures"),
]


@pytest.mark.parametrize(("field", "typed", "value"), READ)
def test_what_is_typed_becomes_a_value(field: forms.Field, typed: str, value: object) -> None:
    assert field.clean(typed) == value


@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_what_is_wrong_says_what_to_type(field: forms.Field, typed: str, said: str) -> None:
    with pytest.raises(forms.ValidationError, match=said):
        field.clean(typed)


@pytest.mark.django_db
def test_a_person_is_found_by_number_however_it_is_typed_and_else_it_says_where_to_look() -> None:
    somebody = person("E1")
    assert [PersonField().clean(typed) for typed in ("E1", " e1", "Ｅ１")] == [somebody] * 3
    with pytest.raises(forms.ValidationError, match=r"nobody with the number “E2”\. Look it up under People"):
        PersonField().clean("E2")


class Sample(forms.Form):
    """A field with help, a choice, one that is hidden."""

    amount = AmountField(label="Amount", help_text="In yuan.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    key = forms.CharField(widget=forms.HiddenInput)


def shown(template: str, form: forms.Form) -> str:
    """A template as text, its blanks made one."""
    made = Template("{% load crispy_forms_tags %}" + template).render(Context({"form": form, "action": "/x/", "button": "Go"}))
    return " ".join(made.split())


def test_a_field_has_its_label_help_and_error_and_names_them_to_screen_readers() -> None:
    made = shown("{{ form.amount|as_crispy_field }}", Sample({"amount": "x"}))
    assert '<label class="form-label" for="id_amount">Amount</label>' in made
    assert 'class="form-control is-invalid"' in made
    assert 'aria-invalid="true"' in made
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in made
    assert '<p class="form-help" id="id_amount_helptext">In yuan.</p>' in made
    assert '<p class="form-error" id="id_amount_error">Enter a number in figures, such as 1234.50. </p>' in made


def test_a_choice_has_its_own_class_and_nothing_inline() -> None:
    made = shown("{{ form|crispy }}", Sample())
    assert 'class="form-select"' in made
    assert '<input type="hidden" name="key"' in made
    assert "<form" not in made
    assert "<script" not in made
    assert "style=" not in made


def test_a_whole_form_has_its_tag_and_button_and_says_what_is_wrong_with_what_is_not_seen() -> None:
    made = shown("{% crispy form %}", Sample({"amount": "1", "kind": "a"}))
    assert made.startswith('<form class="panel-body" method="post" action="/x/" novalidate>')
    assert '<button type="submit" class="btn btn-main">Go</button>' in made
    assert "This field is required" in made


def asked(method: str = "post") -> HttpRequest:
    request = getattr(RequestFactory(), method)("/", {"amount": "1", "kind": "a", "key": "k"})
    request._messages = CookieStorage(request)
    return request


def sent(act: Any, method: str = "post", **options: Any) -> tuple[int, forms.Form]:
    """The status of an answer, and the form as it was shown; empty where it went on."""
    request = asked(method)
    kept = [Sample(request.POST or None)]
    answer = do_form(request, lambda form, status: HttpResponse(status=status), kept[0], act, done="Done.", to="/there/", **options)
    return answer.status_code, kept[0]


def refusing(refusal: Refused) -> Any:
    def act(*given: Any) -> None:
        raise refusal

    return act


def test_a_form_is_shown_done_or_refused_at_its_field() -> None:
    assert sent(lambda given: None, "get")[0] == 200
    assert sent(lambda given: None)[0] == 302
    named = sent(refusing(Refused("c", "No.", field="amount")))
    assert (named[0], named[1].errors) == (422, {"amount": ["No."]})
    beside = sent(refusing(Refused("c", "No.")), beside={"c": "kind"})
    assert (beside[0], beside[1].errors) == (422, {"kind": ["No."]})
    assert sent(refusing(Refused("c", "No.")))[1].errors == {"__all__": ["No."]}


def test_who_has_the_right_but_not_for_this_reads_why_and_who_has_none_is_told_no() -> None:
    assert sent(refusing(NotAllowed("oneself", "Not for yourself.")))[1].errors == {"__all__": ["Not for yourself."]}
    with pytest.raises(NotAllowed):
        sent(refusing(NotAllowed("not_allowed", "No right.")))


def test_a_step_leads_on_with_a_sentence_and_its_refusal_back() -> None:
    done, refused = asked(), asked()
    assert do_act(done, lambda: 3, done=lambda count: f"{count} done.", to=lambda count: f"/{count}/")["Location"] == "/3/"
    assert do_act(refused, refusing(Refused("c", "No.")), done="Done.", to="/on/", back="/back/")["Location"] == "/back/"
    assert [str(message) for request in (done, refused) for message in get_messages(request)] == ["3 done.", "No."]
    with pytest.raises(NotAllowed):
        do_act(asked(), refusing(NotAllowed("own", "Your own.")), done="", to="/")
