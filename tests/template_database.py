"""One migrated database per state of the migrations, from which each test process copies its own in a moment.

Migrating takes long and its outcome is the same until a migration, the rights or a package changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import ProgrammingError, connection

from csd.database.roles import as_owner
from csd.installation.configuration import data_dir, embedded
from csd.installation.embedded import Installation
from csd.installation.embedded.binaries import postgres_programs
from csd.installation.embedded.processes import locked

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "csd_template_"
DROP_TRIES = 30
INPUTS = (
    "*/migrations/*.py",
    "csd/database/roles.py",
    "csd/settings.py",
    "csd/installation/embedded/roles.py",
    "csd/installation/embedded/postgres_settings.py",
    "requirements.txt",
)


@contextlib.contextmanager
def copied_database(name: str) -> Iterator[None]:
    """Makes the database `name` as the owner's, points the connection at it, and drops it at the end."""
    original = connection.settings_dict["NAME"]
    with as_owner(), locked(data_dir() / "template.lock"):
        template = _template()
        _drop(name)
        _execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with as_owner():
            _drop(name)


@contextlib.contextmanager
def on_database(name: str) -> Iterator[None]:
    """An empty database, connected to within and dropped at the end; for whoever acts as the owner."""
    _drop(name)
    _execute(f"CREATE DATABASE {name}")
    try:
        with connected_to(name):
            yield
    finally:
        _drop(name)


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Another database within."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


@contextlib.contextmanager
def filled_database(name: str, fill: Callable[[], object]) -> Iterator[str]:
    """A migrated database with what `fill` commits to it, for tests to work on or to take copies of; dropped at the end."""
    with as_owner(), locked(data_dir() / "template.lock"):
        template = _template()
        _drop(name)
        _execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        with connected_to(name):
            fill()
        yield name
    finally:
        with as_owner():
            _drop(name)


def made_anew(template: str = "") -> None:
    """The connected database, remade as a copy of another or of the migrated one; whoever is connected to it is put out."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with as_owner(), locked(data_dir() / "template.lock"):
        template = template or _template()
        _drop(name)
        _execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def fill_with_template(servers: Installation) -> None:
    """Gives another installation, its servers started, the migrated tables of the template."""
    with as_owner(), locked(data_dir() / "template.lock"):
        template = _template()
    restore(dump_of=embedded().dsn("postgres", template), into=servers.dsn("postgres"))


def restore(*, dump_of: str, into: str) -> None:
    """What pg_dump reads with one URL, psql writes with another, as docs/operating.md has it."""
    programs = postgres_programs(None)
    with subprocess.Popen([programs / "pg_dump", f"--dbname={dump_of}"], stdout=subprocess.PIPE) as reading:
        subprocess.run(
            [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={into}"],
            stdin=reading.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    assert reading.returncode == 0


def _template() -> str:
    files = sorted(path for pattern in INPUTS for path in ROOT.glob(pattern))
    name = PREFIX + hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    present = _databases()
    if name not in present:
        for old in present:
            _drop(old)
        _migrate(f"{PREFIX}new")
        _execute(f"ALTER DATABASE {PREFIX}new RENAME TO {name}")
    return name


def _migrate(name: str) -> None:
    original = connection.settings_dict["NAME"]
    _execute(f"CREATE DATABASE {name}")
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def _databases() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX.replace("_", r"\_") + "%"])
        return [name for (name,) in cursor.fetchall()]


def _drop(name: str) -> None:
    """Drop a database; while its tables are being vacuumed the owner may not end that session, and tries again."""
    for left in reversed(range(DROP_TRIES)):
        try:
            _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        except ProgrammingError:
            if not left:
                raise
            time.sleep(1)
        else:
            return


def _execute(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
