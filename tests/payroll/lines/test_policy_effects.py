"""Every policy parameter changes the figure that its rule says: one company, one value other than the default at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from csd.loading.services import load_company
from csd.models import PolicyValue
from csd.months import Month
from csd.policy.parameters import KINDS, PARAMETERS
from payroll.computing.models import PayslipLine
from tests.payroll.small import Closed, Company, computed

DAY, SATURDAY = "2026-07-06", "2026-07-11"
ORDER_MEMBERS = {
    "customer_service": "OC",
    "marketing": "OM",
    "logistics": "OL",
    "product": "OP",
    "data": "OD",
    "operations": "OO",
    "other": "OX",
}
# what has no effect on a month's figures, and where it has one
ELSEWHERE = {
    "slip_answer_days": "until when a payslip is confirmed or disputed (P18)",
    "review_change": "what the review of a month looks at (P17)",
    "review_pool_share": "what the review of a month looks at (P8)",
    "holiday_extra": "rosters (D2)",
    "rest_hours": "rosters (D3)",
    "days_in_row": "rosters (D3)",
    "hazmat_departments": "hazardous materials (H3)",
} | {key: "the warning of a base outside its range when terms are loaded (P1)" for key in PARAMETERS if key.startswith("base_range:")}

# key, another value, whose (none: the waterfall's) figure, what it is by the defaults, what it is then
EFFECTS: list[tuple[str, str, str, str, str, str]] = [
    ("start_points", "9", "LATE", "score", "9.5", "8.5"),
    ("late", "1.0", "LATE", "score", "9.5", "9.0"),
    ("absent", "3", "VERY", "score", "8.0", "7.0"),
    ("absent_after", "45", "VERY", "absent", "1", "0"),
    ("truant", "4", "SILENT", "score", "5.0", "6.0"),
    ("offline", "2", "OFFLINE", "score", "5.0", "8.0"),
    ("offline_every", "1", "OFFLINE", "offline", "1", "3"),
    ("in_window", "60", "WINDOW", "comp_days_used", "0", "1"),
    ("out_window", "60", "WINDOW", "comp_days_used", "0", "1"),
    ("comp_days", "0", "LEAVE", "absent", "0", "1"),
    ("late_leave_days", "1", "SICK", "truant", "0", "1"),
    ("warn_at", "4.9", "SILENT", "action", "warning", "none"),
    ("penalty_at", "5", "SILENT", "action", "warning", "penalty"),
    ("meal", "310.55", "AGENT", "meal", "300.00", "310.55"),
    ("sales_rate", "0.05", "AGENT", "comm_sales", "20.00", "50.00"),
    ("target_rate", "0.05", "OWNER", "comm_target", "23.40", "39.00"),  # of 1000 − 200 − 20
    ("campaign_multiple", "1000", "OWNER", "comm_target", "23.40", "0.00"),
    ("bonus_period", "quarter", "", "gate", "met", "not_met"),
    ("pool_staff_rate", "0", "", "pool_staff", "119853.24", "0.00"),
    ("pool_management_rate", "0", "", "pool_management", "119853.24", "0.00"),
    ("target_divisor", "2", "", "total_target", "299633.10", "449449.65"),
    ("month_days", "20", "SILENT", "absence", "-100.00", "-108.75"),
    ("day_minutes", "240", "HOLIDAY", "holiday_duty", "300.00", "600.00"),
    ("holiday_rate", "2", "HOLIDAY", "holiday_duty", "300.00", "200.00"),
    ("penalty", "100", "BAD", "penalty", "0.00", "100.00"),
    ("severe", "150.5", "SEVERE", "penalty", "0.00", "150.50"),
    ("minimum_wage", "3000", "OL", "topup", "2489.00", "2999.00"),
    ("minimum_wage_topup", "0", "OL", "topup", "2489.00", "0.00"),
    ("social_floor", "5000", "AGENT", "pension", "384.96", "400.00"),
    ("social_cap", "20000", "RICH", "pension", "1994.40", "1600.00"),
    ("housing_floor", "3000", "AGENT", "housing", "249.00", "300.00"),
    ("housing_cap", "20000", "RICH", "housing", "3953.00", "2000.00"),
    ("pension", "0.1", "AGENT", "pension", "384.96", "481.20"),
    ("medical", "0.03", "AGENT", "medical", "96.24", "144.36"),
    ("unemployment", "0.01", "AGENT", "unemployment", "24.06", "48.12"),
    ("employer_pension", "0.2", "AGENT", "employer_pension", "769.92", "962.40"),
    ("employer_medical", "0.1", "AGENT", "employer_medical", "433.08", "481.20"),
    ("employer_unemployment", "0.01", "AGENT", "employer_unemployment", "24.06", "48.12"),
    ("employer_injury", "0.002", "AGENT", "employer_injury", "7.70", "9.62"),
    ("iit_allowance", "4000", "TAXED", "iit", "159.00", "189.00"),
    ("iit_brackets", ":0.1:0", "TAXED", "iit", "159.00", "530.00"),
    *(
        (f"order_rate:{kind}", "3", who, "comm_order", {"logistics": "1.00", "data": "0.50"}.get(kind, "0.00"), "3.00")
        for kind, who in ORDER_MEMBERS.items()
    ),
]


def attendance(company: Company) -> None:
    """One odd shift each, of eight hours from 08:00."""
    for who, sign_in, sign_out in (("LATE", "08:10", "16:00"), ("VERY", "08:40", "16:00"), ("WINDOW", "06:20", "19:20")):
        company.person(who).shift(who, f"{DAY} 08:00", f"{DAY} 16:00")
        company.punch(who, f"{DAY} {sign_in}", "in").punch(who, f"{DAY} {sign_out}", "out")
    for who, base, days in (("SILENT", "2175", 1), ("BAD", "5000", 2), ("SEVERE", "5000", 1)):
        company.person(who, base_salary=base)
        for day in range(6, 6 + days):
            company.shift(who, f"2026-07-{day:02d} 08:00", f"2026-07-{day:02d} 16:00")
    for month in ("2026-05", "2026-06"):
        company.add("score_history", month=month, employee_no="SEVERE", score="5.0")
    company.person("OFFLINE").shift("OFFLINE", f"{DAY} 08:00", f"{DAY} 16:00", attended=True)
    for hour in ("09", "10", "11"):
        company.add("online_checks", employee_no="OFFLINE", time=f"{DAY} {hour}:00:00", online="0", reason_accepted="0")
    for who, kind, approved in (("LEAVE", "personal", "2026-07-05"), ("SICK", "sick", "2026-07-08")):
        span = {"start": f"{DAY} 08:00:00", "end": f"{DAY} 16:00:00", "approved_at": f"{approved} 08:00:00"}
        company.person(who).shift(who, f"{DAY} 08:00", f"{DAY} 16:00")
        company.add("leaves", employee_no=who, kind=kind, approver_no="BOSS", **span)


def pay(company: Company) -> None:
    """An agent, an owner of a campaign, one person on the order pool of each kind of department, and somebody who reaches a limit."""
    insured = {"social_base": "4000", "housing_base": "1000", "housing_rate": "0.1"}
    company.person("BOSS", grade="manager").person("AGENT", plan="sales_percent", **insured).person("OWNER", "MK", plan="campaign_target")
    company.add("departments", code="PD", name="PD", kind="product")
    rooms = {
        "customer_service": "CS",
        "marketing": "MK",
        "logistics": "LO",
        "product": "PD",
        "data": "DA",
        "operations": "OP",
        "other": "HR",
    }
    for kind in KINDS:
        company.person(ORDER_MEMBERS[kind], rooms[kind], plan="order_pool")
    company.person("RICH", social_base="30000", housing_base="50000", housing_rate="0.1").person("TAXED", base_salary="10000")
    company.person("HOLIDAY", base_salary="2175").shift("HOLIDAY", f"{SATURDAY} 08:00", f"{SATURDAY} 16:00", attended=True)
    company.add("calendar", date=SATURDAY, kind="statutory", name="founding day", source="company")
    company.add("campaigns", campaign="C1", month="2026-07", owner_no="OWNER", budget="10")
    company.sale("1", DAY, "AGENT", "1000", "200", campaign="C1").sale("1", DAY, "BOSS", "898144.20")
    company.policy("minimum_wage_topup", "1", "2026-01-01")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A company in which every parameter matters to somebody, loaded once and for all tests here."""
    company = Company(tmp_path_factory.mktemp("company"))
    attendance(company)
    pay(company)
    with django_db_blocker.unblock(), transaction.atomic():
        load_company(folder=company.write(), loaded_by="tests")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def july(loaded: None, db: None) -> Callable[..., Closed]:
    """Closes July with values set on a day; forgotten with the test."""

    def close(since: date = date(2026, 7, 1), **values: str) -> Closed:
        for key, value in values.items():
            PolicyValue.objects.create(key=key, effective_from=since, value=value)
        return computed(Month(2026, 7))

    return close


