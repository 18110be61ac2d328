"""Sweeps: what runs by the clock runs once per slot, is done again if it died, says what it found and is missed when it is late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery.signals import beat_init
from django.db import connection, connections
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from psycopg2.extensions import cursor

from csd.celery import app, packages_with_tasks
from csd.jobs import services, waking
from csd.jobs.models import Job, SweepRun
from csd.jobs.registry import JOBS, SWEEP_LOCK, SWEEPS, TASK, Sweep, beat_schedule, register_sweep
from csd.jobs.selectors import late_sweeps, missed_sweeps, sweep_states
from csd.jobs.services import RUNS_KEPT, drop_old_entries, run_sweep, start
from csd.jobs.timetable import Daily, Every
from csd.months import SHANGHAI

TEN_SECONDS = Every(10)
NOW = datetime(2026, 9, 15, 10, 0, 7, tzinfo=SHANGHAI)


@pytest.fixture
def sweep() -> Iterator[Callable[..., list[str]]]:
    """Registers a sweep called `example` and says what it did; forgotten at the end."""
    done: list[str] = []

    def make(run: Callable[[], int] | None = None, timetable: Any = TEN_SECONDS) -> list[str]:
        def noted() -> int:
            done.append("ran")
            return run() if run else 3

        register_sweep(Sweep("example", "an example", timetable, noted))
        return done

    yield make
    SWEEPS.pop("example", None)


@pytest.mark.parametrize(
    ("timetable", "now", "slot"),
    [
        (Every(10), "10:00:07", "10:00:00"),
        (Every(10), "10:00:10", "10:00:10"),
        (Every(900), "10:14:59", "10:00:00"),
        (Daily(2, 30), "02:30:00", "02:30:00"),
        (Daily(2, 30), "23:59:59", "02:30:00"),
    ],
)
def test_a_slot_is_the_newest_that_has_begun(timetable: Any, now: str, slot: str) -> None:
    def at(time: str) -> datetime:
        return datetime.fromisoformat(f"2026-09-15T{time}+08:00")

    assert timetable.slot(at(now)) == at(slot)


def test_before_the_hour_the_slot_of_a_day_is_that_of_yesterday() -> None:
    assert Daily(2, 30).slot(datetime(2026, 9, 15, 2, 29, tzinfo=SHANGHAI)) == datetime(2026, 9, 14, 2, 30, tzinfo=SHANGHAI)


def test_beat_is_told_what_apps_registered_and_nothing_else() -> None:
    assert app.conf.beat_schedule == beat_schedule()
    assert {"wake", "exports.remove", "access.end", "access.forget", "points.prepare"} == set(beat_schedule())
    assert {entry["task"] for entry in beat_schedule().values()} == {TASK}
    assert "csd.jobs" in packages_with_tasks()


@pytest.mark.django_db
def test_a_sweep_runs_once_a_slot_however_often_it_is_delivered(sweep: Callable[..., list[str]]) -> None:
    done = sweep()
    first, again, next_slot = run_sweep("example", NOW), run_sweep("example", NOW), run_sweep("example", NOW + timedelta(seconds=10))
    assert (first and first.found, again, next_slot and next_slot.found) == (3, None, 3)
    assert done == ["ran", "ran"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_at_once_are_one(sweep: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    """With the lock one runs; its control: without it both do."""
    inside = threading.Barrier(2, timeout=3)

    def meet() -> int:
        with pytest.raises(threading.BrokenBarrierError) if guarded else contextless():
            inside.wait()
        return 1

    done = sweep(meet)
    if not guarded:
        monkeypatch.setattr(services, "held", lambda *_given: always())

    def deliver() -> None:
        run_sweep("example", NOW)
        connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == (1 if guarded else 2)


class contextless:  # noqa: N801 (used like a function)
    """Nothing around a block."""

    def __enter__(self) -> bool:
        return True

    def __exit__(self, *_error: object) -> None:
        return None


always = contextless


@pytest.mark.django_db
def test_a_slot_whose_worker_died_is_done_again(sweep: Callable[..., list[str]]) -> None:
    sweep()
    SweepRun.objects.create(name="example", slot=Every(10).slot(NOW))
    run = run_sweep("example", NOW)
    assert run is not None
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_failure_is_kept_in_words_and_the_next_slot_runs(sweep: Callable[..., list[str]]) -> None:
    def fails() -> int:
        raise ZeroDivisionError("nobody there")

    sweep(fails)
    with time_machine.travel(NOW, tick=False):
        run_sweep("example")
        (state,) = [state for state in late_sweeps(NOW) if state.sweep.name == "example"]
    assert state.last is not None
    assert (state.failed, state.last.failure) == (True, "ZeroDivisionError: nobody there")
    assert run_sweep("example", NOW + timedelta(seconds=10)) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "late"), [(0, False), (60, False), (75, True), (3600, True)])
def test_a_sweep_that_did_not_run_is_late(sweep: Callable[..., list[str]], ago: int, late: bool) -> None:
    sweep()
    run_sweep("example", NOW - timedelta(seconds=ago))
    assert ("example" in {state.sweep.name for state in late_sweeps(NOW)}) is late


@pytest.mark.django_db
def test_before_anything_ran_by_the_clock_nothing_is_late(sweep: Callable[..., list[str]]) -> None:
    sweep()
    assert late_sweeps(NOW) == []
    assert {state.last for state in sweep_states(NOW)} == {None}


@pytest.mark.django_db
def test_a_sweep_that_never_ran_is_late_once_others_have_run(sweep: Callable[..., list[str]]) -> None:
    sweep(timetable=Daily(2, 30))
    SweepRun.objects.create(name="wake", slot=NOW - timedelta(days=2), began_at=NOW - timedelta(days=2), finished_at=NOW, found=0)
    assert "example" in {state.sweep.name for state in late_sweeps(NOW)}


@pytest.mark.django_db
def test_only_the_newest_runs_are_kept(sweep: Callable[..., list[str]]) -> None:
    sweep()
    for number in range(RUNS_KEPT + 5):
        run_sweep("example", NOW + timedelta(seconds=10 * number))
    assert SweepRun.objects.filter(name="example").count() == RUNS_KEPT + 1


@pytest.mark.django_db
def test_what_an_earlier_release_told_beat_is_taken_out_and_what_others_added_stays() -> None:
    interval = IntervalSchedule.objects.create(every=10, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="wake runs that nobody works on", task="payroll.runs.tasks.sweep_attempts", interval=interval)
    PeriodicTask.objects.create(name="wake", task=TASK, interval=interval)
    PeriodicTask.objects.create(name="runs.wake", task=TASK, interval=interval)
    PeriodicTask.objects.create(name="theirs", task="celery.backend_cleanup", interval=interval)
    drop_old_entries()
    assert set(PeriodicTask.objects.values_list("name", flat=True)) == {"wake", "theirs"}


@pytest.mark.django_db
def test_the_database_holds_a_slot_once() -> None:
    SweepRun.objects.create(name="example", slot=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO csd_sweeprun (name, slot, began_at, failure) VALUES ('example', %s, now(), '') ON CONFLICT DO NOTHING", [NOW]
        )
        assert cursor.rowcount == 0


@pytest.mark.django_db
def test_a_slot_that_began_while_beat_was_down_is_missed_until_it_is_run(sweep: Callable[..., list[str]]) -> None:
    sweep(timetable=Daily(2, 30))
    assert missed_sweeps(NOW) == [], "what has never run is left to beat"
    run_sweep("example", NOW - timedelta(days=3))
    assert missed_sweeps(NOW) == ["example"]
    run_sweep("example", NOW)
    assert missed_sweeps(NOW) == []


@pytest.mark.django_db(transaction=True)
def test_a_slot_whose_worker_died_is_missed_and_one_that_is_at_work_is_not(
    sweep: Callable[..., list[str]], cursor_as: Callable[[str], cursor]
) -> None:
    sweep(timetable=Daily(2, 30))
    run = SweepRun.objects.create(name="example", slot=Daily(2, 30).slot(NOW), began_at=NOW - timedelta(seconds=1))
    assert missed_sweeps(NOW) == [], "just begun"
    SweepRun.objects.update(began_at=NOW - timedelta(seconds=9))
    worker = cursor_as("app")
    worker.execute("SELECT pg_advisory_lock(%s, %s)", (SWEEP_LOCK, run.pk))
    assert missed_sweeps(NOW) == []
    worker.execute("SELECT pg_advisory_unlock(%s, %s)", (SWEEP_LOCK, run.pk))
    assert missed_sweeps(NOW) == ["example"]


@pytest.mark.django_db
def test_what_was_missed_and_what_nobody_works_on_is_asked_for_by_the_sweep_that_wakes(
    sweep: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(waking.current_app, "send_task", lambda task, args, **options: sent.append((task, args)))
    monkeypatch.setattr(waking, "missed_sweeps", lambda now: ["example"])
    start(JOBS["points.prepare"], "2026-07", None)
    job = Job.objects.get()
    assert (SWEEPS["wake"].run(), sent) == (2, [(TASK, ("example",)), (waking.TAKE_LONG_PART, ("job", job.pk))])


@pytest.mark.django_db
def test_beat_takes_out_what_is_gone_when_it_starts() -> None:
    interval = IntervalSchedule.objects.create(every=10, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="of an app that went", task=TASK, interval=interval)
    beat_init.send(sender=None)
    assert not PeriodicTask.objects.exists()
