"""`explain_month --check` names whatever was changed behind its back: slip, line and source row (docs/rulebook.md P18).

The changes are made as by somebody who owns the tables and wants to leave no trace: with every trigger off.
"""

from __future__ import annotations

import pytest

from csd.database.rows import execute, rows_of
from csd.models import Attempt
from payroll.recheck import Finding, check_month

Attempts = tuple[Attempt, Attempt]


def behind(table: str, statement: str) -> int:
    """Run a statement with the table's triggers off."""
    execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    touched = execute(statement)
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return touched


def person(number: str) -> str:
    """SQL for somebody's id."""
    return f"(SELECT id FROM csd_employee WHERE employee_no = '{number}')"


def named(findings: list[Finding], slip: str, line: str) -> str:
    """The sources named for a line of a slip."""
    return " | ".join(finding.source for finding in findings if (finding.slip, finding.line) == (slip, line))


def test_p18_an_untouched_month_has_no_difference(closed: Attempts, as_the_owner: None) -> None:
    assert [list(check_month(attempt)) for attempt in closed] == [[], []]


JULY = "attempt_id = (SELECT id FROM csd_attempt WHERE month = '2026-07-01')"
SALE = "order_no = '2026-07-6'"
CAMPAIGN_SALE = "order_no = '2026-07-2'"
SLIP = f"{JULY} AND employee_id = {person('A1')}"
OF_SLIP = f"payslip_id = (SELECT id FROM payroll_payslip WHERE {SLIP})"
MORNING = "time BETWEEN '2026-07-{day} 06:00+08' AND '2026-07-{day} 10:00+08'"
# names in the expected sources → what finds their ids
IDS = {
    "sale": f"payroll_sale WHERE {SALE}",
    "sold": f"payroll_sale WHERE {CAMPAIGN_SALE}",
    "late": f"duty_shift WHERE employee_id = {person('A1')} AND start = '2026-07-16 08:00+08'",
    "holiday": f"duty_shift WHERE employee_id = {person('A1')} AND start = '2026-07-15 08:00+08'",
    "swapped": f"duty_shift WHERE employee_id = {person('A1')} AND start = '2026-07-17 08:00+08'",
    "truant": f"duty_shift WHERE employee_id = {person('S1')} AND start = '2026-07-16 08:00+08'",
    "onleave": f"duty_shift WHERE employee_id = {person('L1')} AND start = '2026-07-16 08:00+08'",
    "leave": "duty_leave WHERE start = '2026-07-16 08:00+08'",
    "swap": "duty_swap WHERE shift_start = '2026-07-17 08:00+08'",
    "breach": "duty_breach WHERE time = '2026-07-16 12:00+08'",
    "offline": "duty_onlinecheck WHERE time = '2026-07-17 10:00+08'",
    "cost": "payroll_cost WHERE month = '2026-07-01' AND kind = 'other'",
    "nomination": f"payroll_nomination WHERE month = '2026-07-01' AND employee_id = {person('A2')}",
    "special": "payroll_special WHERE month = '2026-07-01'",
    "terms": f"csd_terms WHERE employee_id = {person('A1')}",
    "meal": "csd_policyvalue WHERE key = 'meal'",
    "june": f"payroll_payslip WHERE attempt_id = (SELECT id FROM csd_attempt WHERE month = '2026-06-01') AND employee_id = {person('A1')}",
}
SALES = {
    "amount": ("UPDATE payroll_sale SET amount = amount + 0.01 WHERE {0}", "A1 comm_sales", "sale {sale} (order 2026-07-6)"),
    "amount, waterfall": ("UPDATE payroll_sale SET amount = amount + 0.01 WHERE {0}", "waterfall sales", "sale {sale} (order 2026-07-6)"),
    "status": ("UPDATE payroll_sale SET status = 'pending' WHERE {0}", "A1 comm_sales", "sale {sale} (order 2026-07-6)"),
    "date": ("UPDATE payroll_sale SET date = '2026-09-01' WHERE {0}", "A1 comm_sales", "sale {sale} (order 2026-07-6)"),
    "kind": ("UPDATE payroll_sale SET kind = 'refund' WHERE {0}", "A1 comm_sales", "sale {sale} (order 2026-07-6)"),
    "agent, who lost it": (
        f"UPDATE payroll_sale SET employee_id = {person('A2')} WHERE {{0}}",
        "A1 comm_sales",
        "sale {sale} (order 2026-07-6)",
    ),
    "agent, who got it": (
        f"UPDATE payroll_sale SET employee_id = {person('A2')} WHERE {{0}}",
        "A2 comm_sales",
        "sale {sale} (order 2026-07-6)",
    ),
    "agent without sales so far": (
        f"UPDATE payroll_sale SET employee_id = {person('MEI')} WHERE {{0}}",
        "MEI comm_sales",
        "sale {sale} (order 2026-07-6)",
    ),
    "removed": ("DELETE FROM payroll_sale WHERE {0}", "A1 comm_sales", "sale {sale} (gone)"),
    "product cost": ("UPDATE payroll_sale SET cost = cost + 0.01 WHERE {0}", "waterfall cost", "sales (several rows)"),
    "order number": ("UPDATE payroll_sale SET order_no = '2026-07-7' WHERE {0}", "pool orders", "sales"),
}  # fmt: skip
SOURCES = {
    "campaign's sale": (
        "payroll_sale",
        f"SET amount = amount + 1 WHERE {CAMPAIGN_SALE}",
        "C1 comm_target",
        "sale {sold} (order 2026-07-2)",
    ),
    "sale taken out of a campaign": (
        "payroll_sale",
        f"SET campaign_id = NULL WHERE {CAMPAIGN_SALE}",
        "C1 comm_target",
        "sale {sold} (order 2026-07-2)",
    ),
    "campaign's budget": ("payroll_campaign", "SET budget = 2000 WHERE month = '2026-07-01'", "C1 comm_target", "campaign K2026-07"),
    "campaign's owner": (
        "payroll_campaign",
        f"SET owner_id = {person('MEI')} WHERE month = '2026-07-01'",
        "C1 comm_target",
        "campaign K2026-07",
    ),
    "punch": (
        "duty_punch",
        f"SET time = time + interval '10 minutes' WHERE employee_id = {person('A1')} AND {MORNING.format(day=16)}",
        "A1 penalty",
        "punch 2026-07-16 08:10:00, shift {late}",
    ),
    "shift moved": (
        "duty_shift",
        "SET start = start - interval '10 minutes' WHERE id = {late}",
        "A1 penalty",
        "punch 2026-07-16 08:10:00, shift {late}",
    ),
    "shift on a statutory day": (
        "duty_shift",
        "SET \"end\" = \"end\" - interval '1 hour' WHERE id = {holiday}",
        "A1 holiday_duty",
        "shift {holiday}",
    ),
    "shift of another": (
        "duty_shift",
        f"SET employee_id = {person('MEI')} WHERE id = {{truant}}",
        "S1 penalty",
        "shift {truant} (2026-07-16 08:00)",
    ),
    "leave's approval": (
        "duty_leave",
        "SET approved_at = '2026-07-16 09:00+08' WHERE id = {leave}",
        "L1 penalty",
        "leave {leave}, shift {onleave} (2026-07-16 08:00)",
    ),
    "leave's kind": (
        "duty_leave",
        "SET kind = 'sick' WHERE id = {leave}",
        "L1 penalty",
        "leave {leave}, shift {onleave} (2026-07-16 08:00)",
    ),
    "swap's approval": ("duty_swap", "SET approved_at = NULL WHERE id = {swap}", "A1 penalty", "swap {swap}, shift {swapped}"),
    "breach's time": ("duty_breach", "SET time = '2026-09-01' WHERE id = {breach}", "S1 penalty", "breach {breach}"),
    "online check": ("duty_onlinecheck", "SET reason_accepted = true WHERE id = {offline}", "A2 penalty", "online check {offline}"),
    "cost": ("payroll_cost", "SET amount = amount + 1 WHERE id = {cost}", "waterfall other", "cost {cost}"),
    "cost's month": ("payroll_cost", "SET month = '2026-09-01' WHERE id = {cost}", "waterfall other", "cost {cost}"),
    "nomination's weight": ("payroll_nomination", "SET weight = 9 WHERE id = {nomination}", "A2 bonus", "nomination {nomination} of A2"),
    "nomination's weight, the others": (
        "payroll_nomination",
        "SET weight = 9 WHERE id = {nomination}",
        "L1 bonus",
        "nomination {nomination} of A2",
    ),
    "special's amount": ("payroll_special", "SET amount = 99 WHERE id = {special}", "A2 special", "special {special}"),
    "special's person": (
        "payroll_special",
        f"SET employee_id = {person('MEI')} WHERE id = {{special}}",
        "MEI special",
        "special {special}",
    ),
    "terms' base": ("csd_terms", "SET base_salary = 3001 WHERE id = {terms}", "A1 base", "pay terms {terms}"),
    "terms' base, waterfall": ("csd_terms", "SET base_salary = 3001 WHERE id = {terms}", "waterfall base_sum", "pay terms {terms}"),
    "terms' plan": ("csd_terms", "SET plan = 'none' WHERE id = {terms}", "A1 comm_sales", "pay terms {terms}"),
    "terms' day": ("csd_terms", "SET effective_from = '2026-09-01' WHERE id = {terms}", "A1 base", "pay terms None"),
    "weight in the order pool": (
        "csd_terms",
        f"SET weight = 5 WHERE employee_id = {person('L2')}",
        "L1 comm_order",
        "pay terms and working days of L2",
    ),
    "leave date": ("csd_employee", "SET leave_date = '2026-07-15' WHERE employee_no = 'A1'", "A1 base", "employment"),
    "hire date": ("csd_employee", "SET hire_date = '2026-09-15' WHERE employee_no = 'A1'", "A1 base", "employment"),
    "policy value": ("csd_policyvalue", "SET value = '401' WHERE id = {meal}", "policy meal", "policy value {meal}"),
    "policy value's day": ("csd_policyvalue", "SET effective_from = '2026-07-02' WHERE id = {meal}", "policy meal", "policy value {meal}"),
    "calendar day": ("csd_calendarday", "SET kind = 'work' WHERE date = '2026-07-15'", "calendar 2026-07-15", "calendar day 2026-07-15"),
    "score history": (
        "attendance_scorehistory",
        f"SET score = 9 WHERE month = '2026-05-01' AND employee_id = {person('S1')}",
        "S1 penalty",
        "scores of 2026-05 and 2026-06",
    ),
    "slip before": ("payroll_payslip", "SET tax_in_year = 5 WHERE id = {june}", "A1 iit", "slip {june}"),
    "carry of the slip before": ("payroll_payslip", "SET carry_after = -1 WHERE id = {june}", "A1 comm_sales", "slip {june}"),
}  # fmt: skip
RESULTS = {
    "entry's points": (
        "attendance_pointentry",
        f"SET points = points + 1 WHERE {SLIP}",
        "A1 penalty",
        "punch 2026-07-16 08:10:00, shift {late}",
    ),
    "entry of another attempt": (
        "attendance_pointentry",
        f"SET attempt_id = (SELECT id FROM csd_attempt WHERE month = '2026-06-01') WHERE {SLIP}",
        "A1 penalty",
        "punch 2026-07-16 08:10:00, shift {late}",
    ),
    "score": ("attendance_monthscore", f"SET score = score - 1 WHERE {SLIP}", "A1 penalty", "score"),
    "action": (
        "attendance_monthscore",
        f"SET action = 'none' WHERE {JULY} AND employee_id = {person('S1')}",
        "S1 penalty",
        "scores of 2026-05 and 2026-06",
    ),
    "unpaid days": (
        "attendance_monthscore",
        f"SET unpaid_days = '2/1' WHERE {JULY} AND employee_id = {person('S1')}",
        "S1 absence",
        "score",
    ),
    "holiday minutes": ("attendance_monthscore", f"SET holiday_minutes = 1 WHERE {SLIP}", "A1 holiday_duty", "shift {holiday}"),
    "line": ("payroll_payslipline", f"SET amount = amount + 1 WHERE {OF_SLIP} AND name = 'net'", "A1 net", "trace"),
    "line renamed": ("payroll_payslipline", f"SET name = 'made_up' WHERE {OF_SLIP} AND name = 'net'", "A1 made_up", "trace"),
    "fact": (
        "payroll_payslip",
        f"""SET trace = jsonb_set(trace, '{{{{facts,base_salary}}}}', '"9.00"') WHERE {SLIP}""",
        "A1 base",
        "trace | pay terms {terms}",
    ),
    "fact removed": (
        "payroll_payslip",
        f"SET trace = trace #- '{{{{facts,base_salary}}}}' WHERE {SLIP}",
        "A1 base",
        "trace | pay terms {terms}",
    ),
    "source": (
        "payroll_payslip",
        f"SET trace = jsonb_set(trace, '{{{{sources,net_sales,3}}}}', '1') WHERE {SLIP}",
        "A1 comm_sales",
        "sales (several rows)",
    ),
    "gross of the slip": ("payroll_payslip", f"SET gross = gross + 1 WHERE {SLIP}", "A1 gross", "trace"),
    "tax of the year": ("payroll_payslip", f"SET tax_in_year = 1 WHERE {SLIP}", "A1 tax_in_year", "trace"),
    "slip's terms": ("payroll_payslip", f"SET terms_id = (SELECT min(id) FROM csd_terms) WHERE {SLIP}", "A1 base", "pay terms {terms}"),
    "share": ("payroll_poolshare", f"SET amount = amount + 5 WHERE employee_id = {person('GAO')}", "GAO bonus", "pool"),
    "share's weight": (
        "payroll_poolshare",
        f"SET weight = '7' WHERE employee_id = {person('L1')}",
        "pool order:logistics",
        "pay terms and working days of L1",
    ),
    "pool": (
        "payroll_pool",
        f"SET amount = amount + 1 WHERE {JULY} AND name = 'order:logistics'",
        "pool order:logistics",
        "orders and rate",
    ),
    "pool's facts": ("payroll_pool", f"SET facts = '{{{{}}}}' WHERE {JULY} AND name = 'bonus:staff'", "pool bonus:staff", "waterfall"),
    "sum of an agent": ("payroll_agentsales", f"SET net = net + 1 WHERE {SLIP}", "waterfall sales", "sales (several rows)"),
    "margin of a campaign": (
        "payroll_campaignresult",
        f"SET margin = margin + 1 WHERE {JULY}",
        "waterfall comm_target",
        "campaign K2026-07",
    ),
    "sum of a campaign": (
        "payroll_campaignresult",
        f"SET amount = amount + 1 WHERE {JULY}",
        "waterfall comm_target",
        "sales (several rows)",
    ),
    "waterfall's line": (
        "payroll_waterfall",
        f"""SET lines = jsonb_set(lines, '{{{{net_profit}}}}', '"1.00"') WHERE {JULY}""",
        "waterfall net_profit",
        "trace",
    ),
    "waterfall's fact": (
        "payroll_waterfall",
        f"""SET facts = jsonb_set(facts, '{{{{cost_other}}}}', '"1.00"') WHERE {JULY}""",
        "waterfall other",
        "trace | costs of other",
    ),
    "waterfall's gate": ("payroll_waterfall", f"SET gate = false WHERE {JULY}", "waterfall gate", "trace"),
    "waterfall's bases": ("payroll_waterfall", f"SET contract_bases = 1 WHERE {JULY}", "waterfall contract_bases", "trace"),
    "orders": ("csd_chunk", f"SET produced = '{{{{\"orders\": 1}}}}' WHERE {JULY} AND step = 'orders'", "pool orders", "sales"),
    "person's days": ("csd_attemptperson", f"SET employed = 5 WHERE {SLIP}", "A1 base", "employment"),
    "person's terms": ("csd_attemptperson", f"SET terms_id = (SELECT min(id) FROM csd_terms) WHERE {SLIP}", "A1 base", "pay terms {terms}"),
    "moved shift": ("duty_shiftmove", f"SET holder_id = {person('MEI')} WHERE {JULY}", "A1 penalty", "swap {swap}, shift {swapped}"),
    "frozen parameter": (
        "csd_attempt",
        """SET frozen = jsonb_set(frozen, '{{parameters,meal,1}}', '"1"') WHERE month = '2026-07-01'""",
        "policy meal",
        "policy value {meal}",
    ),
    "frozen edition": (
        "csd_attempt",
        """SET frozen = jsonb_set(frozen, '{{editions,payslip,meal}}', '"P2@9"') WHERE month = '2026-07-01'""",
        "rules meal",
        "edition P2@1",
    ),
    "frozen day": (
        "csd_attempt",
        """SET frozen = jsonb_set(frozen, '{{calendar,2026-07-31}}', '"rest"') WHERE month = '2026-07-01'""",
        "calendar 2026-07-31",
        "calendar day 2026-07-31",
    ),
}  # fmt: skip


