"""Loading and closing under the clock, and what the result is compared with."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from bench import sample
from bench.floor import floor_of
from bench.machine import family, load_average, parent_of, peak_mb, processor_seconds, seconds_of
from csd.access.permissions import may
from csd.database.roles import as_owner
from csd.database.rows import execute, rows_of
from csd.loading.services import load_company
from csd.models import Attempt, AttemptState, Employee
from csd.months import Month
from csd.organisation.standing import DEPARTMENT_ROLES, standing_of
from csd.work.registry import RESULTS
from csd.work.services import remove_results
from payroll.computing.following import workers_of
from payroll.exports.month import month_files
from payroll.runs.models import Run, RunState
from payroll.runs.services import approve_run, start_run
from tests.oracle import oracle

POLL_SECONDS = 0.05
WORKERS_START_SECONDS = 120


class Bench:
    """One company, one month."""

    def __init__(self, month: str, folder: Path, history: int) -> None:
        self.month, self.folder, self.history = Month.parse(month), folder, history
        self.attempt = Attempt()

    def load(self) -> dict[str, Any]:
        """Load the folder; seconds, rows, rows per second, memory, and how busy the machine was."""
        began, busy = time.perf_counter(), load_average()
        result = load_company(folder=self.folder, loaded_by="bench", report=lambda line: None)
        seconds = time.perf_counter() - began
        speed = {"seconds": round(seconds, 2), "rows": result.rows, "rows_per_second": round(result.rows / seconds)}
        return {**speed, "memory_mb": peak_mb(os.getpid()), "load_average": [busy, load_average()]}

    def people(self) -> tuple[Employee, Employee]:
        """Two of finance: one computes, one approves. Only those who can hold a role are asked: asking everybody takes minutes."""
        can_hold_one = Q(roles__isnull=False) | Q(terms__department__code__in=DEPARTMENT_ROLES)
        asked = Employee.objects.filter(can_hold_one).distinct().order_by("employee_no")
        finance = (person for person in asked if may(standing_of(person, timezone.localdate()), "run.review"))
        return next(finance), next(finance)

    def wait_for_workers(self, count: int) -> None:
        """Return when the workers answer; SystemExit when they do not in WORKERS_START_SECONDS."""
        until = time.monotonic() + WORKERS_START_SECONDS
        while workers_of("payroll") < count:
            if time.monotonic() > until:
                raise SystemExit("the workers do not answer")

    def close_history(self) -> None:
        """Close and approve the months before, untimed."""
        computes, approves = self.people()
        for back in range(self.history, 0, -1):
            if not Attempt.objects.filter(month=self.month - back, sealed=True).exists():
                self._run(self.month - back, computes)
                approve_run(month=self.month - back, actor=approves, accept_negative="bench")

    def rounds(self, count: int, workers: list[int]) -> dict[str, Any]:
        """Close the month several times from nothing, each time beside its floor; the fastest of each counts."""
        closes, floors = [], []
        for _round in range(count):
            self.forget()
            closes.append(self.close(workers))
            floors.append({**{name: round(value, 2) for name, value in floor_of(self.attempt).items()}, "load_average": load_average()})
        best, floor = min(closes, key=seconds_of), min(floors, key=seconds_of)
        everything = {"close": [*map(seconds_of, closes)], "floor": [*map(seconds_of, floors)]}
        return {"close": best, "floor": floor, "ratio": round(seconds_of(best) / seconds_of(floor), 2), "all_seconds": everything}

    def forget(self) -> None:
        """Remove what an earlier round computed, so that the next one computes the month for the first time."""
        for attempt in Attempt.objects.filter(month=self.month, state__in=(AttemptState.DONE, AttemptState.RUNNING)):
            Run.objects.filter(month=self.month).update(state=RunState.DRAFT, attempt=None)
            Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.CANCELLED)
            remove_results(attempt.pk)
        with as_owner():
            for table in RESULTS:
                execute(f"VACUUM (ANALYZE) {table.partition(':')[0]}")

    def close(self, workers: list[int]) -> dict[str, Any]:
        """Close the month through the workers; from the call to the last commit."""
        computes, _approves = self.people()
        statements, busy = Path(os.environ["BENCH_STATEMENTS"]), load_average()
        statements.write_text("", encoding="utf-8")
        before = self._processor(workers)
        began = time.perf_counter()
        self.attempt = attempt = self._run(self.month, computes)
        seconds = time.perf_counter() - began
        after, rows = self._processor(workers), self._rows()
        return {
            "seconds": round(seconds, 2),
            "processor_seconds": {who: round(after[who] - before[who], 2) for who in after},
            "load_average": [busy, load_average()],
            "rows_read": rows,
            "rows_per_second": round(rows / seconds),
            "stages": self._stages(attempt),
            "slips": rows_of("SELECT count(*) FROM payroll_payslip WHERE attempt_id = %s", [attempt.pk])[0][0],
            "statements": _statements(statements.read_text(encoding="utf-8")),
        }

    def _run(self, month: Month, actor: Employee) -> Attempt:
        attempt = start_run(month=month, actor=actor)
        while True:
            attempt.refresh_from_db()
            if attempt.state == AttemptState.DONE:
                return attempt
            if attempt.state != AttemptState.RUNNING:
                raise SystemExit(f"{month}: {attempt.state} {attempt.failure}")
            threading.Event().wait(POLL_SECONDS)

    def _processor(self, workers: list[int]) -> dict[str, float]:
        """Processor time so far: of the workers, and of all of PostgreSQL."""
        connection.ensure_connection()
        session = connection.connection.info.backend_pid
        return {"workers": processor_seconds(family(workers)), "postgres": processor_seconds(family([parent_of(session)]))}

    def _rows(self) -> int:
        span = {"begin": self.month.begin, "end": self.month.end, "first": self.month.first, "last": self.month.last}
        queries = (
            "SELECT count(*) FROM duty_shift WHERE start >= %(begin)s AND start < %(end)s",
            "SELECT count(*) FROM duty_punch WHERE time >= %(begin)s AND time < %(end)s",
            "SELECT count(*) FROM payroll_sale WHERE date BETWEEN %(first)s AND %(last)s",
        )
        return sum(rows_of(query, span)[0][0] for query in queries)

    def _stages(self, attempt: Attempt) -> dict[str, float]:
        """Step → seconds from the start of the attempt until its last chunk was done."""
        query = "SELECT step, max(done_at) FROM csd_chunk WHERE attempt_id = %s GROUP BY step ORDER BY 2"
        return {step: round((done - attempt.started_at).total_seconds(), 2) for step, done in rows_of(query, [attempt.pk])}

    def postgres_peak_mb(self) -> int:
        """The highest resident memory of one PostgreSQL backend, shared buffers it has touched included."""
        return max(
            (peak_mb(pid) for (pid,) in rows_of("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")), default=0
        )

    def compare(self, folder: Path, wholly: bool) -> dict[str, str]:
        """The three files byte for byte with the oracle's, or the sums of the whole month and a sample of people."""
        ours = month_files(self.attempt)
        if not wholly:
            wrong = [*sample.sums_that_differ(self.attempt), *sample.rows_that_differ(ours, folder, self.month)]
            return {"with": "sums in bare SQL, and the oracle on a sample of people", "result": ", ".join(wrong[:20]) or "equal"}
        theirs = oracle.compute(folder, str(self.month - self.history), self.history + 1)
        wrong = [name for name in ours if ours[name] != only_month(theirs[name], str(self.month))]
        return {"with": "the oracle, three files byte for byte", "result": ", ".join(wrong) or "equal"}


def _statements(lines: str) -> dict[str, Any]:
    """All statements of the workers, and per step the fewest and the most that a chunk took."""
    counts: dict[str, list[int]] = defaultdict(list)
    for step, count in map(json.loads, lines.splitlines()):
        counts[step].append(count)
    return {"all": sum(map(sum, counts.values())), "per_chunk": {step: [min(found), max(found)] for step, found in counts.items()}}


def only_month(text: str, month: str) -> str:
    """The header and the rows of one month of a file that holds several."""
    header, *rows = text.splitlines(keepends=True)
    return "".join([header, *(row for row in rows if row.startswith(f"{month},"))])
