"""Pay runs in the browser: begin, look, decide, take the files (docs/rulebook.md P16, P17)."""

from __future__ import annotations

import codecs

import pytest
import time_machine
from django.http import HttpResponse

from csd.models import Attempt, AttemptState
from csd.work.engine import work_on
from csd.work.registry import STEPS as REGISTERED
from payroll.exceptions.views import WAYS_OUT
from payroll.exceptions.words import EXCEPTIONS
from payroll.exports.month import FILES, month_file
from payroll.runs.models import Run, RunEvent
from payroll.runs.overview import STEPS
from payroll.runs.selectors import run_of
from tests.pages import world
from tests.pages.world import AUGUST, JULY, client_of

RUNS = "/pay-runs/"
RUN = "/pay-runs/2026-08/"


def text(answer: HttpResponse) -> str:
    """What the page says."""
    return answer.content.decode()


def after(role: str, url: str, **sent: str) -> str:
    """Send a form as somebody and read the page it leads to."""
    return text(client_of(role).post(url, sent, follow=True))


def august() -> Run:
    """The run of August as it is now."""
    found = run_of(AUGUST)
    assert found is not None
    return found


def test_every_step_and_exception_has_words() -> None:
    assert set(STEPS) == set(REGISTERED)
    assert set(WAYS_OUT) == set(EXCEPTIONS)


