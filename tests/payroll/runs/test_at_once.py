"""Two people, or one pressing twice, at the same moment: the second sees what the first has done (docs/rulebook.md P8, P9, P16).

Both go on together between what an act reads and what it writes. The controls leave out the lock of the month.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection

from csd.errors import Refused
from csd.models import Department, MonthLock
from payroll.entering import services as entering
from payroll.models import Sale
from payroll.proposals import services as proposals
from payroll.proposals.models import Nomination, Places, Proposal
from payroll.receivables import services as settlements
from payroll.receivables.models import Settlement
from payroll.sales import services as sales
from tests.payroll.cast import AUGUST, JULY, NOW, add_cast, approve, compute, load, who
from tests.payroll.small import Company

# how long the first waits for the others: without the guard until they come, with it until they are known to wait
TOGETHER_SECONDS, APART_SECONDS = 30.0, 1.0
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _company(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """July approved with somebody who owes 825, and August open; committed, so that several sessions see it."""
    company = add_cast(Company(tmp_path)).person("S1").person("S2")
    company.person("NEG", social_base="5000", housing_base="5000", housing_rate="0.12")
    with time_machine.travel(NOW, tick=False):
        load(company)
        compute(JULY)
        approve(JULY)
        yield


@pytest.fixture(params=[True, False], ids=["locked", "without the lock"])
def locked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the lock of the month is there."""
    if not request.param:
        for services in (proposals, settlements):
            monkeypatch.setattr(services, "lock_month", lambda month: MonthLock(month=month))
    return bool(request.param)


def at_once(monkeypatch: pytest.MonkeyPatch, guarded: bool, services: Any, read: str, *acts: Act) -> list[str]:
    """Codes of what was refused when all acts have read before any of them writes, as far as the guard lets them."""
    read_it, together = getattr(services, read), Barrier(len(acts))

    def met(*given: Any, **named: Any) -> Any:
        found = read_it(*given, **named)
        with contextlib.suppress(BrokenBarrierError):  # the others wait for the lock
            together.wait(APART_SECONDS if guarded else TOGETHER_SECONDS)
        return found

    def done(act: Act) -> str:
        try:
            act()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    monkeypatch.setattr(services, read, met)
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(filter(None, pool.map(done, acts)))


def settle(by: str, amount: str, key: str = "") -> object:
    """Somebody of finance records what was settled, or below zero takes it back."""
    return settlements.settle_receivable(
        month=JULY,
        employee=who("NEG"),
        amount=Decimal(amount),
        settled_on=date(2026, 8, 10),
        note="cash",
        key=key or by + amount,
        actor=who(by),
    )


def nominate(by: str, number: str, key: str = "") -> object:
    """Somebody is named for the staff pool of August."""
    given = {"month": AUGUST, "pool": "staff", "employee": who(number), "weight": Decimal(1), "reason": "exemplary", "key": key or number}
    return proposals.nominate(**given, actor=who(by))


def reward(by: str, key: str) -> object:
    """A special reward for S1 is proposed."""
    given = {"month": AUGUST, "employee": who("S1"), "amount": Decimal(88), "reason": "exemplary", "key": key}
    return proposals.propose_special(**given, actor=who(by))


def set_places(by: str, places: int) -> object:
    """Places of customer service for the staff pool of August."""
    return proposals.set_places(month=AUGUST, pool="staff", department=Department.objects.get(code="CS"), places=places, actor=who(by))


def decide(by: str, *, agrees: bool = True) -> object:
    """Somebody decides on the only proposal."""
    return proposals.decide(proposal=Proposal.objects.get(), actor=who(by), agrees=agrees, reason="" if agrees else "no")


def settled() -> Decimal:
    """What was settled of the 825."""
    return sum(Settlement.objects.values_list("amount", flat=True), Decimal(0))


