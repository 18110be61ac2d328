"""The application's role: what it can do, and what the database refuses it."""

from collections.abc import Callable

import psycopg2
import pytest
from django.db import connection
from psycopg2.extensions import cursor

from csd.database.roles import append_only_tables, as_owner

pytestmark = pytest.mark.django_db
Sessions = Callable[[str], cursor]
ATTEMPTS = {
    "change": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
    "switch triggers off": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop": "DROP TABLE {table} CASCADE",
    "give away": "ALTER TABLE {table} OWNER TO csd_app",
}


def test_the_tests_themselves_run_as_the_application() -> None:
    with connection.cursor() as session:
        session.execute("SELECT current_user")
        assert session.fetchone() == ("csd_app",)


def test_the_application_owns_no_table() -> None:
    with connection.cursor() as session:
        session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER')")
        assert session.fetchall() == []


def test_the_application_truncates_no_table(cursor_as: Sessions) -> None:
    app = cursor_as("app")
    app.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in app.fetchall():
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            app.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_append_only_tables_only_grow(cursor_as: Sessions, attempt: str) -> None:
    app = cursor_as("app")
    app.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attnum = 1 AND attrelid::regclass::text = ANY(%s)",
        [[*append_only_tables()]],
    )
    tables = app.fetchall()
    assert {table for table, _column in tables} == append_only_tables()
    for table, column in tables:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            app.execute(attempt.format(table=f'"{table}"', column=column))


@pytest.mark.parametrize("statement", ["SET session_replication_role = replica", "CREATE TABLE mine (n int)", "SET ROLE csd_owner"])
def test_the_application_gives_itself_no_rights(cursor_as: Sessions, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor_as("app").execute(statement)


@pytest.mark.parametrize(("role", "obeyed"), [("app", False), ("owner", True)])
def test_only_the_owner_switches_triggers_off_by_a_setting(cursor_as: Sessions, role: str, obeyed: bool) -> None:
    session = cursor_as(role)
    session.execute("SET pgtrigger.ignore = '{append_only}'")
    session.execute("SELECT _pgtrigger_should_ignore('append_only')")
    assert session.fetchone() == (obeyed,)


def test_the_application_cannot_say_which_migrations_ran(cursor_as: Sessions) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor_as("app").execute("DELETE FROM django_migrations")


def test_the_reader_reads_every_table_and_writes_none(cursor_as: Sessions) -> None:
    owner = cursor_as("owner")
    owner.execute("SET ROLE csd_read")
    owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in owner.fetchall():
        owner.execute(f'SELECT FROM "{table}" LIMIT 1')
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            owner.execute(f'DELETE FROM "{table}"')


def test_the_role_does_not_change_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="cannot change inside a transaction"), as_owner():
        pass
