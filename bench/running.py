"""Loading and closing under the clock, and what the result is compared with."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from django.db import connection

from bench.floor import floor_of
from bench.machine import peak_mb
from csd.copying import rows_of
from csd.loading.services import load_company
from csd.models import Attempt, AttemptState, Employee
from csd.months import Month
from csd.permissions import may
from payroll.exports.month import month_files
from payroll.runs.services import approve_run, standing_today, start_run
from payroll.runs.waiting import workers_of
from tests.oracle import oracle

POLL_SECONDS = 0.05


class Bench:
    """One company, one month."""

    def __init__(self, month: str, folder: Path, history: int) -> None:
        self.month, self.folder, self.history = Month.parse(month), folder, history
        self.attempt = Attempt()

    def load(self) -> dict[str, Any]:
        """Load the folder; seconds, rows and rows per second."""
        began = time.perf_counter()
        result = load_company(folder=self.folder, loaded_by="bench", report=lambda line: None)
        seconds = time.perf_counter() - began
        rows = sum(file.rows for file in result.files)
        return {"seconds": round(seconds, 2), "rows": rows, "rows_per_second": round(rows / seconds)}

    def people(self) -> tuple[Employee, Employee]:
        """Two of finance: who computes and who approves."""
        finance = [e for e in Employee.objects.order_by("employee_no") if may(standing_today(e), "run.review")]
        return finance[0], finance[1]

    def wait_for_workers(self, count: int) -> None:
        """Return when the workers answer."""
        while workers_of("payroll") < count:
            threading.Event().wait(POLL_SECONDS)

    def close_history(self) -> None:
        """Close and approve the months before, untimed."""
        computes, approves = self.people()
        for back in range(self.history, 0, -1):
            self._run(self.month - back, computes)
            approve_run(month=self.month - back, actor=approves, accept_negative="bench")

    def close(self) -> dict[str, Any]:
        """Close the month through the workers; from the call to the last commit."""
        computes, _approves = self.people()
        began = time.perf_counter()
        attempt = self._run(self.month, computes)
        seconds = time.perf_counter() - began
        self.attempt = attempt
        rows = self._rows()
        return {
            "seconds": round(seconds, 2),
            "rows_read": rows,
            "rows_per_second": round(rows / seconds),
            "stages": self._stages(attempt),
            "slips": rows_of("SELECT count(*) FROM payroll_payslip WHERE attempt_id = %s", [attempt.pk])[0][0],
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

    def floor(self, seconds: float) -> dict[str, Any]:
        """The floor of this close, and how many times it took."""
        found = floor_of(self.attempt)
        connection.close()
        return {"floor": {name: round(value, 2) for name, value in found.items()}, "ratio": round(seconds / found["seconds"], 2)}

    def compare_with_oracle(self) -> str:
        """`equal`, or the files that differ."""
        ours = month_files(self.attempt)
        theirs = oracle.compute(self.folder, str(self.month - self.history), self.history + 1)
        return ", ".join(name for name in ours if ours[name] != only_month(theirs[name], str(self.month))) or "equal"


def only_month(text: str, month: str) -> str:
    """The header and the rows of one month of a file that holds several."""
    header, *rows = text.splitlines(keepends=True)
    return "".join([header, *(row for row in rows if row.startswith(f"{month},"))])
