"""The processes of `manage.py run`: web, workers, beat and the watch over the embedded servers, started again when one dies."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

from honcho.compat import ProcessManager
from honcho.manager import Manager
from honcho.process import Process

from csd.installation.office_network import Certificate

RESTART_SECONDS = 1
# A process that dies this often within this time is broken, not unlucky; then everything stops and says so.
QUICK_DEATHS_MAX, QUICK_SECONDS = 5, 30
PR_SET_PDEATHSIG = 1


class OnlyTheMaster(ProcessManager):  # type: ignore[misc]  # honcho has no types
    """Asks the master of each group to end, which ends its children in order; force takes the whole group."""

    def terminate(self, pid: int) -> None:
        """SIGTERM to one process."""
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            return


class KeptProcess(Process):  # type: ignore[misc]  # honcho has no types
    """A process that is started again when it dies, until the supervisor stops or it dies too often."""

    def __init__(self, *arguments: Any, stopping: Event, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.stopping = stopping

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Runs in a process of honcho's own; tells the supervisor each start and the final stop."""
        self._events = events
        # Handlers, not SIG_IGN: ignored signals would be ignored by the programs started here too.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        die_with_parent(signal.SIGKILL)
        deaths: list[float] = []
        while True:
            code = self._run_once()
            deaths = [moment for moment in [*deaths, time.monotonic()] if time.monotonic() - moment < QUICK_SECONDS]
            if self.stopping.wait(RESTART_SECONDS) or len(deaths) >= QUICK_DEATHS_MAX:
                break
            self._send_message(f"died ({code}), starting again\n")
        self._send_message({"returncode": code}, type="stop")

    def _run_once(self) -> int:
        child = self._child_ctor(self.cmd, env=self.env, cwd=self.cwd, shell=False, preexec_fn=partial(die_with_parent, signal.SIGTERM))
        self._child = child
        self._send_message({"pid": child.pid}, type="start")
        reader = threading.Thread(target=self._relay, args=(child,), daemon=True)
        reader.start()
        code: int = child.wait()
        # The children of a killed master must not work on beside their successors, nor hold the pipe open.
        OnlyTheMaster().kill(child.pid)
        reader.join(RESTART_SECONDS)
        return code

    def _relay(self, child: subprocess.Popen[bytes]) -> None:
        for line in child.stdout or ():
            self._send_message(line)


class Supervisor(Manager):  # type: ignore[misc]  # honcho has no types
    """Honcho's manager with kept processes; ends on SIGINT, SIGTERM and SIGHUP."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping = multiprocessing.Event()
        self._process_ctor = partial(KeptProcess, stopping=self.stopping)
        self._procmgr = OnlyTheMaster()
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))

    def terminate(self) -> None:
        """Ends all processes for good."""
        self.stopping.set()
        super().terminate()


def die_with_parent(number: int) -> None:
    """On Linux this process gets that signal when its parent dies, so that a killed supervisor leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)


def commands(
    host: str,
    port: int,
    web_workers: int,
    run_workers: int,
    with_watch: bool,
    export_workers: int = 2,
    with_optimiser: bool = True,
    certificate: Certificate | None = None,
) -> dict[str, list[str]]:
    """What is started, by name; with a certificate the web server speaks HTTPS."""
    python = [sys.executable, "-m"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [*python, "gunicorn", "csd.wsgi:application", "--bind", bind, "--workers", str(web_workers), "--threads", "4"]
    if certificate:
        web += ["--certfile", str(certificate.certificate), "--keyfile", str(certificate.key)]
    started = {"web": [*web, "--timeout", "60", "--graceful-timeout", "4", "--log-level", "warning"]}
    for number in range(1, run_workers + 1):
        started[f"payroll{number}"] = _worker("payroll", f"payroll{number}")
    for number in range(1, export_workers + 1):
        started[f"exports{number}"] = _worker("exports", f"exports{number}")
    for queue in ("interactive", "optimiser") if with_optimiser else ("interactive",):
        started[queue] = _worker(queue, queue)
    started["beat"] = [*python, "celery", "--quiet", "-A", "csd.celery", "beat", "--pidfile="]
    if with_watch:
        started["services"] = [sys.executable, "manage.py", "services", "watch"]
    return started


def _worker(queue: str, name: str) -> list[str]:
    # One child each: a chunk is the unit of work, and a child that dies takes nothing else with it.
    command = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "csd.celery",
        "worker",
        "--queues",
        queue,
        "--concurrency",
        "1",
        "--pool",
        "prefork",
    ]
    return [*command, "--hostname", f"{name}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"]
