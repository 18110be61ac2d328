"""`run`: the whole product on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import io
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, TextIO

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from csd import installation, prepare
from csd.embedded import EmbeddedError
from csd.environment import flag
from csd.management.commands.services import RUN_LOCK
from csd.supervise import Supervisor, commands

PORTS_TRIED = 100
# Celery discourages root for its pickle; these workers read JSON only.
QUIET = "ignore::UserWarning:celery.platforms"
STOPPED_BY_SIGNAL = {130, 143}


class Command(BaseCommand):
    """Prepares, then hands over to the supervisor."""

    help = "Starts the servers, web, workers and beat; prints the address. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; PORT and CSD_HOST in the environment do the same."""
        parser.add_argument("--host", default=os.environ.get("CSD_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ["PORT"]) if os.environ.get("PORT") else None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 with one line when it cannot start, or when a process dies again and again."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        servers = installation.embedded()
        with alone():
            try:
                servers.ensure()
                host, port = options["host"], free_port(options["host"], options["port"])
                for words in prepare.prepare():
                    self.stdout.write(words)
                    self.stdout.flush()
                logins = self._demo_logins()
                connections.close_all()
                code = self._supervise(host, port, logins, with_watch=bool(servers.wanted))
            except EmbeddedError as error:
                raise CommandError(str(error)) from error
            finally:
                servers.stop()
        if code not in STOPPED_BY_SIGNAL:
            raise CommandError("A process died again and again; its last lines are above.", returncode=code or 1)

    def _demo_logins(self) -> str:
        # Only a fresh installation of one's own: nobody's real database is filled with made-up people.
        if os.environ.get("DATABASE_URL") or not flag("CSD_DEMO", default=True) or "load_demo" not in get_commands():
            return ""
        printed = io.StringIO()
        call_command("load_demo", stdout=printed)
        return printed.getvalue()

    def _supervise(self, host: str, port: int, logins: str, with_watch: bool) -> int:
        supervisor = Supervisor()
        environment = {**os.environ, "CSD_AUTOSTART": "0", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET}
        web_workers = int(os.environ.get("CSD_WEB_WORKERS", "2"))
        started = commands(host, port, web_workers, settings.CSD_RUN_WORKERS, with_watch, settings.CSD_EXPORT_WORKERS)
        for name, command in started.items():
            supervisor.add_process(name, command, env=environment, cwd=str(settings.BASE_DIR))
        threading.Thread(target=announce, args=(self.stdout, host, port, logins), daemon=True).start()
        supervisor.loop()
        return int(supervisor.returncode or 0)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One `run` per data folder; the lock goes with the process."""
    path = installation.data_dir() / RUN_LOCK
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"It is running already with the data folder {path.parent}.") from None
        yield


def free_port(host: str, wanted: int | None) -> int:
    """The wanted port, else the first free one from 8000, so that two installations run side by side."""
    for port in [wanted] if wanted else range(8000, 8000 + PORTS_TRIED):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                reason = error.strerror
                continue
            return port
    raise CommandError(f"Nothing can listen on {host}:{wanted or 8000}: {reason}.")


def announce(out: TextIO, host: str, port: int, logins: str) -> None:
    """Prints the address once it answers, and how to sign in."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not bound)
    while not answers(shown, port):
        time.sleep(0.2)
    address = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    out.write(f"\nReady: {address}  (Ctrl-C stops everything)\n{logins}")
    out.flush()


def answers(host: str, port: int) -> bool:
    """Whether the web server answers there and has its database."""
    request = http.client.HTTPConnection(host, port, timeout=2)
    try:
        request.request("GET", "/health/", headers={"Host": "localhost"})
        return request.getresponse().status == 200
    except OSError:
        return False
    finally:
        request.close()