def test_p16_a_receivable_is_settled_once(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = at_once(monkeypatch, locked, settlements, "receivables", lambda: settle("FANG", "825"), lambda: settle("FU", "825"))
    assert (refused, settled()) == ((["too_much"], Decimal(825)) if locked else ([], Decimal(1650)))


def test_p16_what_was_settled_is_taken_back_once(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    settle("FANG", "825")
    refused = at_once(monkeypatch, locked, settlements, "receivables", lambda: settle("FANG", "-825"), lambda: settle("FU", "-825"))
    assert (refused, settled()) == ((["too_much"], Decimal(0)) if locked else ([], Decimal(-825)))


def test_p8_the_last_place_is_taken_once(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    set_places("MEI", 1)
    refused = at_once(monkeypatch, locked, proposals, "places_left", lambda: nominate("MEI", "S1"), lambda: nominate("FANG", "S2"))
    assert (refused, Proposal.objects.count()) == ((["no_place_left"], 1) if locked else ([], 2))


def test_p8_nobody_is_named_twice(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    set_places("MEI", 9)
    # met after the last that is read: who is named already is looked for after the places
    refused = at_once(monkeypatch, locked, proposals, "sides_needed", lambda: nominate("MEI", "S1"), lambda: nominate("FANG", "S1"))
    assert (refused, Proposal.objects.count()) == ((["named_already"], 1) if locked else ([], 2))


def test_p8_places_are_not_made_fewer_than_are_just_being_named(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    set_places("MEI", 1)
    refused = at_once(monkeypatch, locked, proposals, "places_left", lambda: nominate("MEI", "S1"), lambda: set_places("FANG", 0))
    left = Proposal.objects.count() - Places.objects.order_by("-id")[0].places
    assert (len(refused), left) == ((1, 0) if locked else (0, 1))
    assert set(refused) <= {"no_place_left", "fewer_than_named"}


def test_p9_of_two_decisions_the_second_comes_too_late(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    set_places("MEI", 1)
    nominate("MEI", "S1")
    acts = (lambda: decide("MANAGER"), lambda: decide("GAO", agrees=False))
    if not locked:  # one decision of a side is a rule of the database too
        with pytest.raises(IntegrityError, match="proposal_decided_once_a_side"):
            at_once(monkeypatch, locked, proposals, "sides_needed", *acts)
        return
    refused = at_once(monkeypatch, locked, proposals, "sides_needed", *acts)
    assert refused in (["agreed_already"], ["refused_already"])
    assert Nomination.objects.count() == (refused == ["agreed_already"])


def sell(by: str, key: str) -> object:
    """A sale of S1 in August."""
    line = sales.SaleLine("O1", date(2026, 8, 3), Decimal(9), Decimal(1))
    return sales.enter_sale(agent=who("S1"), line=line, key=key, actor=who(by))


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize(
    ("services", "sent", "made"),
    [
        (proposals, lambda: reward("MANAGER", "same"), Proposal),
        (proposals, lambda: nominate("MEI", "S1", "same"), Proposal),
        (sales, lambda: sell("FANG", "same"), Sale),
    ],
)
def test_s1_p8_p9_what_is_sent_twice_at_once_is_there_once_and_no_error(
    services: Any, sent: Act, made: Any, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without waiting for each other, one of the two is refused or fails."""
    set_places("MEI", 9)
    before = made.objects.count()
    if not waits:
        monkeypatch.setattr(entering, "wait_for_same_form", lambda actor, key: None)
        monkeypatch.setattr(proposals, "wait_for_same_form", lambda actor, key: None)
    try:
        refused = at_once(monkeypatch, waits, services, "entered_before" if services is sales else "_sent_before", sent, sent)
    except IntegrityError as error:
        refused = [str(error)]
    assert bool(refused) != waits
    assert made.objects.count() == before + 1


def test_p16_a_settlement_sent_twice_at_once_is_there_once_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def sent() -> object:
        return settle("FANG", "400", "same")

    assert at_once(monkeypatch, True, settlements, "receivables", sent, sent) == []
    assert settled() == 400
