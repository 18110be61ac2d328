"""The rig: an installation with servers of its own, a company, real workers under the real supervisor, and planned faults.

The test process acts as the web would: it starts runs, looks at rows and exports, and never starts a killed server by itself.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from csd.access.permissions import may
from csd.celery import app
from csd.database.roles import as_owner
from csd.database.rows import execute
from csd.demo.company import Spec, generate
from csd.installation.embedded import Installation
from csd.installation.embedded.processes import wait_until
from csd.installation.embedded.roles import APP, DATABASE, OWNER
from csd.loading.services import load_company
from csd.models import Attempt, Employee
from csd.months import Month
from csd.organisation.standing import standing_of
from csd.work.engine import work_on
from payroll.exports.month import month_files
from payroll.runs.services import start_run
from tests.faults import processes
from tests.faults.crew import ROOT
from tests.payroll.companies import two_who_may

ELSEWHERE = sys.platform != "linux" or "DATABASE_URL" in os.environ or "REDIS_URL" in os.environ
FAULTS = [pytest.mark.faults, pytest.mark.skipif(ELSEWHERE, reason="kills servers of its own and finds processes in /proc")]
MONTH = Month(2026, 7)
SPEC = Spec(employees=66, first=str(MONTH), months=1, seed=7, orders_per_agent=30, odd=0.3, wide=True, roles=True)
PEOPLE_PER_CHUNK = 14
SLIPS_PER_PART = 20
# short, so that a test may wait for it; long against what a chunk takes
STUCK_SECONDS = 8
WORKERS = ("payroll1", "payroll2", "exports1", "exports2", "interactive", "optimiser")
BASE = "csd_base"


@dataclass
class Fault:
    """A fault planned for a visit to a point, and how often any process has been there so far."""

    nth: int
    counter: Path

    @property
    def visits(self) -> int:
        """Visits of all processes together."""
        return self.counter.stat().st_size if self.counter.exists() else 0

    def met(self, seconds: float = 60) -> bool:
        """Whether the visit comes within that time."""
        return wait_until(lambda: self.visits >= self.nth, seconds)


@dataclass
class Rig:
    """One installation under test; `expected` are the exports of an undisturbed run."""

    servers: Installation
    folder: Path
    computes: Employee = field(init=False)
    computes_too: Employee = field(init=False)
    approves: Employee = field(init=False)
    expected: dict[str, str] = field(default_factory=dict)
    app_name: str = ""
    crew: subprocess.Popen[bytes] | None = None
    faults: int = 0
    copies: int = 0
    spoilt: bool = False

    @property
    def plan(self) -> Path:
        """The file in which all workers look for a planned fault."""
        return self.folder / "plan"

    @property
    def guards_off(self) -> Path:
        """The file that names the guards which patched workers leave out."""
        return self.folder / "guards_off"

    @property
    def log(self) -> str:
        """What the crew has said so far."""
        return (self.folder / "crew.log").read_text(errors="replace")

    @property
    def mark(self) -> str:
        """What tells the crew's processes from all others."""
        return f"CSD_FAULT=@{self.plan}"

    def prepare(self) -> None:
        """Servers, schema, a loaded company, one month computed without any disturbance; kept as a database to copy."""
        for file in (self.plan, self.guards_off, self.folder / "crew.log"):
            file.write_text("")
        self.servers.ensure()
        generate(self.folder / "company", SPEC)
        load_company(folder=self.folder / "company", loaded_by="tests")
        self.computes, self.approves = two_who_may(MONTH + 1)
        self.computes_too = next(
            p for p in Employee.objects.exclude(pk=self.computes.pk) if may(standing_of(p, timezone.localdate()), "run.prepare")
        )
        attempt = self.close_month(wake=False)
        while not work_on(attempt.pk, seconds=60):
            pass
        self.expected = month_files(attempt)
        connection.close()
        self._as_master(f"CREATE DATABASE {BASE} TEMPLATE {DATABASE} OWNER {OWNER}")

    def ready(self, app_name: str) -> None:
        """Servers up, the month computed, workers and beat that load this application at work."""
        self.servers.ensure()
        if self.spoilt:
            self.fresh()
        self.man(app_name)

    def fresh(self) -> None:
        """The database as it was before any test; ids of attempts never come again, for workers remember attempts by them."""
        self.spoilt = False
        connection.close()
        self.copies += 1
        self._as_master(
            f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)",
            f"CREATE DATABASE {DATABASE} TEMPLATE {BASE} OWNER {OWNER}",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}",
            # a copied sequence counts on log records of the one it was copied from, until the next checkpoint: a crash would turn it back
            "CHECKPOINT",
        )
        with as_owner():
            execute(f"ALTER SEQUENCE csd_attempt_id_seq RESTART WITH {self.copies * 1000}")

    def close_month(self, *, wake: bool = True) -> Attempt:
        """Somebody of finance or HR computes the month (again)."""
        return start_run(month=MONTH, actor=self.computes, wake=wake)

    @contextlib.contextmanager
    def fault(self, point: str, nth: int) -> Iterator[Fault]:
        """Plans a fault for the workers: `killgroup claim.after`. Afterwards nothing is planned and nothing stands still."""
        self.faults += 1
        planned = Fault(nth, self.folder / f"visits-{self.faults}")
        self._write(self.plan, f"{point}:{nth}:{planned.counter}")
        try:
            yield planned
        finally:
            self._write(self.plan, "")
            processes.wake(self.mark)

    @contextlib.contextmanager
    def without(self, *guards: str) -> Iterator[None]:
        """Patched workers leave these guards out."""
        self._write(self.guards_off, "\n".join(guards))
        try:
            yield
        finally:
            self._write(self.guards_off, "")

    def man(self, app_name: str) -> None:
        """Workers and beat that load this application are at work and all ready."""
        if self.crew is None or self.crew.poll() is not None or self.app_name != app_name:
            self.dismiss()
            self._start_crew(app_name)
        crew = self.crew
        assert wait_until(lambda: self._all_ready() or crew is None or crew.poll() is not None, 90), self.log[-5000:]
        assert crew is not None
        assert crew.poll() is None, self.log[-5000:]

    def dismiss(self) -> None:
        """Ends the crew at once, and everything that it has started."""
        processes.kill_all(processes.started_with(self.mark))
        if self.crew is not None:
            self.crew.wait(20)
        self.crew = None

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process of this installation."""
        hidden = {"PYTEST_XDIST_WORKER", "CSD_REDIS_DB", "DJANGO_SETTINGS_MODULE"}
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        return (
            kept
            | {
                "CSD_PEOPLE_PER_CHUNK": str(PEOPLE_PER_CHUNK),
                "CSD_STUCK_SECONDS": str(STUCK_SECONDS),
                "CSD_SLIPS_PER_PART": str(SLIPS_PER_PART),
            }
            | more
        )

    def deaths(self, how: str) -> int:
        """How many workers (`killgroup`) or children of workers (`kill`) are said to have died of SIGKILL."""
        return self.log.count("died (-9)" if how == "killgroup" else "exited with 'signal 9 (SIGKILL)'")

    def _start_crew(self, app_name: str) -> None:
        self.app_name = app_name
        more = {"CSD_FAULT": f"@{self.plan}", "CSD_LOG_LEVEL": "INFO", "CSD_GUARDS_OFF": str(self.guards_off)}
        with (self.folder / "crew.log").open("wb") as log:
            command = [sys.executable, "-m", "tests.faults.crew", app_name]
            self.crew = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(**more), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def _all_ready(self) -> bool:
        log = self.log
        return all(
            0 < len(re.findall(rf" {name} started \(pid=", log)) <= len(re.findall(rf" {name}@\S+ ready\.", log)) for name in WORKERS
        )

    def _write(self, file: Path, text: str) -> None:
        # in one step: workers read it at any time
        beside = file.with_suffix(".new")
        beside.write_text(text)
        beside.replace(file)

    def _as_master(self, *statements: str) -> None:
        session = psycopg2.connect(self.servers.dsn("postgres", "postgres"))
        try:
            session.autocommit = True
            for statement in statements:
                session.cursor().execute(statement)
        finally:
            session.close()


@contextlib.contextmanager
def pointed_at(servers: Installation) -> Iterator[None]:
    """This process uses the servers of that installation: database, broker and data folder."""
    login, before = connection.settings_dict, dict(connection.settings_dict)
    variables = {"CSD_DATA_DIR": str(servers.data_dir), "CSD_AUTOSTART": "0"}
    kept = {name: os.environ.get(name) for name in variables}
    connection.close()
    os.environ.update(variables)
    owner = {name: value for name, value in servers.login(OWNER).items() if name != "NAME"}
    login.update({**servers.login(APP), "OWNER": owner})
    broker, app.conf.broker_url, settings.CSD_PEOPLE_PER_CHUNK = app.conf.broker_url, servers.redis_url(), PEOPLE_PER_CHUNK
    try:
        yield
    finally:
        connection.close()
        login.update(before)
        app.conf.broker_url = broker
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