def expected(source: str) -> str:
    """An expected source, its names replaced by ids."""
    wanted = {name: rows_of(f"SELECT min(id) FROM {query}")[0][0] for name, query in IDS.items() if f"{{{name}}}" in source}
    return source.format(**wanted)


def check(index: Attempts, table: str, statement: str, where: str, source: str) -> None:
    """Change something behind July's back and look for the source that is named for a slip and line."""
    source, statement = expected(source), expected(statement)
    assert behind(table, statement) > 0
    attempt = index[1]
    attempt.refresh_from_db()
    found = list(check_month(attempt))
    slip, _, line = where.partition(" ")
    assert source.split(" | ")[-1] in named(found, slip, line), [str(finding) for finding in found]
    assert found


@pytest.mark.parametrize(("statement", "where", "source"), SALES.values(), ids=SALES.keys())
def test_p18_a_sale_changed_behind_its_back_is_named(closed: Attempts, as_the_owner: None, statement: str, where: str, source: str) -> None:
    check(closed, "payroll_sale", statement.format(SALE), where, source)


@pytest.mark.parametrize(("table", "change", "where", "source"), SOURCES.values(), ids=SOURCES.keys())
def test_p18_a_source_changed_behind_its_back_is_named(
    closed: Attempts, as_the_owner: None, table: str, change: str, where: str, source: str
) -> None:
    check(closed, table, f"UPDATE {table} {change}", where, source)


