"""Wrong rows: each is named by file, line, column and reason, all of them at once, and nothing is loaded."""

from __future__ import annotations

import pytest

from tests.csd.loading.folders import Folder

NOBODY = "“E9” is neither in employees nor in the database"
NO_CAMPAIGN = "campaign: “C9” is neither in campaigns nor in the database"
SHIFT_STARTS, SHIFT = "2026-07-06 08:00:00", "2026-07-06 08:00:00,2026-07-06 16:00:00"

ROWS = {
    "unknown references": [
        ("departments", "XX,X,other,NO", "parent: “NO” is neither in departments nor in the database"),
        ("employees", "E4,X,2020-01-01,,E9,", f"manager_no: {NOBODY}"),
        ("roles", "E9,hr,2020-01-01,", f"employee_no: {NOBODY}"),
        ("terms", "E9,2020-01-01,CS,,staff,senior,2000,none,,,,,,", f"employee_no: {NOBODY}"),
        ("terms", "E1,2021-01-01,NO,,staff,senior,2000,none,,,,,,", "department: “NO” is neither in departments nor in the database"),
        ("opening_balances", "E9,2026,1,1,1,1,1,0", f"employee_no: {NOBODY}"),
        ("score_history", "2026-06,E9,5", f"employee_no: {NOBODY}"),
        ("shifts", f"E9,{SHIFT},", f"employee_no: {NOBODY}"),
        ("punches", "E9,2026-07-06 08:00:00,in", f"employee_no: {NOBODY}"),
        ("leaves", f"E9,{SHIFT},sick,,,", f"employee_no: {NOBODY}"),
        ("leaves", f"E1,{SHIFT},sick,,,E9", f"approver_no: {NOBODY}"),
        ("swaps", f"E9,{SHIFT_STARTS},E2,,,", f"employee_no: {NOBODY}"),
        ("swaps", f"E1,{SHIFT_STARTS},E9,,,", f"to_employee_no: {NOBODY}"),
        ("swaps", f"E1,{SHIFT_STARTS},E2,,,E9", f"approver_no: {NOBODY}"),
        ("breaches", "E9,2026-07-06 08:00:00,E1,", f"employee_no: {NOBODY}"),
        ("breaches", "E1,2026-07-06 08:00:00,E9,", f"recorded_by: {NOBODY}"),
        ("online_checks", "E9,2026-07-06 08:00:00,1,0", f"employee_no: {NOBODY}"),
        ("sales", "1,2026-07-06,E9,P,1,1,1,K,completed,sale,", f"employee_no: {NOBODY}"),
        ("sales", "1,2026-07-06,E1,P,1,1,1,K,completed,sale,C9", NO_CAMPAIGN),
        ("campaigns", "C2,2026-07,E9,1", f"owner_no: {NOBODY}"),
        ("costs", "2026-07,promotion,1,C9,", NO_CAMPAIGN),
        ("nominations", "2026-07,staff,E9,1", f"employee_no: {NOBODY}"),
        ("specials", "2026-07,E9,1,why", f"employee_no: {NOBODY}"),
        ("policy", "2026-01-01,hazmat_departments,CS;NO", "value: “NO” is neither in departments nor in the database"),
    ],
    "dates and times in the wrong order": [
        ("employees", "E4,X,2026-07-06,2026-07-05,,", "leave_date: “2026-07-05” is before the hire date “2026-07-06”"),
        ("roles", "E1,hr,2026-07-06,2026-07-05", "to: “2026-07-05” is before the first day “2026-07-06”"),
        (
            "shifts",
            "E1,2026-07-06 08:00:00,2026-07-06 08:00:00,",
            "end: “2026-07-06 08:00:00” is not after the start “2026-07-06 08:00:00”",
        ),
        (
            "shifts",
            "E1,2026-07-06 22:00:00,2026-07-06 06:00:00,",
            "end: “2026-07-06 06:00:00” is not after the start “2026-07-06 22:00:00”",
        ),
        (
            "leaves",
            "E1,2026-07-06 08:00:00,2026-07-06 08:00:00,sick,,,",
            "end: “2026-07-06 08:00:00” is not after the start “2026-07-06 08:00:00”",
        ),
    ],
    "the sign": [
        ("terms", "E1,2021-01-01,CS,,staff,senior,-1,none,,,,,,", "base_salary: “-1” is negative; 0 or more is needed"),
        ("terms", "E1,2021-01-01,CS,,staff,senior,2000,none,-1,,,,,", "guarantee: “-1” is negative; 0 or more is needed"),
        ("terms", "E1,2021-01-01,CS,,staff,senior,2000,none,,-1,,,,", "weight: “-1” is negative; 0 or more is needed"),
        ("opening_balances", "E1,2026,1,1,1,1,-1,0", "tax: “-1” is negative; 0 or more is needed"),
        ("opening_balances", "E1,2026,1,1,1,1,1,5", "sales_carry: “5” is above 0; this figure is 0 or negative"),
        ("score_history", "2026-06,E1,-0.5", "score: “-0.5” is negative; 0 or more is needed"),
        ("sales", "1,2026-07-06,E1,P,1,-0.01,1,K,completed,sale,", "amount: “-0.01” is negative; 0 or more is needed"),
        ("sales", "1,2026-07-06,E1,P,1,1,-1,K,completed,sale,", "cost: “-1” is negative; 0 or more is needed"),
        ("sales", "1,2026-07-06,E1,P,-1,1,1,K,completed,sale,", "quantity: “-1” is negative; 0 or more is needed"),
        ("campaigns", "C2,2026-07,E1,-1", "budget: “-1” is negative; 0 or more is needed"),
        ("costs", "2026-07,promotion,-1,,", "amount: “-1” is negative; 0 or more is needed"),
        ("nominations", "2026-07,staff,E1,-1", "weight: “-1” is negative; 0 or more is needed"),
        ("specials", "2026-07,E1,-1,why", "amount: “-1” is negative; 0 or more is needed"),
    ],
    "beyond what is possible": [
        ("terms", "E1,2021-01-01,CS,,staff,senior,2000,none,,,,,1.01,", "housing_rate: “1.01” is not between 0 and 1"),
        ("score_history", "2026-06,E1,10.5", "score: “10.5” is above 10, the points that the month started with"),
        ("opening_balances", "E1,2026,13,1,1,1,1,0", "months: “13” is not between 0 and 12"),
        ("opening_balances", "E1,26,1,1,1,1,1,0", "year: “26” is not between 1900 and 2199"),
    ],
    "words": [
        ("departments", "XX,X,sales,", "kind: “sales” is none of customer_service, marketing, logistics, product, data, operations, other"),
        ("roles", "E1,boss,2020-01-01,", "role: “boss” is none of finance, hr, auditor, administrator"),
        (
            "terms",
            "E1,2021-01-01,CS,,boss,senior,2000,none,,,,,,",
            "grade: “boss” is none of staff, foreman, supervisor, manager, general_manager",
        ),
        ("terms", "E1,2021-01-01,CS,,staff,old,2000,none,,,,,,", "seniority: “old” is none of new, senior"),
        (
            "terms",
            "E1,2021-01-01,CS,,staff,senior,2000,all,,,,,,",
            "plan: “all” is none of none, sales_percent, order_pool, campaign_target",
        ),
        ("punches", "E1,2026-07-06 08:00:00,IN", "direction: “IN” is none of in, out"),
        ("online_checks", "E1,2026-07-06 08:00:00,yes,0", "online: “yes” is none of 0, 1"),
        ("sales", "1,2026-07-06,E1,P,1,1,1,K,done,sale,", "status: “done” is none of pending, completed, cancelled"),
        ("sales", "1,2026-07-06,E1,P,1,1,1,K,completed,return,", "kind: “return” is none of sale, refund"),
        ("costs", "2026-07,rent,1,,", "kind: “rent” is none of promotion, aftersales_courier, other"),
        ("nominations", "2026-07,all,E1,1", "pool: “all” is none of staff, management, operations"),
        ("calendar", "2026-07-06,holiday,,", "kind: “holiday” is none of statutory, rest, work"),
    ],
    "what must not be empty": [
        ("departments", "XX,,other,", "name: is empty, but needed"),
        ("employees", ",X,2020-01-01,,,", "employee_no: is empty, but needed"),
        ("sales", ",2026-07-06,E1,P,1,1,1,K,completed,sale,", "order_no: is empty, but needed"),
        ("specials", "2026-07,E1,1,", "reason: is empty, but needed"),
        ("substances", "RAT,鼠药,,,,", "unit: is empty, but needed"),
    ],
    "policy": [
        ("policy", "2026-01-01,lates,1", "key: “lates” is no policy key; `manage.py policy` lists them all"),
        ("policy", "2026-01-01,order_rate:warehouse,1", "key: “order_rate:warehouse” is no policy key; `manage.py policy` lists them all"),
        ("policy", "2026-01-01,meal,", "value: is empty; meal needs a value in yuan"),
        ("policy", "2026-01-01,meal,1e3", "value: “1e3” is not a plain number, as meal needs it (yuan)"),
        ("policy", "2026-01-01,meal,３００", "value: “３００” is not a plain number, as meal needs it (yuan)"),
        ("policy", "2026-01-01,sales_rate,2", "value: “2” is not between 0 and 1, as sales_rate needs it (rate)"),
        ("policy", "2026-01-01,comp_days,1.5", "value: “1.5” is not a whole number, as comp_days needs it (count)"),
        ("policy", "2026-01-01,late,0.25", "value: “0.25” has more than one decimal place; late is in points"),
        ("policy", "2026-01-01,bonus_period,year", "value: “year” is neither month nor quarter, as bonus_period needs it"),
        ("policy", "2026-01-01,target_divisor,0", "value: “0” is not above 0, as target_divisor needs it (times)"),
        (
            "policy",
            "2026-01-01,base_range:data:new,5-1",
            "value: “5-1” is no range like 2000-5000, lower end first, as base_range:data:new needs it",
        ),
        ("policy", "2026-01-01,iit_brackets,1:2", "value: “1:2” is no table like 36000:0.03:0;...;:0.45:181920, as iit_brackets needs it"),
    ],
    "nobody above themselves": [
        ("departments", "XX,X,other,XX", "parent: “XX” leads back to XX itself, in 1 steps"),
        ("employees", "E4,X,2020-01-01,,E4,", "manager_no: “E4” leads back to E4 itself, in 1 steps"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
def test_every_wrong_row_is_named_by_file_line_and_column(folder: Folder, rows: list[tuple[str, str, str]]) -> None:
    expected = [f"{file}.csv:{folder.add(file, row)}: {problem}" for file, row, problem in rows]
    assert sorted(folder.errors()) == sorted(expected)


@pytest.mark.parametrize("place", ["warehouse", "cabinet:", "shelf:1", "person:E1"])
def test_h2_a_place_is_a_warehouse_or_a_cabinet_with_a_name(folder: Folder, place: str) -> None:
    folder.add("places", f"{place},,")
    assert folder.errors() == [
        f"places.csv:2: place: “{place}” is no place like warehouse:B or cabinet:2F; the bare two are there without a line"
    ]
