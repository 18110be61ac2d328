"""`python -m bench.report [--check]`: docs/performance.md from the measurements under bench/results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.machine import RESULTS, ROOT

PAGE = ROOT / "docs" / "performance.md"
BUSY = 2.5  # more processes than this wanted to run: seconds on the clock of two cores are not the product's alone
PAGE_LIMIT_MS, SLOWEST, FIRST_VIEWS = 100, 8, 4
PRINTED, PRINTED_LIMIT_SECONDS = 100_000, 600
Result = dict[str, Any]

HEAD = """# What is fast and what is not

Made by `python -m bench.report` from the measurements in `bench/results`; a test fails when it is out of date. Measure yourself with
`python -m bench.month 10000` and `python -m bench.load 10000`: each makes a company with the product's own generator (one month; per
10,000 people about 210,000 shifts, 400,000 punches and 885,000 sales), starts servers of its own under `.data/bench`, stops them at the
end, prints JSON and exits 1 when the result is not the oracle's.

**Floor** is what PostgreSQL alone needs for the same: for a close, bare SQL in one session that reads the same rows once and writes as many
result rows of the same width; for a load, COPY and INSERT … SELECT into the same tables with the same constraints, nothing checked. Floors
are timed in the same run; of several rounds the fastest counts. **Processor** is the processor time of both workers and of PostgreSQL
together: it changes less than the clock when others use the machine. A row marked † was measured while others did (more than 2.5 processes
wanted to run on 2 cores): its seconds are too high by the others' share, for the product and for the floor alike.
"""
WORDS = """
## In plain words

**Fast.** Nothing is asked once per person: a chunk takes the same number of statements in a company of any size. The sums of
sales are single statements near the floor. Results go in by COPY. Year-to-date figures come from the slip before, never from history.

**Not fast.** The floor reads and writes in PostgreSQL alone; the product judges every duty and computes 37 formulas per payslip in Python,
exactly, with decimals and fractions, and keeps for each slip every fact and what proves it. That is {python} % of the processor time of
{people} people's month.

**Where the time goes** ({people} people, seconds from the start until the last part of a step was done; steps of a stage run side by side):

| step | done after |
|---|---|
{stages}

Two workers wait for each other at the end of each stage, and `pools` and `finish` are one part each: meanwhile the other worker is idle.
PostgreSQL's share goes to the sums of sales (counting distinct order numbers is the largest single statement), to handing over shifts
and punches, and to copying lines and traces in, with the triggers that keep links and seals.
"""


def page() -> str:
    """The whole page."""
    results = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))}
    months = sorted((r for name, r in results.items() if name.startswith("month-")), key=lambda r: (r["history"], r["employees"]))
    loads = sorted((r for name, r in results.items() if name.startswith("load-")), key=lambda r: r["employees"])
    pages = sorted((r for name, r in results.items() if name.startswith("pages-")), key=lambda r: r["employees"])
    printed = sorted((r for name, r in results.items() if name.startswith("pdf-")), key=lambda r: r["employees"])
    tables = [_closing(months), _loading(loads), _asked(months, loads), _printed(printed), _pages(pages)]
    parts = [HEAD, *tables, _words(months), _machines([*months, *loads])]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _closing(months: list[Result]) -> str:
    head = """## Closing a month (attendance and payroll with traces, two workers)

| people | earlier months | rows read | seconds | rows/s | processor s | floor s | times the floor | worker MB | statements | compared with |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
"""  # noqa: E501
    return head + "\n".join(_closed(r) for r in months)


def _closed(r: Result) -> str:
    close = r["close"]
    cells = [
        f"{r['employees']:,}{_mark(close)}",
        r["history"],
        f"{close['rows_read']:,}",
        close["seconds"],
        f"{close['rows_per_second']:,}",
    ]
    cells += [round(sum(close["processor_seconds"].values()), 1), r["floor"]["seconds"], r["ratio"], r["memory_mb"]["worker"]]
    cells += [f"{close['statements']['all']:,}", f"{r['compared']['with']}: {r['compared']['result']}"]
    return _row(cells)


def _loading(loads: list[Result]) -> str:
    head = """## Loading a company folder

| people | rows | seconds | rows/s | processor s | floor s | times the floor | MB | again, nothing new: seconds |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""
    rows = []
    for r in loads:
        load, floor = r["load"], r["floor"]
        processor = round(load["python_seconds"] + load["postgres_seconds"], 1)
        cells = [f"{r['employees']:,}{_mark(load)}", f"{r['rows']:,}", load["seconds"], f"{r['rows_per_second']:,}", processor]
        rows.append(_row([*cells, floor["seconds"], r["ratio"], load["memory_mb"], r["reload"]["seconds"]]))
    return head + "\n".join(rows)


def _asked(months: list[Result], loads: list[Result]) -> str:
    """The requirements beside what was measured; what was not measured is marked as such."""
    of = {(r["employees"], r["history"]): r for r in months}
    ten, hundred, one, history = of.get((10_000, 0)), of.get((100_000, 0)), of.get((1_000, 0)), of.get((1_000, 36))
    rows: list[tuple[str, float | None, float, list[Result | None]]] = [
        ("10,000 people in under 10 s", ten and ten["close"]["seconds"], 10, [ten]),
        ("10,000 people: at most 4 × the floor", ten and ten["ratio"], 4, [ten]),
        ("100,000 people: at most 11 × the time of 10,000", hundred and ten and _times(hundred, ten), 11, [hundred, ten]),
        ("a worker's memory under 400 MB", max((r["memory_mb"]["worker"] for r in months), default=None), 400, []),
        ("1,000 people with 36 earlier months: at most 1.2 × without", history and one and _times(history, one), 1.2, [history, one]),
        ("the slowest load's rows/s: at least 50,000", min((r["rows_per_second"] for r in loads), default=None), 50_000, [*loads]),
        ("loading: at most 2 × the floor", max((r["ratio"] for r in loads), default=None), 2, [*loads]),
        ("statements of a chunk of one step: most less fewest, over all sizes", _spread(months), 0, []),
    ]
    head = "## Asked and measured\n\n| asked | measured | |\n|---|--:|---|\n"
    return head + "\n".join(_verdict(*row) for row in rows)