@pytest.mark.parametrize(("table", "change", "where", "source"), RESULTS.values(), ids=RESULTS.keys())
def test_p18_a_result_changed_behind_its_back_is_named(
    closed: Attempts, as_the_owner: None, table: str, change: str, where: str, source: str
) -> None:
    check(closed, table, f"UPDATE {table} {change}", where, source)


REMOVED = {
    "punch": (
        f"duty_punch WHERE employee_id = {person('A1')} AND {MORNING.format(day=16)}",
        "A1 penalty",
        "punch 2026-07-16 08:10:00, shift {late}",
    ),
    "sign-in on a statutory day": (
        f"duty_punch WHERE employee_id = {person('A1')} AND {MORNING.format(day=15)}",
        "A1 penalty",
        "shift {holiday} (2026-07-15 08:00)",
    ),
    "shift": ("duty_shift WHERE id = {truant}", "S1 penalty", "shift {truant} (2026-07-16 08:00)"),
    "leave": ("duty_leave WHERE id = {leave}", "L1 penalty", "leave {leave}, shift {onleave} (2026-07-16 08:00)"),
    "breach": ("duty_breach WHERE id = {breach}", "S1 penalty", "breach {breach}"),
    "online check": ("duty_onlinecheck WHERE id = {offline}", "A2 penalty", "online check {offline}"),
    "cost": ("payroll_cost WHERE id = {cost}", "waterfall other", "cost {cost}"),
    "nomination": ("payroll_nomination WHERE id = {nomination}", "A2 bonus", "nomination gone of A2"),
    "special": ("payroll_special WHERE id = {special}", "A2 special", "special {special}"),
    "policy value": ("csd_policyvalue WHERE id = {meal}", "policy meal", "policy value {meal}"),
    "calendar day": ("csd_calendarday WHERE date = '2026-07-15'", "calendar 2026-07-15", "calendar day 2026-07-15"),
    "entry": (f"attendance_pointentry WHERE {SLIP}", "A1 penalty", "punch 2026-07-16 08:10:00, shift {late}"),
    "line": (f"payroll_payslipline WHERE {OF_SLIP} AND name = 'net'", "A1 net", "trace"),
    "share": (f"payroll_poolshare WHERE employee_id = {person('GAO')}", "GAO bonus", "nomination"),
    "waterfall": (f"payroll_waterfall WHERE {JULY}", "waterfall net_profit", "waterfall"),
    "orders": (f"csd_chunk WHERE {JULY} AND step = 'orders'", "pool orders", "sales"),
    "moved shift": (f"duty_shiftmove WHERE {JULY}", "A1 penalty", "swap {swap}, shift {swapped}"),
}  # fmt: skip
NEW_TERMS = (
    "csd_terms (id, employee_id, effective_from, department_id, position, grade, seniority, base_salary, plan, weight, special_deduction)"
    " SELECT 0, employee_id, '2026-07-02', department_id, '', grade, seniority, 7, plan, 1, 0 FROM csd_terms"
    f" WHERE employee_id = {person('A1')}"
)
NEW_SALE = (
    "payroll_sale (id, order_no, date, employee_id, product, quantity, amount, cost, customer, status, kind)"
    f" SELECT 0, 'x', '2026-07-31', {person('A1')}, '', 1, 1, 1, '', 'completed', 'sale'"
)
# rows under an id that was free, as if they had been there when July was computed
ADDED = {
    "sale": (NEW_SALE, "A1 comm_sales", "sales (several rows)"),
    "sale of somebody without": (NEW_SALE.replace("'A1'", "'MEI'"), "waterfall sales", "sales (several rows)"),
    "cost": ("payroll_cost (id, month, kind, amount, note) VALUES (0, '2026-07-01', 'other', 1, '')", "waterfall other", "costs of other"),
    "special": (
        f"payroll_special (id, month, employee_id, amount, reason) VALUES (0, '2026-07-01', {person('A1')}, 5, '')",
        "A1 special",
        "special 0",
    ),
    "nomination": (
        f"payroll_nomination (id, month, pool, employee_id, weight) VALUES (0, '2026-07-01', 'staff', {person('A1')}, 1)",
        "A1 bonus", "nomination 0 of A1",
    ),
    "terms": (NEW_TERMS, "A1 base", "pay terms 0"),
    "policy value": (
        "csd_policyvalue (id, key, effective_from, value, set_at) VALUES (0, 'meal', '2026-06-30', '1', now())",
        "policy meal",
        "policy value 0",
    ),
    "calendar day": (
        "csd_calendarday (id, date, kind, name, source) VALUES (0, '2026-07-31', 'rest', '', '')",
        "calendar 2026-07-31",
        "calendar day 2026-07-31",
    ),
    "breach": (
        f"duty_breach (id, employee_id, time, recorded_by_id, note) VALUES (0, {person('A1')}, '2026-07-09', {person('FOREMAN')}, '')",
        "A1 penalty", "breach 0",
    ),
    "shift": (
        f"duty_shift (id, employee_id, start, \"end\", post) VALUES (0, {person('MEI')}, '2026-07-09 08:00+08', '2026-07-09 16:00+08', '')",
        "MEI penalty", "shift 0 (2026-07-09 08:00)",
    ),
    "employee": (
        "csd_employee (id, employee_no, name, hire_date, phone) VALUES (0, 'NOBODY', '', '2026-07-01', '')", "NOBODY base", "employment",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "where", "source"), REMOVED.values(), ids=REMOVED.keys())
