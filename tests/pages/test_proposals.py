"""Nominations with their places (docs/rulebook.md P8) and special rewards (P9): proposed by one, agreed by others, then paid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import Error, transaction

from csd.database.rows import execute, rows_of
from csd.models import Department, Employee
from csd.organisation.standing import standing_of
from payroll.proposals import selectors, views
from payroll.proposals.models import Nomination, Proposal, ProposalDecision, Special
from payroll.waiting.selectors import proposals_waiting
from tests.pages.world import TODAY, client_of

PAGE, SPECIALS = "/entries/2026-08/nominations/", "/entries/2026-08/specials/"


def send(role: str, url: str, **sent: str) -> str:
    """Send a form and read the page it leads to."""
    return client_of(role).post(url, sent, follow=True).content.decode()


def places(pool: str, count: int = 1, department: str = "CS", role: str = "hr") -> str:
    """Set the places of a department."""
    return send(role, f"{PAGE}places/", pool=pool, department=str(Department.objects.get(code=department).pk), places=str(count))


def nominate(pool: str, number: str = "S1", role: str = "hr", **more: str) -> str:
    """Name somebody for a pool."""
    return send(
        role, f"{PAGE}new/", **{"pool": pool, "employee": number, "weight": "2", "reason": "exemplary", "key": f"{role}{number}", **more}
    )


def decide(role: str, decision: str = "agree", **sent: str) -> str:
    """Decide on the only proposal."""
    return send(role, f"/entries/proposals/{Proposal.objects.get().pk}/", decision=decision, **sent)


def test_p8_the_staff_pool_is_confirmed_by_the_department_manager_and_then_counts() -> None:
    places("staff")
    nominate("staff")
    assert not Nomination.objects.exists()
    assert "is none of them" in decide("operations")
    assert "You have agreed" in decide("manager")
    assert [(n.pool, n.employee.employee_no, n.weight) for n in Nomination.objects.all()] == [("staff", "S1", Decimal(2))]


def test_p8_the_management_pool_is_confirmed_by_operations_not_by_who_proposed_it() -> None:
    places("management")
    nominate("management", role="operations")
    assert "somebody else decides" in decide("operations")
    assert not Nomination.objects.exists()
    assert "You have agreed" in decide("general manager")
    assert Nomination.objects.count() == 1


def test_p8_the_operations_pool_needs_all_three() -> None:
    places("operations")
    nominate("operations")
    assert "You have agreed" in decide("finance")
    assert not Nomination.objects.exists()
    assert "is none of them" in decide("finance, computed it")
    assert "You have agreed" in decide("operations")
    assert Nomination.objects.count() == 1


def test_p8_no_more_are_named_than_there_are_places_and_the_page_says_how_many_are_left() -> None:
    assert "Set first how many" in nominate("staff")
    places("staff", 1)
    nominate("staff")
    assert "All 1 places of this department are taken" in nominate("staff", "S2")
    assert "places cannot be fewer" in places("staff", 0)
    assert Proposal.objects.count() == 1


def test_p8_a_refused_nomination_frees_its_place_and_stays_on_record() -> None:
    places("staff")
    nominate("staff")
    assert "Say why it is refused" in decide("manager", "refuse")
    assert "late every day" in decide("manager", "refuse", reason="late every day")
    assert "refused this already" in decide("general manager")
    nominate("staff", "S2")
    assert Proposal.objects.count() == 2


def test_p8_nobody_is_named_twice_and_a_form_sent_twice_is_one_nomination() -> None:
    places("staff", 5)
    nominate("staff")
    nominate("staff")
    assert "is named for this pool already" in nominate("staff", key="other")
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"employee": "nobody"}, "There is nobody with the number"),
        ({"employee": "H1"}, "Nobody proposes themselves"),
        ({"weight": "-1"}, "greater than or equal to 0"),
        ({"weight": "NaN"}, "Enter a number"),
        ({"reason": ""}, "This field is required"),
        ({"pool": "x"}, "Select a valid choice"),
        ({"employee": "X1"}, "has no pay terms"),
    ],
)
def test_p8_a_nomination_that_cannot_be_is_refused_beside_its_field(sent: dict[str, str], said: str) -> None:
    places("staff", 5)
    given = {"pool": "staff", "employee": "S1", "weight": "1", "reason": "r", "key": "k"}
    answer = client_of("hr").post(f"{PAGE}new/", {**given, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_p9_a_reward_is_proposed_by_a_manager_and_approved_by_the_general_manager() -> None:
    send("manager", f"{SPECIALS}new/", employee="S1", amount="500", reason="recovered a loss", key="k")
    assert not Special.objects.exists()
    assert client_of("operations").post(f"/entries/proposals/{Proposal.objects.get().pk}/", {"decision": "agree"}).status_code == 403
    assert "You have agreed" in decide("general manager")
    assert [(s.employee.employee_no, s.amount, s.reason) for s in Special.objects.all()] == [("S1", 500, "recovered a loss")]
    assert rows_of("SELECT c.metadata->>'who' FROM payroll_specialevent v JOIN pghistory_context c ON c.id = v.pgh_context_id") == [
        ("G1 G1",)
    ]


def test_o4_a_manager_sees_the_rewards_they_proposed_and_no_others() -> None:
    send("manager", f"{SPECIALS}new/", employee="S1", amount="512.34", reason="r", key="k")
    assert "512.34" in client_of("manager").get(SPECIALS).content.decode()
    assert "512.34" not in client_of("operations").get(SPECIALS).content.decode()
    assert "512.34" in client_of("finance").get(SPECIALS).content.decode()


def test_p17_an_approved_month_takes_nothing_new() -> None:
    said = send("manager", "/entries/2026-07/specials/new/", employee="S1", amount="5", reason="r", key="k")
    assert "is approved and takes nothing new" in said
    assert not Proposal.objects.exists()


def test_what_waits_for_whom() -> None:
    places("operations")
    nominate("operations")

    def waits(number: str) -> int:
        return len(proposals_waiting(standing_of(Employee.objects.get(employee_no=number), TODAY.date())))

    assert {number: waits(number) for number in ("F1", "O1", "H1", "M1", "S1")} == {"F1": 1, "O1": 1, "H1": 0, "M1": 0, "S1": 0}


@pytest.mark.parametrize("table", ["payroll_proposal", "payroll_proposaldecision", "payroll_places"])
def test_what_was_proposed_and_decided_is_never_changed(table: str) -> None:
    places("operations")
    nominate("operations")
    assert ProposalDecision.objects.count() == 1
    for change in ("UPDATE {} SET id = id", "DELETE FROM {}"):
        with pytest.raises(Error, match=r"permission denied|append-only"), transaction.atomic():
            execute(change.format(table))


def test_however_many_wait_for_others_what_waits_for_oneself_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "SHOWN", 1)
    monkeypatch.setattr(views, "SHOWN", 1)
    for pool, role in (("staff", "hr"), ("management", "finance")):
        places(pool, role=role)
        nominate(pool, role=role)
    for role, number, pool in (("manager", "M1", "staff"), ("operations", "O1", "management")):
        waiting = proposals_waiting(standing_of(Employee.objects.get(employee_no=number), TODAY.date()))
        assert [Proposal.objects.get(pk=entry.key.rpartition("-")[2]).pool for entry in waiting] == [pool], role
    assert client_of("manager").get("/inbox/").content.decode().count("/entries/2026-08/nominations/") >= 1


def test_the_undecided_come_first_and_a_list_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    places("staff", 2)
    nominate("staff", "S1")
    nominate("staff", "S2")
    first, last = Proposal.objects.order_by("pk")
    send("manager", f"/entries/proposals/{last.pk}/", decision="agree")
    for module in (selectors, views):
        monkeypatch.setattr(module, "SHOWN", 1)
        monkeypatch.setattr(module, "ROWS_SHOWN", 1)
    page = client_of("manager").get(PAGE).content.decode()
    assert f"/entries/proposals/{first.pk}/" in page
    assert "Only 1 are shown" in page
    assert "Named and counted: the first 1" not in page
    send("manager", f"/entries/proposals/{first.pk}/", decision="agree")
    assert "Named and counted: the first 1" in client_of("manager").get(PAGE).content.decode()
