"""`run`: the whole product on this machine, until Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import io
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import segno
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from csd.database import prepare
from csd.installation import configuration
from csd.installation.embedded import EmbeddedError
from csd.installation.environment import flag
from csd.installation.office_network import Certificate, certificate_for, names
from csd.installation.processes import Supervisor, commands
from csd.management.commands.services import RUN_LOCK

PORTS_TRIED = 100
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (what somebody asked for by name)
# Celery discourages root for its pickle; these workers read JSON only.
QUIET = "ignore::UserWarning:celery.platforms"
STOPPED_BY_SIGNAL = {130, 143}


class Command(BaseCommand):
    """Prepares, then hands over to the supervisor."""

    help = "Starts the servers, web, workers and beat; prints the address. Ctrl-C stops all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; PORT and CSD_HOST in the environment do the same."""
        parser.add_argument("--host", default=os.environ.get("CSD_HOST"))
        parser.add_argument("--lan", action="store_true", help="serve the office network over HTTPS, with a certificate made here")
        parser.add_argument("--port", type=int, default=int(os.environ["PORT"]) if os.environ.get("PORT") else None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 with one line when it cannot start, or when a process dies again and again."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        servers = configuration.embedded()
        with alone():
            try:
                servers.ensure()
                site = site_of(options["host"], options["port"], lan=options["lan"])
                for words in prepare.prepare():
                    self.stdout.write(words)
                    self.stdout.flush()
                logins = self._demo_logins()
                connections.close_all()
                code = self._supervise(site, logins, with_watch=bool(servers.wanted))
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

    def _supervise(self, site: Site, logins: str, with_watch: bool) -> int:
        supervisor = Supervisor()
        environment = {**os.environ, "CSD_AUTOSTART": "0", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET, **site.environment}
        web_workers = int(os.environ.get("CSD_WEB_WORKERS", "2"))
        options: dict[str, Any] = {"run_workers": settings.CSD_RUN_WORKERS, "export_workers": settings.CSD_EXPORT_WORKERS}
        options["with_optimiser"] = settings.CSD_OPTIMISER
        started = commands(site.host, site.port, web_workers, with_watch=with_watch, certificate=site.certificate, **options)
        for name, command in started.items():
            supervisor.add_process(name, command, env=environment, cwd=str(settings.BASE_DIR))
        threading.Thread(target=announce, args=(self.stdout, site, logins), daemon=True).start()
        supervisor.loop()
        return int(supervisor.returncode or 0)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One `run` per data folder; the lock goes with the process."""
    path = configuration.data_dir() / RUN_LOCK
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


@dataclass(frozen=True)
class Site:
    """Where the product listens, under which names it is reached, and its certificate where it speaks HTTPS."""

    host: str
    port: int
    names: Sequence[str]
    certificate: Certificate | None = None

    @property
    def urls(self) -> list[str]:
        """The addresses to type into a browser."""
        scheme = "https" if self.certificate else "http"
        return [f"{scheme}://[{name}]:{self.port}/" if ":" in name else f"{scheme}://{name}:{self.port}/" for name in self.names]

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are told: which names to answer to, and that cookies go over HTTPS only."""
        if not self.certificate:
            return {}
        asked = [name for name in os.environ.get("CSD_ALLOWED_HOSTS", "").split(",") if name]
        # strict transport is for names of one's own: remembered for localhost it would shut out every other project there
        return {"CSD_HTTPS": "1", "CSD_HSTS_SECONDS": "0", "CSD_ALLOWED_HOSTS": ",".join([*self.names, *asked])}


def site_of(host: str | None, port: int | None, *, lan: bool) -> Site:
    """The place to listen; with `lan` every address of this machine, over HTTPS."""
    if not lan:
        host = host or "127.0.0.1"
        shown = "127.0.0.1" if host in EVERYWHERE else host
        return Site(host, free_port(host, port), [shown])
    host, known = host or EVERYWHERE[0], names()
    return Site(host, free_port(host, port), known, certificate_for(configuration.data_dir(), known))


def announce(out: TextIO, site: Site, logins: str) -> None:
    """Prints the address once it answers, and how to sign in."""
    while not answers(site):
        time.sleep(0.2)
    out.write(f"\nReady: {site.urls[0]}  (Ctrl-C stops everything)\n")
    if site.certificate:
        out.write(f"Also: {' '.join(site.urls[1:])}\n")
        out.write(f"Phones trust it once they have installed {site.urls[0]}certificate/ ({site.certificate.authority}).\n")
        picture = io.StringIO()
        segno.make(site.urls[0], micro=False).terminal(picture, compact=True)
        out.write(picture.getvalue())
    out.write(logins)
    out.flush()


def answers(site: Site) -> bool:
    """Whether the web server answers there and has its database."""
    here = "127.0.0.1" if site.certificate else site.names[0]
    request: http.client.HTTPConnection
    if site.certificate:
        trusting = ssl.create_default_context(cafile=str(site.certificate.authority))
        request = http.client.HTTPSConnection(here, site.port, timeout=2, context=trusting)
    else:
        request = http.client.HTTPConnection(here, site.port, timeout=2)
    try:
        request.request("GET", "/health/", headers={"Host": "localhost"})
        return request.getresponse().status == 200
    except OSError:
        return False
    finally:
        request.close()
