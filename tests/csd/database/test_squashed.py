"""The migrations in one step make the very tables that the chain of old ones makes, and an installation that has those runs nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from pytest_django.plugin import DjangoDbBlocker

from csd.database.roles import as_owner
from csd.database.rows import rows_of
from tests.template_database import on_database

pytestmark = pytest.mark.thorough
APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
CATALOGUE = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
               pg_get_expr(d.adbin, d.adrelid), a.attcollation
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
    """,
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
          AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = p.oid AND x.deptype = 'e')
    """,
    "rights": "SELECT relname, relkind::text, relacl::text, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace",
}


def catalogue() -> dict[str, list[str]]:
    """What there is in the database connected to, as sorted text."""
    return {what: sorted(str(row) for row in rows_of(query)) for what, query in CATALOGUE.items()}


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[dict[str, list[str]], dict[str, list[str]]]]:
    """Databases made by the old chain and by the migrations in one step; connected to that of the old chain."""
    with django_db_blocker.unblock(), as_owner():
        with on_database("test_csd_in_one_step"):
            call_command("migrate", verbosity=0, interactive=False)
            one_step = catalogue()
        with on_database("test_csd_by_the_chain"):
            with pytest.MonkeyPatch.context() as patch:
                load = MigrationLoader.load_disk

                def only_the_old_ones(loader: MigrationLoader) -> None:
                    load(loader)
                    loader.disk_migrations = {key: found for key, found in loader.disk_migrations.items() if not found.replaces}

                patch.setattr(MigrationLoader, "load_disk", only_the_old_ones)
                call_command("migrate", verbosity=0, interactive=False)
            yield one_step, catalogue()


@pytest.mark.parametrize("what", CATALOGUE)
def test_one_step_makes_what_the_chain_makes(both: tuple[dict[str, list[str]], dict[str, list[str]]], what: str) -> None:
    one_step, chain = both
    assert one_step[what] == chain[what]
    assert len(chain[what]) > 10


def test_an_installation_that_has_the_chain_runs_nothing(both: object) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("migrate", verbosity=0, interactive=False)
    recorded = {name for app, name in executor.recorder.applied_migrations() if app in APPS and "squashed" in name}
    assert len(recorded) == len(APPS)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
