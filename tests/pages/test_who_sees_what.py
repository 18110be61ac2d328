"""docs/rulebook.md O4 for every address: role by role what is answered, and that nobody's pay is read by anyone who may not."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from csd.models import Acknowledgement
from tests.pages import rows_people
from tests.pages.world import CAST, client_of, everybodys_pay, names

WATCH = {"hr", "finance", "finance, computed it", "general manager", "auditor"}
PAY = WATCH - {"hr"}
WATERFALL = PAY | {"operations"}
PREPARE = {"hr", "finance", "finance, computed it"}
FINANCE = {"finance", "finance, computed it"}
APPROVE = FINANCE | {"general manager"}
TEAM = WATCH | {"foreman", "supervisor", "manager", "operations"}
DECIDES = APPROVE | {"hr"}
ACCESS = {"hr", "administrator"}
PERSONAL = {"hr", "auditor"} | FINANCE
PEOPLE = {role for role, number in CAST.items() if number}
EMPLOYED = PEOPLE
MANAGERS = {"manager", "operations", "general manager"}
COSTS_ENTER = FINANCE | {"operations", "general manager"}
NOMINATE = PREPARE | {"operations", "general manager"}
SETTLE = FINANCE | {"foreman", "supervisor", *MANAGERS}
JULY, AUGUST, NEVER = {"month": "2026-07"}, {"month": "2026-08"}, {"month": "2026-01"}
S1 = {"number": "S1"}
NO_EXPORT = {"export_id": "1"}
LINE, FACT = {"line": "comm_sales"}, {"line": "comm_sales", "kind": "fact", "name": "net_sales"}
SALES, SALES_FACT = {"line": "sales"}, {"line": "sales", "kind": "fact", "name": "sales_net"}
# address → its parts, and who gets it with 200; for everybody else it does not exist (404)
READ: list[tuple[str, dict[str, str], set[str]]] = [
    ("home", {}, PEOPLE),
    ("inbox", {}, PEOPLE),
    ("absence", {}, DECIDES | ACCESS),
    ("points", {}, PEOPLE),
    ("points-month", JULY, PEOPLE),
    ("points-month", AUGUST, PEOPLE),
    # before anybody was there, and what has not begun
    ("points-month", {"month": "2019-12"}, set()),
    ("points-month", {"month": "2026-10"}, set()),
    ("points-entry", JULY | {"entry": "A2-1"}, set()),
    ("points-team", JULY, TEAM),
    ("points-team", AUGUST, TEAM),
    ("points-team", {"month": "2026-10"}, set()),
    ("points-person", JULY | S1, WATCH | {"manager", "foreman", "supervisor"}),
    ("points-person", JULY | {"number": "N1"}, WATCH | {"manager", "foreman", "supervisor"}),
    ("points-person", JULY | {"number": "nobody"}, set()),
    ("points-person-entry", JULY | S1 | {"entry": "A2-1"}, set()),
    ("points-close", JULY, WATCH),
    ("points-close", AUGUST, WATCH),
    ("points-missing", AUGUST, WATCH),
    ("pay-runs", {}, WATCH),
    ("pay-run", JULY, WATCH),
    ("pay-run", AUGUST, WATCH),
    ("pay-run", NEVER, set()),
    ("pay-run-progress", AUGUST, WATCH),
    ("pay-run-progress", NEVER, set()),
    ("pay-run-differences", AUGUST, PAY),
    ("pay-run-exceptions", AUGUST, WATCH),
    ("pay-run-exceptions", NEVER, set()),
    ("my-orders", {}, EMPLOYED),
    ("my-orders-of", JULY, EMPLOYED),
    ("sales", {}, EMPLOYED),
    ("sale-new", {}, EMPLOYED),
    ("campaigns", AUGUST, PAY | {"operations"}),
    ("costs", AUGUST, PAY | {"operations"}),
    ("nominations", AUGUST, PREPARE | {"auditor"} | MANAGERS),
    ("specials", AUGUST, FINANCE | {"auditor"} | MANAGERS),
    ("adjustments", {}, PAY),
    ("receivables", {}, PAY),
    ("receivable", JULY | {"number": "S1"}, set()),
    ("adjustment", {"adjustment_id": "1"}, set()),
    ("sale", {"sale_id": "999999999"}, set()),
    ("sale", {"sale_id": "9" * 18}, set()),
    ("pay-run-people", JULY, PAY),
    ("pay-run-people", AUGUST, PAY),
    ("pay-run-people", NEVER, set()),
    ("pay-run-person", JULY | S1, PAY),
    ("pay-run-person", AUGUST | S1, PAY),
    ("pay-run-person", AUGUST | {"number": "X1"}, set()),
    ("pay-run-person", JULY | {"number": "L1"}, PAY),
    ("pay-run-person", JULY | {"number": "nobody"}, set()),
    ("pay-run-person-line", JULY | S1 | LINE, PAY),
    ("pay-run-person-line", JULY | S1 | {"line": "no_such_line"}, set()),
    ("pay-run-person-input", JULY | S1 | FACT, PAY),
    ("pay-run-person-input", JULY | S1 | {"line": "comm_sales", "kind": "policy", "name": "sales_rate"}, PAY),
    ("pay-run-person-input", JULY | S1 | {"line": "comm_sales", "kind": "fact", "name": "base_salary"}, set()),
    ("pay-run-person-input", JULY | S1 | {"line": "comm_sales", "kind": "secret", "name": "net_sales"}, set()),
    # for whoever works on the look, where it is switched on
    ("parts", {}, set()),
    ("payslips", {}, PEOPLE),
    ("payslip", JULY, PEOPLE),
    # computed is not approved: nobody sees a payslip of their own that may still change
    ("payslip", AUGUST, set()),
    ("payslip", NEVER, set()),
    ("payslip-line", JULY | LINE, PEOPLE),
    ("payslip-line", AUGUST | LINE, set()),
    ("payslip-input", JULY | FACT, PEOPLE),
    ("payslip-input", AUGUST | FACT, set()),
    ("exports", {}, PEOPLE),
    ("export-log", {}, {"auditor", "administrator", "general manager"}),
    ("export", NO_EXPORT, set()),
    ("export-progress", NO_EXPORT, set()),
    # tests/pages/test_job_pages.py has those that there are
    ("job", {"job_id": "1"}, set()),
    ("job-progress", {"job_id": "1"}, set()),
    ("waterfalls", {}, WATERFALL),
    ("waterfall", AUGUST, WATERFALL),
    ("waterfall", NEVER, set()),
    ("waterfall-line", AUGUST | SALES, WATERFALL),
    ("waterfall-input", AUGUST | SALES_FACT, WATERFALL),
    ("waterfall-input", AUGUST | {"line": "comm_sales", "kind": "fact", "name": "comm_sales_total"}, WATERFALL),
    ("waterfall-input", AUGUST | {"line": "base_sum", "kind": "fact", "name": "contract_bases"}, WATERFALL),
    ("my-looks", {}, PEOPLE),
    ("looks", {}, {"auditor", "general manager"}),
    ("security-log", {}, {"auditor", "administrator"}),
    ("invite", S1, ACCESS),
    ("invite", {"number": "nobody"}, set()),
    ("personal-data", S1, PERSONAL | {"staff"}),
    ("personal-data", {"number": "nobody"}, set()),
]
# address → its parts, what is sent, and who is let through; everybody else is told no (403)
ACT: list[tuple[str, dict[str, str], dict[str, str], set[str]]] = [
    ("points-prepare", AUGUST, {}, PREPARE),
    ("pay-run-begin", {}, {"month": "2026-08"}, PREPARE),
    ("pay-run-start", AUGUST, {}, PREPARE),
    ("pay-run-cancel", AUGUST, {}, PREPARE),
    ("pay-run-review", AUGUST, {}, {"finance"}),
    ("pay-run-approve", AUGUST, {}, {"finance", "general manager"}),
    ("pay-run-pay", JULY, {}, FINANCE),
    ("pay-run-leave-out", AUGUST, {"reason": "left at once"}, FINANCE),
    ("pay-run-person-pdf", JULY | S1, {}, FINANCE),
    ("export-ask", {}, {"what": "payslips:xlsx", "month": "2026-08"}, FINANCE),
    ("export-ask", {}, {"what": "payslips-pdf:pdf", "month": "2026-08"}, FINANCE),
    ("export-ask", {}, {"what": "waterfall:xlsx", "month": "2026-08"}, WATERFALL),
    ("export-ask", {}, {"what": "scores:xlsx", "month": "2026-08"}, WATCH | {"foreman", "supervisor", "manager", "operations"}),
    ("cost-new", AUGUST, {"kind": "other", "amount": "1", "key": "k"}, COSTS_ENTER),
    ("cost-take-back", AUGUST, {}, COSTS_ENTER),
    ("campaign-new", AUGUST, {"code": "C9", "owner": "S1", "budget": "1"}, COSTS_ENTER),
    ("nominate", AUGUST, {}, NOMINATE),
    ("places", AUGUST, {}, NOMINATE),
    ("special-new", AUGUST, {}, MANAGERS),
    ("adjustment-approve", {"adjustment_id": "1"}, {}, APPROVE),
    ("adjustment-withdraw", {"adjustment_id": "1"}, {}, APPROVE),
    ("receivable-settle", JULY | {"number": "S1"}, {}, FINANCE),
    ("sale-status", {"sale_id": "1"}, {}, SETTLE),
    ("sale-return", {"sale_id": "1"}, {}, SETTLE),
    ("pay-run-talk", AUGUST, {"kind": "comment", "text": "t", "key": "k"}, WATCH - {"auditor"}),
    ("pay-run-exception-talk", AUGUST, {"kind": "comment", "text": "t", "key": "k"}, WATCH - {"auditor"}),
    ("nominee-decide", {"proposal_id": "1"}, {}, NOMINATE | MANAGERS),
    ("payslip-confirm", JULY, {}, EMPLOYED),
    ("payslip-dispute", JULY, {"line": "base", "text": "t", "key": "k"}, EMPLOYED),
    ("pay-run-file", AUGUST | {"name": "payslips.csv"}, {}, FINANCE),
    ("invite", S1, {}, ACCESS),
    ("access-ask", S1 | {"kind": "reset"}, {"reason": "phone lost"}, ACCESS),
    ("access-decide", S1 | {"kind": "reset"}, {"decision": "agree"}, ACCESS),
    ("access-end", S1, {}, ACCESS),
    ("personal-data", S1, {}, PERSONAL),
]
# of these addresses a page is shown, too
PAGES_TOO = {"invite", "personal-data"}
# what everybody has for themselves, the operator included: pages, and acts
MY_PAGES = ("security", "password", "prove", "second-step-set-up")
MY_ACTS = ("recovery-codes", "second-step-remove", "session-end", "sessions-end")
OPEN_TO_ALL = {
    "sign-in",
    "second-step",
    "sign-out",
    "language",
    "appearance",
    "health",
    "admin-door",
    "manifest",
    "service-worker",
    "offline",
    "certificate",
    "welcome",
    "welcome-password",
}
READ += rows_people.READ
ACT += rows_people.ACT
FORMS = rows_people.FORMS
filled = rows_people.filled
LET_THROUGH = {200, 302, 422}
# acts on a row that is not there: whoever may act is told so
OF_NOTHING = {"adjustment-approve", "adjustment-withdraw", "receivable-settle", "sale-status", "sale-return", "nominee-decide"}
WITH_EXCEPTION = {"pay-run-leave-out", "pay-run-exception-talk"}


def addresses(resolver: URLResolver) -> set[str]:
    """The names of all addresses but the administration's."""
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.add(str(entry.name))
        elif entry.namespace != "admin":
            found |= addresses(entry)
    return found


