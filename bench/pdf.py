"""`python -m bench.pdf N [--workers W]`: the payslips of N employees in one document, through real workers of the queue `exports`.

Real PostgreSQL and Valkey of an installation of its own under .data/bench. Timed from asking until the file is there; the month is
loaded and closed before, untimed. Prints JSON and keeps it under bench/results; exits 1 unless the document has one page per payslip.
`at_this_rate` says what 100,000 would take: parts are independent, joining is timed apart.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.machine import DATA, RESULTS, ROOT, described, family, load_average, manage, peak_mb, processor_seconds, use_own_installation
from bench.month import MONTH, fresh_database, keep, made_company
from csd.installation.embedded.processes import wait_until

WHOLE = 100_000
POLL_SECONDS, READY_SECONDS = 0.2, 60.0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("employees", type=int, nargs="?", default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reuse", action="store_true", help="print what an earlier call loaded and closed")
    parser.add_argument("--data", type=Path, default=DATA, help="where companies and installations are kept")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the result is kept")
    return parser.parse_args(namespace=argparse.Namespace(history=0))


def main() -> int:
    """Make, load, close, print, report."""
    options = arguments()
    data = use_own_installation(f"pdf-{options.employees}", options.data)
    closed = data / "closed"
    if not (options.reuse and closed.exists()):
        fresh_database(data)
    folder = made_company(data.parent / f"company-{options.employees}-0-{options.seed}", options)
    try:
        manage("services", "start")
        result = measured(options, folder, closed)
    finally:
        manage("services", "stop")
    keep(options.out, f"pdf-{options.employees}", result)
    return 0 if result["pages"] == result["slips"] else 1


def measured(options: argparse.Namespace, folder: Path, closed: Path) -> dict[str, Any]:
    """Everything about one company's document."""
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    from bench.running import Bench  # noqa: PLC0415 (needs Django)
    from csd.work.engine import work_on  # noqa: PLC0415
    from payroll.runs.services import start_run  # noqa: PLC0415

    bench = Bench(MONTH, folder, 0)
    if not closed.exists():
        bench.load()
        attempt = start_run(month=bench.month, actor=bench.people()[0], wake=False)
        while not work_on(attempt.pk, seconds=60):
            pass
        closed.touch()
    with workers(options.workers) as pids:
        return {"machine": described(), "employees": options.employees, "workers": options.workers, **printed(bench.people()[0], pids)}


def printed(actor: Any, pids: list[int]) -> dict[str, Any]:
    """Ask for the document, wait for it, open it."""
    import pikepdf  # noqa: PLC0415
    from django.db.models import Max  # noqa: PLC0415

    from csd.exports import files  # noqa: PLC0415
    from csd.exports.registry import KINDS  # noqa: PLC0415
    from csd.exports.services import ask_export  # noqa: PLC0415
    from csd.models import OPEN_STATES, Export, ExportPart  # noqa: PLC0415

    before, busy, began = processor_seconds(family(pids)), load_average(), time.perf_counter()
    export = ask_export(actor=actor, kind=KINDS["payslips-pdf"], given={"month": MONTH}, format="pdf")
    written, memory = 0.0, 0
    while Export.objects.filter(pk=export.pk, state__in=OPEN_STATES).exists():
        time.sleep(POLL_SECONDS)
        # as it goes: what joins the parts ends afterwards, with all its memory
        memory = max(memory, *map(peak_mb, family(pids)))
        parts = ExportPart.objects.filter(export=export)
        if not written and parts.exists() and not parts.filter(done=False).exists():
            written = time.perf_counter() - began
    seconds = time.perf_counter() - began
    export.refresh_from_db()
    with pikepdf.open(files.path_of(export.file)) as document:
        pages = len(document.pages)
    rate = (export.rows or 0) / seconds
    return {
        "seconds": round(seconds, 2),
        "seconds_of_parts": round(written, 2),
        "processor_seconds": round(processor_seconds(family(pids)) - before, 2),
        "load_average": [busy, load_average()],
        "slips": export.rows,
        "pages": pages,
        "parts": ExportPart.objects.filter(export=export).aggregate(Max("number"))["number__max"] + 1,
        "bytes": export.size,
        "slips_per_second": round(rate),
        "at_this_rate": {"slips": WHOLE, "seconds": round(WHOLE / rate)},
        "memory_mb": memory,
    }


@contextlib.contextmanager
def workers(count: int) -> Iterator[list[int]]:
    """Celery workers of the queue `exports`, one process each, ready to work."""
    command = [sys.executable, "-m", "celery", "-A", "csd.celery", "worker", "-Q", "exports", "-c", "1", "-l", "ERROR", "--without-gossip"]
    environment = {**os.environ, "CSD_EXPORT_WORKERS": str(count)}
    quiet: dict[str, Any] = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen([*command, "--without-mingle", "-n", f"exports{i}@%h"], **quiet) for i in range(count)]
    try:
        from payroll.computing.following import workers_of  # noqa: PLC0415 (needs Django)

        if not wait_until(lambda: workers_of("exports") >= count, READY_SECONDS):
            raise RuntimeError(f"The workers were not ready after {READY_SECONDS} s.")
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
