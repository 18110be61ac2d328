"""Random companies with random policies, computed by the product and by the oracle, which was written from the rule book alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from csd.demo.company import generate, random_spec
from csd.months import Month
from payroll.recheck import check_month
from tests.oracle import oracle
from tests.payroll.companies import FILES, close_months, joined


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1, 21))
def test_product_and_oracle_agree_on_a_random_company(seed: int, tmp_path: Path) -> None:
    spec = random_spec(seed)
    generate(tmp_path, spec)
    attempts = close_months(tmp_path, Month.parse(spec.first), spec.months)
    ours, theirs = joined(attempts), oracle.compute(tmp_path, spec.first, spec.months)
    for name in FILES:
        assert ours[name] == theirs[name], name
    assert [finding for attempt in attempts for finding in check_month(attempt)] == []
