"""What a developer types: a new subject, and which tests belong to what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.everything import steps_of
from tests.new_subject import make
from tests.sampling import drawn, sample


def test_a_new_subject_has_its_rooms_a_readme_and_a_first_test(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path).as_posix() for path in make("payroll", "gifts", ("models", "services"), tmp_path)}
    assert made == {
        "payroll/gifts/__init__.py",
        "payroll/gifts/README.md",
        "payroll/gifts/models.py",
        "payroll/gifts/services.py",
        "tests/payroll/gifts/test_gifts.py",
    }


@pytest.mark.parametrize(
    ("app", "subject", "rooms", "said"),
    [
        ("shop", "gifts", (), "shop is no app"),
        ("payroll", "gifts", ("helpers",), "helpers: no room"),
        ("payroll", "two words", (), "cannot be the name"),
    ],
)
def test_what_has_no_place_in_the_house_is_refused(app: str, subject: str, rooms: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=said):
        make(app, subject, rooms, tmp_path)


def test_a_subject_that_is_there_is_left_alone(tmp_path: Path) -> None:
    make("payroll", "gifts", (), tmp_path)
    with pytest.raises(ValueError, match="is there already"):
        make("payroll", "gifts", (), tmp_path)


@pytest.mark.parametrize("purpose", ["fast", "check", "test", "all", "faults"])
def test_each_purpose_ends_with_its_tests(purpose: str) -> None:
    assert list(steps_of(purpose, []))[-1] in {"tests", "faults"}


def test_a_sample_is_the_same_for_the_same_commit_and_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    things = range(100)
    assert sample(things, 4) == sample(things, 4)
    assert 0 < len(sample(things, 4)) <= 100
    assert sample(["only"], 10**9) == ["only"]
    assert len({tuple(sample(things, 4, about=subject)) for subject in ("a", "b")}) == 2 or drawn(0, 1)
