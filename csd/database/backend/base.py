"""Connections that start the embedded server when it is needed and act as the application's role, or as the owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from psycopg2.extensions import AsIs, ISQLQuote, adapters, register_adapter

from csd.database import roles
from csd.installation import configuration

BEYOND_BIGINT = 2**63
_as_list = adapters[(list, ISQLQuote)]


def numbers_or_list(values: list[Any]) -> Any:
    """A list of whole numbers as one text that PostgreSQL reads as an array of bigint; any other list as psycopg2 writes it.

    psycopg2 writes ARRAY[…], in which each number is an expression to be parsed: for 5,000 ids that took 22 ms, the text 5.
    """
    if values and all(type(value) is int and abs(value) < BEYOND_BIGINT for value in values):
        return AsIs("'{" + ",".join(map(str, values)) + "}'::bigint[]")
    return _as_list(values)


register_adapter(list, numbers_or_list)


class DatabaseOperations(operations.DatabaseOperations):
    """Emptying tables is the owner's business, also where a trigger refuses TRUNCATE to everybody."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """Runs the statements of `flush`, with the triggers against TRUNCATE off for that moment."""
        statements = list(sql_list)
        with roles.as_owner():
            names = self._tables_never_truncated()
            disable = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in names]
            enable = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names]
            super().execute_sql_flush([*disable, *statements, *enable] if statements else [])

    def _tables_never_truncated(self) -> list[str]:
        # Bit 5 of tgtype marks a trigger on TRUNCATE.
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32")
            return [name for (name,) in cursor.fetchall()]


class DatabaseCreation(PostgresCreation):
    """The tests' database belongs to the owner, like the real one."""

    def create_test_db(self, *arguments: Any, **options: Any) -> str:
        """Makes and migrates the tests' database as the owner."""
        with roles.as_owner():
            return super().create_test_db(*arguments, **options)

    def destroy_test_db(self, *arguments: Any, **options: Any) -> None:
        """Drops it as the owner."""
        with roles.as_owner():
            super().destroy_test_db(*arguments, **options)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection in the role that csd.database.roles says."""

    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        """The application's login, or the owner's."""
        parameters: dict[str, Any] = super().get_connection_params()
        if roles.acting_as_owner():
            names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
            owner = self.settings_dict.get("OWNER") or {}
            parameters.update({names[name]: value for name, value in owner.items() if value})
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connects, starting the embedded servers first where this process may."""
        if configuration.starts_servers():
            configuration.embedded().ensure()
        return super().get_new_connection(conn_params)

    def init_connection_state(self) -> None:
        """Leaves the login's own rights behind, where the login is not the application's."""
        super().init_connection_state()
        role = self.settings_dict.get("APP_ROLE")
        if role and not roles.acting_as_owner():
            with self.connection.cursor() as cursor:
                roles.take_app_role(cursor, role)
