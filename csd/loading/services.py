"""load_company: a folder of files into the tables, all or nothing (docs/formats.md 'A company folder')."""

# many imports: a load is the one place where all steps of loading meet
from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from csd.access.acting import stamped
from csd.access.permissions import require
from csd.closing.locks import last_locked_month, lock_months, running_months
from csd.database.garbage import rare_collections
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.faultpoints import fault_point
from csd.keys import spellings
from csd.loading.checking import check_months, check_other_values, check_twice
from csd.loading.folder import look_into
from csd.loading.issues import ROW, Bad, FolderRefused
from csd.loading.kinds import Day, Moment, MonthOf
from csd.loading.locking import long_transaction, wait_for_other_loads
from csd.loading.matching import match
from csd.loading.models import ImportBatch, ImportFile
from csd.loading.older import keep_older_keys, keep_older_names
from csd.loading.parsing import FileParser, Source, collect_keys
from csd.loading.registry import spec_of
from csd.loading.results import FileResult, LoadResult
from csd.loading.sheets import SheetSource
from csd.loading.sources import CsvSource
from csd.loading.specs import FolderFile, Load, Progress, Report, Staged
from csd.loading.staging import create, fill, quoted
from csd.loading.writing import add_new, change_known
from csd.months import Month
from csd.organisation.models import Employee
from csd.organisation.standing import anybody, employee_typed, standing_of

logger = logging.getLogger(__name__)
# below this the statistics of a table are good enough for a plan
ANALYZE_FROM_ROWS = 500

NOBODY = gettext_noop("There is no employee %(number)s.")
UNFINISHED = gettext_noop("has no line end, and nothing comes after it; if the file was cut off, cells may be incomplete")


def load_company(*, folder: Path, loaded_by: str, by_employee: bool = False, report: Report = lambda line: None) -> LoadResult:
    """Load every file of a folder in one transaction.

    `loaded_by` is the name of an account or, with `by_employee`, an employee number: of somebody who may load or, as long as
    there is nobody at all, of somebody in the folder. `report` gets lines about progress. Loads wait for each other.
    FolderRefused with the errors of all files when there are any, and then nothing has changed; Refused when there is no such
    folder or nothing in it, or no such person; NotAllowed.
    """
    load = Load(folder, loaded_by, Progress(report))
    with transaction.atomic(), long_transaction():
        wait_for_other_loads(report)
        by: Employee | str = loaded_by
        if by_employee and anybody():
            by = _person_with_right(loaded_by)
            by_employee = False
        found = look_into(folder, load.errors, load.warnings)
        with rare_collections():
            _stage(load, found.files)
        if by_employee and not load.known.of("employees").keys.intersection(spellings(loaded_by)):
            raise Refused("unknown_employee", NOBODY, number=loaded_by)
        _check(load)
        if load.errors.count:
            shown = load.errors.in_order()
            raise FolderRefused(shown, load.errors.count - len(shown))
        result = _write(load, by, found.ignored)
    _refresh_statistics(result, load)
    return result


def _person_with_right(employee_no: str) -> Employee:
    person = employee_typed(employee_no)
    if person is None:
        raise Refused("unknown_employee", NOBODY, number=employee_no)
    require(standing_of(person, timezone.localdate()), "company.load")
    return person


def _stage(load: Load, files: list[FolderFile]) -> None:
    """Parse every file into its staging table."""
    sources = {file.spec.name: source_of(file) for file in files}
    _collect_keys(load, files, sources)
    for file in files:
        create(file.spec)
        load.staged[file.spec.name] = staged = Staged(file.spec, file.place)
        source = sources[file.spec.name]
        parser = FileParser(file, source, load.errors, load.known)
        if parser.open():
            staged.columns = parser.columns
            staged.staged = fill(staged, parser.columns, _watched(load, parser))
            staged.rows, staged.months, staged.sha256 = parser.rows, parser.months(), source.sha256
            staged.rewritten = parser.rewritten
            if parser.rows and source.unfinished:
                load.warnings.add(file.place, parser.last_line, ROW, Bad(UNFINISHED))
        load.progress.report(_("%(file)s: %(rows)s rows read") % {"file": file.place.name, "rows": parser.rows})


