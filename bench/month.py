"""`python -m bench.month N [--history K] [--company DIR --month 2026-07]`: makes N employees, loads and closes a month, beside its floor.

Two Celery workers, real PostgreSQL and Valkey of an installation of its own under .data/bench. Prints and keeps JSON; exits 1 when
the three exports differ from the oracle's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.machine import RESULTS, ROOT, children, described, manage, peak_mb, use_own_installation

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
    parser.add_argument(
        "--oracle", action=argparse.BooleanOptionalAction, default=None, help=f"compare with the oracle (up to {ORACLE_UP_TO} people)"
    )
    return parser.parse_args()


def main() -> int:
    """Make, load, close, compare, report."""
    options = arguments()
    name = f"month-{options.company.name if options.company else options.employees}-{options.history}"
    data = use_own_installation(name)
    fresh_database(data)
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    from bench.running import Bench  # noqa: PLC0415 (needs Django)

    folder = options.company or made_company(data.parent / f"company-{options.employees}-{options.history}-{options.seed}", options)
    bench = Bench(options.month, folder, options.history)
    result: dict[str, Any] = {"machine": described(), "employees": options.employees, "history": options.history, "seed": options.seed}
    result |= {"load": bench.load()}
    with workers(options.workers) as pids:
        bench.wait_for_workers(options.workers)
        bench.close_history()
        result |= {"close": bench.close(), "workers": options.workers}
        result["memory_mb"] = {"worker": max(peak_mb(pid) for pid in pids_below(pids)), "postgres": bench.postgres_peak_mb()}
    result |= bench.floor(result["close"]["seconds"])
    wanted = options.oracle if options.oracle is not None else options.employees <= ORACLE_UP_TO
    result["oracle"] = bench.compare_with_oracle() if wanted else "not compared"
    keep(name, result)
    manage("services", "stop")
    return 0 if result["oracle"] in ("equal", "not compared") else 1


def fresh_database(data: Path) -> None:
    """An empty migrated installation."""
    manage("services", "stop")
    subprocess.run(["rm", "-rf", str(data)], check=True)
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
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "csd",
        "worker",
        "-Q",
        "payroll",
        "-c",
        "1",
        "-l",
        "ERROR",
        "--without-gossip",
        "--without-mingle",
    ]
    started = [
        subprocess.Popen([*command, "-n", f"bench{i}@%h"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for i in range(count)
    ]
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
            process.wait()


def pids_below(pids: list[int]) -> list[int]:
    """The workers' own processes and the pool processes below them."""
    return [*pids, *(child for pid in pids for child in children(pid))]


def keep(name: str, result: dict[str, Any]) -> None:
    """Print the result and keep it under bench/results."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    sys.exit(main())
