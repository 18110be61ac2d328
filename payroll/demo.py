"""The demo company of a fresh installation: loaded, its finished months closed as far as a visitor finds something to do."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.preparing import prepare_month
from csd.demo.company import Cast, demo_spec, finished_months, generate
from csd.loading.services import load_company
from csd.models import Employee, User
from csd.months import Month
from csd.selectors.access import needs_second_step, standing_of_user
from csd.selectors.people import employee_by_number
from csd.services.second_step import add_app
from csd.services.users import create_login
from csd.totp import code_of, new_seed, step_at
from csd.work.engine import work_on
from payroll.runs.services import approve_run, pay_run, start_run

LABEL = "demo"
# what a visitor signs in as, in the order of the table
ROLES = {
    "staff": _("Customer service agent"),
    "logistics": _("Logistics staff"),
    "foreman": _("Foreman"),
    "supervisor": _("Supervisor"),
    "manager": _("Department manager"),
    "operations": _("Manager of operations"),
    "general_manager": _("General manager"),
    "hr": _("HR"),
    "finance": _("Finance, computed the last month"),
    "finance2": _("Finance, may approve it"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}
Report = Callable[[str], object]


def load_demo(report: Report) -> Cast:
    """Make, load and close the demo company; returns role → employee number. Refused by nothing, so only for an empty database."""
    spec = demo_spec(timezone.localdate())
    with tempfile.TemporaryDirectory() as folder:
        cast = generate(Path(folder), spec)
        load_company(folder=Path(folder), loaded_by=LABEL, report=report)
    months = finished_months(spec)
    for month in months:
        close(month, cast, approve=month != months[-1])
        report(str(month))
    this = Month.of(timezone.localdate())
    for month in (this - 1, this):
        prepare_month(month=month)
    return cast


def close(month: Month, cast: Cast, *, approve: bool) -> None:
    """Compute a month; the earlier ones are approved and paid, the last one is left for the visitor."""
    finance, other = person(cast["finance"]), person(cast["finance2"])
    attempt = start_run(month=month, actor=finance, wake=False)
    while not work_on(attempt.pk, seconds=60):
        pass
    if approve:
        approve_run(month=month, actor=other, accept_negative="demo")
        pay_run(month=month, actor=other)


def person(employee_no: str) -> Employee:
    """An employee of the cast; LookupError when the generator made none of that number."""
    found = employee_by_number(employee_no)
    if found is None:
        raise LookupError(employee_no)
    return found


def make_logins(cast: Cast, password: str) -> dict[str, str]:
    """A login for each role of the table; those who must take a second step get an app. Returns login → seed of the app."""
    users = [create_login(employee=person(cast[role]), password=password) for role in ROLES]
    return {user.login: _app_of(user) for user in users if needs_second_step(user, standing_of_user(user))}


def _app_of(user: User) -> str:
    seed = new_seed()
    now = timezone.now().timestamp()
    # the code of the step before, so that the one shown now is still good for signing in
    add_app(user=user, seed=seed, code=code_of(seed, step_at(now) - 1))
    return seed


def new_password() -> str:
    """A password nobody can guess; every installation has its own."""
    return secrets.token_urlsafe(9)
