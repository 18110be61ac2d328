"""Write a made-up company as a folder of CSV files.

python -m csd.demo OUT --employees 60 --from 2026-07 --months 4 --seed 1 [--wide] [--policy] [--roles] [--odd 0.1]
python -m csd.demo OUT --demo            the company that `make run` loads, relative to today
python -m csd.demo OUT --bench --employees 10000
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path

from csd.demo.company import Spec, bench_spec, demo_spec, generate, random_spec
from csd.months import SHANGHAI


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m csd.demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--employees", type=int, default=60)
    parser.add_argument("--from", dest="first", default="2026-07", help="first month, YYYY-MM")
    parser.add_argument("--months", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders-per-agent", type=float, default=40, help="per agent and month, on average")
    parser.add_argument("--odd", type=float, default=0.1, help="share of shifts on which something is off")
    parser.add_argument("--wide", action="store_true", help="also what is rare but valid")
    parser.add_argument("--policy", action="store_true", help="random policy.csv and calendar.csv")
    parser.add_argument("--roles", action="store_true", help="write roles.csv")
    parser.add_argument("--until", type=datetime.fromisoformat, help="nothing is dated after this moment")
    ready = parser.add_mutually_exclusive_group()
    ready.add_argument("--demo", action="store_true", help="the demo company of today")
    ready.add_argument("--bench", action="store_true", help="the bench's month of so many employees")
    ready.add_argument("--random", action="store_true", help="the small random company of the seed")
    return parser.parse_args()


def spec_of(args: argparse.Namespace) -> Spec:
    """The spec that the command line asks for."""
    if args.demo:
        return demo_spec(datetime.now(SHANGHAI).date())
    if args.bench:
        return bench_spec(args.employees, args.first, args.months - 1, args.seed)
    if args.random:
        return random_spec(args.seed)
    names = ("employees", "first", "months", "seed", "orders_per_agent", "odd", "wide", "policy", "roles", "until")
    return Spec(**{name: getattr(args, name) for name in names})


def main() -> None:
    """Write it and print the cast."""
    args = parse()
    print(json.dumps(generate(args.out, spec_of(args)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
