"""Loads that die, meet each other or meet the start of a month: everything or nothing, and nobody waits forever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection

from csd.installation.embedded.processes import wait_until
from csd.loading import services
from csd.models import Attempt, ImportBatch
from csd.months import Month
from duty.models import Punch
from payroll.runs.services import start_run
from tests.csd.loading.child import run, start
from tests.csd.loading.folders import Folder, everything
from tests.payroll.companies import two_who_may

pytestmark = pytest.mark.django_db(transaction=True)
JULY = Month(2026, 7)


@pytest.fixture
def in_thread() -> Iterator[Callable[[Callable[[], object]], threading.Thread]]:
    """Runs something beside the test on a connection of its own; all of it is over at the end."""
    threads: list[threading.Thread] = []

    def begin(work: Callable[[], object]) -> threading.Thread:
        def whole() -> None:
            try:
                work()
            finally:
                connection.close()

        threads.append(threading.Thread(target=whole))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.join(60)


@pytest.fixture
def loaded(folder: Folder) -> Folder:
    """A folder that is loaded, with one more punch since."""
    folder.load()
    folder.add("punches", "E1,2026-07-06 08:00:00,in")
    return folder


@pytest.fixture
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """The first load stops, with its months locked or where the test says: (it is there, let it go on)."""
    where = getattr(request, "param", "load.locked")
    there, go_on = threading.Event(), threading.Event()

    def stop(point: str) -> None:
        if point == where and not there.is_set():
            there.set()
            assert go_on.wait(60)

    monkeypatch.setattr(services, "fault_point", stop)
    yield there, go_on
    go_on.set()


def waiting_for_a_lock() -> int:
    """How many sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("point", ["load.locked", "load.written"])
def test_a_load_that_is_killed_leaves_nothing_and_the_next_one_is_whole(folder: Folder, tmp_path: Path, point: str) -> None:
    folder.add("punches", "E1,2026-07-06 08:00:00,in")
    before = everything()
    code, _output, _errors = run("load_company", folder.path, CSD_FAULT=f"{point}:1:{tmp_path / 'visits'}")
    assert code == -signal.SIGKILL
    assert everything() == before
    assert folder.load().changes == 10


def test_of_two_loads_of_one_folder_at_once_the_second_finds_everything_there(folder: Folder) -> None:
    folder.add("punches", *[f"E1,2026-07-{day:02} 08:00:00,in" for day in range(1, 32)])
    children = [start("load_company", folder.path) for _child in range(2)]
    outputs = sorted(child.communicate(timeout=120)[0].splitlines()[-1].split(":")[0].split(" as ")[0] for child in children)
    assert ([child.returncode for child in children], outputs) == ([0, 0], ["Loaded", "Nothing new"])
    assert (Punch.objects.count(), ImportBatch.objects.count()) == (31, 1)


def test_a_second_load_says_that_it_waits_and_goes_on_after_the_first(
    folder: Folder, held: tuple[threading.Event, threading.Event], in_thread: Callable[[Callable[[], object]], threading.Thread]
) -> None:
    there, go_on = held
    in_thread(folder.load)
    assert there.wait(60)
    said: list[str] = []
    second = in_thread(lambda: folder.load(report=said.append))
    assert wait_until(lambda: waiting_for_a_lock() == 1, 30)
    go_on.set()
    second.join(60)
    assert (len(said) > 0, ImportBatch.objects.count()) == (True, 1)


@pytest.mark.parametrize("held", ["load.written"], indirect=True)
def test_control_without_the_lock_of_loads_the_second_adds_the_same_rows_and_fails(
    loaded: Folder,
    held: tuple[threading.Event, threading.Event],
    in_thread: Callable[[Callable[[], object]], threading.Thread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, go_on = held
    monkeypatch.setattr(services, "wait_for_other_loads", lambda report: None)
    failures: list[str] = []

    def second() -> None:
        try:
            loaded.load()
        except IntegrityError as error:
            failures.append(str(error))

    in_thread(loaded.load)
    assert there.wait(60)
    thread = in_thread(second)
    assert wait_until(lambda: waiting_for_a_lock() == 1, 30)
    go_on.set()
    thread.join(60)
    assert ["punch_once" in failure for failure in failures] == [True]


@pytest.fixture
def started(folder: Folder) -> Iterator[Callable[[], Attempt]]:
    """A company that is loaded; starts July."""
    folder.add("departments", "HR,人事部,other,")
    folder.add("terms", "E1,2020-02-01,HR,,staff,senior,2000,none,,,,,,", "E2,2020-02-01,FI,,staff,senior,2000,none,,,,,,")
    folder.load()
    folder.add("punches", "E3,2026-07-06 08:00:00,in")
    with time_machine.travel("2026-08-10 09:00+08:00"):
        yield lambda: start_run(month=JULY, actor=two_who_may(JULY + 1)[0], wake=False)


def test_a_month_that_is_started_during_a_load_waits_for_it_and_freezes_all_of_its_rows(
    folder: Folder,
    started: Callable[[], Attempt],
    held: tuple[threading.Event, threading.Event],
    in_thread: Callable[[Callable[[], object]], threading.Thread],
) -> None:
    there, go_on = held
    load = in_thread(folder.load)
    assert there.wait(60)
    start = in_thread(started)
    assert wait_until(lambda: waiting_for_a_lock() == 1, 30)
    assert not Attempt.objects.exists()
    go_on.set()
    load.join(60)
    start.join(60)
    assert Attempt.objects.get().frozen["highest"]["duty_punch"] == Punch.objects.get().pk


def test_control_without_the_lock_of_months_a_run_freezes_without_the_rows_that_are_on_their_way(
    folder: Folder,
    started: Callable[[], Attempt],
    held: tuple[threading.Event, threading.Event],
    in_thread: Callable[[Callable[[], object]], threading.Thread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, go_on = held
    monkeypatch.setattr(services, "lock_months", lambda months: {})
    in_thread(folder.load)
    assert there.wait(60)
    frozen = started().frozen
    go_on.set()
    assert frozen["highest"]["duty_punch"] == 0


def test_a_load_during_a_run_adds_rows_above_what_the_run_has_frozen(folder: Folder, started: Callable[[], Attempt]) -> None:
    attempt = started()
    folder.load()
    assert attempt.frozen["highest"]["duty_punch"] < Punch.objects.get().pk
