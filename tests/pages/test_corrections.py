"""Adjustments of approved months (docs/rulebook.md P17) and receivables settled outside the payroll (P16), in the browser."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import Error, transaction

from csd.database.rows import execute
from csd.models import Employee
from csd.months import Month
from csd.organisation.standing import standing_of
from payroll.adjustments.models import Adjustment
from payroll.receivables import selectors as reads
from payroll.receivables.models import Settlement
from payroll.waiting.selectors import adjustments_waiting
from tests.pages.world import TODAY, client_of

NEW = "/corrections/adjustments/new/"
GIVEN = {
    "employee": "S1",
    "corrects": "2026-07",
    "line": "base",
    "month": "2026-09",
    "amount": "120.50",
    "reason": "raise forgotten",
    "key": "k",
}
OWED = "/corrections/receivables/2026-07/S1/"


def send(role: str, url: str, **sent: str) -> str:
    """Send a form and read the page it leads to."""
    return client_of(role).post(url, sent, follow=True).content.decode()


def proposed() -> str:
    """The address of an adjustment that F1 proposed."""
    send("finance", NEW, **GIVEN)
    return f"/corrections/adjustments/{Adjustment.objects.get().pk}/"


def test_p17_an_adjustment_is_proposed_by_one_and_approved_by_another() -> None:
    page = proposed()
    assert "Approve the adjustment" not in client_of("finance").get(page).content.decode()
    assert "somebody else approves it" in send("finance", f"{page}approve/")
    assert "The adjustment is approved" in send("general manager", f"{page}approve/")
    assert Adjustment.objects.get().approved_by == Employee.objects.get(employee_no="G1")


def test_p17_it_is_proposed_from_the_line_it_corrects_and_leads_back_to_it() -> None:
    line = client_of("finance").get("/pay-runs/2026-07/people/S1/base/").content.decode()
    assert f"{NEW}?employee=S1&amp;corrects=2026-07&amp;line=base" in line
    assert "/pay-runs/2026-07/people/S1/base/" in client_of("auditor").get(proposed()).content.decode()
    assert NEW not in client_of("auditor").get("/pay-runs/2026-07/people/S1/base/").content.decode()


def test_p17_a_form_sent_twice_is_one_proposal() -> None:
    proposed()
    send("finance", NEW, **GIVEN)
    assert Adjustment.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"amount": "0"}, "other than 0"),
        ({"corrects": "2026-08"}, "is not approved"),
        ({"month": "2026-07"}, "is corrected in a later month"),
        ({"line": "wage"}, "Select a valid choice"),
        ({"month": "9999-12"}, "is not a month"),
        ({"employee": "nobody"}, "There is nobody"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_p17_what_cannot_be_adjusted_is_refused_beside_its_field(sent: dict[str, str], said: str) -> None:
    answer = client_of("finance").post(NEW, {**GIVEN, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_p17_it_is_withdrawn_with_a_reason_and_stays_on_record() -> None:
    page = proposed()
    assert "Say why the adjustment is withdrawn" in send("finance", f"{page}withdraw/", reason=" ")
    assert "paid in cash" in send("finance", f"{page}withdraw/", reason="paid in cash")
    assert "Withdrawn" in client_of("finance").get("/corrections/adjustments/?state=withdrawn").content.decode()


def test_p17_adjustments_wait_for_somebody_else() -> None:
    proposed()

    def waits(number: str) -> int:
        return len(adjustments_waiting(standing_of(Employee.objects.get(employee_no=number), TODAY.date())))

    assert {number: waits(number) for number in ("F1", "F2", "G1", "H1")} == {"F1": 0, "F2": 1, "G1": 1, "H1": 0}


@pytest.fixture
def owed(monkeypatch: pytest.MonkeyPatch) -> None:
    """S1 owes 50.00 of July: an approved slip cannot be made negative here, so what reads its net is told so."""
    monkeypatch.setattr(reads, "_RECEIVABLES", reads._RECEIVABLES.replace("-s.net", "50.00").replace("s.net < 0", "e.employee_no = 'S1'"))


def settle(amount: str, key: str, role: str = "finance", **other: str) -> str:
    """Record a settlement."""
    return send(role, f"{OWED}settle/", **{"amount": amount, "settled_on": "2026-09-15", "note": "cash", "key": key, **other})


@pytest.mark.usefixtures("owed")
def test_p16_a_receivable_is_settled_in_parts_by_entries_and_never_beyond_what_is_owed() -> None:
    assert "20.00" in settle("30", "a")
    assert "30.00 is settled already" in settle("20.01", "b")
    assert "30.00 is settled already" in settle("-30.01", "c")
    settle("-30", "d")
    settle("50", "e")
    settle("50", "e")
    assert [entry.amount for entry in Settlement.objects.all()] == [30, -30, 50]
    assert reads.owed_by(Month(2026, 7), "S1").rest == Decimal(0)


@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize(
    ("sent", "said"),
    [({"settled_on": "2026-09-16"}, "lies ahead"), ({"note": " "}, "This field is required"), ({"amount": "0"}, "other than 0")],
)
def test_p16_a_settlement_that_cannot_be_is_refused(sent: dict[str, str], said: str) -> None:
    assert said in settle(**{"amount": "1", "key": "k", **sent})
    assert not Settlement.objects.exists()


@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize("change", ["UPDATE payroll_settlement SET amount = 1", "DELETE FROM payroll_settlement"])
def test_p16_a_settlement_is_never_changed(change: str) -> None:
    settle("1", "k")
    with pytest.raises(Error, match=r"permission denied|append-only"), transaction.atomic():
        execute(change)
