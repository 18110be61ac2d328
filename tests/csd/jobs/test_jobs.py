"""Jobs: parts shared, tries counted, progress said, cancelled, failed in words (csd.jobs). Faults from outside: tests/faults/test_jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import translation
from psycopg2.extensions import cursor

from csd.errors import Refused
from csd.jobs import registry
from csd.jobs.engine import LINES, MAX_TRIES, Line, do_one, register_line
from csd.jobs.lines import JOB_LOCK, JOBS_LINE
from csd.jobs.models import Job, JobPart
from csd.jobs.progress import progress_of
from csd.jobs.registry import JobKind, job
from csd.jobs.services import cancel, do_now, start
from csd.jobs.task import Cancelled, Task
from csd.models import SweepRun
from csd.registry import Registry

pytestmark = pytest.mark.django_db
Run = Callable[[Task], None]


def test_only_one_under_way_about_the_same_is_no_error(declare: Callable[[Run], JobKind]) -> None:
    kind = declare(lambda task: None)
    first = start(kind, "x", None)
    assert start(kind, "x", None) == first
    with pytest.raises(IntegrityError):
        start(kind, None, None)  # type: ignore[arg-type]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], JobKind]:
    """Makes a function a kind of job, for this test."""
    known: Registry[JobKind] = Registry("job")
    for module in ("registry", "lines", "selectors"):
        monkeypatch.setattr(f"csd.jobs.{module}.JOBS", known)
    return job("tests.kind", queue="optimiser")


def state(found: Job) -> tuple[str, str]:
    """Its state now, and what it says of its failure."""
    found.refresh_from_db()
    return found.state, found.failure


def rows(name: str) -> int:
    """How many rows a job of a test has written."""
    return SweepRun.objects.filter(name=name).count()


def write(name: str) -> None:
    """A row that a job of a test writes."""
    SweepRun.objects.create(name=name, slot="2026-07-01T00:00+08:00")


def test_a_job_is_done_by_its_function_with_what_it_was_asked_about(declare: Any) -> None:
    seen: list[Any] = []
    kind = declare(lambda task: seen.append((task.about, task.given)))
    assert state(do_now(start(kind, "July", None))) == ("done", "")
    assert seen == [("July", {})]
    assert JOBS_LINE.queue_of(Job.objects.get().pk) == "optimiser"


def test_two_kinds_of_one_name_fail_at_the_start(declare: Any) -> None:
    declare(lambda task: None)
    with pytest.raises(ValueError, match=r"job tests\.kind is registered twice"):
        declare(lambda task: None)


def test_two_lines_of_one_name_fail_at_the_start() -> None:
    assert set(LINES) == {"attempt", "export", "job"}
    with pytest.raises(ValueError, match="line of work job is registered twice"):
        register_line(type(JOBS_LINE)())
    assert isinstance(LINES["job"], Line)


def test_asked_twice_about_the_same_it_is_one_job_and_afterwards_another(declare: Any) -> None:
    kind = declare(lambda task: None)
    first = start(kind, "July", None)
    assert start(kind, "July", None) == first
    assert start(kind, "August", None) != first
    do_now(first)
    assert start(kind, "July", None) != first


def test_parts_of_a_stage_begin_when_all_before_are_done(declare: Any) -> None:
    done: list[int] = []
    kind = declare(lambda task: done.append(task.given["n"]))
    made = start(kind, "July", None, parts=[(1, {"n": 3}), (0, {"n": 1}), (0, {"n": 2})])
    for _ in range(2):
        do_one(JOBS_LINE, made.pk)
    assert (done, state(made)[0], progress_of(made).words) == ([1, 2], "working", "2 of 3 done")
    assert (state(do_now(made))[0], done) == ("done", [1, 2, 3])


def test_what_it_says_is_seen_while_it_works(declare: Any) -> None:
    seen: list[str] = []

    def run(task: Task) -> None:
        task.say(30, 120, best={"cost": 7})
        seen.append(progress_of(Job.objects.get()).words)
        assert Job.objects.get().best == {"cost": 7}

    made = do_now(start(declare(run), "July", None))
    assert (seen, progress_of(made).words) == (["30 of 120 done"], "120 of 120 done")


def test_cancelled_it_stops_when_it_next_says_something_and_writes_nothing(declare: Any) -> None:
    stopped: list[bool] = []

    def run(task: Task) -> None:
        cancel(job_id=Job.objects.get().pk)
        try:
            task.say(1, 2)
        except Cancelled:
            stopped.append(True)
            raise
        write("written")

    assert state(do_now(start(declare(run), "July", None))) == ("cancelled", "")
    assert (stopped, rows("written"), JobPart.objects.get().tries) == ([True], 0, 0)


def test_cancelled_while_it_says_nothing_its_results_are_not_written(declare: Any) -> None:
    def run(task: Task) -> None:
        cancel(job_id=Job.objects.get().pk)
        with task.results():
            write("written")

    assert state(do_now(start(declare(run), "July", None)))[0] == "cancelled"
    assert rows("written") == 0


def test_a_control_without_results_a_cancelled_job_does_write(declare: Any) -> None:
    def run(task: Task) -> None:
        cancel(job_id=Job.objects.get().pk)
        write("written")

    assert state(do_now(start(declare(run), "July", None)))[0] == "cancelled"
    assert rows("written") == 1


def test_an_error_is_tried_again_from_the_best_so_far_and_counted(declare: Any) -> None:
    seen: list[Any] = []

    def run(task: Task) -> None:
        seen.append(task.best)
        task.say(1, best=len(seen))
        if len(seen) < MAX_TRIES:
            raise ValueError("odd")

    assert state(do_now(start(declare(run), "July", None))) == ("done", "")
    assert (seen, JobPart.objects.get().tries) == ([None, 1, 2], 2)


@pytest.mark.parametrize(("language", "said"), [("en", "It could not be done."), ("zh-hans", "没能完成")])
def test_too_many_errors_end_it_in_the_words_of_who_asked(declare: Any, language: str, said: str) -> None:
    def run(task: Task) -> None:
        with task.results():
            write("written")
            raise ValueError("odd")

    with translation.override(language):
        made = start(declare(run), "July", None)
    do_now(made)
    assert (state(made)[0], JobPart.objects.get().tries, rows("written")) == ("failed", MAX_TRIES, 0)
    assert state(made)[1].startswith(said)


def test_a_refusal_ends_it_at_once_in_its_own_words(declare: Any) -> None:
    def run(task: Task) -> None:
        raise Refused("no", "%(what)s is not there.", what="July")

    assert state(do_now(start(declare(run), "July", None))) == ("failed", "July is not there.")
    assert JobPart.objects.get().tries == 0


def test_results_are_written_once_however_often_a_part_is_begun(declare: Any) -> None:
    def run(task: Task) -> None:
        with task.results():
            write("written")
        raise ValueError("after the end")

    made = start(declare(run), "July", None)
    do_now(made)
    assert (state(made)[0], rows("written")) == ("done", 1)


def test_a_part_that_another_session_holds_is_left_to_it(declare: Any, cursor_as: Callable[[str], cursor]) -> None:
    done: list[int] = []
    made = start(declare(lambda task: done.append(1)), "July", None)
    other, part = cursor_as("app"), JobPart.objects.get().pk
    other.execute("SELECT pg_advisory_lock(%s, %s)", (JOB_LOCK, part))
    do_now(made)
    assert (done, JOBS_LINE.idle()) == ([], [])
    other.execute("SELECT pg_advisory_unlock(%s, %s)", (JOB_LOCK, part))
    assert JOBS_LINE.idle() == [made.pk]
    assert (state(do_now(made))[0], done, JOBS_LINE.idle()) == ("done", [1], [])


def test_a_job_whose_kind_is_gone_waits_and_wakes_nobody(declare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = start(declare(lambda task: None), "July", None)
    monkeypatch.setattr("csd.jobs.lines.JOBS", {})
    assert JOBS_LINE.idle() == []
    assert state(made)[0] == "waiting"


def test_a_kind_says_for_itself_which_queue_and_title(declare: Any) -> None:
    kind = declare(lambda task: None)
    assert (kind.queue, kind.title("July"), kind.seen_by(None, "July")) == ("optimiser", "July", False)
    assert replace(kind, queue="x") is not kind
    assert registry.JOBS["tests.kind"] is kind
