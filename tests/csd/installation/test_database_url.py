"""A server of one's own (DATABASE_URL): the roles are made where that is allowed; elsewhere the product works and says so."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from csd.installation.embedded import Installation

ROOT = Path(__file__).resolve().parent.parent.parent.parent
pytestmark = pytest.mark.slow
WHO = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user, session_user'); print(*k.fetchone())"
EMPTY = "from django.db import connection as c; c.cursor().execute('TRUNCATE django_content_type CASCADE')"


class Elsewhere:
    """A PostgreSQL that knows nothing of the product, and the product's commands against it."""

    def __init__(self, servers: Installation) -> None:
        self.servers = servers
        servers.ensure()
        self.execute("DROP DATABASE csd", "DROP ROLE csd_app, csd_read, csd_owner")

    def execute(self, *statements: str) -> None:
        """As the superuser."""
        with contextlib.closing(psycopg2.connect(self.servers.dsn("postgres", "postgres"))) as session:
            session.autocommit = True
            for statement in statements:
                session.cursor().execute(statement)

    def url(self, user: str) -> str:
        """How that user connects to the database `other`."""
        return f"postgresql://{user}:secret@/other?host={self.servers.places.sockets}"

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs manage.py with these variables."""
        hidden = {"DJANGO_SETTINGS_MODULE", "CSD_REDIS_DB", "PYTEST_XDIST_WORKER"}
        inherited = {name: value for name, value in os.environ.items() if name not in hidden}
        variables = {
            **inherited,
            "CSD_DATA_DIR": str(self.servers.data_dir / "product"),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            **environment,
        }
        return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True)


@pytest.fixture
def elsewhere(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> Elsewhere:
    """A fresh server without our roles."""
    return Elsewhere(new_installation(tmp_path / "data"))


def test_a_user_who_may_make_roles_works_as_one_that_owns_nothing(elsewhere: Elsewhere) -> None:
    elsewhere.execute("CREATE ROLE one LOGIN CREATEROLE PASSWORD 'secret'", "CREATE DATABASE other OWNER one")
    url = elsewhere.url("one")
    assert elsewhere.manage("migrate", "contenttypes", DATABASE_URL=url).returncode == 0
    assert elsewhere.manage("shell", "-v", "0", "-c", WHO, DATABASE_URL=url).stdout.split() == ["csd_app", "one"]
    assert "permission denied for table django_content_type" in elsewhere.manage("shell", "-c", EMPTY, DATABASE_URL=url).stderr
    assert "no issues" in elsewhere.manage("check", "--database", "default", DATABASE_URL=url).stdout


def test_a_user_who_may_not_works_too_and_a_check_says_what_is_missing(elsewhere: Elsewhere) -> None:
    elsewhere.execute("CREATE ROLE one LOGIN PASSWORD 'secret'", "CREATE DATABASE other OWNER one")
    url = elsewhere.url("one")
    assert elsewhere.manage("migrate", "contenttypes", DATABASE_URL=url).returncode == 0
    assert elsewhere.manage("shell", "-v", "0", "-c", WHO, DATABASE_URL=url).stdout.split() == ["one", "one"]
    assert "(csd.W001) The application owns its tables" in elsewhere.manage("check", "--database", "default", DATABASE_URL=url).stderr


def test_an_owner_of_its_own_migrates_for_the_application(elsewhere: Elsewhere) -> None:
    elsewhere.execute(
        "CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'secret'",
        "CREATE ROLE clerk LOGIN PASSWORD 'secret'",
        "CREATE DATABASE other OWNER boss",
    )
    urls = {"DATABASE_URL": elsewhere.url("clerk"), "DATABASE_OWNER_URL": elsewhere.url("boss")}
    assert elsewhere.manage("migrate", "contenttypes", **urls).returncode == 0
    assert elsewhere.manage("shell", "-v", "0", "-c", WHO, **urls).stdout.split() == ["csd_app", "clerk"]
    assert "no issues" in elsewhere.manage("check", "--database", "default", **urls).stdout


def test_nothing_is_started_beside_it(elsewhere: Elsewhere) -> None:
    elsewhere.execute("CREATE ROLE one LOGIN PASSWORD 'secret'", "CREATE DATABASE other OWNER one")
    done = elsewhere.manage("services", "status", DATABASE_URL=elsewhere.url("one"))
    assert done.stdout == "DATABASE_URL and REDIS_URL are set: there is nothing embedded here.\n"