def doors(resolver: URLResolver) -> set[str]:
    """The names of addresses whose view needs no session."""
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= doors(entry)
        elif not getattr(entry.callback, "login_required", True):
            found.add(str(entry.name))
    return found


def test_every_door_is_known() -> None:
    """The administration's own sign-in page is not one: its address is taken by `admin-door`, which needs a session."""
    assert doors(get_resolver()) - {"login"} == OPEN_TO_ALL - {"home", "admin-door"} | {"second-step-set-up"}
    assert (
        client_of("stranger").post("/admin/login/", {"username": "F1", "password": "secret-of-tests"})["Location"].startswith("/sign-in/")
    )


def test_every_address_has_a_row_here() -> None:
    assert addresses(get_resolver()) == {name for name, *_ in READ} | {name for name, *_ in ACT} | {
        name for name, *_ in FORMS
    } | OPEN_TO_ALL | {
        "acknowledge",
        "pay-run-exception",
        "listing-columns",
        # what they do is held against each role in test_inbox.py and test_absence.py
        "inbox-decide",
        "absence-end",
        # tests/pages/test_export_pages.py: what is not one's own is not there
        "export-list",
        "export-cancel",
        "export-download",
        # tests/pages/test_job_pages.py
        "job-cancel",
        "payslip-pdf",
        "adjustment-new",
        "pay-run-person-talk",
        "payslip-talk",
    } | {*MY_PAGES, *MY_ACTS}


