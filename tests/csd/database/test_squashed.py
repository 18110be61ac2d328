"""The migrations in one step make the very tables that the chain of old ones makes, and an installation that has those runs nothing.

The order of columns is not compared: a column that came later is the last one where the chain made the table, and nothing names
columns by place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.plugin import DjangoDbBlocker

from csd.database.roles import as_owner
from csd.database.rows import rows_of
from tests.template_database import connected_to, made_anew, on_database

Catalogue = dict[str, list[str]]
Migrations = set[tuple[str, str]]

APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
BY_THE_CHAIN = "by_the_chain"
WAYS = ("in_one_step", BY_THE_CHAIN, "on_its_way")
# an installation that has people, is to get one more step in each app, and nothing yet of the second one in one step of csd
HALF_WAY = {
    "csd": "0017_sweeps",
    "duty": "0006_set_based_links_of_results",
    "attendance": "0004_prepared_months",
    "payroll": "0010_pages_of_many_people",
    "hazmat": "0001_initial",
}
SOMEBODY = "INSERT INTO csd_employee (employee_no, name, hire_date, phone) VALUES ('E 7', 'Åsa·Öst Ⅻ', '2020-02-29', '')"
ANYWHERE = "relnamespace = 'public'::regnamespace"
CATALOGUE = {
    "tables": f"""
        SELECT relname, relkind::text, relpersistence::text, relreplident::text, relrowsecurity, relforcerowsecurity, reloptions::text
        FROM pg_class WHERE {ANYWHERE}
    """,
    "columns": f"""
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
               pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text, a.attstorage::text, a.attcompression::text,
               a.attstattarget, a.attoptions::text, a.attacl::text
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE {ANYWHERE} AND c.relkind NOT IN ('i', 'S')
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated, conislocal, connoinherit
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": f"""
        SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid, indisclustered, indisreplident
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE {ANYWHERE}
    """,
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text, pg_get_userbyid(p.proowner)
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    """,
    "sequences": """
        SELECT s.sequencename, s.data_type::text, s.start_value, s.min_value, s.max_value, s.increment_by, s.cycle, s.cache_size,
               d.deptype::text, d.refobjid::regclass::text, a.attname
        FROM pg_sequences s JOIN pg_depend d ON d.objid = to_regclass('public.' || quote_ident(s.sequencename)) AND d.refobjsubid > 0
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE s.schemaname = 'public'
    """,
    "comments": """
        SELECT (pg_identify_object(classoid, objoid, objsubid)).type, (pg_identify_object(classoid, objoid, objsubid)).identity, description
        FROM pg_description WHERE objoid >= 16384
    """,
    "rights": f"""
        SELECT relname, relkind::text, relacl::text, pg_get_userbyid(relowner) FROM pg_class WHERE {ANYWHERE}
        UNION ALL SELECT nspname, 'schema', nspacl::text, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname !~ '^pg_'
        UNION ALL SELECT defaclnamespace::text, defaclobjtype::text, defaclacl::text, pg_get_userbyid(defaclrole) FROM pg_default_acl
    """,
    "what is seldom": """
        SELECT 'extension', extname, extversion FROM pg_extension
        UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
        UNION ALL SELECT 'materialized view', matviewname, definition FROM pg_matviews WHERE schemaname = 'public'
        UNION ALL SELECT 'rule', rulename, definition FROM pg_rules WHERE schemaname = 'public'
        UNION ALL SELECT 'policy', polname, polrelid::regclass::text FROM pg_policy
        UNION ALL SELECT 'statistics', stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
        UNION ALL SELECT 'event trigger', evtname, evtfoid::regproc::text FROM pg_event_trigger
        UNION ALL SELECT 'type', typname, typtype::text FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e', 'r')
        UNION ALL SELECT 'parent', inhrelid::regclass::text, inhparent::regclass::text FROM pg_inherits
    """,  # noqa: E501
}
# made by counting or by the clock
UNCOMPARED = "'{id,content_type_id,pgh_created_at}'::text[]"


@contextmanager
def only_the_old_ones() -> Iterator[None]:
    """Within, Django knows no migration that stands for others."""
    with pytest.MonkeyPatch.context() as patch:
        load = MigrationLoader.load_disk

        def load_old_ones(loader: MigrationLoader) -> None:
            load(loader)
            loader.disk_migrations = {key: found for key, found in loader.disk_migrations.items() if not found.replaces}

        patch.setattr(MigrationLoader, "load_disk", load_old_ones)
        yield


