"""Every kind of exception has a page with what it comes from (docs/rulebook.md P17)."""

from __future__ import annotations

import pytest

from csd.models import Employee
from payroll.exceptions.words import EXCEPTIONS
from payroll.runs.models import RunException
from payroll.runs.selectors import run_of
from tests.pages.world import AUGUST, client_of

DETAIL = {
    "special_without_slip": {"specials": [1], "amount": "1.00"},
    "adjustment_without_slip": {"adjustments": [1], "amount": "1.00"},
    "pool_without_nominee": {"pool": "staff", "amount": "1.00"},
    "campaign_without_sales": {"campaign": "C1"},
    "rule_failed": {"error": "ValueError: 1.00"},
}


@pytest.mark.parametrize("role", ["finance", "hr"])
@pytest.mark.parametrize("code", EXCEPTIONS)
def test_p17_an_exception_of_every_kind_leads_to_its_cause(code: str, role: str) -> None:
    person = None if code == "pool_without_nominee" else Employee.objects.get(employee_no="S1")
    attempt = run_of(AUGUST).attempt
    made = RunException.objects.create(attempt=attempt, employee=person, code=code, blocking=False, detail=DETAIL.get(code, {}))
    page = client_of(role).get(f"/pay-runs/2026-08/exceptions/{made.pk}/")
    assert page.status_code == 200
    assert str(EXCEPTIONS[code]) in page.content.decode()
    assert client_of(role).get("/pay-runs/2026-08/").status_code == 200


@pytest.mark.parametrize(
    ("code", "role", "leads_to"),
    [
        ("campaign_without_sales", "finance", "/entries/2026-08/campaigns/"),
        ("pool_without_nominee", "hr", "/entries/2026-08/nominations/"),
        ("special_without_slip", "finance", "/entries/2026-08/specials/"),
        ("adjustment_without_slip", "auditor", "/corrections/adjustments/?person=S1"),
        ("special_without_slip", "hr", ""),
        ("campaign_without_sales", "hr", ""),
    ],
)
def test_p17_an_exception_leads_to_where_it_is_mended_for_whoever_may_open_that(code: str, role: str, leads_to: str) -> None:
    person = None if code == "pool_without_nominee" else Employee.objects.get(employee_no="S1")
    made = RunException.objects.create(attempt=run_of(AUGUST).attempt, employee=person, code=code, blocking=False, detail=DETAIL[code])
    page = client_of(role).get(f"/pay-runs/2026-08/exceptions/{made.pk}/").content.decode()
    # each page has its links once; the rail's and the list's addresses are others
    assert ("Open the" in page) == bool(leads_to)
    assert leads_to in page
