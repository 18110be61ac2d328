"""A company with a cast: July 2026 approved, August computed with one person who cannot be, seen on 15 September 2026."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from csd.database.rows import rows_of
from csd.formats import money
from csd.models import Employee, Proposal, Regulation, RegulationVersion, User
from csd.months import SHANGHAI, Month
from csd.signin.selectors import needs_second_step, standing_of_user
from tests.payroll.small import Closed, Company
from tests.signing_in import PASSWORD, full_session, give_app, type_password

JULY, AUGUST = Month(2026, 7), Month(2026, 8)
TODAY = datetime(2026, 9, 15, 10, tzinfo=SHANGHAI)
# role in the tests → employee number; None is an operator who is nobody in the company
CAST = {
    "staff": "S1",
    "colleague": "S2",
    "foreman": "N1",
    "supervisor": "N2",
    "manager": "M1",
    "operations": "O1",
    "general manager": "G1",
    "hr": "H1",
    "finance": "F1",
    "finance, computed it": "F2",
    "auditor": "U1",
    "administrator": "D1",
    "operator": None,
}
LEFT, BROKEN = "L1", "X1"
# gave the right password and stopped at the second step
HALF = "F1"


def build(folder: Path, more: int = 0) -> list[Closed]:
    """Load and close both months; `more` agents with sales beside the cast."""
    company = Company(folder)
    for n in range(more):
        company.person(f"Z{n:04}", plan="sales_percent", base_salary=str(2200 + n))
        company.sale(f"Z{n:04}-7", "2026-07-12", f"Z{n:04}", "900", "300").sale(f"Z{n:04}-8", "2026-08-12", f"Z{n:04}", "950", "300")
    company.person("F2", "FI", base_salary="3111.01").person("U1", "FI", base_salary="3222.02").person("D1", "HR", base_salary="3333.03")
    company.person("M1", grade="manager", base_salary="6111.11").person("N2", grade="supervisor", base_salary="4111.21")
    company.person("N1", grade="foreman", base_salary="3111.31").person("G1", "OP", grade="general_manager", base_salary="20111.41")
    company.person("O1", "OP", grade="manager", base_salary="9111.51")
    company.person("S1", plan="sales_percent", base_salary="2111.61").person("S2", plan="sales_percent", base_salary="2111.77")
    company.reports("S1", to="N1").reports("N1", to="N2")
    company.person(LEFT, leave="2026-08-31", base_salary="2999.99")
    company.add("employees", employee_no=BROKEN, name=BROKEN, hire_date="2026-08-03")
    for number, role in {"F1": "finance", "F2": "finance", "H1": "hr", "U1": "auditor", "D1": "administrator"}.items():
        company.add("roles", employee_no=number, role=role, **{"from": "2020-01-01"})
    for month in ("07", "08"):
        company.sale(f"A{month}", f"2026-{month}-10", "S1", "30000.50", "12000").sale(
            f"B{month}", f"2026-{month}-11", "S2", "20000", "9000"
        )
        company.shift("S1", f"2026-{month}-06 08:00", f"2026-{month}-06 16:00", attended=True)
        company.add("costs", month=f"2026-{month}", kind="promotion", amount="1234.56", note="posters")
    company.policy("sales_rate", "0.03", "2026-08-01")
    return company.close(months=2)


def make(folder: Path, more: int = 0) -> None:
    """The company with its logins, a regulation, a proposal, and a session for everybody."""
    build(folder, more)
    make_logins()
    add_regulation_and_proposal()
    with time_machine.travel(TODAY, tick=False):
        sign_in_all()


def add_regulation_and_proposal() -> None:
    """A regulation in force that nobody has acknowledged, and a proposal of the manager about an agent that waits."""
    regulation = Regulation.objects.create(pk=9001, title="10/10")
    RegulationVersion.objects.create(
        pk=9001,
        regulation=regulation,
        number=1,
        effective_from="2026-09-01",
        text="10 / 10",
        consulted="2026",
        published_by=by_number("H1"),
    )
    what = {"what": "200", "reason": "+1"}
    Proposal.objects.create(pk=9001, kind="reward", employee=by_number("S1"), proposed_by=by_number("M1"), token="t1", **what)


def by_number(number: str) -> Employee:
    """Somebody of the cast."""
    return Employee.objects.get(employee_no=number)


def make_logins() -> None:
    """A login for everybody in the cast and for whoever left."""
    for number in [*filter(None, CAST.values()), LEFT]:
        User.objects.create_user(number, PASSWORD, employee=Employee.objects.get(employee_no=number))
    User.objects.create_superuser("operator", PASSWORD)
    for user in User.objects.all():
        if needs_second_step(user, standing_of_user(user)):
            give_app(user)


def sign_in_all() -> None:
    """A session for everybody, kept for the module: signing in for every request would take longer than the requests."""
    for user in User.objects.all():
        _sessions[user.login] = full_session(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    half = Client()
    type_password(half, HALF)
    _sessions["half"] = half.cookies[settings.SESSION_COOKIE_NAME].value


@contextlib.contextmanager
def sessions_kept() -> Iterator[None]:
    """Whoever signs in again within it does so only for it: the rows of those sessions are taken back too."""
    kept = dict(_sessions)
    try:
        yield
    finally:
        _sessions.clear()
        _sessions.update(kept)


def client_of(role: str, *, language: str = "en", checks_forms: bool = False) -> Client:
    """A browser signed in as one of the cast; nobody signed in for `stranger`, and as good as nobody for `half`."""
    client = Client(headers={"accept-language": language}, raise_request_exception=False, enforce_csrf_checks=checks_forms)
    if role != "stranger":
        login = {"who left": LEFT, "half": "half"}.get(role) or CAST[role] or "operator"
        client.cookies[settings.SESSION_COOKIE_NAME] = _sessions[login]
    return client


_sessions: dict[str, str] = {}


@dataclass(frozen=True)
class Pay:
    """What a person is paid in the two months, as pages write it."""

    number: str
    amounts: frozenset[str]


def names(answer: HttpResponse, word: str) -> bool:
    """Whether a page has this word. As a word, because a form's token may hold two or three signs by chance."""
    return bool(re.search(rf"\b{re.escape(word)}\b", answer.content.decode()))


def everybodys_pay() -> list[Pay]:
    """Gross and net of every payslip, from the tables themselves."""
    rows = rows_of(
        "SELECT e.employee_no, s.gross, s.net FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id WHERE s.gross > 1000"
    )
    found: dict[str, set[str]] = {}
    for number, gross, net in rows:
        found.setdefault(number, set()).update((money(gross), money(net)))
    return [Pay(number, frozenset(amounts)) for number, amounts in found.items()]
