"""A5 and A7: leave that counts, what it excuses or moves, comp days, and the days that stay unpaid."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from attendance.points.rules import blocks, covered, expected
from duty.facts.rules import Duty
from tests.attendance.july import BOSS, ME, July, at, leave, span, told

SHIFT = "6 08:00-17:00"
DUTY = Duty(*span(SHIFT), (1,))
DAYS = (6, 7, 8, 9, 10, 13)
ALL_DAY = "08:00-17:00"


def away_on(*days: int, kind: str = "personal") -> July:
    """Leave of the whole shift on each of these days, and no punch."""
    month = July()
    for day in days:
        month = month.shift(f"{day} {ALL_DAY}").away(leave(f"{day} {ALL_DAY}", kind))
    return month


@pytest.mark.parametrize("kind", ["annual", "sick", "work_injury", "marriage", "bereavement", "maternity", "paternity", "childcare"])
def test_a5_leave_over_the_whole_shift_excuses_it_and_these_kinds_use_no_comp_day(kind: str) -> None:
    result = away_on(6, kind=kind).judged()
    assert (result.entries, result.score, result.comp_days_used, result.unpaid_days) == ([], Decimal(10), 0, 0)


@pytest.mark.parametrize("kind", ["personal", "comp"])
def test_a5_personal_and_comp_leave_use_a_comp_day(kind: str) -> None:
    result = away_on(6, kind=kind).judged()
    assert (told(result.entries), result.comp_days_used, result.unpaid_days) == (["A5 comp 0"], 1, 0)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"approved_at": at("6 07:59:59")}, True),
        ({"approved_at": at("6 08:00:00")}, False),
        ({"approved_at": None}, False),
        ({"approver": ME}, False),
        ({"approver": None}, False),
        ({"approver_grade": "staff"}, False),
        ({"approver_grade": "foreman"}, True),
        ({"approver_grade": "general_manager"}, True),
        ({"approver_grade": None}, False),
    ],
)
def test_a5_leave_counts_when_another_foreman_approved_it_before_the_start(change: dict[str, object], counts: bool) -> None:
    month = July().shift(SHIFT).away(leave(SHIFT, **change))
    assert month.told() == ([] if counts else ["A6 truant 5"])


@pytest.mark.parametrize("kind", ["sick", "work_injury", "bereavement"])
def test_a5_sick_leave_may_be_approved_within_three_times_24_hours_of_the_start(kind: str) -> None:
    def approved(moment: str) -> list[str]:
        return July().shift(SHIFT).away(leave(SHIFT, kind, approved_at=at(moment))).told()

    assert approved("9 07:59:59") == []
    assert approved("9 08:00:00") == ["A6 truant 5"]


@pytest.mark.parametrize("kind", ["annual", "personal", "comp", "marriage", "maternity", "paternity", "childcare"])
def test_a5_no_other_kind_may_be_approved_afterwards(kind: str) -> None:
    assert July().shift(SHIFT).away(leave(SHIFT, kind, approved_at=at("6 08:00"))).told() == ["A6 truant 5"]


def test_a5_how_late_sick_leave_may_be_approved_is_a_parameter() -> None:
    month = July().rule(late_leave_days=0).shift(SHIFT).away(leave(SHIFT, "sick", approved_at=at("6 08:00")))
    assert month.told() == ["A6 truant 5"]


@pytest.mark.parametrize(
    ("leaves", "rest"),
    [
        (["6 08:00-17:00"], None),
        (["5 00:00-9 00:00"], None),
        (["6 08:00-10:00"], "6 10:00-17:00"),
        (["6 07:00-10:00"], "6 10:00-17:00"),
        (["6 15:00-17:00"], "6 08:00-15:00"),
        (["6 15:00-18:00"], "6 08:00-15:00"),
        (["6 10:00-12:00"], "6 08:00-17:00"),
        (["6 08:00:01-12:00"], "6 08:00-17:00"),
        (["6 08:00-10:00", "6 15:00-17:00"], "6 10:00-15:00"),
        (["6 08:00-10:00", "6 10:00-12:00"], "6 12:00-17:00"),  # they meet
        (["6 08:00-10:00", "6 10:00:01-12:00"], "6 10:00-17:00"),  # they do not
        (["6 08:00-11:00", "6 10:00-17:00"], None),  # they overlap
        (["6 08:00-12:00", "6 12:00-17:00"], None),
        (["6 08:00-12:00", "6 09:00-10:00"], "6 12:00-17:00"),
        (["6 15:00-17:00", "6 08:00-10:00"], "6 10:00-15:00"),
    ],
)
def test_a5_leave_at_the_beginning_or_the_end_moves_the_expected_ends(leaves: list[str], rest: str | None) -> None:
    assert expected(DUTY, [leave(text) for text in leaves]) == (span(rest) if rest else None)


def test_a5_late_and_the_windows_are_judged_against_the_rest() -> None:
    month = July().away(leave("6 08:00-10:00"))
    assert month.shift(SHIFT, "10:00", "17:00").told() == []
    assert month.shift(SHIFT, "10:01", "17:00").told() == ["A2 late 0.5"]
    # the window opens 120 minutes before 10:00
    assert month.shift(SHIFT, "08:00:00", "17:00").told() == []
    assert month.shift(SHIFT, "07:59:59", "17:00").told() == ["A4 comp 0"]


def test_a5_early_and_the_windows_are_judged_against_the_rest() -> None:
    month = July().away(leave("6 15:00-17:00"))
    assert month.shift(SHIFT, "08:00", "15:00").told() == []
    assert month.shift(SHIFT, "08:00", "14:59").told() == ["A3 early 0.5"]
    # the window closes 240 minutes after 15:00
    assert month.shift(SHIFT, "08:00", "19:00:00").told() == []
    assert month.shift(SHIFT, "08:00", "19:00:01").told() == ["A4 comp 0"]
    # a sign-in after the expected end does not count
    assert month.shift(SHIFT, "15:00:01", "16:00").told() == ["A4 comp 0"]


def test_a5_leave_that_only_meets_a_shift_does_not_touch_it() -> None:
    month = July().shift(SHIFT, "08:00", "17:00").away(leave("6 06:00-08:00", "personal"), leave("6 17:00-18:00", "comp"))
    assert month.told() == []
    # nor does it lend its cover to what follows it
    assert July().shift(SHIFT).away(leave("6 06:00-08:00")).judged().unpaid_days == 1


def test_a5_leaves_that_meet_cover_together_and_each_keeps_its_kind() -> None:
    both = July().shift(SHIFT).away(leave("6 08:00-12:00", "sick"), leave("6 12:00-17:00", "personal")).judged()
    assert (told(both.entries), both.comp_days_used) == (["A5 comp 0"], 1)


def test_a5_a_shift_uses_one_comp_day_however_many_leaves_touch_it() -> None:
    month = July().shift(SHIFT, "10:00", "15:00").away(leave("6 08:00-10:00", "personal"), leave("6 15:00-17:00", "comp"))
    assert month.told() == ["A5 comp 0"]


def test_a5_leave_in_the_middle_moves_nothing_but_uses_a_comp_day() -> None:
    assert July().shift(SHIFT, "08:00", "17:00").away(leave("6 10:00-12:00", "personal")).told() == ["A5 comp 0"]
    assert July().shift(SHIFT, "12:00", "17:00").away(leave("6 10:00-12:00", "annual")).told() == ["A2 absent 2"]


def test_a5_leave_that_counts_for_nothing_uses_no_comp_day() -> None:
    assert July().shift(SHIFT, "08:00", "17:00").away(leave("6 10:00-12:00", "personal", approver_grade="staff")).told() == []


def test_a5_beyond_the_fourth_use_each_takes_two_points() -> None:
    result = away_on(*DAYS).judged()
    assert told(result.entries) == ["A5 comp 0"] * 4 + ["A5 absent 2"] * 2
    assert (result.comp_days_used, result.absent, result.score) == (6, 2, Decimal(6))


def test_a5_the_allowance_and_the_points_are_parameters() -> None:
    assert away_on(6, 7).rule(comp_days=1, absent=Decimal("2.5")).told() == ["A5 comp 0", "A5 absent 2.5"]
    assert away_on(6).rule(comp_days=0).told() == ["A5 absent 2"]


def test_a5_at_one_shift_the_leave_is_used_before_the_forgotten_sign_in() -> None:
    month = away_on(6, 7, 8).shift("9 08:00-17:00", "", "17:00").away(leave("9 08:00-10:00", "personal"))
    # 4th use: the leave; 5th: the forgotten sign-in, which leaves no day unpaid
    result = month.judged()
    uses = {entry.evidence["use"]: (entry.rule, entry.kind) for entry in result.entries}
    assert (uses[4], uses[5]) == (("A5", "comp"), ("A4", "absent"))
    assert result.unpaid_days == 0


def test_a5_uses_of_both_kinds_count_together_in_order_of_the_shifts() -> None:
    month = July()
    for day in (6, 7):
        month = month.shift(f"{day} {ALL_DAY}", "08:00", "")
    for day in (8, 9, 10):
        month = month.shift(f"{day} {ALL_DAY}").away(leave(f"{day} {ALL_DAY}", "comp"))
    result = month.judged()
    assert told(result.entries) == ["A4 comp 0", "A4 comp 0", "A5 comp 0", "A5 comp 0", "A5 absent 2"]
    assert result.unpaid_days == 1


def test_a7_a_shift_without_any_signature_is_unpaid_for_what_no_leave_covers() -> None:
    assert July().shift(SHIFT).judged().unpaid_days == 1
    assert July().shift(SHIFT).away(leave("6 08:00-11:00")).judged().unpaid_days == Fraction(6, 9)
    assert July().shift(SHIFT).away(leave("6 10:00-11:00"), leave("6 10:30-12:00")).judged().unpaid_days == Fraction(7, 9)
    assert July().shift(SHIFT).away(leave("6 08:00-16:59:59")).judged().unpaid_days == Fraction(1, 32400)


def test_a7_a_use_beyond_the_fourth_is_unpaid_for_what_personal_and_comp_leave_cover() -> None:
    four = away_on(6, 7, 8, 9)
    part = four.shift("10 08:00-17:00", "11:00", "17:00").away(leave("10 08:00-11:00", "personal"))
    assert part.judged().unpaid_days == Fraction(3, 9)
    mixed = four.shift("10 08:00-17:00").away(leave("10 08:00-11:00", "personal"), leave("10 11:00-17:00", "sick"))
    assert mixed.judged().unpaid_days == Fraction(3, 9)
    assert away_on(*DAYS).judged().unpaid_days == 2


def test_a7_at_most_one_day_a_shift_where_leave_and_absence_meet() -> None:
    # beyond the allowance, personal leave of a third, and no signature for the rest: 1/3 + 2/3
    month = away_on(6, 7, 8, 9).shift("10 08:00-17:00").away(leave("10 08:00-11:00", "personal"))
    result = month.judged()
    assert result.unpaid_days == 1
    assert (result.absent, result.truant) == (1, 1)


def test_a7_a_forgotten_signature_and_a_breach_leave_no_day_unpaid() -> None:
    month = away_on(6, 7, 8, 9).shift("10 08:00-17:00", "08:00", "")
    assert month.judged().absent == 1
    assert month.judged().unpaid_days == 0
    assert July(breaches=((at("6 10:00"), 1),)).worked(6).judged().unpaid_days == 0


def test_a7_unpaid_parts_of_shifts_add_up_exactly() -> None:
    month = July().shift("6 08:00-17:00").shift("7 08:00-14:00").shift("8 08:00-15:00")
    month = month.away(leave("6 08:00-16:00"), leave("7 08:00-13:00"), leave("8 08:00-14:00"))
    assert month.judged().unpaid_days == Fraction(1, 9) + Fraction(1, 6) + Fraction(1, 7)


def test_a5_spans_that_overlap_or_meet_are_one_block() -> None:
    assert blocks([(5, 9), (0, 2), (2, 4), (8, 12), (9, 10)]) == [(0, 4), (5, 12)]
    assert covered([(0, 5), (3, 8), (20, 30)], 4, 22) == 6
    assert covered([(0, 5)], 5, 9) == 0
    assert covered([], 0, 9) == 0


def test_a5_the_approver_of_my_leave_may_not_be_me_even_as_a_manager() -> None:
    mine = leave(SHIFT, approver=ME, approver_grade="general_manager")
    assert July().shift(SHIFT).away(mine).told() == ["A6 truant 5"]
    assert July().shift(SHIFT).away(mine._replace(approver=BOSS)).told() == []
