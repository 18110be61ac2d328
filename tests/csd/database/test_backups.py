"""A dump by somebody who may only read is whole: restored elsewhere, every row is there and people are found (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from csd.database.roles import as_owner
from csd.database.rows import rows_of
from csd.installation.embedded import Installation
from tests.template_database import connected_to, on_database, restore

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS = "SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} t"


@pytest.fixture
def restored(running: Installation, world_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The company of the page tests, dumped and restored."""
    name = f"{world_database}_restored"
    with django_db_blocker.unblock(), as_owner(), on_database(name):
        restore(dump_of=running.dsn("csd_read", world_database), into=running.dsn("postgres", name))
        yield name


def rows_by_table(database: str) -> dict[str, tuple[int, str]]:
    with connected_to(database):
        return {table: rows_of(ROWS.format(f'"{table}"'))[0] for (table,) in rows_of(TABLES)}


def test_a_dump_restores_every_row(restored: str, world_database: str) -> None:
    found, wanted = rows_by_table(restored), rows_by_table(world_database)
    assert found == wanted
    assert found["csd_employee"][0] > 10
    with connected_to(restored):
        [(number,)] = rows_of("SELECT min(employee_no) FROM csd_employee WHERE grams @> csd_sought(lower(employee_no))")
        assert number, "people are found by what the column makes of their names"
