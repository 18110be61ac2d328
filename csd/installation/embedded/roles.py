"""The database and its three roles on the embedded server, each with its own password."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

DATABASE = "csd"
OWNER, APP, READ = "csd_owner", "csd_app", "csd_read"
# The owner makes the tests' databases and may act as the application, which the tests do.
OPTIONS = {
    OWNER: "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE",
    APP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE",
    READ: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE",
}


def create_roles(sockets: Path, port: int, passwords: Mapping[str, str]) -> None:
    """Makes the roles and the database where they are missing; may be called again after a crash in between."""
    login: dict[str, Any] = {"host": str(sockets), "port": port, "user": "postgres", "password": passwords["postgres"]}
    with contextlib.closing(psycopg2.connect(dbname="postgres", **login)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for role, options in OPTIONS.items():
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(sql.SQL(f"{verb} ROLE {{}} WITH {options} PASSWORD %s").format(sql.Identifier(role)), [passwords[role]])
        cursor.execute(f"GRANT {APP}, {READ} TO {OWNER}")
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        cursor.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}")
        cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {READ}")
