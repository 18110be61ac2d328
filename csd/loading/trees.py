"""References within a file make trees (departments, line managers): nobody stands above themselves, however many steps up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.loading.issues import Bad
from csd.loading.specs import SetCheck, Staged
from csd.loading.sql import FileSql
from csd.loading.staging import quoted

if TYPE_CHECKING:
    from csd.loading.specs import Load

CIRCLE = _("“%(value)s” leads back to %(key)s itself, in %(steps)s steps")


def check_no_circle(column_name: str) -> SetCheck:
    """A check that following the column never leads back to the same row."""

    def check(load: Load, staged: Staged) -> None:
        above = _links(staged, column_name)
        for key, steps in sorted(circles(above).items()):
            line = _line_of(staged, key)
            if line:
                load.errors.add(staged.place, line, column_name, Bad(CIRCLE, value=above[key], key=key, steps=steps))

    return check


def _links(staged: Staged, column_name: str) -> dict[str, str]:
    """Key → key above it, of the rows that will be there after the load."""
    sql = FileSql(staged.spec)
    (key,) = (staged.spec.column(name) for name in staged.spec.key)
    above = staged.spec.column(column_name)
    there = dict(
        rows_of(
            f"SELECT {sql.there(key)}, {sql.there(above)} FROM {quoted(staged.spec.table)} t {sql.joins_there}"
            f" WHERE t.{sql.target(above)} IS NOT NULL"
        )
    )
    for row, link in rows_of(f"SELECT {sql.staged(key)}, {sql.staged(above)} FROM {staged.table} s"):
        there[row] = link
    return {row: link for row, link in there.items() if link}


def _line_of(staged: Staged, key: str) -> int:
    name = quoted(staged.spec.key[0])
    return int(rows_of(f"SELECT coalesce(min(line), 0) FROM {staged.table} WHERE {name} = %s", [key])[0][0])


def circles(above: dict[str, str]) -> dict[str, int]:
    """The keys from which following `above` leads back, with the number of steps."""
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    for number, start in enumerate(above):
        path: list[str] = []
        key: str | None = start
        while key is not None and key not in seen:
            seen[key] = number
            path.append(key)
            key = above.get(key)
        if key is not None and seen[key] == number and key in path:
            circle = path[path.index(key) :]
            found.update(dict.fromkeys(circle, len(circle)))
    return found
