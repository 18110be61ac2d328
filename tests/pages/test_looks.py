"""Other people's pay opens only after a recent proof of who is asking, and every look is kept (docs/rulebook.md O4; attacks A61, A19)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from csd.access.permissions import RIGHTS
from csd.database.rows import execute
from csd.models import Employee, Export, Look, PersonalData, SecurityEvent, Terms, User
from payroll.adjustments.models import Adjustment
from payroll.receivables import selectors as owed
from tests.pages.test_who_sees_what import PAY as SEES_PAY
from tests.pages.test_who_sees_what import READ
from tests.pages.world import CAST, TODAY, client_of
from tests.signing_in import PASSWORD, code_now

# what shows the pay of others: address, under which name it is kept, about whom
PAY = [
    ("/pay-runs/2026-07/people/S1/", ("payslip", "S1", "2026-07")),
    ("/pay-runs/2026-07/people/S1/comm_sales/", ("payslip", "S1", "2026-07")),
    ("/pay-runs/2026-07/people/S1/comm_sales/fact/net_sales/", ("payslip", "S1", "2026-07")),
    ("/pay-runs/2026-08/people/", ("people", None, "2026-08")),
    ("/pay-runs/2026-08/differences/", ("people", None, "2026-08")),
    ("/waterfalls/2026-08/base_sum/fact/contract_bases/", ("waterfall", None, "2026-08")),
    ("/pay-runs/2026-08/exceptions/EXCEPTION/", ("payslip", "X1", "2026-08")),
    ("/entries/2026-08/specials/", ("people", None, "2026-08")),
    ("/corrections/adjustments/", ("adjustment", None, "None")),
    ("/corrections/adjustments/ADJUSTMENT/", ("adjustment", "S1", "2026-09")),
    ("/corrections/receivables/", ("receivable", None, "None")),
    ("/corrections/receivables/2026-07/S1/", ("receivable", "S1", "2026-07")),
    ("/people/S1/", ("terms", "S1", "None")),
    ("/admin/csd/terms/", ("terms", None, "None")),
    ("/admin/csd/terms/TERMS/change/", ("terms", "S1", "None")),
    ("/admin/csd/terms/TERMS/history/", ("terms", "S1", "None")),
]
# what HR sees, of terms only; a form that begins with those of today is a look, too
TERMS = [
    ("/people/S1/", ("terms", "S1", "None")),
    ("/people/S1/terms/add/", ("terms", "S1", "None")),
    ("/people/S1/terms/TERMS/", ("terms", "S1", "None")),
    ("/admin/csd/terms/", ("terms", None, "None")),
]
# acts over the pay of others: address, what is sent
ACTS = [
    ("/pay-runs/2026-08/approve/", {}),
    ("/pay-runs/2026-08/review/", {}),
    ("/pay-runs/2026-07/pay/", {}),
    ("/corrections/adjustments/new/", {}),
    ("/corrections/adjustments/ADJUSTMENT/approve/", {}),
    ("/corrections/adjustments/ADJUSTMENT/withdraw/", {"reason": "r"}),
    ("/corrections/receivables/2026-07/S1/settle/", {}),
    ("/inbox/decide/", {"item": "adjustments:ADJUSTMENT", "decision": "agree"}),
]
FILE = "/pay-runs/2026-07/files/payslips.csv"


@pytest.fixture
def later() -> Iterator[None]:
    """31 minutes after signing in, the page used in between."""
    with time_machine.travel(TODAY + timedelta(minutes=15), tick=False):
        client_of("finance").get("/my-security/")
    with time_machine.travel(TODAY + timedelta(minutes=31), tick=False):
        yield


def looks() -> list[tuple[str, str, str | None, str]]:
    found = Look.objects.select_related("who", "whose").order_by("pk")
    return [(look.who.employee_no, look.what, look.whose.employee_no if look.whose else None, str(look.month)) for look in found]


@pytest.fixture
def named(exception_id: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """An address with the keys of today's exception, an adjustment that F2 proposed, and S1's terms. S1 owes 50.00 of July."""
    monkeypatch.setattr(owed, "_RECEIVABLES", owed._RECEIVABLES.replace("-s.net", "50.00").replace("s.net < 0", "e.employee_no = 'S1'"))
    people = {number: Employee.objects.get(employee_no=number) for number in ("S1", "F2")}
    about = {"month": "2026-09", "corrects": "2026-07", "line": "base", "amount": 1, "reason": "r"}
    adjustment = Adjustment.objects.create(employee=people["S1"], proposed_by=people["F2"], **about)
    keys = {"EXCEPTION": exception_id, "ADJUSTMENT": adjustment.pk, "TERMS": Terms.objects.filter(employee=people["S1"]).latest("pk").pk}
    return lambda text: functools.reduce(lambda known, key: known.replace(key, str(keys[key])), keys, text)


@pytest.mark.parametrize(("url", "kept"), PAY)
def test_o4_every_look_at_pay_of_others_is_kept_once(named: Callable[[str], str], url: str, kept: tuple[str, str | None, str]) -> None:
    assert client_of("finance").get(named(url)).status_code == 200
    assert looks() == [("F1", *kept)]


@pytest.mark.parametrize(("url", "kept"), TERMS)
def test_o4_hr_looks_at_terms_and_that_is_kept(named: Callable[[str], str], url: str, kept: tuple[str, str | None, str]) -> None:
    assert client_of("hr").get(named(url)).status_code == 200
    assert looks() == [("H1", *kept)]


def test_the_look_is_written_because_of_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RIGHTS, "terms.see", replace(RIGHTS["terms.see"], proof=False))
    client_of("hr").get("/people/S1/")
    assert looks() == []


def test_o4_a_file_of_pay_that_is_taken_is_kept() -> None:
    assert client_of("finance").post(FILE).status_code == 200
    assert looks() == [("F1", "export", None, "2026-07")]


@pytest.mark.parametrize("url", [url for url, _kept in PAY])
def test_o4_later_it_is_asked_again_who_it_is(later: None, named: Callable[[str], str], url: str) -> None:
    answer = client_of("finance").get(named(url))
    assert answer["Location"] == f"/prove/?next={named(url).replace('/', '%2F')}"
    assert looks() == []


def test_o4_the_inbox_shows_what_an_adjustment_pays_after_a_proof_alone(named: Callable[[str], str], later: None) -> None:
    assert client_of("finance").get("/inbox/")["Location"].startswith("/prove/")


def test_o4_what_an_adjustment_pays_is_said_where_it_is_decided_and_not_on_the_home_page() -> None:
    about = {"month": "2026-09", "corrects": "2026-07", "line": "base", "amount": "8123.45", "reason": "r"}
    Adjustment.objects.create(employee=Employee.objects.get(employee_no="S1"), proposed_by=Employee.objects.get(employee_no="F2"), **about)
    home, inbox = (client_of("finance").get(url).content.decode() for url in ("/", "/inbox/"))
    assert "Adjustment for S1" in home
    assert "8,123.45" not in home
    assert "8,123.45" in inbox
    assert looks() == [("F1", "adjustment", "S1", "2026-09")]


def test_no_look_is_kept_at_what_is_not_there() -> None:
    assert client_of("hr").get("/admin/csd/terms/999999/change/").status_code in (302, 404)
    finance = Employee.objects.get(employee_no="F1")
    gone = Export.objects.create(
        owner=finance, kind="payslips", format="csv", parameters={"month": "2026-08"}, state="expired", asked_at=TODAY
    )
    assert client_of("finance").post(f"/exports/{gone.pk}/download/").status_code == 404
    assert looks() == []


def test_an_inbox_without_pay_in_it_keeps_no_look() -> None:
    assert client_of("general manager").get("/inbox/").status_code == 200
    assert looks() == []


@pytest.mark.parametrize(("name", "parts"), [(name, parts) for name, parts, roles in READ if roles == SEES_PAY], ids=str)
def test_o4_no_page_for_those_who_see_pay_forgot_to_ask(later: None, name: str, parts: dict[str, str]) -> None:
    assert client_of("finance").get(reverse(name, kwargs=parts))["Location"].startswith("/prove/")


@pytest.mark.parametrize(("url", "sent"), ACTS)
def test_o4_later_nothing_is_decided_before_it_is_asked_again(
    later: None, named: Callable[[str], str], url: str, sent: dict[str, str]
) -> None:
    answer = client_of("finance").post(named(url), {name: named(value) for name, value in sent.items()})
    assert answer["Location"].startswith("/prove/")
    assert Adjustment.objects.get().approved_at is None


@pytest.mark.parametrize("url", ["/people/F1/", "/people/", "/entries/2026-08/costs/"])
def test_ones_own_terms_and_what_is_no_pay_are_opened_unasked(later: None, url: str) -> None:
    assert client_of("finance").get(url).status_code == 200
    assert looks() == []


@pytest.mark.parametrize("role", ["administrator", "foreman"])
def test_who_sees_a_person_without_amounts_is_not_asked(later: None, role: str) -> None:
    with time_machine.travel(TODAY + timedelta(minutes=20), tick=False):
        assert client_of(role).get("/people/S1/").status_code == 200
    assert looks() == []


def test_o4_a_part_of_a_page_sends_the_whole_page_there(later: None) -> None:
    headers = {"hx-request": "true", "hx-target": "beside", "hx-current-url": "http://testserver/pay-runs/2026-07/people/S1/"}
    answer = client_of("finance").get("/pay-runs/2026-07/people/S1/comm_sales/", headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/prove/?next=%2Fpay-runs%2F2026-07%2Fpeople%2FS1%2F"


def test_o4_a_file_is_not_taken_then_but_one_comes_back_to_its_page(later: None) -> None:
    answer = client_of("finance").post(FILE, headers={"referer": "https://evil.example/pay-runs/2026-07/?code=X"})
    assert answer["Location"] == "/prove/?next=%2Fpay-runs%2F2026-07%2F%3Fcode%3DX"
    assert looks() == []


@pytest.mark.parametrize("url", ["/payslips/2026-07/", "/payslips/", "/waterfalls/2026-08/", "/pay-runs/2026-08/"])
def test_ones_own_pay_and_pages_without_persons_are_opened_unasked(later: None, url: str) -> None:
    assert client_of("finance").get(url).status_code == 200
    assert looks() == []


def prove(client: Client, **sent: str) -> int:
    return client.post("/prove/", {"next": PAY[0][0], **sent}).status_code


def test_the_password_or_a_code_opens_it_again(later: None) -> None:
    for sent in ({"password": PASSWORD}, {"code": code_now(User.objects.get(login="F1"))}):
        client = client_of("finance")
        assert prove(client, **sent) == 302
        assert client.get(PAY[0][0]).status_code == 200


@pytest.mark.parametrize("sent", [{"password": "wrong"}, {"code": "000000"}, {}, {"passkey": "{}"}])
def test_what_is_wrong_opens_nothing(later: None, sent: dict[str, str]) -> None:
    client = client_of("finance")
    assert prove(client, **sent) == 200
    assert client.get(PAY[0][0]).status_code == 302


def test_who_may_not_see_it_is_not_asked_but_told_there_is_nothing(later: None) -> None:
    assert client_of("staff").get(PAY[0][0]).status_code == 404


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_after_it_one_goes_nowhere_else(later: None, onward: str) -> None:
    assert client_of("finance").post("/prove/", {"next": onward, "password": PASSWORD})["Location"] == "/"


def test_o4_people_read_who_looked_at_their_pay_and_nobody_elses() -> None:
    client_of("finance").get("/pay-runs/2026-07/people/S1/")
    client_of("auditor").get("/pay-runs/2026-07/people/S2/")
    page = client_of("staff").get("/my-security/looks/").content.decode()
    assert "F1" in page
    assert "U1" not in page


def test_o4_looks_are_read_by_the_auditor_and_the_general_manager() -> None:
    client_of("finance").get("/pay-runs/2026-07/people/S1/")
    for role in ("auditor", "general manager"):
        assert "F1 F1" in client_of(role).get("/looks/").content.decode()


def test_a_look_at_ones_own_payslip_among_the_others_is_none() -> None:
    client_of("finance").get("/pay-runs/2026-07/people/F1/")
    assert looks() == []


@pytest.mark.parametrize("table", ["csd_look", "csd_securityevent"])
@pytest.mark.parametrize("change", ["UPDATE {} SET detail = 'x'", "DELETE FROM {}"])
def test_what_is_kept_is_never_changed(table: str, change: str) -> None:
    client_of("finance").get("/pay-runs/2026-07/people/S1/")
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        execute(change.format(table))


@pytest.mark.parametrize(("url", "status"), [("/pay-runs/2026-07/people/S1/", 404), ("/payslips/2020-01/", 404)])
def test_each_refusal_is_one_entry_that_names_the_address_but_not_what_it_is_about(url: str, status: int) -> None:
    assert client_of("staff").get(url).status_code == status
    event = SecurityEvent.objects.get(kind="denied")
    assert (event.who and event.who.employee_no, event.address) == (CAST["staff"], "127.0.0.1")
    assert event.detail in {"GET pay-run-person 404", "GET payslip 404"}


def test_what_strangers_are_refused_fills_no_log() -> None:
    client_of("stranger").get("/pay-runs/2026-07/people/S1/")
    assert not SecurityEvent.objects.filter(kind="denied").exists()


@pytest.fixture
def numbers() -> str:
    """The ID number of S1, in the database."""
    employee = Employee.objects.get(employee_no="S1")
    PersonalData.objects.create(employee=employee, id_number="110101199003070011", bank_account="6222020200112233445")
    return "110101199003070011"


@pytest.mark.parametrize("role", ["hr", "finance", "staff"])
def test_numbers_are_hidden_on_the_page(numbers: str, role: str) -> None:
    page = client_of(role).get("/personal-data/S1/").content.decode()
    assert numbers not in page
    assert "****0011" in page
    assert looks() == []


def test_o4_numbers_are_shown_to_who_may_and_asks_and_that_is_kept(numbers: str) -> None:
    assert numbers in client_of("hr").post("/personal-data/S1/").content.decode()
    assert looks() == [("H1", "personal", "S1", "None")]


def test_o4_numbers_are_not_shown_without_a_fresh_proof_nor_to_who_may_not(later: None, numbers: str) -> None:
    assert client_of("finance").post("/personal-data/S1/").status_code == 302
    assert client_of("manager").post("/personal-data/S1/").status_code == 403
    assert looks() == []
