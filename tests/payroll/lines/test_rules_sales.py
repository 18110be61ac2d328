"""P3, P4, P6: what sales, orders and campaigns earn, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.money import ZERO
from payroll.lines.rules import earnings
from payroll.sales.rules import (
    CampaignMargin,
    campaign_margin,
    carry_after,
    commission_on_campaign,
    commission_on_sales,
    commission_per_row,
    order_pool,
    split_order_pool,
    target_met,
)

D = Decimal
RATE, TARGET, TEN = D("0.02"), D("0.03"), D(10)
yuan = st.decimals(min_value=-(10**7), max_value=10**7, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("net", "carry", "commission", "after"),
    [
        ("23184.50", "0", "463.69", "0"),
        ("1000.25", "0", "20.01", "0"),  # 20.005, a tie
        ("0.24", "0", "0.00", "0"),
        ("0.25", "0", "0.01", "0"),  # 0.005
        ("-800", "0", "0.00", "-800"),
        ("500", "-800", "0.00", "-300"),
        ("800", "-800", "0.00", "0"),
        ("1300", "-300", "20.00", "0"),
        ("0", "-300", "0.00", "-300"),
        ("-200", "-300", "0.00", "-500"),
    ],
)
def test_p3_commission_is_two_per_cent_of_what_the_carry_leaves(net: str, carry: str, commission: str, after: str) -> None:
    assert commission_on_sales(D(net), D(carry), RATE) == D(commission)
    assert carry_after(D(net), D(carry)) == D(after)
    assert earnings.comm_sales("sales_percent", D(net), D(carry), sales_rate=RATE) == D(commission)
    assert earnings.carry_after("sales_percent", D(net), D(carry)) == D(after)


@pytest.mark.parametrize("plan", ["none", "order_pool", "campaign_target"])
def test_p3_off_the_plan_sales_earn_nothing_and_the_carry_stays(plan: str) -> None:
    assert earnings.comm_sales(plan, D(50000), D(-300), sales_rate=RATE) == 0
    assert earnings.carry_after(plan, D(50000), D(-300)) == D(-300)
    assert earnings.carry_after(plan, D(-50000), D(-300)) == D(-300)


@given(st.lists(yuan, max_size=12))
def test_p3_over_the_months_nothing_is_paid_twice_and_no_loss_is_forgotten(months: list[Decimal]) -> None:
    carry, paid = D(0), D(0)
    for net in months:
        earning = max(D(0), net + carry)
        assert commission_on_sales(net, carry, D(1)) == earning
        carry = carry_after(net, carry)
        paid += earning
        assert carry <= 0
        assert not (earning and carry)
    assert sum(months, D(0)) == paid + carry


@pytest.mark.parametrize(
    ("orders", "rate", "amount"), [(1337, "0.50", "668.50"), (1337, "1.00", "1337.00"), (3, "0.125", "0.38"), (0, "1", "0"), (9, "0", "0")]
)
def test_p4_the_pool_is_the_number_of_orders_times_the_rate(orders: int, rate: str, amount: str) -> None:
    assert order_pool(orders, D(rate)) == D(amount)


def test_p4_the_pool_is_split_by_weight_times_days_employed() -> None:
    # 23 × 1, 23 × 2, 10 × 1 of 79: 29.11…, 58.22…, 12.65…
    members = {"E1": (D(1), 23), "E2": (D(2), 23), "E3": (D(1), 10)}
    assert split_order_pool(D("100.00"), members) == {"E1": D("29.11"), "E2": D("58.23"), "E3": D("12.66")}


def test_p4_who_has_weight_0_gets_no_share() -> None:
    assert split_order_pool(D("100.00"), {"E1": (D(0), 23), "E2": (D("1.5"), 23)}) == {"E1": D(0), "E2": D("100.00")}
    assert split_order_pool(D("100.00"), {"E1": (D(0), 23)}) == {"E1": D(0)}
    assert earnings.comm_order(D("29.11")) == D("29.11")


@pytest.mark.parametrize(
    ("margin", "budget", "met"),
    [
        ("10000", "1000", True),
        ("9999.9999", "1000", False),
        ("10000.01", "1000", True),
        ("0", "0", True),
        ("-0.01", "0", False),
        ("-5000", "100", False),
    ],
)
def test_p6_the_single_target_is_met_when_a_tenth_of_the_margin_reaches_the_budget(margin: str, budget: str, met: bool) -> None:
    assert target_met(D(margin), D(budget), TEN) is met
    expected = (D(margin) * 3 / 100).quantize(D("0.01")) if met else D(0)
    assert commission_on_campaign(CampaignMargin("C1", D(margin), D(budget)), TARGET, TEN) == expected


def test_p6_the_margin_is_amount_less_cost_less_the_agents_commission() -> None:
    assert campaign_margin(D(10000), D(2000), D(6000), RATE) == D(7880)
    assert campaign_margin(D("1000.25"), D(0), D("1000.25"), RATE) == D("980.245")
    assert campaign_margin(D(-100), D(-40), D(-100), RATE) == D(-58)


def test_p6_the_parts_of_the_margin_are_not_rounded() -> None:
    # 0.03 × 16.8333 = 0.504999: 0.50, though 0.03 × 16.84 would be 0.5052
    assert commission_on_campaign(CampaignMargin("C1", D("16.8333"), D(1)), TARGET, TEN) == D("0.50")
    # half a fen short: rounded to 10000.00 it would reach the budget
    assert not target_met(D("9999.995"), D(1000), TEN)


def test_p6_each_campaign_is_rounded_on_its_own_and_only_those_that_met_count() -> None:
    # 0.03 × 0.50 = 0.015 → 0.02 each, not 0.03 together; the third misses its target
    campaigns = (("C1", D("0.50"), D("0.05")), ("C2", D("0.50"), D("0.01")), ("C3", D("0.50"), D("0.06")))
    policy = {"target_rate": TARGET, "campaign_multiple": TEN}
    assert earnings.comm_target("campaign_target", campaigns, **policy) == D("0.04")
    assert earnings.comm_target("campaign_target", (), **policy) == 0
    for plan in ("none", "sales_percent", "order_pool"):
        assert earnings.comm_target(plan, campaigns, **policy) == 0


@given(
    st.lists(yuan, max_size=20),
    st.integers(-(10**9), 0).map(lambda n: D(n) / 100),
    st.sampled_from([D("0.02"), D("0.03"), D("0.00125")]),
)
def test_p3_what_the_rows_add_comes_to_the_commission_whatever_the_rows(nets: list[Decimal], carry: Decimal, rate: Decimal) -> None:
    assert sum(commission_per_row(nets, carry, rate), ZERO) == commission_on_sales(sum(nets, ZERO), carry, rate)


def test_p3_rows_that_make_up_for_the_carry_add_nothing_and_a_refund_takes_off() -> None:
    rows = [D(100), D(100), D(50), D(-100), D(-200)]
    assert commission_per_row(rows, D(-150), D("0.02")) == [D(0), D(1), D(1), D(-2), D(0)]
