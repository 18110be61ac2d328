"""The inbox: what waits for whom, decided one by one or many at once, by oneself or for whoever is away (docs/rulebook.md O4, P16, P17)."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from csd.inbox.services import delegate, end_delegations_of
from csd.models import Ask, AuthenticatorApp, CalendarYear, Delegation, Employee, Matters, User
from csd.signin.services.requests import ask
from payroll.runs.models import RunEvent, RunException
from payroll.runs.selectors import run_of
from tests.pages.world import AUGUST, JULY, client_of

INBOX = "/inbox/"
TODAY = date(2026, 9, 15)


def text(role: str, language: str = "en") -> str:
    return client_of(role, language=language).get(INBOX).content.decode()


def send(role: str, decision: str, *items: str, reason: str = "") -> str:
    """Decide and read the page it leads to."""
    sent = {"item": list(items), "decision": decision, "reason": reason}
    return client_of(role).post("/inbox/decide/", sent, follow=True).content.decode()


def august() -> str:
    """The key of August's run as it is now."""
    return f"pay-runs:2026-08.{run_of(AUGUST).revision}"


def july() -> str:
    return f"pay-runs:2026-07.{run_of(JULY).revision}"


def person(number: str) -> Employee:
    return Employee.objects.get(employee_no=number)


@pytest.fixture
def exception_left_out() -> None:
    """Nothing holds approval of August any longer."""
    RunException.objects.filter(attempt__month=AUGUST).update(left_out_by=person("F1"), left_out_reason="left at once")


@pytest.fixture
def handed_over() -> Delegation:
    """F1 is away and F2, who may do the same, decides for them; nobody does the other way round."""
    return delegate(giver=person("F1"), deputy=person("F2"), matters=Matters.OFFICE, since=TODAY, until=TODAY, reason="holiday")


def test_p17_what_waits_is_shown_with_who_asks_and_what_it_changes() -> None:
    page = text("finance")
    assert "Pay run August 2026: review and approve" in page
    assert "F2" in page
    assert "Open exceptions" in page
    assert page.index("July 2026") < page.index("August 2026"), "the oldest first"


def test_p17_nobody_is_asked_to_decide_on_what_they_computed() -> None:
    page = text("finance, computed it")
    assert "August 2026" not in page
    assert "July 2026: pay" in page


@pytest.mark.parametrize("role", ["staff", "foreman", "hr", "auditor", "administrator"])
def test_o4_nothing_waits_for_who_decides_nothing(role: str) -> None:
    assert "Nothing waits for you" in text(role)
    assert 'class="waiting"' not in text(role)


def test_the_top_line_counts_what_waits() -> None:
    assert text("finance").count('<span class="waiting">2') == 2
    assert text("general manager").count('<span class="waiting">2') == 2


def test_p17_a_run_is_reviewed_from_the_inbox_and_a_second_time_has_no_effect() -> None:
    key = august()
    assert "August 2026 is reviewed" in send("finance", "review", key)
    assert "has gone on and is now" in send("finance", "review", key)
    assert RunEvent.objects.filter(run__month=AUGUST, kind="reviewed").count() == 1


def test_p17_many_are_decided_at_once_each_by_itself_and_the_page_says_which_were_not() -> None:
    page = send("finance", "pay", august(), july(), july())
    assert "July 2026 is marked as paid" in page
    assert "this needs it to be" in page
    assert run_of(AUGUST).state == "computed"


def test_p17_approval_from_the_inbox_needs_what_approval_needs(exception_left_out: None) -> None:
    assert "August 2026 is approved" in send("general manager", "approve", august())


def test_p17_an_open_exception_holds_approval_here_too() -> None:
    assert "Approval waits for exceptions" in send("general manager", "approve", august())
    assert 'value="approve"' not in text("general manager")


@pytest.mark.parametrize(
    "item",
    [
        "",
        "pay-runs",
        "pay-runs:",
        "pay-runs:2026-13.1",
        "pay-runs:2026-08.x",
        "no-kind:1",
        "pay-runs:2026-08.-1",
        "calendar:x",
        "calendar:٢٠٢٧",
    ],
)
def test_nonsense_decides_nothing(item: str) -> None:
    before = RunEvent.objects.count()
    assert client_of("finance").post("/inbox/decide/", {"item": item, "decision": "review"}).status_code == 302
    assert client_of("finance").post("/inbox/decide/", {"item": item, "decision": "\0"}).status_code == 302
    assert RunEvent.objects.count() == before
    assert not CalendarYear.objects.exists()


