"""An independent second implementation of the rule book, used to cross-check the product.

Written from docs/rulebook.md alone (with docs/formats.md for the files, and the State Council's holidays). It must never import
the product nor share code with it: no test would find what both got wrong in the same way. It trusts its input (the
refusals of docs/formats.md are the product's business). Money is counted in fen, as `int`, or as an exact `Fraction` until a
rule rounds it; no float anywhere. The rule ids (P3, A5, ...) point into docs/rulebook.md.

    python oracle.py COMPANY_DIR OUT_DIR --from 2026-07 --months 4
"""

from __future__ import annotations

import argparse
import csv
import io
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

import chinese_calendar
import holidays

Row = dict[str, str]
Span = tuple[datetime, datetime]

NEVER = "9999-12-31"  # an empty leave date; an approval or acceptance that is missing
FOREMAN_UP = {"foreman", "supervisor", "manager", "general_manager"}
USING_KINDS = {"personal", "comp"}  # A5: the leaves that use a comp day
LATE_KINDS = {"sick", "work_injury", "bereavement"}  # A5: may be approved afterwards
BRACKET_TOPS = [36_000, 144_000, 300_000, 420_000, 660_000, 960_000]  # P15, in yuan
BRACKET_PERCENTS = [3, 10, 20, 25, 30, 35, 45]
QUICK_DEDUCTIONS = [0, 2_520, 16_920, 31_920, 52_920, 85_920, 181_920]
DEFAULTS = """
comp_days 4, late 0.5, absent 2, truant 5, offline 5, offline_every 3, absent_after 30, in_window 120, out_window 240,
late_leave_days 3, warn_at 5, penalty_at 2, meal 300, sales_rate 0.02, order_rate:logistics 1.00, order_rate:data 0.50,
target_rate 0.03, bonus_period month, penalty 0, severe 0, minimum_wage 2490, minimum_wage_topup 1, social_floor 4812,
social_cap 24930, housing_floor 2490, housing_cap 39530, pension 0.08, medical 0.02, unemployment 0.005
"""
COMMISSIONS = "comm_sales comm_order guarantee comm_target"
COSTS = ["promotion", "aftersales_courier", "other"]
SCORES = "month employee_no late absent early truant offline comp_days_used unpaid_days score action".split()
SLIPS = """
month employee_no base meal comm_sales comm_order guarantee comm_target bonus special holiday_duty absence topup gross
penalty pension medical unemployment housing iit net
""".split()
WATERFALL = """
month sales comm_sales cost gross_margin comm_order guarantee comm_target promotion courier other net_profit
total_target base_sum gate pool_staff pool_management pool_operations
""".split()


def half_up(value: Fraction) -> int:
    """To the nearest whole number, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return int(whole if value >= 0 else -whole)


def decimals(value: Fraction, places: int) -> str:
    scaled = half_up(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:0{places}d}"


def yuan(amount: int) -> str:
    return decimals(Fraction(amount, 100), 2)


def fen(text: str) -> int:
    return half_up(Fraction(text) * 100) if text else 0


def largest_remainder(amount: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """Split fen by weights; left-over fen go to the largest fractions, ties to the smaller employee number."""
    total = sum(weights.values())
    exact = {no: amount * weight / total for no, weight in weights.items()} if total else {}
    shares = {no: int(share // 1) for no, share in exact.items()}
    order = sorted(exact, key=lambda no: (shares[no] - exact[no], no))
    for no in order[: amount - sum(shares.values())]:
        shares[no] += 1
    return shares


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text or NEVER)


def month_days(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    return [day for n in range(31) if (day := first + timedelta(days=n)).month == first.month]


def shift_month(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def csv_text(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


# --- calendar, policy, people ---
class Calendar:
    """D2: each day is statutory, rest or work; the company's own rows override the libraries."""

    def __init__(self, rows: list[Row]) -> None:
        self.own = {date.fromisoformat(row["date"]): row["kind"] for row in rows}
        self.law = holidays.country_holidays("CN", language="zh_CN")

    def statutory(self, day: date) -> bool:
        """The day of the law itself: neither its substitute (补假) nor a rest day swapped in (休息日)."""
        if day in self.own:
            return self.own[day] == "statutory"
        return any("补假" not in name and "休息日" not in name for name in self.law.get_list(day))

    def workday(self, day: date) -> bool:
        if day in self.own:
            return self.own[day] == "work"
        return not self.statutory(day) and chinese_calendar.is_workday(day)  # raises for an unpublished year


