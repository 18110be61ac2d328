"""What has to be up to date before the product serves: schema, rights, translations, static files. Quick when it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from csd.database import roles
from csd.installation import translations


def prepare() -> list[str]:
    """Brings all of it up to date; returns what was done, in words."""
    done = {"schema migrated": migrate(), "translations compiled": compile_messages(), "static files collected": collect_static()}
    return [words for words, changed in done.items() if changed]


def migrate() -> bool:
    """Applies what is not yet applied; the rights are given again each time, for they may change without a migration."""
    with roles.as_owner():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            return True
        roles.grant_rights(connection.settings_dict["USER"])
        return False


def compile_messages() -> bool:
    """Compiles the translations whose text is newer than what was compiled."""
    folder = Path(settings.LOCALE_PATHS[0])
    compiled = [locale for locale in translations.LOCALES if translations.compile_catalogue(folder, locale)]
    return bool(compiled)


def collect_static() -> bool:
    """Collects the static files where one of them changed."""
    root = Path(settings.STATIC_ROOT)
    stamp, state = root / ".collected", _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)
    return True


def _static_state() -> str:
    return hashlib.sha256("\n".join(sorted(_static_files())).encode()).hexdigest()


def _static_files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            yield f"{name} {found.st_size} {found.st_mtime_ns}"