def test_the_list_shows_the_months_and_suggests_the_next() -> None:
    page = text(client_of("finance").get(RUNS))
    assert "July 2026" in page
    assert "August 2026" in page
    assert 'value="2026-08"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nonsense", "is not a month like 2026-07"),
        ("2026-13", "is not a month like 2026-07"),
        ("", "This field is required"),
        ("2026-07", "is approved and never changes"),
        ("2026-09", "is not over before"),
        ("2030-01", "is not over before"),
        ("２０２６-０７", "is approved and never changes"),
    ],
)
def test_a_month_that_cannot_be_computed_is_refused_beside_the_field_and_what_was_typed_stays(typed: str, said: str) -> None:
    answer = client_of("finance").post("/pay-runs/begin/", {"month": typed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{typed}"' in text(answer) or not typed
    assert not Attempt.objects.filter(state=AttemptState.RUNNING).exists()


def test_p17_approval_waits_for_an_exception_and_the_page_says_whose() -> None:
    page = text(client_of("finance").get(RUN))
    assert "Approval waits for exceptions (1: X1 X1)" in page
    assert "Approval waits for exceptions (1: X1 X1)" in after("finance", f"{RUN}approve/", revision=str(august().revision))
    assert august().state == "computed"


def test_p17_from_the_exception_to_a_payslip_that_its_owner_sees(exception_id: int) -> None:
    assert client_of("staff").get("/payslips/2026-08/").status_code == 404
    assert "Approval no longer waits" in after("finance", f"{RUN}exceptions/{exception_id}/leave-out/", reason="left on the first day")
    assert "August 2026 is approved" in after("general manager", f"{RUN}approve/", revision=str(august().revision))
    assert client_of("staff").get("/payslips/2026-08/").status_code == 200
    assert "August 2026 is marked as paid" in after("finance", f"{RUN}pay/", revision=str(august().revision))
    kinds = [event.kind for event in RunEvent.objects.filter(run=august()).order_by("id")]
    assert kinds == ["started", "computed", "left_out", "approved", "paid"]


def test_p17_who_computed_it_is_told_why_they_cannot_review_or_approve() -> None:
    page = text(client_of("finance, computed it").get(RUN))
    assert page.count("computed this run, so somebody else reviews and approves it") == 2
    assert f'action="{RUN}approve/"' not in page


def test_a_step_decided_on_an_old_page_is_refused_and_says_so() -> None:
    old = str(august().revision)
    assert "is reviewed" in after("finance", f"{RUN}review/", revision=old)
    said = after("general manager", f"{RUN}review/", revision=old)
    assert "403" in said or "may not" in said
    assert "has gone on and is now “Reviewed”" in after("finance", f"{RUN}review/", revision=old)
    assert august().state == "reviewed"


@pytest.mark.parametrize("revision", ["", "-1", "x", "99999999999999999999", "1.5", "\0"])
def test_nonsense_for_a_revision_changes_nothing_by_accident(revision: str) -> None:
    answer = client_of("finance").post(f"{RUN}approve/", {"revision": revision, "reason": "x" * 5000})
    assert answer.status_code == 302
    assert august().state == "computed"


def test_an_exception_is_left_out_only_with_a_reason(exception_id: int) -> None:
    assert "Say why this person is left out" in after("finance", f"{RUN}exceptions/{exception_id}/leave-out/", reason="   ")


def test_hr_follows_the_run_and_its_exceptions_without_amounts() -> None:
    page = text(client_of("hr").get(RUN))
    assert "X1" in page
    assert "Compute again" in page
    assert "Sums of the month" not in page
    assert "Files" not in page


@pytest.fixture
def running() -> Attempt:
    """August being computed again, nothing of it done yet."""
    client_of("finance, computed it").post(f"{RUN}start/", {"revision": str(august().revision)})
    return Attempt.objects.get(state=AttemptState.RUNNING)


def test_progress_is_asked_for_until_the_computing_is_over(running: Attempt) -> None:
    assert f'hx-get="{RUN}progress/"' in text(client_of("hr").get(RUN))
    part = client_of("hr").get(f"{RUN}progress/")
    assert "0 of " in text(part)
    assert "HX-Refresh" not in part.headers
    while not work_on(running.pk, seconds=60):
        pass
    assert client_of("hr").get(f"{RUN}progress/").headers["HX-Refresh"] == "true"


def test_ending_a_computing_says_what_stays_and_ends_only_the_one_that_was_meant(running: Attempt) -> None:
    assert "Nothing was ended" in after("hr", f"{RUN}cancel/", number="1")
    said = after("hr", f"{RUN}cancel/", number=str(running.number))
    assert "the figures from before stay as they were" in said
    assert august().state == "computed"


def test_while_it_is_computed_nothing_can_be_decided(running: Attempt) -> None:
    page = text(client_of("finance").get(RUN))
    assert "What you can do now" not in page
    assert "is being computed right now" in after("finance", f"{RUN}review/", revision=str(august().revision))


def test_a_failed_computing_is_told_and_the_figures_from_before_stay(running: Attempt) -> None:
    Attempt.objects.filter(pk=running.pk).update(state=AttemptState.FAILED, failure="slips: ValueError: 123.45")
    assert "failed and left nothing behind" in text(client_of("finance").get(RUN))
    assert "123.45" not in text(client_of("hr").get(RUN))


@pytest.mark.parametrize("name", FILES)
def test_o4_a_file_is_the_exported_one_with_a_mark_for_spreadsheets_and_taking_it_is_recorded(name: str) -> None:
    answer = client_of("finance").post(f"{RUN}files/{name}")
    assert answer.content == codecs.BOM_UTF8 + month_file(august().attempt, name).encode()
    assert answer["Content-Disposition"].startswith(f'attachment; filename="2026-08-{name}"')
    event = RunEvent.objects.filter(run=august(), kind="exported").get()
    assert (event.actor.employee_no, event.detail["file"]) == ("F1", name)
    assert event.detail["rows"] == answer.content.decode("utf-8-sig").count("\n") - 1
    assert name in text(client_of("finance").get(RUN))


def test_a_file_that_is_none_is_not_there() -> None:
    assert client_of("finance").post(f"{RUN}files/secret_key").status_code == 404
    assert not RunEvent.objects.filter(kind="exported").exists()


def test_the_run_of_a_month_that_was_never_computed_is_not_there() -> None:
    assert client_of("finance").get(f"/pay-runs/{JULY - 1}/").status_code == 404


@pytest.mark.parametrize(("day", "warned"), [("2026-11-14", False), ("2026-11-15", True), ("2026-12-31", True)])
def test_d2_a_year_without_a_calendar_is_warned_of_from_mid_november(day: str, warned: bool) -> None:
    with time_machine.travel(f"{day} 10:00:00+08:00", tick=False):
        world.sign_in_all()
        page = text(client_of("hr").get(RUNS))
    assert ("The calendar of 2027 is not known yet" in page) is warned
