"""Pages of people and departments whose keys an address cannot carry as they are, and forms for names and numbers: the rule of csd.keys.

The company was loaded before there was a rule. With the earlier converter <str:…> every list that links KF/001 answers 500.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from csd.lists import converters
from csd.loading import key_cells, known
from csd.models import Department, Employee, User
from payroll.sales.models import Sale
from tests.pages.crawling import Page
from tests.pages.world import TODAY
from tests.payroll.small import Company
from tests.signing_in import PASSWORD, full_session, give_app, type_password

NUMBERS = ("KF/001", "..", ".", "add", "E7?x=1#a", "a\\b", "~2F", "100%25", "K 9", "KF;1", "ＫＦ003", "KF4\u200b", "kf005")
PAGES = (
    "/people/?sort=number", "/departments/", "/pay-runs/2026-07/people/", "/pay-runs/2026-08/people/", "/pay-runs/2026-07/",
    "/entries/sales/?month=2026-08", "/points/team/2026-07/", "/points/close/2026-08/", "/looks/", "/inbox/", "/",
)  # fmt: skip
OF_A_PERSON = ("person", "person-change", "personal-data", "invite", "pay-run-person", "points-person", "receivable")
JULY = {"month": "2026-07"}


@pytest.fixture(scope="module", autouse=True)
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """July approved, August computed; everybody has a login."""
    folder = tmp_path_factory.mktemp("company")
    with django_db_blocker.unblock(), transaction.atomic():
        made = Company(folder).person("U1", "FI")
        made.add("departments", code="X/1#?&y", name="斜线", kind="other")
        for number in NUMBERS:
            made.person(number, plan="sales_percent").sale(f"{number}-8", "2026-08-03", number, "100")
        for number, role in {"F1": "finance", "H1": "hr", "U1": "auditor"}.items():
            made.add("roles", employee_no=number, role=role, **{"from": "2020-01-01"})
        with pytest.MonkeyPatch.context() as before:
            before.setattr(known, "clean_key", lambda cell, limit: cell)
            before.setattr(key_cells, "clean_name", lambda cell, limit: cell)
            made.close(months=2)
        for employee in Employee.objects.all():
            User.objects.create_user(employee.employee_no, PASSWORD, employee=employee)
        for number in ("F1", "H1", "U1"):
            give_app(User.objects.get(login=number))
        yield folder
        transaction.set_rollback(True)


def signed_in(number: str) -> Client:
    return full_session(Client(headers={"accept-language": "en"}, raise_request_exception=False), User.objects.get(login=number))


@pytest.fixture
def hr() -> Client:
    return signed_in("H1")


@pytest.fixture
def auditor() -> Client:
    return signed_in("U1")


@pytest.mark.parametrize("page", PAGES)
def test_a_list_with_odd_keys_opens_and_so_does_what_it_links(auditor: Client, page: str) -> None:
    answer = auditor.get(page)
    assert answer.status_code == 200
    links = [link for link in Page(answer.content.decode()).links if link.startswith("/")]
    broken = {link: status for link in links if (status := auditor.get(link.partition("#")[0], follow=True).status_code) not in {200, 403}}
    assert broken == {}


def test_with_an_address_as_it_was_the_list_breaks(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "to_address", lambda key, taken: key)
    assert auditor.get("/people/?sort=number").status_code == 500


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", OF_A_PERSON)
def test_the_page_of_everybody_is_their_own(hr: Client, auditor: Client, name: str, number: str) -> None:
    parts = {"number": number} | (JULY if name in {"pay-run-person", "points-person", "receivable"} else {})
    client = auditor if name == "pay-run-person" else hr
    answer = client.get(reverse(name, kwargs=parts))
    assert answer.status_code == (404 if name == "receivable" else 200)
    assert name == "receivable" or html.escape(number) in answer.content.decode()


def test_a_department_with_an_odd_code_opens_and_keeps_its_code_when_its_name_changes(hr: Client) -> None:
    page = reverse("department", kwargs={"code": "X/1#?&y"})
    assert "?department=X%2F1%23%3F%26y&amp;state=here" in hr.get(page).content.decode()
    address = reverse("department-change", kwargs={"code": "X/1#?&y"})
    seen = re.search(r'name="seen" value="([^"]*)"', hr.get(address).content.decode())
    assert seen
    Department.objects.filter(code="X/1#?&y").update(code="ＬＸ;1")
    address = reverse("department-change", kwargs={"code": "ＬＸ;1"})
    seen = re.search(r'name="seen" value="([^"]*)"', hr.get(address).content.decode())
    sent = {"code": "ＬＸ;1", "name": "换了", "kind": "other", "parent": "", "seen": html.unescape(seen[1]) if seen else ""}
    assert hr.post(address, sent).status_code == 302
    assert Department.objects.get(name="换了").code == "ＬＸ;1"


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("ＫＦ003", "ＫＦ003"),
        ("KF003", "ＫＦ003"),
        ("kf4", "KF4\u200b"),
        ("KF3", None),
        ("KF4\u200b", "KF4\u200b"),
        ("kf005", "kf005"),
        ("KF005", "kf005"),
        ("ｋｆ００５", "kf005"),
        ('="kf005"', "kf005"),
        ("KF/001", "KF/001"),
    ],
)
def test_whatever_spelling_is_typed_signs_in_who_is_meant(typed: str, login: str | None) -> None:
    client = Client()
    assert type_password(client, typed) == (302 if login else 200)
    assert client.session.get("_auth_user_id") == (str(User.objects.get(login=login).pk) if login else None)


@pytest.mark.parametrize("typed", ["kf005", "KF005", "ｋｆ００５", "\ufeffkf005 ", '="KF005"', "ＫＦ003", "KF003", "KF4\u200b", "kf4"])
def test_a_person_is_named_in_a_form_by_any_spelling(typed: str) -> None:
    who = "ＫＦ003" if "003" in typed else "KF4\u200b" if "KF4" in typed.upper() else "kf005"
    sent = {"agent": typed, "order_no": "N1", "date": "2026-09-14", "quantity": "1", "amount": "1", "cost": "0", "key": "once"}
    assert signed_in("F1").post("/entries/sales/new/", sent).status_code == 302
    assert Sale.objects.get(order_no="N1").employee.employee_no == who


NAMES = [
    ("王\u202e五", "“王\\x202e五” contains U+202E, which turns the text round; delete it."),
    ("王\x07五", "“王\\x07五” contains the control character U+0007; delete it."),
    ("王\n五", "“王\\x0a五” contains the control character U+000A; delete it."),
    ("\u200b", "“\\x200b” has no sign that one can see."),
    ("\u3164", "has no sign that one can see."),
]


@pytest.mark.parametrize(("name", "why"), NAMES)
def test_a_name_that_nobody_can_read_is_refused_beside_its_field(hr: Client, name: str, why: str) -> None:
    for url, more in (("/people/kf005/change/", {}), ("/people/add/", {"employee_no": "N9", "hire_date": "2026-09-15"})):
        answer = hr.post(url, {"name": name, "phone": "", "manager": "", "seen": "", **more})
        assert (answer.status_code, why in html.unescape(answer.content.decode())) == (422, True)
    assert Employee.objects.get(employee_no="kf005").name == "kf005"


def test_a_new_number_is_read_by_the_rule_of_files(hr: Client) -> None:
    sent = {
        "employee_no": '="ｋｆ／002"',
        "name": " 王\u200b 五",
        "hire_date": "2026年9月15日",
        "phone": "'13800000009",
        "manager": "KF005",
    }
    assert hr.post("/people/add/", sent).status_code == 302
    made = Employee.objects.get(employee_no="KF/002")
    assert (made.name, made.phone, made.manager and made.manager.employee_no) == ("王 五", "13800000009", "kf005")
    for number, why in (("2.02E+14", "has lost its last digits"), ("..", "has neither a letter nor a digit"), ("a;b", "contains “;”")):
        answer = hr.post("/people/add/", {**sent, "employee_no": number})
        assert (answer.status_code, why in html.unescape(answer.content.decode())) == (422, True)


@pytest.mark.parametrize(
    ("typed", "stored"), [("2026-09-02", "2026-09-02"), ("2026年9月2日", "2026-09-02"), ("２０２６-０９-０２", "2026-09-02")]
)
def test_a_day_is_taken_in_the_order_of_year_month_and_day_alone(typed: str, stored: str) -> None:
    sent = {"agent": "kf005", "order_no": "N2", "quantity": "1", "amount": "1", "cost": "0", "key": "once"}
    client = signed_in("F1")
    for american in ("02/09/2026", "09/02/26", "2 Sep 2026"):
        answer = client.post("/entries/sales/new/", {**sent, "date": american})
        assert (answer.status_code, "Enter a day like 2026-07-31." in answer.content.decode()) == (422, True)
    assert client.post("/entries/sales/new/", {**sent, "date": typed}).status_code == 302
    assert str(Sale.objects.get(order_no="N2").date) == stored


@pytest.fixture(autouse=True)
def _on_the_day(db: None) -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield
