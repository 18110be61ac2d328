"""The product's Celery application with a count of SQL statements: `celery -A bench.worker worker`.

A line per chunk goes to the file BENCH_STATEMENTS: its step and how many statements it took, COPY and the claim included.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

django.setup()

from csd.celery import app  # noqa: E402
from csd.database import rows  # noqa: E402 (models need Django set up)
from csd.jobs import engine as jobs  # noqa: E402
from csd.work import engine  # noqa: E402

__all__ = ["app"]

_SEEN: dict[str, Any] = {"statements": 0, "step": ""}
_copy, _do, _do_one = rows.copy_lines, engine._do, jobs.do_one


def _count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    _SEEN["statements"] += 1
    return execute(sql, params, many, context)


def _counted_copy(table: str, columns: Sequence[str], lines: Sequence[str]) -> int:
    _SEEN["statements"] += bool(lines)
    return _copy(table, columns, lines)


def _noted_do(attempt: Any, chunk: Any) -> None:
    _SEEN["step"] = chunk.step
    _do(attempt, chunk)


def _counted_part(line: jobs.Line, row_id: int) -> jobs.Outcome:
    before = _SEEN["statements"]
    outcome = _do_one(line, row_id)
    if outcome is jobs.Outcome.WORKED:
        with Path(os.environ["BENCH_STATEMENTS"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps([_SEEN["step"], _SEEN["statements"] - before]) + "\n")
    return outcome


# Set before the steps are imported, which take copy_lines by name.
rows.copy_lines, engine._do, jobs.do_one = _counted_copy, _noted_do, _counted_part


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    # a connection keeps its wrappers when it is opened again
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


connection_created.connect(_watch, weak=False)
