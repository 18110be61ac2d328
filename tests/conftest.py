"""What all tests share. They run as the application's database role, so that a missing right shows; only fixtures act as the owner."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from hypothesis import HealthCheck, settings
from psycopg2.extensions import cursor
from pytest_django.plugin import DjangoDbBlocker

from csd.installation.configuration import embedded
from csd.installation.embedded import Installation
from csd.installation.translations import LOCALES, ROOT, catalogue_path, compile_catalogue
from tests.pages import world
from tests.template_database import copied_database, fill_with_template, filled_database

# what takes long to set up
NEEDS = {"db", "transactional_db", "django_db_setup", "installation", "new_installation", "running", "page"}

# how busy a machine is says nothing about a rule
settings.register_profile("csd", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("csd")


def pytest_configure(config: pytest.Config) -> None:
    """Pages speak Chinese in tests as they do for people: the catalogues are compiled once, before any worker starts."""
    if not hasattr(config, "workerinput"):
        for locale in LOCALES:
            if compile_catalogue(ROOT / "locale", locale):
                # Django has looked for it already and remembers that there was none
                translation_file_changed(None, catalogue_path(ROOT / "locale", locale).with_suffix(".mo"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make check` takes less than a minute: what needs a database, servers or processes is not in it."""
    for item in items:
        if set(getattr(item, "fixturenames", ())) & NEEDS or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _english_unless_a_request_says_otherwise() -> Iterator[None]:
    """A request leaves its language behind in the process: without this a test's sentences would be those of the test before it."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> Iterator[None]:
    """A database of this test process's own, copied from a migrated one."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), copied_database(f"test_csd_{worker}"):
        yield


@pytest.fixture(scope="session")
def world_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The company of the page tests (tests.pages.world) with its logins and sessions, closed once per process, in a database of its own."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), filled_database(f"test_world_{worker}", lambda: world.make(tmp_path_factory.mktemp("world"))) as name:
        yield name


@pytest.fixture
def cursor_as(transactional_db: None) -> Iterator[Callable[[str], cursor]]:
    """Opens a session of its own in the tests' database, outside the product: `cursor_as("owner")`, or "app"."""
    with contextlib.ExitStack() as stack:

        def open_session(role: str) -> cursor:
            session = stack.enter_context(contextlib.closing(psycopg2.connect(**_login(role))))
            session.autocommit = True
            return session.cursor()

        yield open_session


@pytest.fixture
def new_installation() -> Iterator[Callable[[Path], Installation]]:
    """Makes installations with servers of their own, not yet started, and removes them at the end."""
    made: list[Installation] = []

    def make(folder: Path) -> Installation:
        made.append(Installation(folder))
        return made[-1]

    yield make
    for servers in made:
        servers.remove()


@pytest.fixture
def installation(tmp_path: Path, new_installation: Callable[[Path], Installation]) -> Installation:
    """One installation with servers of its own, for tests that kill them."""
    return new_installation(tmp_path / "data")


@pytest.fixture(scope="session")
def running() -> Installation:
    """The servers the tests themselves run on; not to be harmed."""
    servers = embedded()
    if not servers.wanted:
        pytest.skip("DATABASE_URL and REDIS_URL replace the embedded servers")
    servers.ensure()
    return servers


@pytest.fixture(scope="session")
def migrated_installation(
    running: Installation, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """A migrated installation with servers of its own, for all tests that kill processes and servers."""
    servers = Installation(tmp_path_factory.mktemp("installation") / "data")
    try:
        servers.ensure()
        with django_db_blocker.unblock():
            fill_with_template(servers)
        yield servers
    finally:
        servers.remove()


def _login(role: str) -> dict[str, str]:
    settings = connection.settings_dict
    login = {**settings, **(settings["OWNER"] if role == "owner" else {})}
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    as_role = {"options": f"-c role={settings['APP_ROLE']}"} if role == "app" and settings["APP_ROLE"] else {}
    return {names[name]: login[name] for name in names if login[name]} | as_role
