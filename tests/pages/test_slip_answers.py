"""Confirming or disputing one's own payslip until the third working day (docs/rulebook.md P18); silence is not agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import Error, transaction

from csd.database.rows import execute
from csd.policy.parameters import PARAMETERS
from payroll.answers.models import SlipAnswer
from payroll.answers.rules import last_day_to_answer
from payroll.answers.selectors import KEY
from tests.pages.world import TODAY, client_of

SLIP = "/payslips/2026-07/"
# July was approved on Monday 10 August: the third working day is Thursday 13 August
IN_TIME = TODAY.replace(month=8, day=13, hour=23, minute=59)


def working(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


@pytest.mark.parametrize(("approved", "days", "last"), [(10, 3, 13), (13, 3, 18), (14, 1, 17), (15, 1, 17), (10, 0, 10)])
def test_p18_the_last_day_is_counted_in_working_days_after_the_approval(approved: int, days: int, last: int) -> None:
    assert last_day_to_answer(date(2026, 8, approved), days, working) == date(2026, 8, last)


def send(what: str, **sent: str) -> str:
    """Confirm or dispute as S1 and read the payslip."""
    return client_of("staff").post(f"{SLIP}{what}/", sent, follow=True).content.decode()


def test_p18_a_payslip_is_confirmed_once_with_its_hash() -> None:
    with time_machine.travel(IN_TIME, tick=False):
        assert "Confirm this payslip" in client_of("staff").get(SLIP).content.decode()
        assert "You have confirmed" in send("confirm")
        page = send("confirm")
    assert "Confirm this payslip" not in page
    kept = SlipAnswer.objects.get()
    assert (kept.employee.employee_no, len(kept.sha256)) == ("S1", 64)


def test_p18_a_disputed_line_is_a_question_to_finance_answered_in_place() -> None:
    sent = {"line": "base", "text": "I worked all month", "key": "k"}
    with time_machine.travel(IN_TIME, tick=False):
        assert "waits for an answer" in send("dispute", **sent)
        send("dispute", **sent)
    question = SlipAnswer.objects.get().question
    assert question is not None
    line = "/pay-runs/2026-07/people/S1/base/"
    assert "I worked all month" in client_of("finance").get(line).content.decode()
    client_of("finance").post(f"{line}talk/", {"kind": "answer", "text": "mended", "answers": question.pk, "key": "a"})
    assert "Disputed, answered" in client_of("staff").get(SLIP).content.decode()
    assert "mended" in client_of("staff").get(f"{SLIP}base/").content.decode()


def test_p18_after_the_last_day_the_buttons_are_gone_and_silence_is_no_agreement() -> None:
    page = client_of("staff").get(SLIP).content.decode()
    assert "Confirm this payslip" not in page
    assert "that is no agreement" in page
    assert "could be confirmed or disputed until 2026-08-13" in send("confirm")
    assert "could be confirmed or disputed until" in send("dispute", line="base", text="t", key="k")
    assert not SlipAnswer.objects.exists()


def test_p18_how_long_there_is_time_is_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    # a value of an approved month can no longer be entered, so the default is another one here
    longer = replace(PARAMETERS[KEY], default="26")
    monkeypatch.setitem(PARAMETERS, KEY, longer)
    assert "Confirm this payslip" in client_of("staff").get(SLIP).content.decode()


@pytest.mark.parametrize(
    "sent", [{"line": "wage", "text": "t", "key": "k"}, {"line": "base", "text": " ", "key": "k"}, {"line": "base", "text": "t"}, {}]
)
def test_p18_a_dispute_needs_a_line_and_words(sent: dict[str, str]) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        send("dispute", **sent)
    assert not SlipAnswer.objects.exists()


def test_o4_finance_sees_what_the_owner_said_but_says_nothing_for_them() -> None:
    with time_machine.travel(IN_TIME, tick=False):
        send("confirm")
        page = client_of("finance").get("/pay-runs/2026-07/people/S1/").content.decode()
    assert "What its owner says" in page
    assert "Confirmed" in page
    assert "payslips/2026-07/confirm" not in page


@pytest.mark.parametrize("change", ["UPDATE payroll_slipanswer SET kind = 'confirm'", "DELETE FROM payroll_slipanswer"])
def test_p18_what_was_said_is_never_changed(change: str) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        send("confirm")
    with pytest.raises(Error, match=r"permission denied|append-only"), transaction.atomic():
        execute(change)
