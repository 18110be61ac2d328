"""Which files of a folder are meant: NAME.csv or NAME.xlsx of every registered file, in the order of loading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_noop as _

from csd.errors import Refused
from csd.loading.issues import FILE, Bad, Issues, Place
from csd.loading.registry import NOT_LOADED, files_in_order
from csd.loading.specs import FileSpec

SUFFIXES = (".csv", ".xlsx")

BOTH = _("is there as .csv and as .xlsx; leave one of them")
STRANGER = _("is not a file of a company folder; known are %(known)s")
NOT_A_FILE = _("is not a file")
EMPTY_FOLDER = _("There is no file of a company folder in %(folder)s.")
NO_FOLDER = _("There is no folder %(folder)s.")


@dataclass(frozen=True)
class FolderFile:
    """A file to load."""

    spec: FileSpec
    path: Path
    place: Place


@dataclass
class Found:
    """What is in a folder: files to load, and names of files that other commands read."""

    files: list[FolderFile] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def look_into(folder: Path, errors: Issues) -> Found:
    """The files of a folder; strangers, doubles and what is no file become errors. Refused where there is nothing to load."""
    try:
        tables = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")))
    except OSError as error:
        raise Refused("no_folder", NO_FOLDER, folder=str(folder)) from error
    specs = files_in_order()
    found = Found()
    for place, spec in enumerate(specs):
        _take(spec, place, [path for path in tables if path.stem == spec.name], found, errors)
    known = {spec.name for spec in specs}
    for path in tables:
        if path.stem in NOT_LOADED:
            found.ignored.append(path.name)
        elif path.stem not in known:
            errors.add(Place(len(specs), path.name), 1, FILE, Bad(STRANGER, known=tuple(sorted(known))))
    if not tables:
        raise Refused("empty_folder", EMPTY_FOLDER, folder=str(folder))
    return found


def _take(spec: FileSpec, place: int, paths: list[Path], found: Found, errors: Issues) -> None:
    if len(paths) > 1:
        errors.add(Place(place, paths[0].name), 1, FILE, Bad(BOTH))
    for path in paths[:1]:
        if path.is_file():
            found.files.append(FolderFile(spec, path, Place(place, path.name)))
        else:
            errors.add(Place(place, path.name), 1, FILE, Bad(NOT_A_FILE))