@pytest.mark.parametrize(
    ("name", "parts", "seen_by"), READ, ids=lambda value: "/".join(value.values()) if isinstance(value, dict) else None
)
def test_o4_a_page_is_there_for_those_who_may_see_it_and_not_there_for_others(name: str, parts: dict[str, str], seen_by: set[str]) -> None:
    url = reverse(name, kwargs=filled(parts))
    answers = {role: client_of(role).get(url).status_code for role in CAST}
    nobody = 302 if name == "home" else 403
    assert answers == {role: nobody if CAST[role] is None else 200 if role in seen_by else 404 for role in CAST}


@pytest.mark.parametrize(("name", "parts", "sent", "done_by"), ACT, ids=lambda value: value if isinstance(value, str) else None)
def test_o4_an_act_is_done_for_those_who_may_and_refused_to_others(
    name: str, parts: dict[str, str], sent: dict[str, str], done_by: set[str], exception_id: int
) -> None:
    url = reverse(name, kwargs=filled(parts) | ({"exception_id": str(exception_id)} if name in WITH_EXCEPTION else {}))
    answers = {role: client_of(role).post(url, sent).status_code for role in CAST if role not in done_by}
    assert answers == dict.fromkeys(answers, 403)
    role = sorted(done_by)[0]
    assert client_of(role).post(url, sent).status_code in LET_THROUGH | ({404} if name in OF_NOTHING else set())


