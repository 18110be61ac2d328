"""The made-up companies: reproducible, valid, and odd in every way they are meant to be."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import csd.demo
from csd.demo import Spec, bench_spec, demo_spec, finished_months, generate, random_spec
from csd.demo.__main__ import main
from csd.demo.layout import SMALLEST, Layout
from csd.demo.names import bank, birth_date, id_number
from csd.demo.oddity import REGISTER
from csd.demo.policy import CHOICES, statutory_days
from csd.demo.writer import TABLES
from csd.loading.registry import files_in_order

pytestmark = pytest.mark.slow
Rows = list[dict[str, str]]
Company = dict[str, Rows]
SEEDS = range(1, 13)
# of a small company with everything odd; a change of the generator changes it, a change of Python must not
GOLDEN = "7d77754d4d480c93c87d4c67785bb9fc18ecfb83e8acfe54a3316a67694deafb"
OTHER_ODDITIES = """
    border_chain breach_apart calendar_rest calendar_statutory calendar_work campaign_exact campaign_of_anybody campaign_without_sales
    cost_missing cost_twice department_change deputy housing_apart joiner leave_approver_left leave_approver_own leave_approver_promoted
    leave_approver_staff leaver left_before mid_month_terms month_exactly_five month_exactly_two month_gone month_long_absence
    month_many_comp_days month_often_offline month_weak month_without_sales no_social_base nominee_without_slip one_day
    opening_of_last_year order_identical order_late_refund order_loss order_next_month order_old_campaign order_open_refund
    order_over_refunded order_quoted order_two_agents plan_change policy_from_mid_month policy_from_the_first pool_ghosts pool_nobody
    pool_usual pool_zeros promoted refund_in_later_month refund_larger_than_month sale_after_leaving sale_off_plan sales_carry
    score_missing score_of_computed_month second_department special special_without_slip swap_approver_left swap_approver_own
    swap_approver_promoted swap_approver_staff swap_approver_taker two_changes weak weight_decimal weight_empty weight_zero
"""


def read(folder: Path) -> Company:
    """All files of a folder."""
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file, strict=True))
    return found


def digest(folder: Path) -> str:
    """One hash over all files."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def made(folder: Path, spec: Spec) -> Company:
    """A company made and read."""
    generate(folder, spec)
    return read(folder)


@pytest.fixture(scope="module")
def tally() -> Counter[str]:
    """What the random companies count as odd."""
    return Counter()


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory, tally: Counter[str]) -> dict[int, Company]:
    """Twelve random companies by seed."""
    root = tmp_path_factory.mktemp("companies")
    for seed in SEEDS:
        generate(root / str(seed), random_spec(seed), tally)
    return {seed: read(root / str(seed)) for seed in SEEDS}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_same_spec_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    spec = random_spec(3)
    for name, wanted in (("a", spec), ("b", spec), ("c", replace(spec, seed=4))):
        generate(tmp_path / name, wanted)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_every_python_and_hash_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path, Spec(employees=20, months=2, odd=0.5, wide=True, policy=True, roles=True))
    assert digest(tmp_path) == GOLDEN


def test_only_the_standard_library_and_the_month_are_imported() -> None:
    for path in Path(csd.demo.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names or name == "csd.months" or name.split(".")[:2] == ["csd", "demo"], (
                    path,
                    name,
                )


def test_every_kind_of_oddity_occurs(companies: dict[int, Company], tally: Counter[str]) -> None:
    assert companies
    assert sorted({*REGISTER, *OTHER_ODDITIES.split()} - set(+tally)) == []


def test_headers_are_those_of_the_formats(tmp_path: Path) -> None:
    generate(tmp_path, Spec(employees=15, months=1, policy=True, roles=True))
    for name, header in TABLES.items():
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0] == header


def test_policy_calendar_and_roles_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    assert set(TABLES) - set(made(tmp_path, Spec(employees=15, months=1))) == {"policy", "calendar", "roles"}


