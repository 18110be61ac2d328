"""Jobs in the browser: how far they are, whose they are, ending them; the real one is preparing a month (docs/rulebook.md O4, A11)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from attendance.close.preparing import prepare_month
from attendance.close.tasks import KIND, prepare, prepare_open_months
from csd.database.rows import rows_of
from csd.jobs.services import do_now, start
from csd.models import Employee, Job, JobState
from tests.pages.world import AUGUST, CAST, client_of

CLOSE = "/points/close/2026-08/"


@pytest.fixture
def asked() -> Job:
    """What HR asked for: August prepared, by workers who have not come yet."""
    assert client_of("hr", language="zh-hans").post(f"{CLOSE}prepare/").status_code == 302
    return Job.objects.get()


def url(page: str, job: Job) -> str:
    return reverse(page, kwargs={"job_id": job.pk})


def written() -> list[tuple[object, ...]]:
    """What a preparation leaves, without when it was."""
    scores = rows_of("SELECT employee_id, score, action, late FROM attendance_runningscore WHERE month = '2026-08-01' ORDER BY 1")
    return [*scores, *rows_of("SELECT employee_id, kind, note FROM attendance_finding WHERE month = '2026-08-01' ORDER BY 1, 2, 3")]


def test_a11_preparing_a_month_is_a_job_that_leaves_what_the_command_leaves(asked: Job) -> None:
    prepare_month(month=AUGUST)
    expected = written()
    assert (do_now(asked).state, written()) == (JobState.DONE, expected)
    assert expected


def test_a11_in_several_parts_it_leaves_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_month(month=AUGUST)
    expected = written()
    monkeypatch.setattr("attendance.close.preparing.PEOPLE_PER_PART", 3)
    client_of("hr").post(f"{CLOSE}prepare/")
    made = Job.objects.get()
    assert made.parts.count() > 3
    assert (do_now(made).state, written()) == (JobState.DONE, expected)


def test_a11_asked_twice_it_is_prepared_once(asked: Job) -> None:
    client_of("finance").post(f"{CLOSE}prepare/")
    assert Job.objects.count() == 1


def test_a11_every_night_the_months_that_are_not_closed_are_prepared() -> None:
    assert prepare_open_months() == 2
    assert set(Job.objects.values_list("about", "by")) == {("2026-08", None), ("2026-09", None)}


def test_the_page_of_the_close_shows_how_far_it_is_and_offers_nothing_more(asked: Job) -> None:
    page = client_of("hr").get(CLOSE).content.decode()
    assert f'hx-get="{url("job-progress", asked)}"' in page
    assert f'action="{CLOSE}prepare/"' not in page
    do_now(asked)
    page = client_of("hr").get(CLOSE).content.decode()
    assert "hx-get" not in page.partition('id="preview"')[2].partition("</section>")[0]
    assert f'action="{CLOSE}prepare/"' in page


def test_o4_a_job_is_seen_by_who_asked_by_who_its_kind_says_and_by_who_looks_after_the_program(asked: Job) -> None:
    watch = {"hr", "finance", "finance, computed it", "general manager", "auditor"}
    for page in ("job", "job-progress"):
        assert {role for role in CAST if client_of(role).get(url(page, asked)).status_code == 200} == watch | {"administrator"}


def test_o4_a_job_is_ended_by_who_asked_alone(asked: Job) -> None:
    for role in set(CAST) - {"hr"}:
        client_of(role).post(url("job-cancel", asked))
        assert Job.objects.get().state == JobState.WAITING, role
    assert ["End it" in client_of(role, language="en").get(url("job", asked)).content.decode() for role in ("hr", "finance")] == [
        True,
        False,
    ]
    client_of("hr").post(url("job-cancel", asked))
    assert Job.objects.get().state == JobState.CANCELLED
    assert (do_now(asked).state, written()) == (JobState.CANCELLED, [])


def test_the_progress_asks_for_the_whole_page_once_it_is_over(asked: Job) -> None:
    waiting = client_of("hr", language="en").get(url("job-progress", asked))
    assert "It waits for its turn." in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    do_now(asked)
    assert client_of("hr").get(url("job-progress", asked))["HX-Refresh"] == "true"


def test_what_failed_says_so_in_words_on_its_page_and_to_who_looks_after_the_program(asked: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attendance.close.preparing.live_of", lambda *given: 1 // 0)
    do_now(asked)
    for role, page in (("hr", url("job", asked)), ("administrator", reverse("admin:queue")), ("operator", reverse("admin:queue"))):
        text = client_of(role, language="en").get(page).content.decode()
        assert "没能完成" in text, "in the language in which it was asked for"
        assert "Preparing August 2026" in text


def test_a_job_whose_kind_is_gone_is_no_page_and_breaks_no_list(asked: Job) -> None:
    Job.objects.update(kind="of an app that went", by=Employee.objects.get(employee_no="H1"))
    assert client_of("hr").get(url("job", asked)).status_code == 404
    assert "of an app that went 2026-08" in client_of("administrator").get(reverse("admin:queue")).content.decode()


def test_a_kind_of_this_product_is_declared_once() -> None:
    assert (prepare.name, prepare.queue) == (KIND, "interactive")
    assert start(prepare, "2026-08", None) == start(prepare, "2026-08", None)
