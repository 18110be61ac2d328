"""Codes of an app as RFC 6238 computes them (its appendix B, with six digits)."""

from __future__ import annotations

import base64

import pytest

from csd.signin.totp import code_of, matching_step, new_seed, step_at

SEED = base64.b32encode(b"12345678901234567890").decode()
EXAMPLES = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}


@pytest.mark.parametrize(("moment", "code"), EXAMPLES.items())
def test_the_examples_of_the_standard(moment: int, code: str) -> None:
    assert code_of(SEED, step_at(moment)) == code


@pytest.mark.parametrize(("seconds", "holds"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_code_holds_a_step_before_and_after(seconds: int, holds: bool) -> None:
    code = code_of(SEED, step_at(1111111111 + seconds))
    assert (matching_step(SEED, code, 1111111111) is not None) == holds


@pytest.mark.parametrize("code", ["", "0", "00000", "0000000", "abcdef", "050472"])
def test_a_wrong_code_belongs_to_no_step(code: str) -> None:
    assert matching_step(SEED, code, 1111111111) is None


def test_seeds_are_long_and_never_the_same() -> None:
    seeds = {new_seed() for _n in range(100)}
    assert len(seeds) == 100
    assert {len(base64.b32decode(seed)) for seed in seeds} == {20}