def test_o4_a_deputy_sees_for_whom_and_the_decision_records_both(handed_over: Delegation) -> None:
    page = text("finance, computed it")
    assert "for F1" in page
    send("finance, computed it", "pay", july())
    event = RunEvent.objects.get(run__month=JULY, kind="paid")
    assert (event.actor.employee_no, event.detail["deputy_for"]) == ("F2", "F1 F1")
    assert "for F1 F1" in client_of("finance").get("/pay-runs/2026-07/").content.decode()


def test_o4_nobody_decides_through_a_deputy_on_what_they_computed(handed_over: Delegation) -> None:
    assert (
        "computed this run"
        in client_of("finance, computed it").post("/inbox/decide/", {"item": august(), "decision": "approve"}).content.decode()
    )
    assert run_of(AUGUST).state == "computed"


def test_o4_who_decides_for_nobody_is_recorded_alone() -> None:
    send("finance", "pay", july())
    assert "deputy_for" not in RunEvent.objects.get(run__month=JULY, kind="paid").detail


def test_o3_a_delegation_counts_for_nothing_once_one_of_the_two_has_left(handed_over: Delegation) -> None:
    assert end_delegations_of(person=person("F1"), actor=None) == 1
    assert "for F1" not in text("finance, computed it")


def test_d2_from_mid_november_the_calendar_of_the_next_year_waits_for_hr_and_finance() -> None:
    with time_machine.travel(date(2026, 11, 16), tick=False):
        hr = Client(headers={"accept-language": "en"})
        hr.force_login(User.objects.get(login="H1"))
        page = hr.get(INBOX).content.decode()
        assert "Is the calendar of 2027 right?" in page
        assert '<span class="waiting">1' in page
        done = hr.post("/inbox/decide/", {"item": "calendar:2027", "decision": "confirm"}, follow=True).content.decode()
        assert "The calendar of 2027 is confirmed" in done
        assert "Nothing waits for you" in done


def test_o4_who_may_not_confirm_the_calendar_is_told_no() -> None:
    assert client_of("staff").post("/inbox/decide/", {"item": "calendar:2027", "decision": "confirm"}).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_is_there_in_both_languages(language: str) -> None:
    assert client_of("finance", language=language).get(INBOX).status_code == 200


def asked(kind: Ask, by: str, about: str = "F2") -> str:
    """The key of what somebody asked about another's access."""
    return f"access:{ask(user=User.objects.get(login=about), kind=kind, reason='phone lost', by=person(by)).pk}"


@pytest.mark.parametrize(("by", "waits_for"), [("H1", "administrator"), ("D1", "hr")])
def test_o4_a_lost_second_step_waits_for_the_other_office_and_is_taken_away_by_it(by: str, waits_for: str) -> None:
    key = asked(Ask.RESET, by)
    waiting = {role for role in ("hr", "administrator", "finance", "auditor", "general manager") if "phone lost" in text(role)}
    assert waiting == {waits_for}
    asker = "hr" if by == "H1" else "administrator"
    assert "Nobody approves what they asked for themselves" in send(asker, "agree", key)
    assert AuthenticatorApp.objects.filter(user__login="F2").exists()
    assert "The second step is taken away" in send(waits_for, "agree", key)
    assert not AuthenticatorApp.objects.filter(user__login="F2").exists()
    assert "phone lost" not in text(waits_for)


def test_o4_an_invite_of_somebody_with_more_rights_is_refused_here_and_agreed_to_on_its_page() -> None:
    key = asked(Ask.INVITE, "H1")
    assert 'href="/access/F2/"' in text("administrator")
    assert "Nothing of this kind waits" in send("administrator", "agree", key)
    assert "off the table" in send("administrator", "refuse", key)


def test_o4_nobody_decides_about_their_own_access_here() -> None:
    key = asked(Ask.RESET, "H1", about="D1")
    assert "phone lost" not in text("administrator")
    assert "Nobody decides about their own access" in send("administrator", "agree", key)


@pytest.mark.parametrize("key", ["access:", "access:x", "access:99999999", f"access:{10**30}", "access:²"])
def test_nonsense_about_access_decides_nothing(key: str) -> None:
    assert "Nothing of this kind waits" in send("administrator", "agree", key)