def test_o4_an_exception_is_seen_by_who_follows_pay_runs(exception_id: int) -> None:
    url = reverse("pay-run-exception", kwargs={"month": "2026-08", "exception_id": exception_id})
    assert {role for role in CAST if client_of(role).get(url).status_code == 200} == WATCH
    elsewhere = reverse("pay-run-exception", kwargs={"month": "2026-07", "exception_id": exception_id})
    assert client_of("finance").get(elsewhere).status_code == 404


TALK = {"kind": "question", "text": "why?", "key": "k"}


def test_o4_a_line_is_talked_about_by_whose_it_is_and_who_sees_pay() -> None:
    others = reverse("pay-run-person-talk", kwargs=JULY | S1 | {"line": "base"})
    answers = {role: client_of(role).post(others, TALK).status_code for role in CAST}
    assert answers == {role: 403 if CAST[role] is None or role == "auditor" else 302 if role in PAY else 404 for role in CAST}
    own = reverse("payslip-talk", kwargs=JULY | {"line": "base"})
    assert {role for role in PEOPLE if client_of(role).post(own, TALK).status_code == 302} == PEOPLE - {"auditor"}
    assert client_of("staff").post(reverse("payslip-talk", kwargs=AUGUST | {"line": "base"}), TALK).status_code == 404


def test_o4_an_adjustment_is_proposed_by_finance_only() -> None:
    for act in ("get", "post"):
        assert {role for role in CAST if getattr(client_of(role), act)(reverse("adjustment-new")).status_code in (200, 422)} == FINANCE


def test_o4_columns_are_chosen_of_lists_that_one_sees_only() -> None:
    for name in ("no-such-list", "parts-sample"):
        assert client_of("finance").post(reverse("listing-columns", kwargs={"name": name})).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "who left"])
def test_o3_strangers_and_those_who_left_are_sent_to_sign_in_from_everywhere(role: str, exception_id: int) -> None:
    for name, parts, *_ in [*READ, *ACT]:
        url = reverse(name, kwargs=filled(parts) | ({"exception_id": str(exception_id)} if name in WITH_EXCEPTION else {}))
        for answer in (client_of(role).get(url), client_of(role).post(url)):
            assert answer.status_code == 302, url
            assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", MY_PAGES)
def test_everybody_has_their_own_security(name: str) -> None:
    assert {client_of(role).get(reverse(name)).status_code for role in CAST} == {200}


@pytest.mark.parametrize("name", MY_ACTS)
def test_what_one_does_with_ones_own_access_is_sent(name: str) -> None:
    # 409: without a second step there are no recovery codes
    assert {client_of(role).post(reverse(name)).status_code for role in CAST} <= {200, 302, 409}
    assert client_of("staff").get(reverse(name)).status_code == 405


@pytest.mark.parametrize(
    ("name", "parts", "sent", "done_by"),
    [row for row in ACT if row[0] not in PAGES_TOO],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_acts_are_not_done_by_following_a_link(name: str, parts: dict[str, str], sent: dict[str, str], done_by: set[str]) -> None:
    url = reverse(name, kwargs=filled(parts) | ({"exception_id": "1"} if name in WITH_EXCEPTION else {}))
    assert {client_of("finance").get(url, sent).status_code, client_of("finance").put(url).status_code} == {405}


def test_an_act_needs_the_secret_of_its_own_form() -> None:
    assert client_of("finance", checks_forms=True).post(reverse("pay-run-approve", kwargs=AUGUST)).status_code == 403


@pytest.mark.parametrize("role", sorted(set(CAST) - PAY))
def test_o4_nobody_reads_the_pay_of_others_without_the_right(role: str, exception_id: int) -> None:
    client = client_of(role)
    others = {amount for pay in everybodys_pay() if pay.number != CAST[role] for amount in pay.amounts}
    pages = [reverse(name, kwargs=filled(parts)) for name, parts, _ in READ]
    pages.append(reverse("pay-run-exception", kwargs={"month": "2026-08", "exception_id": exception_id}))
    for url in pages:
        answer = client.get(url)
        if answer.status_code == 200:
            text = answer.content.decode()
            assert {amount for amount in others if amount in text} == set(), url


def test_o4_the_check_above_can_fail() -> None:
    others = {amount for pay in everybodys_pay() if pay.number == "S1" for amount in pay.amounts}
    text = client_of("auditor").get(reverse("pay-run-person", kwargs=JULY | S1)).content.decode()
    assert any(amount in text for amount in others)


def test_o4_the_manager_of_operations_sees_no_single_persons_behind_the_waterfall() -> None:
    url = reverse("waterfall-input", kwargs=AUGUST | {"line": "comm_sales", "kind": "fact", "name": "comm_sales_total"})
    found = {role: names(client_of(role).get(url), "S1") for role in ("operations", "auditor")}
    assert found == {"operations": False, "auditor": True}


@pytest.mark.parametrize(("name", "parts", "sent", "done_by"), FORMS, ids=lambda value: value if isinstance(value, str) else None)
def test_o4_a_form_is_there_for_those_who_may_and_sending_it_is_refused_to_others(
    name: str, parts: dict[str, str], sent: dict[str, str], done_by: set[str]
) -> None:
    url = reverse(name, kwargs=filled(parts))
    shown = {role: client_of(role).get(url).status_code for role in CAST}
    assert shown == {role: 403 if CAST[role] is None else 200 if role in done_by else 404 for role in CAST}
    answers = {role: client_of(role).post(url, sent).status_code for role in CAST if role not in done_by}
    assert answers == dict.fromkeys(answers, 403)
    assert {client_of(role).post(url, sent).status_code for role in done_by} <= LET_THROUGH


def test_o5_everybody_acknowledges_for_themselves() -> None:
    url = reverse("acknowledge", kwargs={"regulation_id": "9001", "number": "1"})
    assert {role for role in CAST if client_of(role).post(url, {"employee": "S2"}).status_code == 302} == PEOPLE
    assert {found.employee.employee_no for found in Acknowledgement.objects.all()} == {number for number in CAST.values() if number}


def test_the_administration_is_there_for_foremen_and_above_for_roles_and_for_operators() -> None:
    answers = {role: client_of(role).get("/admin/").status_code for role in CAST}
    assert answers == {role: 404 if role in {"staff", "colleague"} else 200 for role in CAST}
    assert client_of("stranger").get("/admin/").status_code == 302
