"""`services start|stop|status|dsn|watch`: the embedded PostgreSQL and Redis of this installation."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csd.installation import configuration
from csd.installation.embedded import EmbeddedError, Installation
from csd.installation.embedded.processes import is_locked

ACTIONS = ("start", "stop", "status", "dsn", "watch")
WATCH_SECONDS = 1
RUN_LOCK = "run.lock"


class Command(BaseCommand):
    """Thin: the work is done by csd.installation.embedded."""

    help = "Starts, stops or shows the embedded PostgreSQL and Redis. DATABASE_URL and REDIS_URL replace them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One action; `dsn` prints how a role connects, with its password."""
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument("--role", default="csd_app", help="for dsn: csd_app, csd_owner, csd_read or postgres")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 with one line when a server cannot be found, started or stopped."""
        servers = configuration.embedded()
        if not servers.wanted:
            self.stdout.write("DATABASE_URL and REDIS_URL are set: there is nothing embedded here.")
            return
        try:
            getattr(self, f"_{options['action']}")(servers, options)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error

    def _start(self, servers: Installation, options: dict[str, Any]) -> None:
        servers.ensure()
        self._status(servers, options)

    def _stop(self, servers: Installation, options: dict[str, Any]) -> None:
        if is_locked(servers.data_dir / RUN_LOCK):
            raise CommandError("manage.py run is at work here and would start them again: end it with Ctrl-C.")
        servers.stop()
        self._status(servers, options)

    def _status(self, servers: Installation, options: dict[str, Any]) -> None:
        for row in servers.status():
            self.stdout.write(f"{row.name}: {f'running (pid {row.pid})' if row.pid else 'stopped'}, {row.folder}")

    def _dsn(self, servers: Installation, options: dict[str, Any]) -> None:
        if "postgres" not in servers.wanted:
            raise CommandError("DATABASE_URL is set: connect with that.")
        self.stdout.write(servers.dsn(options["role"]))

    def _watch(self, servers: Installation, options: dict[str, Any]) -> None:
        # Runs under the supervisor: whoever kills a server finds it running again a second later.
        while True:
            try:
                if not servers.is_up():
                    servers.ensure()
                    self.stdout.write("started again: " + ", ".join(f"{row.name} (pid {row.pid})" for row in servers.status()))
            except EmbeddedError as error:
                self.stderr.write(str(error))
            time.sleep(WATCH_SECONDS)
