"""`python -m bench.month N [--history K] [--company DIR --month 2026-07]`: makes N employees, loads and closes a month, beside its floor.

Two Celery workers, real PostgreSQL and Valkey of an installation of its own under .data/bench. Prints JSON and keeps it under
bench/results; exits 1 when the three exports differ from the oracle's, or where the company is too large for the oracle, when
the sums of the whole month or the sample of bench.sample differ.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.machine import DATA, RESULTS, ROOT, described, family, manage, peak_mb, use_own_installation

MONTH = "2026-07"
ORACLE_UP_TO = 10_000


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("employees", type=int, nargs="?", default=1000)
    parser.add_argument("--history", type=int, default=0, help="earlier months with data, closed before the one that is timed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--company", type=Path, help="a folder to load instead of a made-up company")
    parser.add_argument("--month", default=MONTH, help="the month to close (with --company)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="how often the month is closed anew; the fastest counts")
    parser.add_argument("--reuse", action="store_true", help="close what an earlier call loaded")
    parser.add_argument("--oracle-company", type=Path, help="what the oracle reads instead: another company must make the bench fail")
    parser.add_argument("--data", type=Path, default=DATA, help="where companies and installations are kept")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the result is kept")
    return parser.parse_args()


def main() -> int:
    """Make, load, close, compare, report."""
    options = arguments()
    name = f"month-{options.company.name if options.company else options.employees}-{options.history}"
    data = use_own_installation(name, options.data)
    loaded = data / "loaded.json"
    if not (options.reuse and loaded.exists()):
        fresh_database(data)
    folder = options.company or made_company(data.parent / f"company-{options.employees}-{options.history}-{options.seed}", options)
    os.environ["BENCH_STATEMENTS"] = str(data / "statements")
    try:
        manage("services", "start")
        result = measured(options, folder, loaded)
    finally:
        manage("services", "stop")
    keep(options.out, name, result)
    return 0 if result["compared"]["result"] == "equal" else 1


def measured(options: argparse.Namespace, folder: Path, loaded: Path) -> dict[str, Any]:
    """Everything about one company's month."""
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    from bench.running import Bench  # noqa: PLC0415 (needs Django)

    bench = Bench(options.month, folder, options.history)
    result: dict[str, Any] = {"machine": described(), "employees": options.employees, "history": options.history, "seed": options.seed}
    if not loaded.exists():
        loaded.write_text(json.dumps(bench.load()), encoding="utf-8")
    result["load"] = json.loads(loaded.read_text(encoding="utf-8"))
    with workers(options.workers) as pids:
        bench.wait_for_workers(options.workers)
        bench.close_history()
        result |= {"workers": options.workers, **bench.rounds(options.rounds, pids)}
        result["memory_mb"] = {"worker": max(map(peak_mb, family(pids))), "postgres": bench.postgres_peak_mb()}
    result["compared"] = bench.compare(options.oracle_company or folder, options.employees <= ORACLE_UP_TO)
    return result


def fresh_database(data: Path) -> None:
    """An empty migrated installation."""
    manage("services", "stop")
    shutil.rmtree(data)
    data.mkdir(parents=True)
    manage("migrate", "-v", "0")


def made_company(folder: Path, options: argparse.Namespace) -> Path:
    """The made-up company, kept for the next time."""
    if not (folder / "done").exists():
        from csd.demo.company import bench_spec, generate  # noqa: PLC0415 (only here)

        generate(folder, bench_spec(options.employees, MONTH, options.history, options.seed))
        (folder / "done").touch()
    return folder


@contextlib.contextmanager
def workers(count: int) -> Iterator[list[int]]:
    """Celery workers of the queue `payroll`, one process each."""
    command = [sys.executable, "-m", "celery", "-A", "bench.worker", "worker", "-Q", "payroll", "-c", "1", "-l", "ERROR"]
    command += ["--without-gossip", "--without-mingle"]
    started = [
        subprocess.Popen([*command, "-n", f"bench{i}@%h"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for i in range(count)
    ]
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def keep(folder: Path, name: str, result: dict[str, Any]) -> None:
    """Print the result and keep it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    sys.exit(main())