def test_shifts_of_one_person_do_not_overlap(companies: dict[int, Company]) -> None:
    for company in companies.values():
        spans = defaultdict(list)
        for row in company["shifts"]:
            spans[row["employee_no"]].append((moment(row["start"]), moment(row["end"])))
        for rows in spans.values():
            rows.sort()
            assert all(start < end for start, end in rows)
            assert all(end <= start for (_, end), (start, _) in pairwise(rows))


def test_shifts_start_on_days_of_employment(companies: dict[int, Company]) -> None:
    for company in companies.values():
        span = {row["employee_no"]: (row["hire_date"], row["leave_date"] or "9999") for row in company["employees"]}
        for row in company["shifts"]:
            hire, leave = span[row["employee_no"]]
            assert hire <= row["start"][:10] <= leave


UNIQUE = {spec.name: spec.key for spec in files_in_order() if spec.key} | {
    # a folder may have these twice; the demo does not
    "leaves": ("employee_no", "start", "end", "kind"),
    "swaps": ("employee_no", "shift_start", "to_employee_no"),
    "breaches": ("employee_no", "time"),
    "online_checks": ("employee_no", "time"),
    "roles": ("employee_no", "role"),
}


@pytest.mark.parametrize("table", UNIQUE)
def test_keys_are_unique(companies: dict[int, Company], table: str) -> None:
    for seed, company in companies.items():
        keys = Counter(tuple(row[column] for column in UNIQUE[table]) for row in company.get(table, []))
        assert [key for key, count in keys.items() if count > 1] == [], seed


PEOPLE_COLUMNS = ("employee_no", "manager_no", "approver_no", "to_employee_no", "recorded_by", "owner_no")


def test_references_exist(companies: dict[int, Company]) -> None:
    for company in companies.values():
        people = {row["employee_no"] for row in company["employees"]}
        departments = {row["code"] for row in company["departments"]}
        campaigns = {row["campaign"] for row in company["campaigns"]}
        for rows in company.values():
            for row in rows:
                assert all(row[column] in people for column in PEOPLE_COLUMNS if row.get(column))
        assert {row["department"] for row in company["terms"]} <= departments
        assert {row["parent"] for row in company["departments"]} <= departments | {""}
        assert {row["campaign"] for table in ("sales", "costs") for row in company[table]} <= campaigns | {""}


def test_swaps_name_shifts_that_somebody_holds(companies: dict[int, Company]) -> None:
    for company in companies.values():
        held = {(row["employee_no"], row["start"]) for row in company["shifts"]}
        held |= {(row["to_employee_no"], row["shift_start"]) for row in company["swaps"]}
        assert {(row["employee_no"], row["shift_start"]) for row in company["swaps"]} <= held


def test_everyone_has_terms_from_the_hire_date(companies: dict[int, Company]) -> None:
    for company in companies.values():
        first: dict[str, str] = {}
        for row in company["terms"]:
            first.setdefault(row["employee_no"], row["effective_from"])
        assert first == {row["employee_no"]: row["hire_date"] for row in company["employees"]}


def test_dates_are_in_order(companies: dict[int, Company]) -> None:
    for company in companies.values():
        assert all(row["hire_date"] <= (row["leave_date"] or "9999") for row in company["employees"])
        for row in company["leaves"]:
            assert row["start"] < row["end"]
            assert bool(row["approved_at"]) == bool(row["approver_no"])
            assert not row["approved_at"] or row["requested_at"] <= row["approved_at"]


def test_amounts_are_positive_money(companies: dict[int, Company]) -> None:
    columns = [("sales", "amount"), ("sales", "cost"), ("costs", "amount"), ("campaigns", "budget"), ("specials", "amount")]
    for company in companies.values():
        for table, column in columns:
            for row in company[table]:
                whole, point, fen = row[column].partition(".")
                assert whole.isdigit()
                assert point
                assert len(fen) == 2
                assert fen.isdigit()
                assert int(whole + fen) > 0


