"""A6, A8 and A10: truant, offline, and what the month's score leads to; and what holds for every month."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from attendance.points.rules import action_of, thresholds
from tests.attendance.july import POLICY, July, at, leave, span, told

D = Decimal
SHIFT = "6 08:00-17:00"


def test_a6_a_shift_without_sign_in_and_sign_out_takes_five_points() -> None:
    result = July().shift(SHIFT).judged()
    assert (told(result.entries), result.score, result.truant, result.comp_days_used) == (["A6 truant 5"], D(5), 1, 0)


def test_a6_leave_of_a_part_does_not_excuse_a_shift_without_any_signature() -> None:
    result = July().shift(SHIFT).away(leave("6 08:00-16:00", "personal")).judged()
    assert sorted(told(result.entries)) == ["A5 comp 0", "A6 truant 5"]
    assert result.unpaid_days == Fraction(1, 9)


def test_a6_punches_outside_the_windows_are_no_signature() -> None:
    assert July().shift(SHIFT, "05:00", "22:00").told() == ["A6 truant 5"]


def test_a6_every_recorded_breach_counts_as_truant_on_a_shift_or_not() -> None:
    result = July(breaches=((at("6 10:00"), 1), (at("12 23:00"), 2))).worked(6).judged()
    assert told(result.entries) == ["A6 truant 5", "A6 truant 5"]
    assert (result.truant, result.score) == (2, D(0))


def test_a_the_score_never_falls_below_0() -> None:
    assert July().shift("6 08:00-17:00").shift("7 08:00-17:00").shift("8 08:00-17:00").judged().score == D(0)


def test_a_a_month_without_anything_keeps_its_ten_points() -> None:
    result = July().judged()
    assert (result.score, result.entries) == (D(10), [])
    assert July().rule(start_points=D(12)).worked(6).judged().score == D(12)


def offline(*times: str) -> July:
    """Checks that found the client offline, numbered in order."""
    return July(offline=tuple((at(text), number) for number, text in enumerate(times, 1)))


def test_a8_every_third_check_of_the_month_takes_five_points() -> None:
    shifts = offline("6 09:00", "6 10:00", "7 09:00", "7 10:00", "8 09:00").worked(6, 7, 8)
    result = shifts.judged()
    assert (told(result.entries), result.offline_checks, result.score) == (["A8 offline 5"], 5, D(5))
    assert result.entries[0].evidence == {"checks": [1, 2, 3]}
    assert result.entries[0].at == at("7 09:00")
    six = offline("6 09:00", "6 10:00", "7 09:00", "7 10:00", "8 09:00", "8 10:00").worked(6, 7, 8).judged()
    assert (six.offline, six.score) == (2, D(0))
    assert six.entries[1].evidence == {"checks": [4, 5, 6]}


@pytest.mark.parametrize(("first", "taken"), [("6 07:59:59", 0), ("6 08:00:00", 1), ("6 16:59:59", 1), ("6 17:00:00", 0)])
def test_a8_a_check_counts_from_the_start_of_a_shift_up_to_its_end(first: str, taken: int) -> None:
    assert offline(first, "7 09:00", "7 10:00").worked(6, 7).judged().offline == taken


def test_a8_checks_of_a_shift_wholly_covered_by_leave_are_left_out() -> None:
    three = offline("6 09:00", "6 10:00", "6 11:00")
    assert three.shift(SHIFT).away(leave("6 08:00-17:00")).judged().offline == 0
    # leave of a part leaves them in, also those within it
    assert three.shift(SHIFT, "12:00", "17:00").away(leave("6 08:00-12:00")).judged().offline == 1
    # and leave that counts for nothing changes nothing
    assert three.shift(SHIFT, "08:00", "17:00").away(leave("6 08:00-17:00", approver_grade="staff")).judged().offline == 1


def test_a8_how_many_checks_and_how_many_points_are_parameters() -> None:
    month = offline("6 09:00", "6 10:00").worked(6).rule(offline_every=1, offline=D("1.5"))
    assert (month.told(), month.judged().score) == (["A8 offline 1.5", "A8 offline 1.5"], D("7.0"))


@pytest.mark.parametrize(
    ("score", "before", "two_before", "action"),
    [
        ("10", None, None, "none"),
        ("5.5", None, None, "none"),
        ("5", None, None, "warning"),
        ("2.5", None, None, "warning"),
        ("2", None, None, "penalty"),
        ("0", None, None, "penalty"),
        ("5", "5", "5", "severe"),
        ("2", "5", "0", "severe"),
        ("5", "5.5", "5", "warning"),
        ("5", "5", "5.5", "warning"),
        ("5.5", "5", "5", "none"),
        ("5", None, "5", "warning"),  # a month without a score breaks the row
        ("2", "5", None, "penalty"),
    ],
)
def test_a10_what_a_score_leads_to(score: str, before: str | None, two_before: str | None, action: str) -> None:
    earlier = [None if text is None else D(text) for text in (before, two_before)]
    assert action_of(D(score), *earlier, POLICY) == action


def test_a10_the_thresholds_of_this_month_hold_for_all_three() -> None:
    strict = POLICY._replace(warn_at=D(7), penalty_at=D(4))
    assert action_of(D(7), D("6.5"), D(7), strict) == "severe"
    assert action_of(D(7), D("7.5"), D(7), strict) == "warning"
    assert action_of(D(4), None, None, strict) == "penalty"


def test_a_a_month_of_everything_adds_up() -> None:
    """A2, A3, A4, A5, A6, A8: 0.5 + 2 + 0.5 + 5 + … never below 0, each in its own column."""
    month = offline("6 09:00", "7 09:00", "8 09:00").shift(SHIFT, "08:10", "16:50").shift("7 08:00-17:00", "08:45", "17:00")
    month = month.shift("8 08:00-17:00", "", "17:00").shift("9 08:00-17:00").away(leave("9 08:00-17:00", "comp")).rule(start_points=D(20))
    result = month.judged()
    assert (result.late, result.absent, result.early, result.truant, result.offline, result.comp_days_used) == (1, 1, 1, 0, 1, 2)
    assert result.score == D(20) - D("0.5") - D(2) - D("0.5") - D(5)


def a_random_month(dice: random.Random) -> July:
    """Shifts with punches, leave, breaches and checks drawn at random."""
    month = July(statutory=(span("6 00:00-7 00:00"),), breaches=tuple((at(f"{d} 10:00"), d) for d in dice.sample(range(1, 29), 2)))
    checks = []
    for day in sorted(dice.sample(range(1, 29), dice.randint(0, 12))):
        start, length = dice.randint(0, 15), dice.randint(1, 8)
        marks = [f"{hour:02}:{dice.randint(0, 59):02}" if dice.random() < 0.8 else "" for hour in (start, start + length)]
        month = month.shift(f"{day} {start:02}:00-{start + length:02}:00", *marks)
        checks += [(at(f"{day} {start:02}:{minute:02}"), day * 100 + minute) for minute in dice.sample(range(60), dice.randint(0, 2))]
        if dice.random() < 0.4:
            first = dice.randint(0, 20)
            kind = dice.choice(("annual", "personal", "comp", "sick"))
            month = month.away(leave(f"{day} {first:02}:00-{first + dice.randint(1, 3):02}:30", kind))
    return July(month.duties, month.ins, month.outs, month.leaves, month.breaches, tuple(sorted(checks)), month.statutory, month.policy)


@pytest.mark.parametrize("seed", range(60))
def test_a_what_holds_for_every_month(seed: int) -> None:
    """A4, A5, A7, A8: counts, points and unpaid days agree with the entries, and more leave never makes a person late."""
    month = a_random_month(random.Random(seed))
    result = month.judged()
    by_kind = {
        kind: sum(entry.kind == kind for entry in result.entries) for kind in ("late", "absent", "early", "truant", "offline", "comp")
    }
    assert (result.late, result.absent, result.early, result.truant, result.offline) == tuple(list(by_kind.values())[:5])
    assert result.score == max(D(0), D(10) - sum(entry.points for entry in result.entries))
    uses = [entry for entry in result.entries if entry.rule in ("A4", "A5")]
    assert result.comp_days_used == len(uses)
    assert sorted(entry.kind for entry in uses) == sorted(["comp"] * min(4, len(uses)) + ["absent"] * max(0, len(uses) - 4))
    assert 0 <= result.unpaid_days <= len(month.duties)
    assert result.offline == result.offline_checks // 3 <= len(month.offline)
    assert 0 <= result.holiday_minutes <= sum((duty.end - duty.start) // 60 for duty in month.duties)
    assert [entry.at for entry in result.entries] == sorted(entry.at for entry in result.entries)
    # leave of the whole month, if it counts, excuses everything but breaches
    excused = month.away(leave("1 00:00-31 23:00")).judged()
    assert {entry.rule for entry in excused.entries} <= {"A5", "A6"}
    assert sum(entry.rule == "A6" for entry in excused.entries) == len(month.breaches)


@pytest.mark.parametrize(
    ("score", "before", "expected"),
    [
        ("10", ("8", "8"), [("warning", "5", "5"), ("penalty", "2", "8")]),
        ("5", (None, "1"), [("warning", "5", "0"), ("penalty", "2", "3")]),
        ("0", ("5.5", "1"), [("warning", "5", "0"), ("penalty", "2", "0")]),
        ("6.5", ("5", "5"), [("severe", "5", "1.5")]),
        ("5", ("5", "0"), [("severe", "5", "0")]),
    ],
)
def test_a10_how_far_each_threshold_is(score: str, before: tuple[str | None, str], expected: list[tuple[str, str, str]]) -> None:
    scores = [None if text is None else D(text) for text in before]
    found = thresholds(D(score), scores[0], scores[1], POLICY)
    assert [(way.action, way.at, way.left) for way in found] == [(action, D(at), D(left)) for action, at, left in expected]


@pytest.mark.parametrize("before", [(None, None), ("5", "5"), ("5", "6"), ("10", "2")])
def test_a10_a_threshold_is_reached_exactly_when_its_action_follows(before: tuple[str | None, str | None]) -> None:
    months = [None if text is None else D(text) for text in before]
    for half_points in range(21):
        score = D(half_points) / 2
        reached = [way.action for way in thresholds(score, months[0], months[1], POLICY) if not way.left]
        assert (reached[-1] if reached else "none") == action_of(score, months[0], months[1], POLICY)
