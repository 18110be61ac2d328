"""What happens between opening a form and its arriving: the network cuts it off, a role is lost, its person leaves."""

from __future__ import annotations

import io
from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from csd.models import Employee, RoleAssignment, Terms
from payroll.costs.models import Cost
from tests.pages.rows_people import FORMS as PEOPLE_FORMS
from tests.pages.test_who_sees_what import ACT, EMPLOYED, OF_NOTHING, WITH_EXCEPTION, filled
from tests.pages.world import TODAY, client_of

AUGUST = {"month": "2026-08"}
COST = {"kind": "other", "note": "posters", "key": "once", "amount": "1234.56"}
SENT = urlencode(COST)
ROLE_OF = {"finance": "finance", "finance, computed it": "finance", "hr": "hr", "auditor": "auditor", "administrator": "administrator"}


def cut(client: Client, url: str, arrives: str, announced: int | str) -> int:
    """The status for a form of which only a part arrives."""
    body = io.BytesIO(arrives.encode())
    extra = {"wsgi.input": body, "CONTENT_LENGTH": str(announced)}
    return client.generic("POST", url, arrives, "application/x-www-form-urlencoded", **extra).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", [1, 3, len(SENT) - 1])
def test_a_form_that_was_cut_off_saves_nothing(missing: int) -> None:
    url = reverse("cost-new", kwargs=AUGUST)
    before = list(Cost.objects.values_list("amount", flat=True))
    assert cut(client_of("finance"), url, SENT[:-missing], len(SENT)) == 400
    assert list(Cost.objects.values_list("amount", flat=True)) == before
    assert cut(client_of("finance"), url, SENT, len(SENT)) == 302
    assert str(Cost.objects.latest("pk").amount) == "1234.56"


@pytest.mark.parametrize("announced", ["", "abc", "-1", "1e9"])
def test_a_length_that_is_none_breaks_nothing(announced: str) -> None:
    before = Cost.objects.count()
    assert cut(client_of("finance"), reverse("cost-new", kwargs=AUGUST), SENT, announced) in (302, 400, 422)
    assert Cost.objects.count() == before


def test_without_the_guard_it_saves_another_amount(settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CutOff" not in name]
    assert cut(client_of("finance"), reverse("cost-new", kwargs=AUGUST), SENT[:-3], len(SENT)) == 302
    assert str(Cost.objects.latest("pk").amount) == "1234.00"


ACTS = [
    (name, parts, sent, by)
    for name, parts, sent, by in [*ACT, *PEOPLE_FORMS]
    if by & ROLE_OF.keys() and by != EMPLOYED and name not in OF_NOTHING | WITH_EXCEPTION
]


@pytest.mark.parametrize(("name", "parts", "sent", "done_by"), ACTS, ids=lambda value: value if isinstance(value, str) else None)
def test_o4_a_role_lost_between_the_form_and_its_arriving_counts_no_more(
    name: str, parts: dict[str, str], sent: dict[str, str], done_by: set[str]
) -> None:
    role = min(done_by & ROLE_OF.keys())
    client = client_of(role)
    client.get("/")
    RoleAssignment.objects.filter(role=ROLE_OF[role]).update(until=date(2026, 9, 14))
    answer = client.post(reverse(name, kwargs=filled(parts)), sent)
    assert answer.status_code in (302, 403), answer.status_code
    # a session that may no longer be one is sent to sign in; nothing else counts as an answer
    assert answer.status_code == 403 or answer["Location"].startswith("/sign-in/")


def test_o2_a_grade_lost_between_the_form_and_its_arriving_counts_no_more() -> None:
    manager = Employee.objects.get(employee_no="M1")
    client = client_of("manager")
    sent = {"kind": "reward", "what": "200", "reason": "saved an order", "employee": "S2"}
    assert client.get(reverse("proposal-add")).status_code == 200
    last = Terms.objects.filter(employee=manager).latest("effective_from")
    Terms.objects.create(
        employee=manager, effective_from=TODAY.date(), department=last.department, position=last.position, grade="staff",
        seniority=last.seniority, base_salary=last.base_salary, plan=last.plan,
    )  # fmt: skip
    assert client.post(reverse("proposal-add"), sent).status_code == 403


def test_o3_whoever_leaves_between_the_form_and_its_arriving_is_nobody() -> None:
    client = client_of("finance")
    assert client.get(reverse("costs", kwargs=AUGUST)).status_code == 200
    Employee.objects.filter(employee_no="F1").update(leave_date=date(2026, 9, 14))
    answer = client.post(reverse("cost-new", kwargs=AUGUST), COST)
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)