def test_p18_a_row_removed_behind_its_back_is_named(closed: Attempts, as_the_owner: None, rows: str, where: str, source: str) -> None:
    check(closed, rows.split(maxsplit=1)[0], f"DELETE FROM {rows}", where, source)


@pytest.mark.parametrize(("row", "where", "source"), ADDED.values(), ids=ADDED.keys())
def test_p18_a_row_slipped_in_behind_its_back_is_named(closed: Attempts, as_the_owner: None, row: str, where: str, source: str) -> None:
    check(closed, row.split(maxsplit=1)[0], f"INSERT INTO {row}", where, source)


def test_p18_a_sale_completed_behind_its_back_is_named(closed: Attempts, as_the_owner: None) -> None:
    pending = rows_of("SELECT id FROM payroll_sale WHERE order_no = '2026-07-p'")[0][0]
    check(
        closed,
        "payroll_sale",
        f"UPDATE payroll_sale SET status = 'completed' WHERE id = {pending}",
        "A1 comm_sales",
        f"sale {pending} (order 2026-07-p)",
    )


OPENING = {
    "tax": ("UPDATE payroll_openingbalance SET tax = 7", "A1 iit"),
    "carry": ("UPDATE payroll_openingbalance SET sales_carry = -7", "A1 comm_sales"),
    "another year": ("UPDATE payroll_openingbalance SET year = 2025", "A1 iit"),
    "another person": (f"UPDATE payroll_openingbalance SET employee_id = {person('A2')}", "A2 iit"),
    "removed": ("DELETE FROM payroll_openingbalance", "A1 comm_sales"),
}


