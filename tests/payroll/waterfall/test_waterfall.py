"""P7, P8 and S3: from sales to net profit, the total target, the gate and the three pools."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.months import Month
from csd.policy.parameters import PARAMETERS
from payroll.waterfall.rules import WATERFALL, split_pool

D = Decimal
NAMES = "target_divisor bonus_period pool_staff_rate pool_management_rate"
PARAMETERS_NOW = {key: PARAMETERS[key].value_of(PARAMETERS[key].default) for key in NAMES.split()}


def waterfall(*, policy: dict[str, Any] | None = None, ends_quarter: bool = False, **facts: str) -> dict[str, Any]:
    """The waterfall of a month; what is not given is 0."""
    edition = WATERFALL.at(Month(2026, 7))
    given_facts = {name: D(facts.get(name, "0")) for name, kind in edition.facts.items() if kind is Decimal}
    assert set(facts) <= set(given_facts)
    return edition.bind(PARAMETERS_NOW | (policy or {}))({**given_facts, "ends_quarter": ends_quarter})


def test_p7_each_step_down_to_net_profit() -> None:
    values = waterfall(
        sales_net="500000.00",
        comm_sales_total="8123.45",
        cost_net="260000.10",
        comm_order_total="1337.00",
        guarantee_total="163.00",
        comm_target_total="450.45",
        cost_promotion="30000",
        cost_courier="1200.50",
        cost_other="5000",
        contract_bases="60000",
    )
    assert values["gross_margin"] == D("231876.45")
    assert values["net_profit"] == D("193725.50")
    assert values["total_target"] == D("64575.17")  # 64575.1666…
    assert values["gate"] is True
    assert [values[f"pool_{pool}"] for pool in ("staff", "management", "operations")] == [D("25830.07"), D("25830.07"), D("12915.03")]


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("sales", "sales_net"),
        ("comm_sales", "comm_sales_total"),
        ("cost", "cost_net"),
        ("comm_order", "comm_order_total"),
        ("guarantee", "guarantee_total"),
        ("comm_target", "comm_target_total"),
        ("promotion", "cost_promotion"),
        ("courier", "cost_courier"),
        ("other", "cost_other"),
    ],
)
def test_p7_s3_each_line_is_its_own_fact_and_moves_net_profit_by_it(line: str, fact: str) -> None:
    values = waterfall(**{fact: "7.77"})
    assert values[line] == D("7.77")
    assert values["net_profit"] == (D("7.77") if line == "sales" else D("-7.77"))


@pytest.mark.parametrize(
    ("net_profit", "target", "gate"),
    [
        ("60000", "20000.00", True),  # the source's own check: B 20,000 needs T ≥ 20,000, so net profit ≥ 60,000
        ("59999.99", "20000.00", True),  # T is rounded to the fen before it is held against B
        ("59999.98", "19999.99", False),
        ("90000", "30000.00", True),
        ("-60000", "-20000.00", False),
    ],
)
def test_p7_the_gate_is_met_when_a_third_of_net_profit_reaches_the_bases(net_profit: str, target: str, gate: bool) -> None:
    values = waterfall(sales_net=net_profit, contract_bases="20000")
    assert (values["total_target"], values["gate"]) == (D(target), gate)
    assert (values["pool_staff"] > 0) is gate


def test_p7_the_divisor_is_a_parameter() -> None:
    assert waterfall(sales_net="100", policy={"target_divisor": D(4)})["total_target"] == D("25.00")


@pytest.mark.parametrize(
    ("target", "pools"),
    [
        ("20000.00", ("8000.00", "8000.00", "4000.00")),
        ("100.01", ("40.00", "40.00", "20.01")),  # 40.004 twice
        ("100.04", ("40.02", "40.02", "20.00")),  # 40.016 twice: operations has the rest, less than 20 %
        ("0.03", ("0.01", "0.01", "0.01")),
        ("0.00", ("0.00", "0.00", "0.00")),
    ],
)
def test_p8_staff_and_management_have_40_per_cent_each_and_operations_the_rest(target: str, pools: tuple[str, ...]) -> None:
    values = waterfall(sales_net=str(D(target) * 3))
    assert [values[f"pool_{pool}"] for pool in ("staff", "management", "operations")] == [D(pool) for pool in pools]


def test_p8_without_the_gate_there_are_no_pools() -> None:
    values = waterfall(sales_net="59999.98", contract_bases="20000")
    assert [values[f"pool_{pool}"] for pool in ("staff", "management", "operations")] == [0, 0, 0]


def test_p8_the_rates_of_the_pools_are_parameters() -> None:
    values = waterfall(sales_net="300", policy={"pool_staff_rate": D("0.5"), "pool_management_rate": D("0.25")})
    assert [values[f"pool_{pool}"] for pool in ("staff", "management", "operations")] == [50, 25, 25]


QUARTER = {"bonus_period": "quarter"}
SUMS = {"sales_net": "30000", "contract_bases": "20000", "net_profit_before": "150000", "base_sum_before": "40000"}


def test_p8_the_last_month_of_a_quarter_pays_for_its_three_months() -> None:
    values = waterfall(policy=QUARTER, ends_quarter=True, **SUMS)
    assert values["net_profit"] == 30000  # as shown, it stays the month's own
    assert (values["total_target"], values["base_sum"], values["gate"]) == (60000, 60000, True)
    assert values["pool_staff"] == 24000


def test_p8_the_gate_of_a_quarter_is_held_against_the_sums() -> None:
    values = waterfall(policy=QUARTER, ends_quarter=True, **{**SUMS, "base_sum_before": "40000.01"})
    assert (values["base_sum"], values["gate"], values["pool_staff"]) == (D("60000.01"), False, 0)


def test_p8_in_the_other_months_of_a_quarter_the_figures_are_the_months_own_and_the_gate_is_not_met() -> None:
    values = waterfall(policy=QUARTER, ends_quarter=False, **{**SUMS, "sales_net": "600000"})
    assert (values["total_target"], values["base_sum"], values["gate"]) == (200000, 20000, False)
    assert values["pool_operations"] == 0


def test_p8_by_the_month_a_quarters_end_is_a_month_like_others() -> None:
    values = waterfall(ends_quarter=True, **{**SUMS, "sales_net": "60000"})
    assert (values["total_target"], values["base_sum"], values["gate"]) == (20000, 20000, True)


def test_p8_a_pool_is_split_by_weight_with_the_largest_remainder() -> None:
    assert split_pool(D("100.00"), {"E2": D(1), "E1": D(1), "E3": D("0.5")}) == {"E1": D(40), "E2": D(40), "E3": D(20)}
    assert split_pool(D("0.01"), {"E2": D(1), "E1": D(1)}) == {"E1": D("0.01"), "E2": D(0)}
    assert split_pool(D("5.00"), {}) == {}


yuan = st.decimals(min_value=-(10**7), max_value=10**7, places=2, allow_nan=False).map(str)


@given(yuan, st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False).map(str))
def test_p8_the_three_pools_are_together_the_target_or_nothing(sales: str, bases: str) -> None:
    values = waterfall(sales_net=sales, contract_bases=bases)
    pools = [values[f"pool_{pool}"] for pool in ("staff", "management", "operations")]
    assert sum(pools) == (values["total_target"] if values["gate"] else 0)
    assert all(pool >= 0 for pool in pools)
    assert values["gate"] == (values["total_target"] >= D(bases))
