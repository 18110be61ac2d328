"""Sales, campaigns and costs entered by hand (docs/rulebook.md S1, S3, P6): who may, what counts, what an approved month refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from csd.database.rows import rows_of
from payroll.costs.models import Cost
from payroll.sales.models import Campaign, Entry, Sale
from tests.pages.world import client_of

NEW = "/entries/sales/new/"
ORDER = {"order_no": "N1", "date": "2026-09-14", "quantity": "1", "amount": "100", "cost": "40", "key": "k"}


def send(role: str, url: str, **sent: str) -> str:
    """Send a form and read the page it leads to."""
    return client_of(role).post(url, sent, follow=True).content.decode()


def entered(role: str = "staff", **other: str) -> Sale:
    """A sale entered by somebody."""
    send(role, NEW, **{**ORDER, **other})
    return Sale.objects.get(order_no="N1", kind="sale")


def step(role: str, sale: Sale, to: str, was: str | None = None) -> str:
    """Change the state of a sale on its page."""
    return send(role, f"/entries/sales/{sale.pk}/status/", to=to, was=was or sale.status)


def test_o4_an_agents_own_sale_counts_once_somebody_else_completes_it() -> None:
    sale = entered()
    assert (sale.employee.employee_no, sale.status) == ("S1", "pending")
    assert client_of("staff").post(f"/entries/sales/{sale.pk}/status/", {"to": "completed", "was": "pending"}).status_code == 403
    assert "The state is changed" in step("finance", sale, "completed")
    sale.refresh_from_db()
    assert sale.status == "completed"
    who = "SELECT v.status, c.metadata->>'who' FROM payroll_saleevent v JOIN pghistory_context c ON c.id = v.pgh_context_id"
    assert rows_of(who) == [("pending", "F1 F1")]


def test_o4_a_leader_settles_no_sale_of_their_own() -> None:
    sale = entered("manager")
    assert "settled by somebody else" in step("manager", sale, "completed")
    sale.refresh_from_db()
    assert sale.status == "pending"


def test_o4_a_manager_enters_for_the_department_and_for_nobody_else() -> None:
    assert entered("manager", agent="S1").status == "completed"
    answer = client_of("manager").post(NEW, {**ORDER, "agent": "F1", "key": "k2"})
    assert answer.status_code == 422
    assert "may not enter sales of" in answer.content.decode()
    assert client_of("staff").post(NEW, {**ORDER, "agent": "S2", "key": "k3"}).status_code == 403


def test_a_sale_sent_twice_is_one_and_who_entered_it_is_kept() -> None:
    entered()
    send("staff", NEW, **ORDER)
    assert Sale.objects.filter(order_no="N1").count() == 1
    assert [(entry.author.employee_no, entry.table) for entry in Entry.objects.all()] == [("S1", "payroll_sale")]


def test_a_state_changed_meanwhile_is_refused_with_who_changed_it() -> None:
    sale = entered()
    step("finance", sale, "completed")
    assert "F1 has set this row to “Completed” meanwhile" in step("general manager", sale, "cancelled", was="pending")


def test_s1_what_was_given_back_is_a_row_of_its_own_and_never_more_than_was_sold() -> None:
    sale = entered("finance", agent="S1")
    url = f"/entries/sales/{sale.pk}/return/"
    assert "More would be given back" in send("finance", url, day="2026-09-15", amount="100.01", cost="0", key="a")
    assert "is entered" in send("finance", url, day="2026-09-15", amount="60", cost="20", key="b")
    assert "More would be given back" in send("finance", url, day="2026-09-15", amount="40.01", cost="0", key="c")
    assert [(row.kind, row.amount) for row in Sale.objects.filter(order_no="N1").order_by("id")] == [("sale", 100), ("refund", 60)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"date": "2026-07-31"}, "is approved and never changes"),
        ({"date": "2026-09-16"}, "of today or before"),
        ({"date": "2019-12-31"}, "was not employed yet"),
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"amount": "1.005"}, "no more than 2 decimal places"),
        ({"amount": "1e99"}, "Enter a number in figures"),
        ({"amount": "9" * 13}, "no more than"),
        ({"amount": "١٢"}, "Enter a number in figures"),
        ({"date": "02/11/2026"}, "Enter a day like 2026-07-31"),
        ({"order_no": "2.0261E+14"}, "has lost its last digits"),
        ({"order_no": "\ufeff\u200b"}, "has no sign that one can see."),
        ({"order_no": " "}, "This field is required"),
        ({"order_no": "a\0"}, "contains the control character U+0000; delete it."),
        ({"campaign": "none"}, "There is no campaign"),
    ],
)
def test_what_cannot_be_a_sale_is_refused_beside_its_field_and_what_was_typed_stays(sent: dict[str, str], said: str) -> None:
    answer = client_of("staff").post(NEW, {**ORDER, "product": "kept", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="kept"' in answer.content.decode()
    assert not Sale.objects.filter(order_no="N1").exists()


def test_s4_given_an_order_the_agent_is_found_at_once_whatever_its_month() -> None:
    page = client_of("finance").get("/entries/sales/?order=A07").content.decode()
    assert "S1" in page
    assert "30,000.50" in page


@pytest.mark.parametrize(
    ("role", "sees"), [("staff", {"A08"}), ("colleague", {"B08"}), ("manager", {"A08", "B08"}), ("hr", set()), ("auditor", {"A08", "B08"})]
)
def test_o4_everybody_sees_the_sales_that_are_theirs_to_see(role: str, sees: set[str]) -> None:
    page = client_of(role).get("/entries/sales/?month=2026-08").content.decode()
    assert {order for order in ("A08", "B08") if order in page} == sees
    theirs = client_of(role).get("/entries/sales/?order=A08").content.decode()
    assert ("30,000.50" in theirs) == ("A08" in sees)
    sale = Sale.objects.get(order_no="A08")
    assert client_of(role).get(f"/entries/sales/{sale.pk}/").status_code == (200 if "A08" in sees else 404)


def test_an_approved_months_sale_is_not_cancelled() -> None:
    sale = Sale.objects.get(order_no="A07")
    assert "is approved and never changes" in step("finance", sale, "cancelled")


def test_p6_a_campaigns_budget_is_set_by_somebody_else_than_its_owner() -> None:
    url = "/entries/2026-08/campaigns/new/"
    assert "entered by somebody else" in send("operations", url, code="C", owner="O1", budget="5")
    assert "The campaign is entered" in send("operations", url, code="C", owner="S1", budget="5")
    assert "There is a campaign" in send("operations", url, code="C", owner="S1", budget="5")
    assert Campaign.objects.get().budget == 5


def test_s3_a_cost_is_entered_once_and_taken_back_with_its_history() -> None:
    cost = {"kind": "other", "amount": "77.70", "note": "rent", "key": "k"}
    for _ in range(2):
        send("finance", "/entries/2026-08/costs/new/", **cost)
    made = Cost.objects.get(note="rent")
    assert "F1" in client_of("auditor").get("/entries/2026-08/costs/").content.decode()
    assert "taken out" in send("finance", "/entries/2026-08/costs/take-back/", ticked=str(made.pk))
    assert not Cost.objects.filter(note="rent").exists()
    kept = (
        "SELECT v.pgh_label, v.amount, c.metadata->>'who' FROM payroll_costevent v JOIN pghistory_context c ON c.id = v.pgh_context_id"
        " ORDER BY 1"
    )
    assert rows_of(kept) == [("delete", Decimal("77.70"), "F1 F1"), ("insert", Decimal("77.70"), "F1 F1")]


def test_p17_an_approved_months_costs_stay() -> None:
    july = Cost.objects.get(month="2026-07")
    assert "is approved and never changes" in send("finance", "/entries/2026-07/costs/take-back/", ticked=str(july.pk))
    assert client_of("finance").post("/entries/2026-07/costs/new/", {"kind": "other", "amount": "1", "key": "k"}).status_code == 422