@pytest.mark.parametrize(("statement", "where"), OPENING.values(), ids=OPENING.keys())
def test_p18_an_opening_balance_changed_behind_its_back_is_named(closed: Attempts, as_the_owner: None, statement: str, where: str) -> None:
    row = rows_of("SELECT id FROM payroll_openingbalance")[0][0]
    check((closed[1], closed[0]), "payroll_openingbalance", statement, where, f"opening {row}")


def test_p18_several_sales_changed_by_somebody_who_leaves_traces_are_named_by_their_history(closed: Attempts, as_the_owner: None) -> None:
    changed = rows_of(
        f"SELECT id, order_no FROM payroll_sale WHERE employee_id = {person('A2')} AND date IN ('2026-07-03', '2026-07-04') ORDER BY id"
    )
    execute("ALTER TABLE payroll_sale DISABLE TRIGGER USER")
    triggers = rows_of(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'payroll_sale'::regclass AND starts_with(tgname, 'pgtrigger_update_update')"
    )
    execute(f"ALTER TABLE payroll_sale ENABLE TRIGGER {triggers[0][0]}")
    execute("UPDATE payroll_sale SET amount = amount + 1 WHERE id = ANY(%s)", [[row for row, _order in changed]])
    found = named(list(check_month(closed[1])), "A2", "comm_sales")
    assert found == ", ".join(f"sale {row} (order {order})" for row, order in changed)


