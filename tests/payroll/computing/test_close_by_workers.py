"""`close_month` as somebody types it: with a worker, without one, without a broker (docs/formats.md); the same bytes each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from csd.installation.embedded import Installation
from csd.installation.embedded.processes import wait_until
from csd.models import Attempt
from payroll.exports.month import month_files
from payroll.runs.models import Run
from payroll.runs.selectors import computed_attempt
from tests.payroll.cast import JULY

ROOT = Path(__file__).resolve().parents[3]
REDIS_DB = 13
WORKER = ("-m", "celery", "-A", "csd", "worker", "-Q", "payroll", "-c", "1", "-l", "WARNING", "-n", "tests@%h")
READY_SECONDS = 60
Manage = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow


@pytest.fixture
def environment(running: Installation) -> dict[str, str]:
    """The variables of an installation whose database is that of the tests."""
    hidden = {"DJANGO_SETTINGS_MODULE", "CSD_REDIS_DB", "PYTEST_XDIST_WORKER"}
    urls = {
        "DATABASE_URL": running.dsn("csd_app", connection.settings_dict["NAME"]),
        "REDIS_URL": running.redis_url(REDIS_DB),
        "LC_ALL": "C.UTF-8",
    }
    return {name: value for name, value in os.environ.items() if name not in hidden} | urls


@pytest.fixture
def manage(closed: tuple[Attempt, Attempt], environment: dict[str, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Manage]:
    """Runs manage.py on the company of the tests."""

    def run(*arguments: str, **other: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env={**environment, **other}, capture_output=True, text=True, timeout=120)

    with django_db_blocker.unblock():
        yield run


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """One worker that answers."""
    process = subprocess.Popen([sys.executable, *WORKER], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ping = [sys.executable, "-m", "celery", "-A", "csd", "inspect", "ping", "-t", "1"]
        assert wait_until(lambda: subprocess.run(ping, cwd=ROOT, env=environment, capture_output=True).returncode == 0, READY_SECONDS)
        yield
    finally:
        process.terminate()
        process.wait()


def closed_again(manage: Manage, **other: str) -> subprocess.CompletedProcess[str]:
    """July computed once more; the figures stay as they were."""
    before, count = month_files(computed_attempt(JULY)), Attempt.objects.filter(month=JULY).count()
    done = manage("close_month", "2026-07", "--as", "FANG", **other)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2026-07: 20 payslips, gross ")
    assert Attempt.objects.filter(month=JULY).count() == count + 1
    assert month_files(computed_attempt(JULY)) == before
    return done


def test_without_a_worker_the_command_takes_part_and_starts_the_missing_ones(manage: Manage) -> None:
    done = closed_again(manage)
    assert done.stderr.splitlines()[0] == "No worker is running: this process takes part itself."
    assert done.stderr.splitlines()[-1] == "10 of 10 parts done"


def test_without_a_broker_the_work_is_done_in_the_command(manage: Manage) -> None:
    done = closed_again(manage, REDIS_URL="redis://127.0.0.1:1/0")
    assert "No broker can be reached: the work is done in this process." in done.stderr


def test_inline_needs_no_broker(manage: Manage) -> None:
    done = manage("close_month", "2026-07", "--as", "FANG", "--inline", REDIS_URL="redis://127.0.0.1:1/0")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_worker_does_the_work_and_the_command_waits(manage: Manage, environment: dict[str, str]) -> None:
    with worker(environment):
        done = closed_again(manage)
    assert done.stderr.splitlines()[-1] == "10 of 10 parts done"
    assert "this process" not in done.stderr


def test_no_wait_leaves_the_work_to_a_worker(manage: Manage, environment: dict[str, str]) -> None:
    with worker(environment):
        attempt = int(manage("close_month", "2026-07", "--as", "MEI", "--no-wait").stdout)
        assert wait_until(lambda: Run.objects.get(month=JULY).attempt_id == attempt, READY_SECONDS)
    assert manage("run_status", "2026-07").stdout == "2026-07 computed 10/10 0\n"
    assert computed_attempt(JULY).pk == attempt


@pytest.mark.parametrize(
    "words",
    [("close_month", "2026-13", "--as", "MEI"), ("explain_month", "2026-07", "NOBODY"), ("approve_month", "2026-07", "--as", "MEI")],
)
@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
def test_a_refusal_is_one_line_on_stderr_and_exit_code_1(manage: Manage, words: tuple[str, ...], language: str) -> None:
    done = manage(*words, LC_ALL=language)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("close_month", "2026-07"), ("close_month",), ("approve_month", "2026-07", "--as"), ("run_status", "2026-07", "x")]
)
def test_a_wrong_command_line_is_no_traceback(manage: Manage, words: tuple[str, ...]) -> None:
    done = manage(*words)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
