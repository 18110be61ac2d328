"""What the csd app connects when Django starts: the Celery application, the rights after a migration, the checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate

from csd import celery as _celery  # noqa: F401 (loaded, so that `shared_task` uses this project's application)
from csd.database import roles


def connect(config: AppConfig) -> None:
    """Called by CsdConfig.ready."""
    post_migrate.connect(grant_after_migration, sender=config, dispatch_uid="csd.grants")
    checks.register(roles_are_apart, checks.Tags.database)


def grant_after_migration(using: str, **options: Any) -> None:
    """Gives the roles their rights again after `migrate`; `flush` sends the same signal and changes no table."""
    if using == "default" and "plan" in options:
        roles.grant_rights(connections[using].settings_dict["USER"])


def roles_are_apart(app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """csd.W001: the application works with the owner's rights, so that triggers alone defend approved months."""
    if "default" not in (databases or []) or not _owns_tables():
        return []
    hint = "Let the user of DATABASE_URL create roles, or make csd_app and csd_read and grant csd_app to it; then run migrate again."
    return [checks.Warning("The application owns its tables: the role csd_app could not be made or taken on.", hint=hint, id="csd.W001")]


def _owns_tables() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER'))"
        )
        return bool(cursor.fetchone()[0]) and not roles.acting_as_owner()