def test_p18_what_came_later_is_no_difference(closed: Attempts, as_the_owner: None) -> None:
    for row, _where, _source in ADDED.values():
        table = row.split()[0]
        values = row.replace("(id, ", "(", 1).replace("VALUES (0, ", "VALUES (").replace("SELECT 0, ", "SELECT ")
        assert behind(table, f"INSERT INTO {values}") == 1
    assert list(check_month(closed[1])) == []


@pytest.mark.parametrize("table", ["attendance_monthscore", "csd_terms", "payroll_payslip"])
def test_p18_rows_that_are_gone_are_findings_and_not_an_error(closed: Attempts, as_the_owner: None, table: str) -> None:
    behind("payroll_payslipline", f"DELETE FROM payroll_payslipline WHERE {OF_SLIP}")
    behind("attendance_pointentry", f"DELETE FROM attendance_pointentry WHERE {SLIP}")
    if table == "csd_terms":
        for other in ("payroll_payslip", "csd_attemptperson"):
            behind(other, f"ALTER TABLE {other} DROP CONSTRAINT {constraint(other)}")
        assert behind(table, f"DELETE FROM csd_terms WHERE employee_id = {person('A1')}") == 1
    else:
        assert behind(table, f"DELETE FROM {table} WHERE {SLIP}") == 1
    assert {finding.slip for finding in check_month(closed[1])} >= {"A1"}


def constraint(table: str) -> str:
    """The name of a table's foreign key to the terms."""
    return str(
        rows_of("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND confrelid = 'csd_terms'::regclass", [table])[0][0]
    )


def test_p18_two_sales_changed_without_a_trace_are_not_taken_for_the_one_between_them(closed: Attempts, as_the_owner: None) -> None:
    days = "date IN ('2026-07-03', '2026-07-04')"
    assert behind("payroll_sale", f"UPDATE payroll_sale SET amount = amount + 1 WHERE employee_id = {person('A2')} AND {days}") == 2
    assert named(list(check_month(closed[1])), "A2", "comm_sales") == "sales (several rows)"