def test_manager_chains_end_at_the_general_manager(companies: dict[int, Company]) -> None:
    for company in companies.values():
        above = {row["employee_no"]: row["manager_no"] for row in company["employees"]}
        assert [number for number, boss in above.items() if not boss] == ["E000001"]
        assert max(rank(above, number) for number in above) <= 4


def rank(above: dict[str, str], number: str) -> int:
    """How many superiors somebody has; a circle would never end."""
    return 1 + rank(above, above[number]) if above[number] else 0


def test_identity_numbers_and_cards_check_out() -> None:
    numbers = [id_number(number, birth_date(number, 77), number % 3 == 0) for number in range(1, 30_000)]
    assert len(set(numbers)) == len(numbers)
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    for text in numbers[:2000]:
        total = sum(weight * int(digit) for weight, digit in zip(weights, text[:17], strict=True))
        assert (total + (10 if text[17] == "X" else int(text[17]))) % 11 == 1
        card = bank(int(text[14:17]), 77)[1]
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(card))]
        assert len(card) == 19
        assert sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def test_gender_and_birth_agree_with_the_identity_number(companies: dict[int, Company]) -> None:
    for row in companies[1]["employees"]:
        assert row["id_number"][6:14] == row["birth_date"].replace("-", "")
        assert (int(row["id_number"][16]) % 2 == 1) == (row["gender"] == "male")


def test_punches_lie_at_the_window_edges_and_a_second_beyond(tmp_path: Path) -> None:
    company = made(tmp_path, Spec(employees=40, months=2, odd=0.6, wide=True))
    first_in: Counter[int] = Counter()
    starts = {(row["employee_no"], moment(row["start"])) for row in company["shifts"]}
    for row in company["punches"]:
        for seconds in (0, 1):
            if row["direction"] == "in" and (row["employee_no"], moment(row["time"]) + timedelta(minutes=120, seconds=seconds)) in starts:
                first_in[seconds] += 1
    assert first_in[0] > 0
    assert first_in[1] > 0


def test_approvals_lie_a_second_before_the_start_and_at_it(companies: dict[int, Company]) -> None:
    gaps: Counter[float] = Counter()
    for company in companies.values():
        gaps.update((moment(row["approved_at"]) - moment(row["start"])).total_seconds() for row in company["leaves"] if row["approved_at"])
    assert all(gaps[seconds] for seconds in (-1, 0, 1, 3 * 86400 - 1, 3 * 86400))


def test_random_policies_cover_every_key(companies: dict[int, Company]) -> None:
    assert {row["key"] for company in companies.values() for row in company["policy"]} == set(CHOICES)


def test_nothing_is_dated_after_until_but_the_roster_and_leave_asked_for(tmp_path: Path) -> None:
    until = datetime(2026, 9, 17, 15, 0, 0)
    company = made(tmp_path, Spec(employees=60, months=3, odd=0.4, wide=True, policy=True, roles=True, until=until))
    ahead = {("shifts", "start"), ("shifts", "end"), ("leaves", "start"), ("leaves", "end"), ("swaps", "shift_start"), ("calendar", "date")}
    seen: Counter[str] = Counter()
    for table, rows in company.items():
        for row in rows:
            for column, text in row.items():
                if text[:4] == "2026" and text[4:5] == "-" and (table, column) not in ahead:
                    seen[table] += 1
                    assert text <= str(until)[: len(text)], (table, column, row)
    assert seen["punches"]
    assert max(row["start"] for row in company["shifts"]) > "2026-09-30"
    assert max(row["date"] for row in company["sales"]) == "2026-09-17"
    assert {row["month"] for row in company["nominations"]} == {"2026-07", "2026-08"}


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 12, 2), date(2027, 1, 1), date(2027, 3, 31)])
def test_the_demo_has_two_finished_months_and_the_one_under_way(today: date) -> None:
    spec = demo_spec(today)
    assert len(finished_months(spec)) == 2
    assert spec.period[-1].first <= today <= spec.period[-1].last
    assert spec.until is not None
    assert spec.until.date() < today