@contextmanager
def with_applied(applied: Migrations) -> Iterator[MigrationExecutor]:
    """An installation that is said to have these migrations; no database is asked about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MigrationRecorder, "applied_migrations", lambda _: dict.fromkeys(applied))
        yield MigrationExecutor(connection)


def to_be_run(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """What `migrate` would run, in its order."""
    return [(migration.app_label, migration.name) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate(*target: str) -> None:
    """As `manage.py migrate`, which connects as the owner already."""
    call_command("migrate", *target, verbosity=0, interactive=False)


def catalogue() -> Catalogue:
    """What there is in the connected database, as sorted text."""
    found = {what: sorted(str(row) for row in rows_of(query)) for what, query in CATALOGUE.items()}
    tables = [
        name for (name,) in rows_of("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'")
    ]
    rows = [(table, row) for table in tables for row in rows_of(f'SELECT (to_jsonb(t) - {UNCOMPARED})::text FROM "{table}" t')]
    return {**found, "rows": sorted(str(row) for row in rows)}


def somebody() -> None:
    """A person, so that there is a row to be kept and a column to be filled again."""
    rows_of(f"{SOMEBODY} RETURNING id")


def half_way() -> None:
    """The old chain until something is left in each app, and somebody there already."""
    with only_the_old_ones():
        for app, name in HALF_WAY.items():
            migrate(app, name)
    somebody()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Catalogue]]:
    """Databases by name: made in one step, by the old chain alone, and by half of that and today's migrations."""
    with django_db_blocker.unblock(), as_owner():
        own = connection.settings_dict["NAME"]
        one_step, chain, on_its_way = (f"{own}_{way}" for way in WAYS)
        found = {}
        with on_database(one_step), on_database(chain), on_database(on_its_way):
            with connected_to(one_step):
                migrate()
                somebody()
                found[one_step] = catalogue()
            with connected_to(chain):
                half_way()
            made_anew(chain)
            migrate()
            found[on_its_way] = catalogue()
            with connected_to(chain):
                with only_the_old_ones():
                    migrate()
                found[chain] = catalogue()
            yield found


@pytest.mark.thorough
def test_every_way_makes_what_the_chain_makes(made: dict[str, Catalogue]) -> None:
    [chain] = [found for name, found in made.items() if name.endswith(BY_THE_CHAIN)]
    for name, found in made.items():
        for what in chain:
            assert (name, found[what]) == (name, chain[what])
    assert {what for what, rows in chain.items() if len(rows) <= 10} == {"what is seldom"}


@pytest.mark.thorough
def test_an_installation_that_has_the_chain_runs_nothing(made: dict[str, Catalogue]) -> None:
    for name in made:
        with connected_to(name):
            assert to_be_run(MigrationExecutor(connection)) == []
            before = catalogue()
            migrate()
            loader = MigrationExecutor(connection).loader
            recorded = set(MigrationRecorder(connection).applied_migrations())
            assert {key for key in loader.disk_migrations if key[0] in APPS} <= recorded
            loader.check_consistent_history(connection)
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)
            assert catalogue() == before


@pytest.mark.slow
def test_a_fresh_database_takes_no_migration_that_another_stands_for() -> None:
    with with_applied(set()) as executor:
        plan = [key for key in to_be_run(executor) if key[0] in APPS]
        found = executor.loader.disk_migrations
        assert not set(plan) & {old for migration in found.values() for old in migration.replaces}
        assert {app for app, name in plan if found[app, name].replaces} == set(APPS)


def ways_there(chain: dict[str, list[tuple[str, str]]], disk: MigrationLoader) -> Iterator[Migrations]:
    """What installations may have: each length of csd with all that the other apps may have by then, and each length of those."""
    rest = {key for key in disk.disk_migrations if key[0] not in APPS}
    for length in range(1, len(chain["csd"]) + 1):
        has = set(chain["csd"][:length])
        for app in APPS[1:]:
            for key in chain[app]:
                if not all(needed in has for needed in disk.disk_migrations[key].dependencies if needed[0] in APPS):
                    break
                has.add(key)
        yield has | rest
    for length in range(max(len(chain[app]) for app in APPS[1:]) + 1):
        yield {*chain["csd"], *(key for app in APPS[1:] for key in chain[app][:length])} | rest


@pytest.mark.slow
def test_an_installation_that_has_a_part_goes_on_from_there() -> None:
    """Wherever it is, the rest is run, each once; and it is so again after Django has recorded what is whole by then."""
    with only_the_old_ones(), with_applied(set()) as executor:
        everything = to_be_run(executor)
    chain = {app: [key for key in everything if key[0] == app] for app in APPS}
    disk = MigrationLoader(None)
    whole = {key: set(found.replaces) for key, found in disk.disk_migrations.items() if found.replaces and key[0] in APPS}
    for has in ways_there(chain, disk):
        for applied in (has, has | {key for key, replaced in whole.items() if replaced <= has}):
            with with_applied(applied) as executor:
                executor.loader.check_consistent_history(connection)
                plan = to_be_run(executor)
            left = sorted(old for key in plan for old in whole.get(key, {key}))
            assert left == sorted({key for app in APPS for key in chain[app]} - has)
