"""The application's role: what it can do, and what the database refuses it."""

import psycopg2
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_tests_themselves_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("csd_app",)


def test_the_application_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'csd_owner'")
        assert cursor.fetchall() == []


def test_the_application_truncates_no_table(cursor_as) -> None:
    app = cursor_as("app")
    app.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in app.fetchall():
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            app.execute(f'TRUNCATE "{table}" CASCADE')


def test_the_application_cannot_say_which_migrations_ran(cursor_as) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor_as("app").execute("DELETE FROM django_migrations")