def test_the_demo_brings_the_calendar_of_a_year_the_libraries_do_not_know(tmp_path: Path) -> None:
    days = made(tmp_path, demo_spec(date(2027, 2, 20)))["calendar"]
    assert len(days) == 365
    assert sum(row["kind"] == "statutory" for row in days) == 13


@pytest.mark.parametrize("year", [2027, 2028, 2029, 2030])
def test_the_law_has_thirteen_days(year: int) -> None:
    assert len(statutory_days(year)) == (12 if year == 2028 else 13)  # Mid-Autumn 2028 is 3 October


@pytest.mark.parametrize("size", [SMALLEST, 16, 17, 23, 40, 60, 777])
def test_the_cast_has_one_person_for_each_login(tmp_path: Path, size: int) -> None:
    cast = generate(tmp_path, Spec(employees=size, months=1, odd=0.5, wide=True, roles=True))
    company = read(tmp_path)
    assert len(company["employees"]) == size
    assert len(set(cast.values())) == len(cast) == 13
    terms = {row["employee_no"]: row for row in reversed(company["terms"])}
    grades = {role: terms[number]["grade"] for role, number in cast.items()}
    departments = {role: terms[number]["department"] for role, number in cast.items()}
    heads = {
        "manager": "manager",
        "operations": "manager",
        "supervisor": "supervisor",
        "foreman": "foreman",
        "general_manager": "general_manager",
    }
    assert heads.items() <= grades.items()
    assert grades["staff"] == grades["logistics"] == "staff"
    assert departments["finance"] == departments["finance2"] == "FI"
    assert departments["hr"] == departments["hr2"] == "HR"
    span = {row["employee_no"]: row["leave_date"] for row in company["employees"]}
    assert not any(span[number] for number in cast.values())


def test_the_command_writes_a_folder_and_prints_the_cast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--employees", "20", "--from", "2026-10", "--months", "2", "--seed", "5", "--wide", "--odd", "0.2", "--roles"]
    monkeypatch.setattr(sys, "argv", ["csd.demo", str(tmp_path), *options, "--until", "2026-11-24 15:00:00"])
    main()
    assert json.loads(capsys.readouterr().out)["general_manager"] == "E000001"
    assert max(row["time"] for row in read(tmp_path)["punches"])[:10] == "2026-11-24"


def test_too_small_a_company_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 15"):
        Layout(SMALLEST - 1)


@pytest.mark.parametrize("size", [15, 19, 31, 60, 61, 500, 10_000])
def test_every_team_has_a_superior_of_a_higher_grade(size: int) -> None:
    order = ["staff", "foreman", "supervisor", "manager", "general_manager"]
    layout = Layout(size)
    for number in range(2, size + 1):
        unit, index = layout.place(number)
        above = layout.manager(unit, index)
        assert above is not None
        assert 1 <= above <= size
        assert order.index(layout.grade(*layout.place(above))) > order.index(layout.grade(unit, index))


def test_the_bench_has_the_rows_it_promises(tmp_path: Path) -> None:
    generate(tmp_path, bench_spec(1000))
    for table, target in (("shifts", 21_000), ("punches", 40_000), ("sales", 88_500)):
        with (tmp_path / f"{table}.csv").open(encoding="utf-8") as file:
            assert abs(sum(1 for _ in file) - 1 - target) < target / 10, table


def test_the_bench_can_have_earlier_months(tmp_path: Path) -> None:
    spec = bench_spec(20, "2026-02", history=3)
    assert [str(month) for month in spec.period] == ["2025-11", "2025-12", "2026-01", "2026-02"]