class Policy:
    """Dated parameters: the value in force on the first day of a month holds for that whole month."""

    def __init__(self, rows: list[Row]) -> None:
        self.defaults = dict(item.split() for item in DEFAULTS.replace("\n", " ").split(","))
        self.dated = grouped(sorted(rows, key=lambda row: row["effective_from"]), "key")

    def text(self, key: str, month: str) -> str:
        rows = [row for row in self.dated.get(key, []) if row["effective_from"] <= f"{month}-01"]
        return rows[-1]["value"] if rows else self.defaults.get(key, "0")  # 0: order_rate of any other kind

    def number(self, key: str, month: str) -> Fraction:
        return Fraction(self.text(key, month))

    def fen(self, key: str, month: str) -> Fraction:
        return self.number(key, month) * 100  # exact: a value may have more than two decimals


@dataclass
class Person:
    no: str
    hired: date
    left: date
    terms: list[Row]

    def employed(self, day: date) -> bool:
        return self.hired <= day <= self.left

    def terms_on(self, day: date) -> Row:
        in_force = [row for row in self.terms if row["effective_from"] <= day.isoformat()]
        return in_force[-1] if in_force else defaultdict(str, grade="staff")

    def month_terms(self, month: str) -> Row:
        """In force on the last day of the month, or on the leave date if that is earlier."""
        return self.terms_on(min(month_days(month)[-1], self.left))


class Company:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calendar = Calendar(self.rows("calendar"))
        self.policy = Policy(self.rows("policy"))
        self.kinds = {row["code"]: row["kind"] for row in self.rows("departments")}
        terms = grouped(sorted(self.rows("terms"), key=lambda row: row["effective_from"]), "employee_no")
        self.people: dict[str, Person] = {}
        for row in sorted(self.rows("employees"), key=lambda row: row["employee_no"]):
            hired, left = date.fromisoformat(row["hire_date"]), date.fromisoformat(row["leave_date"] or NEVER)
            self.people[row["employee_no"]] = Person(row["employee_no"], hired, left, terms[row["employee_no"]])

    def rows(self, name: str) -> list[Row]:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [defaultdict(str, row) for row in csv.DictReader(file)]

    def may_approve(self, approver: str, when: datetime, *not_these: str) -> bool:
        """By another person, on the day of the act employed and of grade foreman or above."""
        person = None if approver in not_these else self.people.get(approver)
        return bool(person and person.employed(when.date()) and person.terms_on(when.date())["grade"] in FOREMAN_UP)


# --- attendance, A1 - A10 ---
@dataclass
class Shift:
    holder: str
    start: datetime
    end: datetime

    @property
    def month(self) -> str:
        return self.start.isoformat()[:7]


@dataclass
class Score:
    late: int = 0
    absent: int = 0
    early: int = 0
    truant: int = 0
    checks: int = 0  # found offline
    offline: int = 0
    uses: list[tuple[datetime, int, Fraction]] = field(default_factory=list)  # shift start, 0 leave 1 forgot, leave's part
    unpaid: Fraction = Fraction(0)
    holiday_minutes: int = 0
    score: Fraction = Fraction(10)
    action: str = "none"

    def row(self, month: str, no: str) -> list[str]:
        counts = [self.late, self.absent, self.early, self.truant, self.offline, len(self.uses)]
        return [month, no, *map(str, counts), decimals(self.unpaid, 2), decimals(self.score, 1), self.action]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]  # to share more than a moment (A1)


