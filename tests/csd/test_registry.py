"""What apps register has a name of its own: a second thing under it fails at start, everywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from csd.exports.registry import KINDS as EXPORTS
from csd.exports.registry import register_export
from csd.inbox.registry import KINDS as DECISIONS
from csd.inbox.registry import register_kind
from csd.lists.declared import LISTINGS, register_listing
from csd.loading.registry import _specs, register_files
from csd.registry import Registry
from csd.shell.home import TILES, register_tile
from csd.shell.navigation import ENTRIES, register_entry
from csd.work.registry import EDITIONS, STEPS, register_editions, register_step
from payroll.lines.facts.registry import FACTS, register

REGISTRIES: list[tuple[Registry[Any], Callable[[Any], object]]] = [
    (EXPORTS, register_export),
    (DECISIONS, register_kind),
    (LISTINGS, register_listing),
    (_specs, register_files),
    (TILES, register_tile),
    (ENTRIES, register_entry),
    (STEPS, register_step),
    (FACTS, register),
]


@pytest.mark.parametrize(("registry", "add"), REGISTRIES, ids=[registry.of for registry, _add in REGISTRIES])
def test_another_thing_of_a_name_is_refused_and_the_first_one_stays(registry: Registry[Any], add: Callable[[Any], object]) -> None:
    name, first = next(iter(registry.items()))
    with pytest.raises(ValueError, match="registered twice"):
        add(dataclasses.replace(first))
    assert registry[name] is first


@pytest.mark.parametrize(("registry", "add"), REGISTRIES, ids=[registry.of for registry, _add in REGISTRIES])
def test_the_very_same_thing_again_changes_nothing(registry: Registry[Any], add: Callable[[Any], object]) -> None:
    before = dict(registry)
    add(next(iter(registry.values())))
    assert dict(registry) == before


def test_a_book_of_rules_has_its_name_alone() -> None:
    with pytest.raises(ValueError, match="payslip is registered twice"):
        register_editions("payslip", lambda month: {})
    assert "payslip" in EDITIONS
