"""Who holds a shift: swaps that count (A6, D4) and the order in which they apply."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest

from duty.facts.rules import GRADES, RosteredShift, SwapRequest, apply_swaps, at_least, in_time

ANN, BEN, CID, BOSS = 1, 2, 3, 9
EIGHT, NOON, FOUR = 8 * 3600, 12 * 3600, 16 * 3600


@dataclass(frozen=True)
class Ask:
    """A swap as a test asks for it: in time and approved by a foreman unless said otherwise."""

    id: int
    giver: int
    taker: int
    shift_start: int = EIGHT
    accepted_at: int | None = 100
    approved_at: int | None = 200
    approver: int | None = BOSS
    approver_grade: str | None = "foreman"
    taker_employed: bool = True

    def request(self, order: int = 0) -> SwapRequest:
        """As the rule takes it; `order` is its place in the file."""
        return SwapRequest(
            self.id,
            order or self.id,
            self.giver,
            self.shift_start,
            self.taker,
            self.accepted_at,
            self.approved_at,
            self.approver,
            self.approver_grade,
            self.taker_employed,
        )


ANNS = RosteredShift(10, ANN, EIGHT, NOON)


def moved(shifts: list[RosteredShift], *asked: Ask) -> dict[int, int]:
    """Shift id → holder, of those that moved."""
    return apply_swaps(shifts, [ask.request() for ask in asked])[0]


def test_o2_grades_rise_from_staff_to_general_manager() -> None:
    assert GRADES == ("staff", "foreman", "supervisor", "manager", "general_manager")
    assert [at_least(grade, "foreman") for grade in GRADES] == [False, True, True, True, True]
    assert [at_least(grade, "manager") for grade in GRADES] == [False, False, False, True, True]
    assert not at_least(None, "staff")


def test_a6_a_swap_accepted_and_approved_in_time_moves_the_shift() -> None:
    assert apply_swaps([ANNS], [Ask(7, ANN, BEN).request()]) == ({10: BEN}, {10: 7})


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"accepted_at": EIGHT - 1}, True),
        ({"accepted_at": EIGHT}, False),
        ({"approved_at": EIGHT - 1}, True),
        ({"approved_at": EIGHT}, False),
        ({"accepted_at": None}, False),
        ({"approved_at": None}, False),
        ({"approver": None}, False),
        ({"approver": ANN}, False),
        ({"approver": BEN}, False),
        ({"approver_grade": "staff"}, False),
        ({"approver_grade": "general_manager"}, True),
        ({"approver_grade": None}, False),
        ({"accepted_at": 300, "approved_at": 200}, True),  # whether approved or accepted first
    ],
)
def test_a6_a_swap_counts_when_a_third_foreman_approved_and_both_were_before_the_start(change: dict[str, object], counts: bool) -> None:
    ask = replace(Ask(1, ANN, BEN), **change)  # type: ignore[arg-type]
    assert in_time(ask.request()) is counts
    assert moved([ANNS], ask) == ({10: BEN} if counts else {})


def test_a6_a_swap_to_somebody_not_employed_that_day_moves_nothing() -> None:
    assert moved([ANNS], Ask(1, ANN, BEN, taker_employed=False)) == {}


def test_a6_a_swap_of_a_shift_that_is_not_there_or_not_the_givers_moves_nothing() -> None:
    assert moved([ANNS], Ask(1, ANN, BEN, shift_start=EIGHT + 1)) == {}
    assert moved([ANNS], Ask(1, CID, BEN)) == {}


@pytest.mark.parametrize(
    ("start", "end", "stays"),
    [
        (NOON, FOUR, False),  # meeting is not overlapping
        (0, EIGHT, False),
        (NOON - 1, FOUR, True),
        (0, EIGHT + 1, True),
        (EIGHT, NOON, True),
        (EIGHT + 1, NOON - 1, True),
        (0, FOUR, True),
    ],
)
def test_a6_a_taker_who_has_a_shift_overlapping_it_does_not_get_it(start: int, end: int, stays: bool) -> None:
    assert moved([ANNS, RosteredShift(20, BEN, start, end)], Ask(1, ANN, BEN)) == ({} if stays else {10: BEN})


def test_a6_the_present_holder_passes_a_shift_on() -> None:
    first, second = Ask(1, ANN, BEN, approved_at=200), Ask(2, BEN, CID, approved_at=300)
    assert apply_swaps([ANNS], [second.request(), first.request()]) == ({10: CID}, {10: 2})


def test_a6_who_no_longer_holds_a_shift_cannot_pass_it_on_again() -> None:
    assert moved([ANNS], Ask(1, ANN, BEN, approved_at=200), Ask(2, ANN, CID, approved_at=300)) == {10: BEN}


def test_a6_swaps_apply_in_order_of_approval_not_of_the_file() -> None:
    assert moved([ANNS], Ask(1, ANN, BEN, approved_at=300), Ask(2, ANN, CID, approved_at=200)) == {10: CID}


def test_a6_swaps_approved_at_one_moment_apply_in_the_order_of_the_file() -> None:
    one, two = Ask(1, ANN, BEN), Ask(2, ANN, CID)
    assert apply_swaps([ANNS], [one.request(order=2), two.request(order=1)])[0] == {10: CID}
    assert apply_swaps([ANNS], [one.request(order=1), two.request(order=2)])[0] == {10: BEN}


def test_a6_two_people_change_shifts_once_there_is_room() -> None:
    bens = RosteredShift(20, BEN, EIGHT, NOON)
    # each is busy with a shift of the same hours, so neither can take the other's
    assert moved([ANNS, bens], Ask(1, ANN, BEN), Ask(2, BEN, ANN)) == {}
    # the first passes to a third person, then there is room
    assert moved([ANNS, bens], Ask(1, ANN, CID, approved_at=200), Ask(2, BEN, ANN, approved_at=300)) == {10: CID, 20: ANN}


def test_a6_a_shift_that_comes_back_has_moved_all_the_same() -> None:
    there, back = Ask(1, ANN, BEN, approved_at=200), Ask(2, BEN, ANN, approved_at=300)
    assert apply_swaps([ANNS], [there.request(), back.request()]) == ({10: ANN}, {10: 2})


def test_a6_an_invalid_swap_does_not_stand_in_the_way_of_a_valid_one() -> None:
    assert moved([ANNS], Ask(1, ANN, BEN, approved_at=200, approver_grade="staff"), Ask(2, ANN, CID, approved_at=300)) == {10: CID}


@pytest.mark.parametrize("seed", range(30))
def test_a6_whatever_is_asked_for_nobody_ever_holds_two_overlapping_shifts(seed: int) -> None:
    dice = random.Random(seed)
    shifts, busy = [], dict.fromkeys((ANN, BEN, CID), 0)
    for number in range(20):
        who = dice.choice((ANN, BEN, CID))
        start = busy[who] + dice.randint(0, 5)
        busy[who] = start + dice.randint(1, 6)
        shifts.append(RosteredShift(number, who, 1000 + start, 1000 + busy[who]))
    asked = [
        Ask(n, dice.choice((ANN, BEN, CID)), dice.choice((ANN, BEN, CID)), dice.choice(shifts).start, 1, dice.randint(1, 900)).request()
        for n in range(60)
    ]
    holders, by = apply_swaps(shifts, asked)
    assert holders.keys() == by.keys()
    held = [(holders.get(s.id, s.holder), s.start, s.end) for s in shifts]
    clashes = [(a, b) for i, a in enumerate(held) for b in held[i + 1 :] if a[0] == b[0] and a[1] < b[2] and b[1] < a[2]]
    assert clashes == []
    # the order in which they stand in memory plays no part
    assert apply_swaps(reversed(shifts), reversed(asked)) == (holders, by)