def seconds(start: datetime, end: datetime) -> int:
    return (end - start) // timedelta(seconds=1)


def union(spans: Iterable[Span]) -> list[Span]:
    """What the spans cover, those that overlap or meet joined to one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def covered(spans: Iterable[Span]) -> int:
    return sum(seconds(*span) for span in union(spans))


class Attendance:
    def __init__(self, company: Company) -> None:
        self.company, self.policy = company, company.policy
        self.leaves = grouped(company.rows("leaves"), "employee_no")
        self.punches: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for row in sorted(company.rows("punches"), key=lambda row: row["time"]):
            self.punches[row["employee_no"], row["direction"]].append(moment(row["time"]))
        # scores by month and person; those computed here beat the loaded ones (docs/formats.md)
        self.known = {(row["month"], row["employee_no"]): Fraction(row["score"]) for row in company.rows("score_history")}
        self.found: dict[tuple[str, str], Score] = defaultdict(Score)
        shifts = merge_meeting(swap_shifts(company))
        self.count_checks([shift for shift in shifts if not self.judge(shift)])
        for row in company.rows("breaches"):  # A6: in the month of its own time, on a shift or not
            self.found[row["time"][:7], row["employee_no"]].truant += 1

    def valid_leaves(self, shift: Shift) -> list[tuple[str, Span]]:
        """A5: leaves that overlap the shift and were approved in time for it, cut to the shift."""
        valid = []
        for row in self.leaves.get(shift.holder, []):
            start, end, approved_at = moment(row["start"]), moment(row["end"]), moment(row["approved_at"])
            if not overlap((start, end), (shift.start, shift.end)):
                continue
            limit = shift.start
            if row["kind"] in LATE_KINDS:
                limit += int(self.policy.number("late_leave_days", shift.month)) * timedelta(hours=24)
            if self.company.may_approve(row["approver_no"], approved_at, shift.holder) and approved_at < limit:
                valid.append((row["kind"], (max(start, shift.start), min(end, shift.end))))
        return valid

    def sign(self, shift: Shift, start: datetime, end: datetime) -> tuple[datetime | None, datetime | None]:
        """A1: the first `in` and the last `out` within the windows around the expected start and end."""
        before, after = (int(self.policy.number(key, shift.month)) for key in ("in_window", "out_window"))
        ins, outs = (self.punches.get((shift.holder, direction), []) for direction in ("in", "out"))
        first = bisect_left(ins, start - timedelta(minutes=before))
        last = bisect_right(outs, end + timedelta(minutes=after)) - 1
        sign_in = ins[first] if first < len(ins) and ins[first] <= end else None
        sign_out = outs[last] if last >= 0 and outs[last] >= start else None
        return sign_in, sign_out

    def judge(self, shift: Shift) -> bool:
        """A2 to A7 and the minutes of P10 for one shift; True when leave covers all of it."""
        score = self.found[shift.month, shift.holder]
        length = seconds(shift.start, shift.end)
        leaves = self.valid_leaves(shift)
        using = [span for kind, span in leaves if kind in USING_KINDS]
        if using:
            score.uses.append((shift.start, 0, Fraction(covered(using), length)))
        start, end = shift.start, shift.end
        blocks = union(span for _, span in leaves)
        if blocks == [(start, end)]:
            return True
        if blocks and blocks[0][0] == start:
            start = blocks[0][1]
        if blocks and blocks[-1][1] == end:
            end = blocks[-1][0]
        sign_in, sign_out = self.sign(shift, start, end)
        if sign_in is None and sign_out is None:  # A6
            score.truant += 1
            score.unpaid += 1 - Fraction(covered(blocks), length)
            return False
        if sign_in is None or sign_out is None:  # A4
            score.uses.append((shift.start, 1, Fraction(0)))
        limit = self.policy.number("absent_after", shift.month)
        if sign_in is not None:  # A2
            minutes = seconds(start, sign_in) // 60
            score.late += 1 <= minutes <= limit
            score.absent += minutes > limit
        if sign_out is not None:  # A3
            minutes = seconds(sign_out, end) // 60
            score.early += 1 <= minutes <= limit
            score.truant += minutes > limit
        score.holiday_minutes += self.statutory_seconds(start, end) // 60
        return False

    def statutory_seconds(self, start: datetime, end: datetime) -> int:
        total = 0
        while start < end:
            midnight = datetime.combine(start.date() + timedelta(days=1), time())
            if self.company.calendar.statutory(start.date()):
                total += seconds(start, min(end, midnight))
            start = midnight
        return total

    def count_checks(self, shifts: list[Shift]) -> None:
        """A8: offline checks without an accepted reason, in the month of the shift they fall into."""
        offline = [row for row in self.company.rows("online_checks") if row["online"] == "0" and row["reason_accepted"] != "1"]
        checks = grouped(offline, "employee_no")
        for shift in shifts:
            hits = [row for row in checks[shift.holder] if shift.start <= moment(row["time"]) < shift.end]
            self.found[shift.month, shift.holder].checks += len(hits)
            checks[shift.holder] = [row for row in checks[shift.holder] if row not in hits]

    def close(self, month: str) -> dict[str, Score]:
        """A10: the scores of everyone employed on at least one day of the month; months in order."""
        days, number = month_days(month), self.policy.number
        people = [person for person in self.company.people.values() if any(map(person.employed, days))]
        scores = {person.no: self.found[month, person.no] for person in people}
        for no, score in scores.items():
            for _, _, part in sorted(score.uses)[int(number("comp_days", month)) :]:  # A5, A7: beyond the allowance
                score.absent += 1
                score.unpaid += part
            score.offline = int(score.checks // number("offline_every", month))
            points = (score.late + score.early) * number("late", month) + score.absent * number("absent", month)
            points += score.truant * number("truant", month) + score.offline * number("offline", month)
            score.score = self.known[month, no] = max(Fraction(0), 10 - points)
            warn_at = number("warn_at", month)
            last_three = [self.known.get((shift_month(month, -back), no)) for back in range(3)]
            if all(value is not None and value <= warn_at for value in last_three):
                score.action = "severe"
            elif score.score <= number("penalty_at", month):
                score.action = "penalty"
            elif score.score <= warn_at:
                score.action = "warning"
        return scores


def swap_shifts(company: Company) -> list[Shift]:
    """A6: the roster after the swaps, applied in order of approval (at one moment: of the file)."""
    held: dict[str, list[Shift]] = defaultdict(list)
    for row in company.rows("shifts"):
        held[row["employee_no"]].append(Shift(row["employee_no"], moment(row["start"]), moment(row["end"])))
    for row in sorted(company.rows("swaps"), key=lambda row: row["approved_at"]):
        giver, taker = row["employee_no"], row["to_employee_no"]
        start, accepted_at, approved_at = map(moment, (row["shift_start"], row["accepted_at"], row["approved_at"]))
        shift = next((s for s in held[giver] if s.start == start), None)
        arranged = max(accepted_at, approved_at) < start and company.may_approve(row["approver_no"], approved_at, giver, taker)
        if shift is None or not arranged or not company.people[taker].employed(start.date()):
            continue
        if not any(overlap((s.start, s.end), (shift.start, shift.end)) for s in held[taker]):
            held[giver].remove(shift)
            held[taker].append(shift)
            shift.holder = taker
    return [shift for shifts in held.values() for shift in shifts]


def merge_meeting(shifts: list[Shift]) -> list[Shift]:
    """A1: shifts of one person that meet (one ends when the next starts) are one shift."""
    merged: list[Shift] = []
    ending: dict[tuple[str, datetime], Shift] = {}
    for shift in sorted(shifts, key=lambda s: (s.holder, s.start, s.end)):
        if before := ending.pop((shift.holder, shift.start), None):
            before.end = shift.end
        else:
            merged.append(shift)
        ending[shift.holder, shift.end] = before or shift
    return merged


# --- pay, P1 - P16 ---
class Slip:
    """One payslip: what it is computed from, and its lines in fen."""

    def __init__(self, person: Person, terms: Row, employed: int, score: Score) -> None:
        self.person, self.terms, self.score = person, terms, score
        self.employed, self.plan, self.weight = employed, terms["plan"], Fraction(terms["weight"] or 1)
        self.base, self.promised = fen(terms["base_salary"]), fen(terms["guarantee"])
        self.wage_day = (self.base or self.promised) / Fraction("21.75")  # P10
        self.lines: dict[str, int] = defaultdict(int)

    def sum(self, names: str) -> int:
        return sum(self.lines[name] for name in names.split())


def signed(sale: Row, name: str) -> int:
    return -fen(sale[name]) if sale["kind"] == "refund" else fen(sale[name])  # S1


class Payroll:
    def __init__(self, company: Company) -> None:
        self.company, self.policy = company, company.policy
        self.sales: dict[str, list[Row]] = defaultdict(list)
        for row in company.rows("sales"):
            if row["status"] == "completed":  # S1
                self.sales[row["date"][:7]].append(row)
        self.dated = {name: grouped(company.rows(name), "month") for name in ("campaigns", "costs", "nominations", "specials")}
        self.year_to_date: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.carry: dict[str, int] = defaultdict(int)
        for row in sorted(company.rows("opening_balances"), key=lambda row: row["year"]):
            opening = self.year_to_date[row["employee_no"], row["year"]]
            opening["months"] = int(row["months"] or 0)
            for name in ("gross", "social_housing", "special", "tax"):
                opening[name] = fen(row[name])
            self.carry[row["employee_no"]] = fen(row["sales_carry"])  # the newest one's stays
        self.quarterly: dict[str, tuple[int, int]] = {}  # months closed under `quarter`: net profit, B

    def close(self, month: str, scores: dict[str, Score]) -> tuple[list[list[str]], list[str]]:
        """The payslips' rows and the waterfall's row of one month; months in order."""
        workdays = [day for day in month_days(month) if self.company.calendar.workday(day)]
        slips: dict[str, Slip] = {}
        for no, person in self.company.people.items():
            if employed := sum(map(person.employed, workdays)):
                slip = slips[no] = Slip(person, person.month_terms(month), employed, scores[no])
                share = Fraction(employed, len(workdays))
                slip.lines["base"] = half_up(slip.base * share)  # P1
                slip.lines["meal"] = half_up(self.policy.fen("meal", month) * share)  # P2
                slip.lines["holiday_duty"] = half_up(slip.wage_day * 3 * slip.score.holiday_minutes / 480)  # P10
        self.pay_sales(month, slips)
        self.pay_orders(month, slips, len(workdays))
        self.pay_targets(month, slips)
        waterfall, pools = self.waterfall(month, slips)
        self.pay_bonus(month, slips, pools)
        for row in self.dated["specials"][month]:  # P9
            if row["employee_no"] in slips:
                slips[row["employee_no"]].lines["special"] += fen(row["amount"])
        for slip in slips.values():
            self.finish(month, slip, len(workdays))
        return [[month, no, *(yuan(slip.lines[name]) for name in SLIPS[2:])] for no, slip in slips.items()], waterfall

    def pay_sales(self, month: str, slips: dict[str, Slip]) -> None:
        """P3: on net sales and the negative rest of earlier months."""
        rate = self.policy.number("sales_rate", month)
        net: dict[str, int] = defaultdict(int)
        for sale in self.sales[month]:
            net[sale["employee_no"]] += signed(sale, "amount")
        for no, slip in slips.items():
            if slip.plan == "sales_percent":
                total = net[no] + self.carry[no]
                slip.lines["comm_sales"] = half_up(rate * max(0, total))
                self.carry[no] = min(0, total)

    def pay_orders(self, month: str, slips: dict[str, Slip], workdays: int) -> None:  # P4, P5
        orders = len({sale["order_no"] for sale in self.sales[month] if sale["kind"] != "refund"})  # S2
        weights: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for no, slip in slips.items():
            if slip.plan == "order_pool":
                weights[self.company.kinds[slip.terms["department"]]][no] = slip.weight * slip.employed
        for kind, members in weights.items():
            pool = half_up(orders * self.policy.number(f"order_rate:{kind}", month) * 100)
            shares = largest_remainder(pool, members)
            for no in members:
                lines, promised = slips[no].lines, Fraction(slips[no].promised * slips[no].employed, workdays)
                lines["comm_order"] = shares.get(no, 0)
                lines["guarantee"] = half_up(max(Fraction(0), promised - lines["comm_order"]))

    def pay_targets(self, month: str, slips: dict[str, Slip]) -> None:
        """P6: the margin of each campaign after the agents' own commission."""
        sales_rate, target_rate = self.policy.number("sales_rate", month), self.policy.number("target_rate", month)
        margins: dict[str, Fraction] = defaultdict(Fraction)
        for sale in self.sales[month]:
            agent, amount = slips.get(sale["employee_no"]), signed(sale, "amount")
            rate = sales_rate if agent and agent.plan == "sales_percent" else 0
            margins[sale["campaign"]] += amount - signed(sale, "cost") - rate * amount
        for row in self.dated["campaigns"][month]:
            owner, margin = slips.get(row["owner_no"]), margins[row["campaign"]]
            if owner and owner.plan == "campaign_target" and margin / 10 >= fen(row["budget"]):
                owner.lines["comm_target"] += half_up(target_rate * margin)

    def waterfall(self, month: str, slips: dict[str, Slip]) -> tuple[list[str], dict[str, int]]:
        """P7 and the pools of P8, by month or by quarter."""
        sales, cost = (sum(signed(sale, name) for sale in self.sales[month]) for name in ("amount", "cost"))
        comm_sales, comm_order, guarantee, comm_target = (sum(s.lines[name] for s in slips.values()) for name in COMMISSIONS.split())
        costs = grouped(self.dated["costs"][month], "kind")
        promotion, courier, other = (sum(fen(row["amount"]) for row in costs[kind]) for kind in COSTS)
        margin = sales - comm_sales - cost
        net = margin - comm_order - guarantee - comm_target - promotion - courier - other
        there = [person for person in self.company.people.values() if person.employed(month_days(month)[-1])]
        base_sum = sum(fen(person.month_terms(month)["base_salary"]) for person in there)
        basis, paying = net, True
        if self.policy.text("bonus_period", month) == "quarter":
            self.quarterly[month] = (net, base_sum)
            if paying := int(month[5:]) % 3 == 0:
                quarter = [self.quarterly.get(shift_month(month, -back), (0, 0)) for back in range(3)]
                basis, base_sum = map(sum, zip(*quarter, strict=True))
        target = half_up(Fraction(basis, 3))
        met = paying and target >= base_sum
        part = half_up(Fraction(target * 40, 100)) if met else 0
        pools = {"staff": part, "management": part, "operations": target - 2 * part if met else 0}
        front = [sales, comm_sales, cost, margin, comm_order, guarantee, comm_target, promotion, courier, other, net, target, base_sum]
        return [month, *map(yuan, front), "met" if met else "not_met", *map(yuan, pools.values())], pools

    def pay_bonus(self, month: str, slips: dict[str, Slip], pools: dict[str, int]) -> None:
        """P8: each pool among its nominees with a payslip and neither `penalty` nor `severe`."""
        for pool, amount in pools.items():
            weights = {}
            for row in self.dated["nominations"][month]:
                slip = slips.get(row["employee_no"])
                if row["pool"] == pool and slip and slip.score.action not in ("penalty", "severe"):
                    weights[row["employee_no"]] = Fraction(row["weight"] or 1)
            for no, share in largest_remainder(amount, weights).items():
                slips[no].lines["bonus"] += share

    def finish(self, month: str, slip: Slip, workdays: int) -> None:  # P11 to P16
        lines, score, minimum = slip.lines, slip.score, self.policy.fen("minimum_wage", month)
        lines["absence"] = -min(half_up(slip.wage_day * score.unpaid), slip.sum("base comm_order guarantee"))
        if self.policy.number("minimum_wage_topup", month):  # P11b
            due = minimum * max(Fraction(0), slip.employed - score.unpaid) / workdays
            counted = slip.sum(f"base {COMMISSIONS} bonus special absence")
            lines["topup"] = half_up(max(Fraction(0), due - counted))
        lines["gross"] = gross = sum(lines.values())  # P12: all lines so far
        amounts = {"penalty": self.policy.fen("penalty", month), "severe": self.policy.fen("severe", month)}
        if score.action in amounts:  # P13
            amount = max(amounts.values()) if score.action == "severe" else amounts["penalty"]
            lines["penalty"] = max(0, min(half_up(amount), gross // 5, int((gross - minimum) // 1)))
        if slip.person.employed(month_days(month)[-1]):  # P14
            rates = {name: self.policy.number(name, month) for name in ("pension", "medical", "unemployment")}
            rates["housing"] = Fraction(slip.terms["housing_rate"] or 0)
            for item, rate in rates.items():
                kind = "housing" if item == "housing" else "social"
                if declared := slip.terms[f"{kind}_base"]:
                    floor, cap = self.policy.fen(f"{kind}_floor", month), self.policy.fen(f"{kind}_cap", month)
                    lines[item] = half_up(rate * min(max(fen(declared), floor), cap))
        insured = slip.sum("pension medical unemployment housing")
        lines["iit"] = self.tax(month, slip, insured)
        lines["net"] = gross - lines["penalty"] - insured - lines["iit"]

    def tax(self, month: str, slip: Slip, insured: int) -> int:
        """P15: cumulative withholding over the calendar year."""
        year = self.year_to_date[slip.person.no, month[:4]]
        year["months"] += 1
        year["gross"] += slip.lines["gross"]
        year["social_housing"] += insured
        year["special"] += fen(slip.terms["special_deduction"])
        taxable = year["gross"] - 5000 * 100 * year["months"] - year["social_housing"] - year["special"]
        bracket = sum(taxable > top * 100 for top in BRACKET_TOPS)
        exact = Fraction(taxable * BRACKET_PERCENTS[bracket], 100) - QUICK_DEDUCTIONS[bracket] * 100 - year["tax"]
        tax = half_up(max(Fraction(0), exact))
        year["tax"] += tax
        return tax


# --- entry ---
def compute(folder: Path, first: str, months: int) -> dict[str, str]:
    """The text of the three files of `export_month`, all months one below the other, by file name."""
    company = Company(Path(folder))
    attendance, payroll = Attendance(company), Payroll(company)
    files: dict[str, list[list[str]]] = {"scores": [SCORES], "payslips": [SLIPS], "waterfall": [WATERFALL]}
    for month in (shift_month(first, n) for n in range(months)):
        scores = attendance.close(month)
        slips, waterfall = payroll.close(month, scores)
        files["scores"] += [score.row(month, no) for no, score in scores.items()]
        files["payslips"] += slips
        files["waterfall"].append(waterfall)
    return {f"{name}.csv": csv_text(rows) for name, rows in files.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("company", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="first", required=True, help="first month, YYYY-MM")
    parser.add_argument("--months", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name, text in compute(args.company, args.first, args.months).items():
        (args.out / name).write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
