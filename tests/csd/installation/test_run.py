"""`manage.py run` as a person uses it: address, restart of what dies, Ctrl-C, a second start with the data kept."""

from __future__ import annotations

import http.client
import os
import re
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from csd.celery import QUEUES
from csd.installation.embedded import Installation, processes

ROOT = Path(__file__).resolve().parent.parent.parent.parent
pytestmark = [pytest.mark.whole_run, pytest.mark.skipif("DATABASE_URL" in os.environ, reason="starts servers of its own")]
START_SECONDS_MAX = 180
READY = r"Ready: http://(\S+)/"


class Run:
    """The product under its supervisor, with a data folder of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / "run.log"
        hidden = {"PYTEST_XDIST_WORKER", "CSD_REDIS_DB", "DJANGO_SETTINGS_MODULE"}
        self.environment = {name: value for name, value in os.environ.items() if name not in hidden}
        self.environment |= {"CSD_DATA_DIR": str(data_dir), "CSD_DEMO": "0", "CSD_LOG_LEVEL": "INFO"}

    def start(self, *options: str, ready: str = READY) -> str:
        """Starts it and returns the address it printed."""
        with self.log.open("w") as log:
            command = [sys.executable, "manage.py", "run", *options]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        return self.wait_for(ready)

    def up(self) -> str:
        """Its address; starts it where it is not running, for starting takes long."""
        return self.wait_for(READY) if self.process.poll() is None else self.start()

    def wait_for(self, pattern: str) -> str:
        """The first match in the log; fails with the log when it never does."""
        said = re.compile(pattern)
        processes.wait_until(lambda: self.process.poll() is not None or bool(said.search(self.log.read_text())), START_SECONDS_MAX)
        found = said.search(self.log.read_text())
        if found is None or self.process.poll() is not None:
            pytest.fail(self.log.read_text())
        return found.group(1)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Sends the signal that Ctrl-C sends, waits, returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def run(migrated_installation: Installation) -> Iterator[Run]:
    """A run that all tests here share; started and stopped once before, over at the end."""
    run = Run(migrated_installation.data_dir)
    try:
        run.start()
        run.stop()
        yield run
    finally:
        if run.process.poll() is None:
            run.stop(signal.SIGTERM)


def status(address: str) -> int:
    """What the health page answers."""
    connection = http.client.HTTPConnection(address, timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_second_start_keeps_the_data_and_prepares_nothing_again(run: Run) -> None:
    address = run.start()
    assert status(address) == 200
    with urllib.request.urlopen(f"http://{address}/", timeout=10) as page:
        assert b'type="password"' in page.read(), "the first page asks who is there"
    assert "migrated" not in run.log.read_text()
    assert "collected" not in run.log.read_text()


def test_a_worker_of_each_queue_is_ready(run: Run) -> None:
    run.up()
    for queue in QUEUES:
        run.wait_for(rf"({queue}\d?@\S+ ready)")


def test_ctrl_c_stops_everything_with_the_servers(run: Run) -> None:
    run.up()
    assert run.stop() == 0
    assert [row.pid for row in Installation(run.data_dir).status()] == [None, None]


def test_whatever_is_killed_is_started_again(run: Run) -> None:
    address = run.up()
    servers = Installation(run.data_dir)
    worker = int(run.wait_for(r"payroll1 started \(pid=(\d+)\)"))
    for pid in [worker, *[row.pid for row in servers.status()]]:
        os.kill(pid or 0, signal.SIGKILL)
    run.wait_for(r"payroll1 +\| died \((-9)\)")
    run.wait_for(r"(started again: postgres)")
    assert processes.wait_until(lambda: status(address) == 200, 30)
    run.wait_for(r"(payroll1@\S+ ready.*\n(?:.*\n)*.*payroll1@\S+ ready)")


def test_two_in_one_folder_are_refused_in_one_line(run: Run) -> None:
    run.up()
    second = subprocess.run([sys.executable, "manage.py", "run"], cwd=ROOT, env=run.environment, capture_output=True, text=True)
    assert (second.returncode, second.stderr) == (1, f"CommandError: It is running already with the data folder {run.data_dir}.\n")


def test_the_servers_of_a_run_are_stopped_with_it_and_not_under_it(run: Run) -> None:
    run.up()
    done = subprocess.run([sys.executable, "manage.py", "services", "stop"], cwd=ROOT, env=run.environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr.startswith("CommandError: manage.py run is at work here")) == (1, True)


def test_a_killed_supervisor_leaves_nothing_behind_that_blocks_the_next(run: Run) -> None:
    first = run.up()
    run.stop(signal.SIGKILL)
    second = run.start()
    assert status(second) == 200
    if sys.platform == "linux":
        assert first == second, "the first web server still holds its port"


def test_a_taken_port_that_was_asked_for_is_named(run: Run) -> None:
    port = run.up().rpartition(":")[2]
    environment = {**run.environment, "CSD_DATA_DIR": str(run.data_dir / "other"), "PORT": port}
    second = subprocess.run([sys.executable, "manage.py", "run"], cwd=ROOT, env=environment, capture_output=True, text=True)
    Installation(run.data_dir / "other").remove()
    assert (second.returncode, second.stderr) == (1, f"CommandError: Nothing can listen on 127.0.0.1:{port}: Address already in use.\n")


def test_the_office_network_is_served_over_https_and_phones_get_the_authority(run: Run) -> None:
    if run.process.poll() is None:
        run.stop()
    address = run.start("--lan", ready=r"Ready: https://(\S+)/")
    port = address.rpartition(":")[2]
    trusting = ssl.create_default_context(cafile=str(run.data_dir / "lan" / "authority.crt"))
    for path, expected in {"/health/": b'"ok": true', "/certificate/": b"BEGIN CERTIFICATE", "/sign-in/": b'type="password"'}.items():
        with urllib.request.urlopen(f"https://127.0.0.1:{port}{path}", timeout=10, context=trusting) as answer:
            assert expected in answer.read(), path
            assert "Strict-Transport-Security" not in answer.headers
    assert run.stop() == 0
