"""A1: shifts of one person that meet are one shift."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from duty.facts.rules import Duty, meet


def test_a1_shifts_that_meet_are_one() -> None:
    assert meet([(0, 4, 1), (4, 8, 2), (8, 9, 3)]) == [Duty(0, 9, (1, 2, 3))]


def test_a1_a_second_between_two_shifts_keeps_them_apart() -> None:
    assert meet([(0, 4, 1), (5, 8, 2)]) == [Duty(0, 4, (1,)), Duty(5, 8, (2,))]


def test_a1_after_a_gap_shifts_meet_again() -> None:
    assert meet([(0, 4, 1), (5, 8, 2), (8, 12, 3), (20, 21, 4)]) == [Duty(0, 4, (1,)), Duty(5, 12, (2, 3)), Duty(20, 21, (4,))]
    assert meet([]) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5))))
def test_a1_joining_keeps_every_shift_and_every_second_and_leaves_gaps(steps: list[tuple[int, int]]) -> None:
    shifts, now = [], 0
    for number, (gap, length) in enumerate(steps):
        shifts.append((now + gap, now + gap + length, number))
        now += gap + length
    duties = meet(shifts)
    assert [shift for duty in duties for shift in duty.shift_ids] == list(range(len(steps)))
    assert sum(duty.end - duty.start for duty in duties) == sum(length for _gap, length in steps)
    assert all(one.end < two.start for one, two in pairwise(duties))
