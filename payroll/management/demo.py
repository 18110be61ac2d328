"""The demo company of a fresh installation: loaded, its finished months closed as far as a visitor finds something to do."""

# many imports: the demo company uses every door that a real one uses
from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.close.preparing import prepare_month
from csd.access.scope import may_see
from csd.access.services import create_login
from csd.demo.company import Cast, demo_spec, finished_months, generate
from csd.demo.regulations import CONSULTED, REGULATIONS
from csd.loading.services import load_company
from csd.models import Employee, ProposalKind, User
from csd.months import Month
from csd.organisation.standing import employee_by_number, standing_of
from csd.regulations.services import propose, publish
from csd.signin.selectors import needs_second_step, standing_of_user
from csd.signin.services.second_step import add_app
from csd.signin.totp import code_of, new_seed, step_at
from csd.work.engine import work_on
from payroll.runs.services import approve_run, pay_run, start_run

LABEL = "demo"
# whom a visitor signs in as, in the order of the table
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
    publish_regulations(cast, Month.parse(spec.first))
    months = finished_months(spec)
    for month in months:
        close(month, cast, approve=month != months[-1])
        report(str(month))
    this = Month.of(timezone.localdate())
    for month in (this - 1, this):
        prepare_month(month=month)
    return cast


def publish_regulations(cast: Cast, since: Month) -> None:
    """The company's regulations, which its people have yet to acknowledge, and a proposal that waits for the general manager."""
    for title, text in REGULATIONS:
        publish(title=title, text=text, consulted=CONSULTED, effective_from=since.first, actor=person(cast["hr"]))
    manager, agent = person(cast["manager"]), person(cast["staff"])
    if may_see(standing_of(manager, timezone.localdate()), agent):
        what, reason = "奖励二百元：挽回一笔退货订单", "客户已申请退货，耐心沟通后留下订单并追加了购买。"
        propose(kind=ProposalKind.REWARD, employee=agent, what=what, reason=reason, token=LABEL, actor=manager)


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
