"""Comments, questions and answers about a run, an exception, a line of a payslip (docs/rulebook.md O4).

They stand in place, for whoever may see the thing, and are never edited.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, transaction

from csd.database.rows import execute
from csd.models import Employee
from csd.organisation.standing import standing_of
from payroll.talk.models import Comment
from payroll.waiting.selectors import questions_waiting
from tests.pages.world import TODAY, client_of

RUN, LINE, OWN = "/pay-runs/2026-08/", "/pay-runs/2026-07/people/S1/base/", "/payslips/2026-07/base/"


def say(role: str, page: str, kind: str = "comment", text: str = "why so much?", **more: Any) -> str:
    """Say something on a page and read the page it leads to."""
    sent = {"kind": kind, "text": text, "key": f"{role}{hash(text)}", **more}
    return client_of(role).post(f"{page}talk/", sent, follow=True).content.decode()


def waiting(number: str) -> list[str]:
    """What waits for somebody."""
    return [item.title for item in questions_waiting(standing_of(Employee.objects.get(employee_no=number), TODAY.date()))]


@pytest.mark.parametrize("page", [RUN, LINE])
def test_a_question_is_open_until_it_is_answered_in_place(page: str) -> None:
    said = say("finance", page, "question", to="G1")
    assert "why so much?" in said
    assert "1 open question" in said
    assert waiting("G1") == ["Question: why so much?"]
    question = Comment.objects.get()
    said = say("general manager", page, "answer", "because", answers=question.pk)
    assert "because" in said
    assert "open question" not in said
    assert waiting("G1") == []


def test_an_exception_keeps_what_was_said_when_the_month_is_computed_again(exception_id: int) -> None:
    page = f"{RUN}exceptions/{exception_id}/"
    assert "left at once" in say("hr", page, text="left at once")
    execute("UPDATE payroll_runexception SET id = id + 1000 WHERE id = %s", [exception_id])
    assert "left at once" in client_of("finance").get(f"{RUN}exceptions/{exception_id + 1000}/").content.decode()


def test_o4_whoever_may_not_see_the_line_sees_nothing_said_about_it() -> None:
    say("finance", LINE, text="secret of S1")
    assert "secret of S1" in client_of("staff").get(OWN).content.decode()
    assert "secret of S1" not in client_of("colleague").get(OWN).content.decode()
    assert client_of("hr").get(LINE).status_code == 404


@pytest.mark.parametrize(
    ("to", "said"), [("S2", "may not see this"), ("F1", "goes to somebody else"), ("nobody", "There is nobody"), ("H1", "may not see this")]
)
def test_o4_a_question_goes_only_to_who_may_see_what_it_is_about(to: str, said: str) -> None:
    assert said in say("finance", LINE, "question", to=to)
    assert not Comment.objects.exists()


def test_a_question_to_nobody_in_particular_waits_for_finance() -> None:
    say("staff", OWN, "question")
    assert waiting("F1") == waiting("F2") == ["Question: why so much?"]
    assert waiting("H1") == waiting("S2") == []


def test_nobody_answers_their_own_question_nor_one_of_another_thread() -> None:
    say("finance", RUN, "question")
    question = Comment.objects.get().pk
    assert "answered by somebody else" in say("finance", RUN, "answer", "self", answers=question)
    assert "no such question" in say("general manager", LINE, "answer", "elsewhere", answers=question)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\0b"])
def test_what_cannot_be_kept_is_said(text: str) -> None:
    assert "Nothing was kept" in say("finance", RUN, text=text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "\u202eabc", "😀", "x" * 4000])
def test_what_was_written_is_shown_as_it_was_written(text: str) -> None:
    page = say("finance", RUN, text=text)
    assert Comment.objects.get().text == text
    assert "<script>alert" not in page


def test_a_form_sent_twice_is_one_comment() -> None:
    say("finance", RUN)
    say("finance", RUN)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("change", ["UPDATE payroll_comment SET text = 'x'", "DELETE FROM payroll_comment"])
def test_nothing_said_is_edited_or_deleted(change: str) -> None:
    say("finance", RUN)
    with pytest.raises(Error, match=r"permission denied|append-only"), transaction.atomic():
        execute(change)