def _printed(documents: list[Result]) -> str:
    if not documents:
        return ""
    head = """## Payslips on paper

All payslips of a month in one document (`python -m bench.pdf 100000`), by two workers, from asking until the file is there; the last part
of it joins their parts. Asked: 100,000 in under 10 minutes. Memory is that of the largest process, which ends with the file.

| people | payslips | seconds | of them joining | payslips/s | MB of memory | MB of the file | commit | |
|--:|--:|--:|--:|--:|--:|--:|---|---|
"""
    rows = []
    for r in documents:
        good = "" if r["employees"] < PRINTED else "met" if r["seconds"] < PRINTED_LIMIT_SECONDS else "**missed**"
        cells = [
            f"{r['employees']:,}",
            f"{r['slips']:,}",
            r["seconds"],
            round(r["seconds"] - r["seconds_of_parts"], 1),
            r["slips_per_second"],
        ]
        rows.append(_row([*cells, r["memory_mb"], r["bytes"] // 1_000_000, r["machine"]["commit"][:10], good]))
    return head + "\n".join(rows)


def _pages(measured: list[Result]) -> str:
    if not measured:
        return ""
    head = f"""## Pages

Server time of {len(measured[-1]["pages"])} pages as the role they are made for, 20 times each after one to warm up, through all middleware
(`python -m bench.pages --installation month-100000-0`), with the months that were closed; the earlier of several are copies of its rows
(`python -m bench.earlier_months`), so that nobody's net has changed and the list sorted by change has 97,000 equals. Asked: at most
{PAGE_LIMIT_MS} ms at the 95th percentile. The slowest:

| people | months | page | as | median ms | 95 % ms | |
|--:|--:|---|---|--:|--:|---|
"""
    rows = []
    for r in measured:
        slowest = sorted(r["pages"], key=lambda page: -page["p95_ms"])[:SLOWEST]
        for found in slowest:
            good = "met" if found["p95_ms"] <= PAGE_LIMIT_MS else "**missed**"
            people = f"{r['employees']:,}{_mark(r)}"
            rows.append(_row([people, r.get("months", 1), f"`{found['url']}`", found["role"], found["median_ms"], found["p95_ms"], good]))
    return head + "\n".join(rows) + _first_views(measured[-1])


def _first_views(measured: Result) -> str:
    longest = sorted((page for page in measured["pages"] if "first_ms" in page), key=lambda page: -page["first_ms"])[:FIRST_VIEWS]
    if not longest:
        return ""
    named = ", ".join(f"`{page['url']}` {page['first_ms']:.0f} ms" for page in longest)
    return f"""

The first view in a process takes longer: it reads templates, and counts what does not change until a month is computed again or somebody
moves, which is then remembered. With {measured["employees"]:,} people the longest were {named}."""


def _verdict(asked: str, found: float | None, limit: float, rests_on: list[Result | None]) -> str:
    if found is None:
        return _row([asked, "not measured", "open"])
    good = found >= limit if "at least" in asked else found <= limit
    busy = any(_mark(r.get("close") or r["load"]) for r in rests_on if r)
    return _row([asked, f"{found:,}", "met" if good else "**missed**, measured while others used the machine †" if busy else "**missed**"])


def _times(result: Result, other: Result) -> float:
    return round(result["close"]["seconds"] / other["close"]["seconds"], 2)


def _spread(months: list[Result]) -> int | None:
    """By how much chunks of one step differ in statements, in companies of any size."""
    spreads = []
    for step in ("points", "slips"):
        found = [r["close"]["statements"]["per_chunk"][step] for r in months if not r["history"]]
        spreads += [max(most for _few, most in found) - min(few for few, _most in found)] if found else []
    return max(spreads, default=None)


def _words(months: list[Result]) -> str:
    if not months:
        return ""
    r = max((r for r in months if not r["history"]), key=lambda r: r["employees"] if r["employees"] <= 10_000 else 0)
    used = r["close"]["processor_seconds"]
    stages = "\n".join(_row([f"`{step}`", f"{seconds:.2f}"]) for step, seconds in r["close"]["stages"].items())
    return WORDS.format(people=f"{r['employees']:,}", python=round(100 * used["workers"] / sum(used.values())), stages=stages)


def _machines(results: list[Result]) -> str:
    rows = []
    for r in results:
        m, timed = r["machine"], r.get("close") or r["load"]
        what = f"close, {r['history']} months before" if "close" in r else "load"
        tree = m["commit"][:10] + (" and changes" if m["changed"] else "")
        where = f"{m['cores']} × {m['processor']}, {m['memory_mb'] // 1024} GB, Python {m['python']}"
        rows.append(_row([f"{what}, {r['employees']:,} people, seed {r['seed']}", tree, where, max(timed["load_average"])]))
    return "## Machine and commit\n\n| measurement | commit | machine | load average |\n|---|---|---|--:|\n" + "\n".join(rows)


def _mark(timed: Result) -> str:
    busy = timed["load_average"]
    return " †" if (max(busy) if isinstance(busy, list) else busy) > BUSY else ""


def _row(cells: list[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> int:
    """Write the page; with `--check` only say whether it is up to date."""
    made = page()
    if "--check" in sys.argv:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made)
    Path(PAGE).write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