def _collect_keys(load: Load, files: list[FolderFile], sources: Mapping[str, Source]) -> None:
    """The keys that rows may refer to, of the database and of the folder."""
    present = {file.spec.name: file for file in files}
    referred = {name for file in files for name in file.spec.references}
    for name in sorted(referred | {file.spec.name for file in files if file.spec.named_by}):
        spec = spec_of(name)
        key = quoted(spec.model_field(spec.column(spec.key[0])).column)
        load.known.add(name, (value for (value,) in rows_of(f"SELECT {key} FROM {quoted(spec.table)}")))
        if name in present and name in referred:
            collect_keys(present[name], sources[name], load.known, load.errors)


def _watched(load: Load, parser: FileParser) -> Iterator[bytes]:
    for chunk in parser.chunks():
        load.progress.reading(parser.file.place.name, parser.rows)
        yield chunk


def _check(load: Load) -> None:
    """Compare what was staged with itself and with the database, under the locks that the writing needs."""
    locked = lock_months(_touched_months(load))
    running = running_months()
    fault_point("load.locked")
    for staged in load.staged.values():
        keep_older_keys(staged)
        check_twice(staged, load.errors)
        match(staged)
        keep_older_names(staged)
        check_other_values(staged, load.errors)
        check_months(staged, load.errors, locked, running)
        for check in staged.spec.set_checks:
            check(load, staged)


def _touched_months(load: Load) -> set[Month]:
    seen: set[Month] = set().union(*(staged.months for staged in load.staged.values()))
    last = last_locked_month()
    # what holds from a day on touches every month that anybody may close or has closed
    horizon = max(seen | {Month.of(timezone.localdate())} | ({last} if last else set()))
    return {
        month
        for staged in load.staged.values()
        if staged.spec.months and staged.months
        for month in staged.spec.months.touched(staged.months, horizon)
    }


def _write(load: Load, by: Employee | str, ignored: list[str]) -> LoadResult:
    """Add and change rows; without any there is no batch."""
    staged_files = list(load.staged.values())
    batch = None
    if any(staged.new or staged.changed or staged.aside for staged in staged_files):
        batch = ImportBatch.objects.create(loaded_by=load.loaded_by[:100], folder=str(load.folder))
        with stamped(by, batch=batch.pk):
            for staged in staged_files:
                _write_file(load, staged, batch.pk)
        ImportFile.objects.bulk_create(ImportFile(batch=batch, **_counts(staged)) for staged in staged_files)
    fault_point("load.written")
    warnings = load.warnings.in_order()
    results = [FileResult(**_counts(staged)) for staged in staged_files]
    return LoadResult(results, warnings, load.warnings.count - len(warnings), ignored, batch.pk if batch else None)


def _write_file(load: Load, staged: Staged, batch_id: int) -> None:
    name = staged.place.name
    add_new(staged, batch_id, lambda rows: load.progress.writing(name, rows, staged.staged))
    change_known(staged)
    if staged.spec.side_write:
        staged.spec.side_write(load, staged)
    if staged.new:
        load.progress.report(_("%(file)s: %(rows)s rows added") % {"file": name, "rows": staged.new})


def _counts(staged: Staged) -> dict[str, Any]:
    return {
        "name": staged.place.name,
        "sha256": staged.sha256,
        "rows": staged.rows,
        "added": staged.new,
        "updated": staged.changed + staged.aside,
    }


def _refresh_statistics(result: LoadResult, load: Load) -> None:
    """Plans for what comes next need to know how large the tables have become. Without the right to, it is left to autovacuum."""
    names = {staged.place.name: staged for staged in load.staged.values()}
    tables = [quoted(names[file.name].spec.table) for file in result.files if file.added >= ANALYZE_FROM_ROWS]
    with connection.cursor() as cursor:
        notices = cursor.connection.notices
        del notices[:]
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
        for notice in notices:
            logger.warning("after loading: %s", notice.strip())


_FORMS = {Day: "date", Moment: "moment", MonthOf: "month"}


def source_of(file: FolderFile) -> Source:
    """How the rows of a file are read."""
    if file.path.suffix.lower() == ".csv":
        return CsvSource(file.path)
    forms = {column.name: form for column in file.spec.columns if (form := _FORMS.get(type(column.kind)))}
    return SheetSource(file.path, forms)
