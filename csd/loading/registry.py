"""The files of a company folder: apps register theirs when Django starts; csd imports none of them."""

from __future__ import annotations

from csd.loading.specs import FileSpec
from csd.registry import Registry

# docs/formats.md names these too: not built yet, and read by another command
OF_ROSTERS = frozenset(
    {"teams", "team_members", "shift_types", "qualifications", "coverage", "unavailable", "protected", "wishes", "locks"}
    | {"roster_balances"}
)
OF_OTHER_COMMANDS = frozenset({"movements"})
_specs: Registry[FileSpec] = Registry("file")


def register_files(*specs: FileSpec) -> None:
    """Add files; two of one name are a programming error."""
    for spec in specs:
        _specs.add(spec.name, spec)


def files_in_order() -> list[FileSpec]:
    """All files, each after those it refers to, else as they were registered."""
    ordered: dict[str, FileSpec] = {}

    def place(spec: FileSpec) -> None:
        for name in sorted(spec.references - {spec.name}):
            place(_specs[name])
        ordered.setdefault(spec.name, spec)

    for spec in _specs.values():
        place(spec)
    return list(ordered.values())


def names() -> set[str]:
    """What files of a folder are called."""
    return {*_specs, *OF_ROSTERS, *OF_OTHER_COMMANDS}


def spec_of(name: str) -> FileSpec:
    """A file by name; KeyError when nobody registered it."""
    return _specs[name]
