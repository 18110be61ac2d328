"""`python -m bench.load N [--company DIR]`: loads N employees with all their rows, and times beside it the floor that nobody can go below.

The floor is what PostgreSQL alone takes for the same files: COPY into temporary tables and INSERT … SELECT into the same tables
with the same constraints, nothing checked. Each is timed in a process of its own, from an empty migrated database. Prints and keeps JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import DATA, RESULTS, ROOT, described, load_average, manage, peak_mb, processor_seconds, seconds_of, use_own_installation
from bench.month import fresh_database, keep, made_company

ROUNDS = 3


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("employees", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--company", type=Path, help="a folder to load instead of a made-up company")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often both are timed; the fastest counts")
    parser.add_argument("--once", choices=("load", "floor"), help="time this alone, here and now")
    parser.add_argument("--data", type=Path, default=DATA, help="where companies and the installation are kept")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the result is kept")
    return parser.parse_args()


def main() -> int:
    """Floor and load in turn, each into an empty database; the fastest of each is compared."""
    options = arguments()
    data = use_own_installation("load", options.data)
    if options.once:
        print(json.dumps(once(options.once, options.company)))
        return 0
    options.history = 0
    fresh_database(data)
    folder = options.company or made_company(data.parent / f"company-{options.employees}-0-{options.seed}", options)
    floors, loads = [], []
    try:
        for _round in range(options.rounds):
            floors.append(in_a_process("floor", folder, options))
            fresh_database(data)
            loads.append(in_a_process("load", folder, options))
            reload = in_a_process("load", folder, options)
            fresh_database(data)
    finally:
        manage("services", "stop")
    best, floor = min(loads, key=seconds_of), min(floors, key=seconds_of)
    rows = best["rows"]
    result: dict[str, Any] = {"machine": described(), "employees": options.employees, "seed": options.seed, "rows": rows}
    result |= {"load": best, "floor": floor, "reload": reload}
    result |= {"all_seconds": {"load": [*map(seconds_of, loads)], "floor": [*map(seconds_of, floors)]}}
    result |= {"rows_per_second": round(rows / best["seconds"]), "ratio": round(best["seconds"] / floor["seconds"], 2)}
    keep(options.out, f"load-{options.company.name if options.company else options.employees}", result)
    return 0 if floor["rows"] == rows else 1


def in_a_process(what: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What `once` measured in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "bench.load",
        "--once",
        what,
        "--company",
        str(folder.resolve()),
        "--data",
        str(options.data.resolve()),
    ]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def once(what: str, folder: Path) -> dict[str, Any]:
    """Time the load or its floor."""
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    from bench.load_floor import floor_of_load  # noqa: PLC0415 (needs Django)
    from csd.loading.services import load_company  # noqa: PLC0415 (needs Django)

    def load() -> int:
        return load_company(folder=folder, loaded_by="bench").rows

    return timed(load if what == "load" else lambda: floor_of_load(folder))


def timed(work: Callable[[], int]) -> dict[str, Any]:
    """Rows, seconds on the clock, of the processor here and in PostgreSQL's session, and the most memory taken here."""
    from django.db import connection  # noqa: PLC0415 (needs Django)

    connection.ensure_connection()
    session = connection.connection.info.backend_pid
    busy = load_average()
    began, python, postgres = time.perf_counter(), _python_seconds(), processor_seconds([session])
    rows = work()
    return {
        "rows": rows,
        "seconds": round(time.perf_counter() - began, 2),
        "python_seconds": round(_python_seconds() - python, 2),
        "postgres_seconds": round(processor_seconds([session]) - postgres, 2),
        "load_average": [busy, load_average()],
        "memory_mb": peak_mb(os.getpid()),
    }


def _python_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
