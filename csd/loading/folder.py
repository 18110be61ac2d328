"""Which files of a folder are meant: NAME.csv or NAME.xlsx of every registered file, in the order of loading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_noop as _

from csd.errors import Refused
from csd.loading.issues import FILE, Bad, FilePlace, Issues
from csd.loading.registry import OF_OTHER_COMMANDS, OF_ROSTERS, files_in_order, names
from csd.loading.sources import unreadable
from csd.loading.specs import FileSpec, FolderFile

SUFFIXES = (".csv", ".xlsx")

# tables all the same, but in a form that is not read: if they were ignored nobody would notice
OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".ods", ".et", ".tsv")

BOTH = _("is there in more than one form; leave one of them")
STRANGER = _("is not a file of a company folder; known are %(known)s")
OTHER_TABLE = _("is neither .csv nor .xlsx; save it as one of them")
NOT_YET = _("is left out: rosters are not loaded yet")
NOT_A_FILE = _("is not a file")
EMPTY_FOLDER = _("There is no file of a company folder in %(folder)s.")
NO_FOLDER = _("There is no folder %(folder)s.")


@dataclass
class Found:
    """What is in a folder: files to load, and names of files that other commands read."""

    files: list[FolderFile] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def look_into(folder: Path, errors: Issues, warnings: Issues) -> Found:
    """The files of a folder; strangers, doubles and anything that is not a file become errors. Refused where there is nothing to load."""
    try:
        tables = sorted(path for path in folder.iterdir() if _is_table(path))
    except OSError as error:
        raise Refused("no_folder", NO_FOLDER, folder=str(folder)) from error
    if not tables:
        raise Refused("empty_folder", EMPTY_FOLDER, folder=str(folder))
    specs = files_in_order()
    found = Found()
    for place, spec in enumerate(specs):
        _take(spec, place, [path for path in tables if path.stem == spec.name], found, errors)
    known = {spec.name for spec in specs}
    for path in tables:
        if path.stem in OF_ROSTERS:
            warnings.add(FilePlace(len(specs), path.name), 1, FILE, Bad(NOT_YET))
        elif path.stem in OF_OTHER_COMMANDS:
            found.ignored.append(path.name)
        elif path.stem not in known:
            errors.add(FilePlace(len(specs), path.name), 1, FILE, Bad(STRANGER, known=tuple(sorted(known))))
    return found


def _is_table(path: Path) -> bool:
    """Whether somebody means it as a file of the folder: by suffix, or by name in another form of table."""
    suffix = path.suffix.lower()
    return not path.name.startswith((".", "~$")) and (suffix in SUFFIXES or (suffix in OTHER_TABLES and path.stem in names()))


def _take(spec: FileSpec, place: int, paths: list[Path], found: Found, errors: Issues) -> None:
    if len(paths) > 1:
        errors.add(FilePlace(place, paths[0].name), 1, FILE, Bad(BOTH))
    for path in paths[:1]:
        try:
            bad = Bad(OTHER_TABLE) if path.suffix.lower() in OTHER_TABLES else None if path.is_file() else Bad(NOT_A_FILE)
        except OSError as error:
            bad = unreadable(error)
        if bad:
            errors.add(FilePlace(place, path.name), 1, FILE, bad)
        else:
            found.files.append(FolderFile(spec, path, FilePlace(place, path.name)))
