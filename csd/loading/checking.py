"""Checks of a staged file as a set: the same thing twice, other values under a key that is there, approved months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.loading.issues import ISSUES_MAX, Bad, Issues
from csd.loading.months import From
from csd.loading.specs import Column, Staged
from csd.loading.sql import FileSql
from csd.loading.staging import quoted
from csd.months import Month

TWICE = _("line %(first)s says the same of %(value)s; it may stand here only once")
OTHER_VALUE = _("is “%(after)s” here and “%(before)s” in the database for %(value)s")
APPROVED = _("belongs to %(month)s, which is approved and never changes")
CHANGE_APPROVED = _("“%(after)s” instead of “%(before)s” would change %(month)s, which is approved")
CHANGE_RUNNING = _("“%(after)s” instead of “%(before)s” would change %(month)s, which is being computed; load again when that is over")


def check_twice(staged: Staged, errors: Issues) -> None:
    """Two rows of a file with one key."""
    if not staged.spec.key or not staged.staged:
        return
    sql = FileSql(staged.spec)
    keys = ", ".join(quoted(name) for name in staged.spec.key)
    found = rows_of(
        f"WITH twice AS (SELECT {keys}, min(line) AS first FROM {staged.table} GROUP BY {keys} HAVING count(*) > 1)"
        f" SELECT s.line, twice.first, {_key_text(staged, sql)}, count(*) OVER () FROM {staged.table} s JOIN twice USING ({keys})"
        f" WHERE s.line <> twice.first ORDER BY s.line LIMIT {ISSUES_MAX}"
    )
    issues = [(line, Bad(TWICE, first=first, value=key)) for line, first, key, _total in found]
    errors.add_all(staged.place, staged.spec.key[0], found[0][-1] if found else 0, issues)


def check_other_values(staged: Staged, errors: Issues) -> None:
    """Rows whose key is in the database with other values, of columns that may not change."""
    sql = FileSql(staged.spec)
    fixed = [column for column in sql.columns if column.updates is None and column.name not in staged.spec.key]
    if not staged.spec.key or not staged.known or not fixed:
        return
    differ = ", ".join(f"{sql.staged(column)} IS DISTINCT FROM {sql.there(column)}" for column in fixed)
    ours = ", ".join(sql.shown(column, sql.staged(column)) for column in fixed)
    theirs = ", ".join(sql.shown(column, sql.there(column)) for column in fixed)
    found = rows_of(
        f"SELECT s.line, {_key_text(staged, sql)}, ARRAY[{differ}], ARRAY[{ours}], ARRAY[{theirs}], count(*) OVER ()"
        f" FROM {staged.known_table} k JOIN {staged.table} s ON s.line = k.line JOIN {quoted(staged.spec.table)} t ON t.id = k.id"
        f" {sql.joins_there} WHERE {sql.differ(fixed)} ORDER BY s.line LIMIT {ISSUES_MAX}"
    )
    for line, key, differs, after, before, _total in found:
        for column, differing, new, old in zip(fixed, differs, after, before, strict=True):
            if differing:
                errors.add(
                    staged.place, line, column.name, Bad(OTHER_VALUE, after=masked(column, new), before=masked(column, old), value=key)
                )
    if found:
        errors.count += found[0][-1] - len(found)


def check_months(staged: Staged, errors: Issues, locked: Mapping[Month, bool], running: Sequence[Month]) -> None:
    """Rows to add that belong to an approved month; changes that touch an approved month or one that is being computed."""
    rule = staged.spec.months
    approved = sorted(month for month, is_approved in locked.items() if is_approved)
    if rule and approved and staged.new:
        # what holds from a day on belongs to the last approved month if to any
        months = approved[-1:] if type(rule) is From else approved
        found = rows_of(
            f"SELECT s.line, min(m.month), count(*) OVER () FROM {staged.table} s JOIN unnest(%s::date[]) m(month) ON {rule.condition}"
            f" WHERE NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.line = s.line) GROUP BY s.line ORDER BY s.line"
            f" LIMIT {ISSUES_MAX}",
            [[month.first for month in months]],
        )
        issues = [(line, Bad(APPROVED, month=str(Month.of(month)))) for line, month, _total in found]
        errors.add_all(staged.place, rule.column, found[0][-1] if found else 0, issues)
    if staged.changed:
        _check_changes(staged, errors, CHANGE_APPROVED, approved)
        _check_changes(staged, errors, CHANGE_RUNNING, running)


def _check_changes(staged: Staged, errors: Issues, sentence: str, months: Sequence[Month]) -> None:
    sql = FileSql(staged.spec)
    for column in sql.columns:
        if column.updates is None or not column.updates.condition or not months:
            continue
        found: list[tuple[int, date, str, str, int]] = rows_of(
            f"SELECT s.line, min(m.month), min({sql.shown(column, sql.staged(column))}), min({sql.shown(column, sql.there(column))}),"
            " count(*) OVER ()"
            f" FROM {staged.known_table} k JOIN {staged.table} s ON s.line = k.line JOIN {quoted(staged.spec.table)} t ON t.id = k.id"
            f" {sql.joins_there} JOIN unnest(%s::date[]) m(month) ON {column.updates.condition}"
            f" WHERE k.changed GROUP BY s.line ORDER BY s.line LIMIT {ISSUES_MAX}",
            [[month.first for month in months]],
        )
        issues = [
            (line, Bad(sentence, after=after or "", before=before or "", month=str(Month.of(month))))
            for line, month, after, before, _t in found
        ]
        errors.add_all(staged.place, column.name, found[0][-1] if found else 0, issues)


def _key_text(staged: Staged, sql: FileSql) -> str:
    """The key's cells as one text."""
    columns = [staged.spec.column(name) for name in staged.spec.key]
    return "concat_ws(' ', " + ", ".join(sql.shown(column, sql.staged(column)) for column in columns) + ")"


def masked(column: Column, value: Any) -> str:
    """A value as a message may show it: the last four characters of what is private; empty for none."""
    text = "" if value is None else str(value)
    return f"…{text[-4:]}" if column.private and len(text) > 4 else text
