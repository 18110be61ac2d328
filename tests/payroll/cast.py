"""The standing cast of the tests of a run's life, and their company of two months with a little of everything.

Mei of HR computes, Fang of finance reviews, Gao the general manager approves, Ao audits. It is 10 August 2026, nine o'clock.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import time_machine

from csd.loading.services import load_company
from csd.models import Attempt, Employee
from csd.months import SHANGHAI, Month
from csd.work.engine import work_on
from payroll.runs.services import approve_run, pay_run, review_run, start_run
from tests.payroll.small import LONG_AGO, Company

JUNE, JULY, AUGUST = Month(2026, 6), Month(2026, 7), Month(2026, 8)
NOW = datetime(2026, 8, 10, 9, tzinfo=SHANGHAI)
ROLES = (
    ("MEI", "hr", LONG_AGO, ""),
    ("FANG", "finance", LONG_AGO, ""),
    ("FU", "finance", LONG_AGO, ""),
    ("AO", "auditor", LONG_AGO, ""),
    ("ADA", "administrator", LONG_AGO, ""),
    ("ENDED", "finance", LONG_AGO, "2026-08-09"),
    ("SOON", "finance", "2026-08-11", ""),
    ("LEFT", "finance", LONG_AGO, ""),
)
OPENING = {"year": "2026", "months": "5", "gross": "20000", "social_housing": "1500", "special": "0", "tax": "10", "sales_carry": "-50"}


def who(number: str) -> Employee:
    """Somebody of the cast."""
    return Employee.objects.get(employee_no=number)


def add_cast(company: Company) -> Company:
    """Those who act, none of whom sells anything."""
    company.person("MEI", "HR").person("FANG", "FI", base_salary="5000", social_base="6000", housing_base="6000", housing_rate="0.07")
    company.person("FU", "FI").person("GAO", "OP", grade="general_manager").person("AO", "FI").person("ADA", "HR")
    company.person("ENDED", "FI").person("SOON", "FI").person("LEFT", "FI", leave="2026-08-09")
    company.person("MANAGER", "CS", grade="manager").person("FOREMAN", "CS", grade="foreman").person("OPS", "OP", grade="manager")
    for number, role, since, until in ROLES:
        company.add("roles", employee_no=number, role=role, **{"from": since, "to": until})
    return company


def add_workers(company: Company) -> Company:
    """Two agents, two of logistics, an owner of campaigns, and somebody whose attendance is bad."""
    insured = {"social_base": "6000", "housing_base": "5000", "housing_rate": "0.05"}
    company.person("A1", base_salary="3000", plan="sales_percent", **insured).person("A2", plan="sales_percent", **insured)
    company.person("L1", "LO", plan="order_pool", guarantee="1500").person("L2", "LO", plan="order_pool", weight="2")
    company.person("C1", "MK", base_salary="2000", plan="campaign_target").person("S1", base_salary="2175")
    company.add("opening_balances", employee_no="A1", **OPENING)
    for month in ("2026-04", "2026-05"):
        company.add("score_history", month=month, employee_no="S1", score="5.0")
    return company.policy("meal", "400", "2026-01-01").policy("penalty", "100").policy("severe", "200").policy("minimum_wage", "1000")


def add_month(company: Company, month: str) -> Company:
    """A month's sales, costs, campaign, nominations, special, duties, leave, swap, breach and checks."""
    company.add("campaigns", campaign=f"K{month}", month=month, owner_no="C1", budget="1000")
    for day in range(1, 11):
        company.sale(f"{month}-{day}", f"{month}-{day:02}", "A1", "9000", "1000", campaign=f"K{month}" if day <= 5 else "")
        company.sale(f"{month}-{day}b", f"{month}-{day:02}", "A2", "700", "100")
    company.sale(f"{month}-1", f"{month}-12", "A1", "400", "50", kind="refund")
    company.sale(f"{month}-p", f"{month}-13", "A1", "70", "50", status="pending")
    for kind, amount in (("promotion", "300"), ("aftersales_courier", "200"), ("other", "100")):
        company.add("costs", month=month, kind=kind, amount=amount, note="n")
    for pool, number, weight in (("staff", "L1", "1"), ("staff", "A2", "2"), ("management", "MANAGER", ""), ("operations", "GAO", "3")):
        company.add("nominations", month=month, pool=pool, employee_no=number, weight=weight)
    company.add("specials", month=month, employee_no="A2", amount="88", reason="exemplary")
    return add_duties(company, month)


def add_duties(company: Company, month: str) -> Company:
    """A1 is late once, on duty on a statutory day and hands a shift to A2; S1 is truant, L1 on leave, A2 offline thrice."""
    company.add("calendar", date=f"{month}-15", kind="statutory", name="n", source="s")
    company.shift("A1", f"{month}-15 08:00", f"{month}-15 16:00", attended=True)
    company.shift("A1", f"{month}-16 08:00", f"{month}-16 16:00").punch("A1", f"{month}-16 08:10", "in").punch(
        "A1", f"{month}-16 16:00", "out"
    )
    company.shift("A1", f"{month}-17 08:00", f"{month}-17 16:00").punch("A2", f"{month}-17 08:00", "in").punch(
        "A2", f"{month}-17 16:00", "out"
    )
    company.add(
        "swaps", employee_no="A1", shift_start=f"{month}-17 08:00:00", to_employee_no="A2",
        accepted_at=f"{month}-10 08:00:00", approved_at=f"{month}-10 09:00:00", approver_no="FOREMAN",
    )  # fmt: skip
    company.shift("S1", f"{month}-16 08:00", f"{month}-16 16:00").shift("L1", f"{month}-16 08:00", f"{month}-16 16:00")
    company.add(
        "leaves", employee_no="L1", start=f"{month}-16 08:00:00", end=f"{month}-16 16:00:00", kind="comp",
        requested_at=f"{month}-10 08:00:00", approved_at=f"{month}-10 09:00:00", approver_no="FOREMAN",
    )  # fmt: skip
    company.add("breaches", employee_no="S1", time=f"{month}-16 12:00:00", recorded_by="FOREMAN", note="n")
    for hour in ("09", "10", "11"):
        company.add("online_checks", employee_no="A2", time=f"{month}-17 {hour}:00:00", online="0", reason_accepted="0")
    return company


def whole_company(folder: Path) -> Company:
    """The cast, the workers, and June and July."""
    company = add_workers(add_cast(Company(folder)))
    return add_month(add_month(company, "2026-06"), "2026-07")


def load(company: Company) -> None:
    """Load a company as a folder."""
    load_company(folder=company.write(), loaded_by="tests")


def compute(month: Month = JULY, by: str = "MEI") -> Attempt:
    """Compute a month in this process, on 10 August unless the clock stands already."""
    attempt = start_run(month=month, actor=who(by), wake=False)
    while not work_on(attempt.pk, seconds=60):
        pass
    attempt.refresh_from_db()
    return attempt


def approve(month: Month = JULY) -> None:
    """Fang reviews, Gao approves what Mei has computed."""
    review_run(month=month, actor=who("FANG"))
    approve_run(month=month, actor=who("GAO"), accept_negative="agreed")


def close_june_and_july(folder: Path) -> tuple[Attempt, Attempt]:
    """The whole company with June paid and July computed; times stand still at 10 August."""
    with time_machine.travel(NOW, tick=False):
        load(whole_company(folder))
        june = compute(JUNE)
        approve(JUNE)
        pay_run(month=JUNE, actor=who("FANG"))
        return june, compute(JULY)
