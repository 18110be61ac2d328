"""A1 to A4: which punches count, late, early, and the signature that is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from attendance.points.rules import marks, minutes_within
from tests.attendance.july import POLICY, July, at, span

SHIFT = "6 08:00-17:00"


def counted(punched_in: str = "", punched_out: str = "") -> tuple[bool, bool]:
    """Whether a sign-in and a sign-out count for a shift of 08:00 to 17:00 on the 6th."""
    ins, outs = ([at(punch)] if punch else [] for punch in (punched_in, punched_out))
    sign_in, sign_out = marks(*span(SHIFT), ins, outs, POLICY)
    return sign_in is not None, sign_out is not None


@pytest.mark.parametrize(
    ("punch", "counts"),
    [("6 05:59:59", False), ("6 06:00:00", True), ("6 08:00", True), ("6 17:00:00", True), ("6 17:00:01", False)],
)
def test_a1_a_sign_in_counts_from_120_minutes_before_the_start_to_the_end(punch: str, counts: bool) -> None:
    assert counted(punched_in=punch) == (counts, False)


@pytest.mark.parametrize(
    ("punch", "counts"),
    [("6 07:59:59", False), ("6 08:00:00", True), ("6 17:00", True), ("6 21:00:00", True), ("6 21:00:01", False)],
)
def test_a1_a_sign_out_counts_from_the_start_to_240_minutes_after_the_end(punch: str, counts: bool) -> None:
    assert counted(punched_out=punch) == (False, counts)


def test_a1_the_first_sign_in_and_the_last_sign_out_count() -> None:
    ins, outs = [at("6 05:00"), at("6 07:50"), at("6 08:30")], [at("6 16:00"), at("6 17:05"), at("6 23:00")]
    assert marks(*span(SHIFT), ins, outs, POLICY) == (at("6 07:50"), at("6 17:05"))


def test_a1_the_windows_are_parameters() -> None:
    narrow = POLICY._replace(in_window=10, out_window=20)
    assert marks(*span(SHIFT), [at("6 07:49:59")], [at("6 17:20:01")], narrow) == (None, None)
    assert marks(*span(SHIFT), [at("6 07:50")], [at("6 17:20")], narrow) == (at("6 07:50"), at("6 17:20"))


def test_a1_a_punch_is_not_used_up_by_the_shift_it_counts_for() -> None:
    month = July().shift("6 08:00-12:00", "07:55", "12:30").shift("6 13:00-17:00", "", "17:00")
    # the second shift has no sign-in of its own between 11:00 and 17:00: one comp day
    assert month.told() == ["A4 comp 0"]
    # one punch at 12:00 is the first shift's sign-in, 240 minutes late, and the second's, an hour early
    month = July().shift("6 08:00-12:00", "12:00", "12:00").shift("6 13:00-17:00", "", "17:00")
    assert month.told() == ["A2 absent 2"]


@pytest.mark.parametrize(
    ("signed", "entries"),
    [
        ("08:00:59", []),
        ("08:01:00", ["A2 late 0.5"]),
        ("08:30:59", ["A2 late 0.5"]),
        ("08:31:00", ["A2 absent 2"]),
        ("16:59:59", ["A2 absent 2"]),
    ],
)
def test_a2_late_by_1_to_30_minutes_takes_half_a_point_and_more_is_absent(signed: str, entries: list[str]) -> None:
    assert July().shift(SHIFT, signed, "17:00").told() == entries


@pytest.mark.parametrize(
    ("signed", "entries"),
    [
        ("17:00", []),
        ("16:59:01", []),
        ("16:59:00", ["A3 early 0.5"]),
        ("16:29:01", ["A3 early 0.5"]),
        ("16:29:00", ["A3 truant 5"]),
        ("08:00", ["A3 truant 5"]),
    ],
)
def test_a3_leaving_1_to_30_minutes_early_takes_half_a_point_and_more_is_truant(signed: str, entries: list[str]) -> None:
    assert July().shift(SHIFT, "08:00", signed).told() == entries


def test_a3_late_and_early_on_one_shift_both_take_points() -> None:
    result = July().shift(SHIFT, "08:10", "16:50").judged()
    assert (result.late, result.early, result.score) == (1, 1, Decimal("9.0"))


def test_a2_a3_the_30_minutes_are_one_parameter() -> None:
    strict = July().rule(absent_after=5)
    assert strict.shift(SHIFT, "08:05", "16:55").told() == ["A2 late 0.5", "A3 early 0.5"]
    assert strict.shift(SHIFT, "08:06", "16:54").told() == ["A2 absent 2", "A3 truant 5"]


def test_a2_the_points_are_parameters_and_early_leaving_takes_the_late_ones() -> None:
    dear = July().rule(late=Decimal("1.5"), absent=Decimal(3), truant=Decimal(4))
    assert dear.shift(SHIFT, "08:10", "16:50").told() == ["A2 late 1.5", "A3 early 1.5"]
    assert dear.shift(SHIFT, "09:00", "16:00").told() == ["A2 absent 3", "A3 truant 4"]


@pytest.mark.parametrize(("signed_in", "signed_out"), [("08:00", ""), ("", "17:00")])
def test_a4_exactly_one_signature_is_one_comp_day_and_takes_no_points(signed_in: str, signed_out: str) -> None:
    result = July().shift(SHIFT, signed_in, signed_out).judged()
    assert (result.comp_days_used, result.score, result.truant) == (1, Decimal(10), 0)
    assert [(entry.rule, entry.kind, entry.points) for entry in result.entries] == [("A4", "comp", 0)]


def test_a4_the_half_that_is_there_is_still_judged() -> None:
    assert July().shift(SHIFT, "08:20", "").told() == ["A4 comp 0", "A2 late 0.5"]
    assert sorted(July().shift(SHIFT, "", "16:00").told()) == ["A3 truant 5", "A4 comp 0"]


def test_a4_from_the_fifth_use_of_the_month_on_each_is_absent() -> None:
    month = July()
    for day in (6, 7, 8, 9, 10, 13):
        month = month.shift(f"{day} 08:00-17:00", "08:00", "")
    result = month.judged()
    assert [entry.kind for entry in result.entries] == ["comp"] * 4 + ["absent"] * 2
    assert (result.comp_days_used, result.absent, result.score, result.unpaid_days) == (6, 2, Decimal(6), 0)
    assert [entry.evidence["use"] for entry in result.entries] == [1, 2, 3, 4, 5, 6]


def test_a1_a_night_shift_is_judged_over_midnight() -> None:
    assert July().shift("6 22:00-7 06:00", "22:00", "7 06:00").told() == []
    assert July().shift("6 22:00-7 06:00", "22:10", "7 05:40").told() == ["A2 late 0.5", "A3 early 0.5"]


def test_p10_minutes_on_statutory_days_are_cut_down_once_per_shift() -> None:
    holidays = [span("3 00:00-4 00:00"), span("6 00:00-7 00:00")]
    assert minutes_within(holidays, *span("6 08:00-17:00")) == 540
    assert minutes_within(holidays, *span("6 22:00-7 06:00")) == 120
    assert minutes_within(holidays, *span("7 08:00-17:00")) == 0
    # 30 s on one holiday and 40 s on the next are 70 s: one minute, not none
    assert minutes_within([(0, 30), (100, 140)], 0, 200) == 1
    assert minutes_within([(0, 59)], 0, 200) == 0
    assert minutes_within(holidays, *span("2 12:00-6 12:00")) == 24 * 60 + 12 * 60


def test_p10_minutes_count_with_one_signature_and_between_the_expected_ends() -> None:
    holiday = July(statutory=(span("6 00:00-7 00:00"),))
    assert holiday.shift(SHIFT, "08:00", "17:00").judged().holiday_minutes == 540
    assert holiday.shift(SHIFT, "", "12:00").judged().holiday_minutes == 540
    assert holiday.shift(SHIFT).judged().holiday_minutes == 0
    # late or early takes no minutes off: it is the expected time that counts
    assert holiday.shift(SHIFT, "10:00", "15:00").judged().holiday_minutes == 540