def figure(july: Closed, who: str, column: str) -> str:
    """A figure of the three exported files; the employer's shares, which no file has, as the slip shows them."""
    if not who:
        return july.waterfall[column]
    if column.startswith("employer_"):
        return str(PayslipLine.objects.get(payslip__attempt=july.attempt, payslip__employee__employee_no=who, name=column).amount)
    score = july.score(who)
    return score[column] if column in score else f"{july.slip(who).get(column, 0):.2f}"


def test_every_parameter_is_shown_to_have_an_effect_or_has_it_elsewhere() -> None:
    assert {effect[0] for effect in EFFECTS} | set(ELSEWHERE) | {"penalty_cap"} == set(PARAMETERS)


@pytest.mark.slow
def test_by_the_defaults_every_figure_is_what_the_rules_give(july: Callable[..., Closed]) -> None:
    closed = july()
    assert [(key, figure(closed, who, column)) for key, _, who, column, _, _ in EFFECTS] == [
        (key, usual) for key, _, _, _, usual, _ in EFFECTS
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("key", "value", "who", "column", "usual", "then"), EFFECTS, ids=[effect[0] for effect in EFFECTS])
def test_a_parameter_changes_the_figure_of_its_rule(
    july: Callable[..., Closed], key: str, value: str, who: str, column: str, usual: str, then: str
) -> None:
    assert figure(july(**{key: value}), who, column) == then != usual


@pytest.mark.slow
def test_p13_the_cap_of_a_penalty_changes_what_is_taken(july: Callable[..., Closed]) -> None:
    # 5000 + 300 − two wage days of 229.885…: 10 % of 4840.23 instead of 20 %
    assert figure(july(penalty="5000", penalty_cap="0.1"), "BAD", "penalty") == "484.02"


@pytest.mark.slow
def test_a_value_from_the_second_of_a_month_does_not_hold_in_it(july: Callable[..., Closed]) -> None:
    assert figure(july(date(2026, 7, 2), meal="999"), "AGENT", "meal") == "300.00"
