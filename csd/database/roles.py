"""The three database roles: the owner migrates, the application reads and writes rows, the reader reads.

The application's role owns nothing: it cannot truncate a table, switch off a trigger, or change a row of an append-only table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from csd.installation.embedded.roles import APP, READ

APPEND_ONLY_TRIGGER = "append_only"
SET_OPTION_SINCE = (16,)
MAINTAIN_SINCE = 170000
_append_only: set[str] = set()
_owners = 0

# pgtrigger lets any session switch its triggers off by a setting; here only the owner's sessions may, or the triggers
# would bind only the well-meaning. Replaced after each migration, for pgtrigger writes its own version with each trigger.
IGNORE_FUNCTION = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
BEGIN
    IF coalesce(current_setting('pgtrigger.ignore', true), '') = '' THEN RETURN FALSE; END IF;
    RETURN trigger_name = ANY(current_setting('pgtrigger.ignore')::text[]) AND pg_has_role(current_user, {owner}, 'MEMBER');
END;
$$ LANGUAGE plpgsql
"""


def append_only(*tables: str) -> None:
    """Registers tables whose rows the application may add but never change. For AppConfig.ready.

    Models that carry the triggers of `csd.database.append_only.append_only()` need no call: they are found by that.
    """
    _append_only.update(tables)


def append_only_tables() -> set[str]:
    """The tables of the append-only registry."""
    guarded = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(trigger.name == APPEND_ONLY_TRIGGER for trigger in getattr(model._meta, "triggers", []))
    }
    return guarded | _append_only


def acting_as_owner() -> bool:
    """Whether new connections of this process are the owner's."""
    return _owners > 0


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Within, the database is the owner's to change. Not inside a transaction: the connection is reopened."""
    global _owners  # noqa: PLW0603 (one process, one role at a time; the web never calls this)
    if acting_as_owner():
        yield
        return
    if connection.in_atomic_block:
        raise RuntimeError("The database role cannot change inside a transaction.")
    connection.close()
    _owners += 1
    try:
        yield
    finally:
        _owners -= 1
        connection.close()


def take_app_role(cursor: CursorWrapper, role: str) -> None:
    """Acts as the application's role where it exists and the login may; else goes on as the login (see check csd.W001)."""
    cursor.execute(
        "SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, %s)",
        [role, _right_to_act()],
    )


def grant_rights(app_login: str) -> None:
    """Gives the roles their rights on every table there is now; called after each migration, as the owner.

    `app_login` is the user of DATABASE_URL, who is allowed to act as the application's role.
    """
    with connection.cursor() as cursor:
        for role in (APP, READ):
            _create_role(cursor, role)
        _allow(cursor, APP, app_login)
        roles = _existing(cursor)
        if APP in roles:
            _grant_app(cursor)
        if READ in roles:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {READ}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READ}")
            cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {READ}")
        _bind_triggers(cursor)


def _create_role(cursor: CursorWrapper, role: str) -> None:
    # Where the owner may not make roles the installation works without: one login for everything, and a warning.
    cursor.execute(
        "DO $$ BEGIN IF (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) "
        f"AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _allow(cursor: CursorWrapper, role: str, login: str) -> None:
    cursor.execute(
        "SELECT 1 FROM pg_roles r, pg_roles l WHERE r.rolname = %s AND l.rolname = %s AND NOT pg_has_role(l.oid, r.oid, %s)",
        [role, login, _right_to_act()],
    )
    if cursor.fetchone() and _may_grant(cursor, role):
        cursor.execute(f"GRANT {role} TO {connection.ops.quote_name(login)}")


def _right_to_act() -> str:
    # Since PostgreSQL 16 whoever makes a role is a member who may pass it on, but not act as it.
    return "SET" if connection.get_database_version() >= SET_OPTION_SINCE else "MEMBER"


def _may_grant(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute(
        "SELECT rolsuper OR (rolcreaterole AND current_setting('server_version_num')::int < 160000) "
        "OR pg_has_role(current_user, %s, 'MEMBER WITH ADMIN OPTION') FROM pg_roles WHERE rolname = current_user",
        [role],
    )
    return bool(cursor.fetchone()[0])


def _existing(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [APP, READ])
    return {name for (name,) in cursor.fetchall()}


def _grant_app(cursor: CursorWrapper) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
    if cursor.connection.server_version >= MAINTAIN_SINCE:
        # ANALYZE after a load; without fresh statistics the next close is planned for the table that was
        cursor.execute(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {APP}")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    present = {name for (name,) in cursor.fetchall()}
    for table in sorted(append_only_tables() & present):
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {APP}")
    if "django_migrations" in present:
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {APP}")


def _bind_triggers(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT to_regprocedure('_pgtrigger_should_ignore(name)') IS NOT NULL, quote_literal(current_user)")
    present, owner = cursor.fetchone()
    if present:
        cursor.execute(IGNORE_FUNCTION.format(owner=owner))
