"""One installation: a data folder and its own servers. Starting is safe from many processes at once."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from csd.installation.embedded import places, postgres, processes, record, roles, valkey
from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.places import Places
from csd.installation.embedded.record import Record

BOTH = frozenset({"postgres", "valkey"})


@dataclass(frozen=True)
class Status:
    """One server: its process number, None when it does not run, and where its files lie."""

    name: str
    pid: int | None
    folder: Path


class Installation:
    """The servers of one data folder; `wanted` leaves out those that a URL in the environment replaces."""

    def __init__(self, data_dir: Path, wanted: frozenset[str] = BOTH) -> None:
        self.data_dir = data_dir.absolute()
        self.wanted = wanted

    @cached_property
    def record(self) -> Record:
        """Places and passwords, made on first use."""
        found = record.read(self.data_dir)
        return found or self._first_record()

    @property
    def places(self) -> Places:
        """Where everything lies."""
        return places.find(self.data_dir, self.record)

    def ensure(self) -> None:
        """Starts what is wanted and does not run. Costs two connections when everything does."""
        if self.is_up():
            return
        with processes.locked(self.data_dir / "lock"):
            if self.is_up():
                return
            self._renew_sockets()
            places.prepare(self.places)
            if "postgres" in self.wanted:
                postgres.start(self.places, self.record)
            if "valkey" in self.wanted:
                valkey.start(self.places, self.record)

    def is_up(self) -> bool:
        """Whether all wanted servers answer."""
        here = self.places
        return ("postgres" not in self.wanted or postgres.is_up(here)) and ("valkey" not in self.wanted or valkey.is_up(here, self.record))

    def stop(self) -> None:
        """Stops both servers; does nothing where none runs or was ever made."""
        if record.read(self.data_dir) is None:
            return
        with processes.locked(self.data_dir / "lock"):
            valkey.stop(self.places, self.record)
            postgres.stop(self.places)

    def remove(self) -> None:
        """Stops the servers and deletes all they kept. For tests."""
        self.stop()
        for folder in (self.places.home, self.places.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        self.places.home.with_name(self.places.home.name + ".folder").unlink(missing_ok=True)
        (self.data_dir / record.FILE_NAME).unlink(missing_ok=True)
        self.__dict__.pop("record", None)

    def status(self) -> list[Status]:
        """The wanted servers, running or not."""
        here = self.places
        rows = [Status("postgres", postgres.pid(here), here.postgres), Status("valkey", valkey.pid(here), here.valkey)]
        return [row for row in rows if row.name in self.wanted]

    def login(self, role: str, database: str = roles.DATABASE) -> dict[str, str]:
        """How that role connects, in the words of Django's DATABASES."""
        if role not in record.ROLES:
            raise EmbeddedError(f"there is no role {role}; the roles are {', '.join(record.ROLES)}.")
        return {
            "NAME": database,
            "USER": role,
            "PASSWORD": self.record.passwords[role],
            "HOST": str(self.places.sockets),
            "PORT": str(postgres.PORT),
        }

    def dsn(self, role: str, database: str = roles.DATABASE) -> str:
        """The same as one URL for psql, pg_dump and DATABASE_URL."""
        login = self.login(role, database)
        return f"postgresql://{role}:{quote(login['PASSWORD'])}@/{database}?host={quote(login['HOST'])}&port={login['PORT']}"

    def redis_url(self, number: int = 0) -> str:
        """The URL of Valkey's database of that number, as Celery reads it."""
        path = quote(str(valkey.socket_path(self.places)))
        return f"redis+socket://:{quote(self.record.passwords['valkey'])}@{path}?virtual_host={number}"

    def _first_record(self) -> Record:
        make_data_dir(self.data_dir)
        with processes.locked(self.data_dir / "lock"):
            found = record.read(self.data_dir)
            if found is None:
                found = places.choose(self.data_dir)
                record.write(self.data_dir, found)
        return found

    def _renew_sockets(self) -> None:
        # A folder in /tmp may have been swept, or put there by somebody else after a reboot.
        if self.record.sockets and not places.is_private(Path(self.record.sockets)):
            self.record.sockets = places.private_folder()
            record.write(self.data_dir, self.record)


def make_data_dir(data_dir: Path) -> None:
    """Makes the data folder where it is missing: closed to others, but as root the servers' user must pass through."""
    try:
        data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        owner = data_dir.stat().st_uid
    except OSError as error:
        raise EmbeddedError(f"the data folder {data_dir} cannot be made: {error.strerror}.") from error
    if owner != os.geteuid():
        raise EmbeddedError(f"the data folder {data_dir} belongs to user {owner}: run this as that user or set CSD_DATA_DIR.")
