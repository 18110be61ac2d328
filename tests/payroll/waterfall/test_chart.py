"""The bars of the waterfall (docs/rulebook.md P7): each begins where the one before ended, and all fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.waterfall.chart import bars

D = Decimal
SHAPE = (("sales", ""), ("cost", "less"), ("margin", ""), ("other", "less"), ("profit", ""))


def test_p7_what_is_taken_off_begins_where_the_bar_before_ended() -> None:
    found = bars({"sales": D(100), "cost": D(60), "margin": D(40), "other": D(10), "profit": D(30)}, SHAPE)
    assert [(bar.x, bar.width, bar.kind) for bar in found] == [
        ("0.0", "1000.0", "total"),
        ("400.0", "600.0", "less"),
        ("0.0", "400.0", "total"),
        ("300.0", "100.0", "less"),
        ("0.0", "300.0", "total"),
    ]


def test_p7_a_loss_lies_left_of_nothing() -> None:
    found = bars({"sales": D(50), "cost": D(100), "margin": D(-50), "other": D(0), "profit": D(-50)}, SHAPE)
    assert {bar.zero for bar in found} == {"500.0"}
    assert [(bar.x, bar.width) for bar in found] == [
        ("500.0", "500.0"),
        ("0.0", "1000.0"),
        ("0.0", "500.0"),
        ("0.0", "0.0"),
        ("0.0", "500.0"),
    ]


def test_p7_a_month_of_nothing_has_bars_of_no_width() -> None:
    assert {bar.width for bar in bars(dict.fromkeys([name for name, _ in SHAPE], D(0)), SHAPE)} == {"0.0"}


@given(st.lists(st.integers(-(10**12), 10**12).map(D), min_size=5, max_size=5))
@pytest.mark.parametrize("shape", [SHAPE])
def test_p7_every_bar_fits(shape: tuple[tuple[str, str], ...], amounts: list[Decimal]) -> None:
    for bar in bars(dict(zip([name for name, _ in shape], amounts, strict=True)), shape):
        assert D(bar.x) >= 0
        assert D(bar.x) + D(bar.width) <= D("1000.1")
