"""What is done to a run, the same for the test of a guard and for its control. Each returns what was violated, as sentences."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import redis
from django.db import connection, connections

from csd.database.rows import rows_of
from csd.errors import Refused
from csd.installation.embedded.processes import wait_until
from csd.jobs.waking import send, wake
from csd.loading import services as loading
from csd.models import Attempt
from csd.work.engine import ATTEMPTS
from payroll.runs import obstacles, services
from payroll.runs.selectors import inputs_since
from tests.faults import checker, processes
from tests.faults.checker import changed, picture, violations
from tests.faults.rig import MONTH, STUCK_SECONDS, Rig

SLIP_CHUNKS = 5
DELIVERIES = 4
NEVER = 10**6
BUSY = "SELECT pid FROM pg_stat_activity WHERE usename = 'csd_app' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"


@contextlib.contextmanager
def beside() -> Iterator[Callable[..., Future[Any]]]:
    """Runs functions in threads with database connections of their own: `run(function, argument=...)`."""

    def with_connection(function: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return function(**arguments)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        yield lambda function, **arguments: pool.submit(with_connection, function, **arguments)


def deliver(attempt: Attempt, times: int = DELIVERIES) -> None:
    """The same message again and again."""
    for _ in range(times):
        send(ATTEMPTS, attempt.pk)


def delivered_late(rig: Rig, attempt: Attempt) -> list[str]:
    """The messages of an attempt that is over come (again)."""
    before, ended = picture(), rig.log.count("tasks.take_part[")
    with rig.fault("kill attempt.claim.before", NEVER) as seen:
        deliver(attempt)
        assert wait_until(lambda: seen.visits >= DELIVERIES, 30), "the messages did not come"
        assert wait_until(lambda: rig.log.count("tasks.take_part[") >= ended + 2 * DELIVERIES, 30), "the tasks did not end"
    return changed(before)


def delivered_in_parallel(rig: Rig) -> list[str]:
    """One worker stands still with a chunk in its hands, the other gets the same message several times."""
    with rig.fault("stop slips.computed", 2) as computed:
        attempt = rig.close_month()
        assert computed.met()
        deliver(attempt)
        wait_until(lambda: computed.visits >= SLIP_CHUNKS, STUCK_SECONDS - 2)
        wait_until(lambda: computed.visits > SLIP_CHUNKS, 1)
        processes.wake(rig.mark)
        found = violations(rig, attempt)
        twice = [f"{computed.visits} chunks of slips were computed for {SLIP_CHUNKS}"] if computed.visits != SLIP_CHUNKS else []
    return found + twice


def cancelled_in_a_chunk(rig: Rig) -> list[str]:
    """Somebody cancels while a worker has written half a chunk and stands still."""
    with beside() as run:
        with rig.fault("stop people.half_written", 1) as half:
            rig.close_month()
            assert half.met()
            cancelling = run(services.cancel_run, month=MONTH, actor=rig.computes)
            wait_until(cancelling.done, 1)
        error = cancelling.exception(30)
    assert wait_until(lambda: not rows_of(BUSY), 20)
    return [*([f"cancelling failed: {error}"] if error else []), *checker.rows_of_others()]


def paused(rig: Rig, seconds: float = checker.SECONDS) -> list[str]:
    """A worker stands still in a chunk, with half of its rows written, for longer than it may; then it wakes."""
    refused = rig.log.count("raised unexpected")
    with rig.fault("stop slips.half_written", 2) as half:
        attempt = rig.close_month()
        assert half.met()
        found = violations(rig, attempt, seconds)
        before = picture()
    if not found:
        assert wait_until(lambda: rig.log.count("raised unexpected") > refused, 20), "the one who slept did not try to go on"
        found = changed(before)
    return found


def closed_by_two(rig: Rig, monkeypatch: Any) -> list[str]:
    """Two people start the month at the same moment, each having seen that nobody has."""
    gate, seen = threading.Barrier(2), obstacles.check_start

    def check_start(run: Any, actor: Any) -> None:
        seen(run, actor)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(1)

    monkeypatch.setattr(obstacles, "check_start", check_start)
    with beside() as run:
        starts = [run(services.start_run, month=MONTH, actor=person) for person in (rig.computes, rig.computes_too)]
        errors = [f"{type(start.exception()).__name__} for one of them" for start in starts if start.exception()]
    attempts = {start.result().pk for start in starts if not start.exception()}
    return [*errors, *([f"{len(attempts)} attempts"] if len(attempts) != 1 else [])]


def loaded_during(rig: Rig, folder: Path) -> list[str]:
    """More rows of the month are loaded before anything of it is computed and in the middle; then somebody wants to approve it."""
    attempt = rig.close_month(wake=False)
    loading.load_company(folder=more_rows(rig, folder), loaded_by="tests")
    with rig.fault("stop people.half_written", 1) as computing:
        wake(ATTEMPTS, attempt.pk)
        assert computing.met()
        loading.load_company(folder=more_rows(rig, folder, "EXTRA2"), loaded_by="tests")
    return [*violations(rig, attempt), *approved_over_newer(rig)]


def approved_over_newer(rig: Rig) -> list[str]:
    """Approval must say that rows have come since."""
    try:
        services.approve_run(month=MONTH, actor=rig.approves, accept_negative="of a test")
    except Refused as refusal:
        return [] if refusal.code == "newer_inputs" else [f"refused for another reason: {refusal}"]
    return ["approved although rows came since"]


def approved_during_a_load(rig: Rig, folder: Path, monkeypatch: Any) -> list[str]:
    """A load has looked whether the month is approved and not yet committed when somebody approves it."""
    checked, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(loading, "fault_point", lambda name: (checked.set(), go_on.wait(20)) if name == "load.written" else None)
    with beside() as run:
        load = run(loading.load_company, folder=more_rows(rig, folder), loaded_by="tests")
        assert checked.wait(20)
        approval = run(approved_over_newer, rig=rig)
        wait_until(approval.done, 1)
        go_on.set()
        load.result(30)
        approval.result(30)
    run_now = services.Run.objects.select_related("attempt").get(month=MONTH)
    came = inputs_since(run_now.attempt)
    return [f"rows of an approved month: {came}"] if came and run_now.state == "approved" else []


def more_rows(rig: Rig, folder: Path, order: str = "EXTRA1") -> Path:
    """A folder with further sales and punches of the month."""
    sales = (rig.folder / "company" / "sales.csv").read_text(encoding="utf-8").splitlines()
    columns = sales[0].split(",")
    completed = next(line.split(",") for line in sales[1:] if ",completed,sale," in line)
    completed[columns.index("order_no")], completed[columns.index("amount")] = order, "98765.00"
    (folder / "sales.csv").write_text("\n".join([sales[0], ",".join(completed)]) + "\n", encoding="utf-8")
    punch = f"{completed[columns.index('employee_no')]},2026-07-15 03:33:33,in"
    (folder / "punches.csv").write_text(f"employee_no,time,direction\n{punch}\n", encoding="utf-8")
    return folder


def lose_messages(rig: Rig, lose: Callable[[Rig], None], seconds: float = checker.SECONDS) -> list[str]:
    """A run is started, nobody has taken a message yet, and the broker forgets all of them."""
    masters = [pid for pid in processes.started_with(rig.mark) if processes.is_worker(pid, "payroll")]
    processes.kill_all(masters)
    attempt = rig.close_month()
    lose(rig)
    return violations(rig, attempt, seconds)


def flush(rig: Rig) -> None:
    """FLUSHALL."""
    redis.Redis(
        unix_socket_path=str(rig.servers.places.sockets / "valkey.sock"), password=rig.servers.record.passwords["valkey"]
    ).flushall()


def kill_broker(rig: Rig) -> None:
    """SIGKILL, all its files deleted, started again with nothing."""
    processes.kill_all([row.pid for row in rig.servers.status() if row.name == "valkey" and row.pid])
    for left in rig.servers.places.valkey.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    rig.servers.ensure()


def kill_backend(rig: Rig) -> None:
    """SIGKILL of the session that stands in a chunk; the server ends all others with it."""
    standing = "state = 'idle in transaction' AND state_change < clock_timestamp() - interval '0.5 s'"
    query = f"SELECT pid FROM pg_stat_activity WHERE datname = 'csd' AND {standing}"
    assert wait_until(lambda: len(rows_of(query)) == 1, 10)
    os.kill(rows_of(query)[0][0], signal.SIGKILL)
    connection.close()


def kill_database(rig: Rig) -> None:
    """SIGKILL of the server with all its processes; it comes back two seconds later."""
    connection.close()
    (master,) = (row.pid for row in rig.servers.status() if row.name == "postgres")
    assert master
    processes.kill_all(processes.with_children(master))
    threading.Event().wait(2)
    rig.servers.ensure()
