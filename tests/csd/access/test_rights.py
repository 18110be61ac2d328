"""The table of rights (docs/rulebook.md O4): each app's own, each name once; those over others' pay ask for a proof and keep the look."""

from __future__ import annotations

import io
from importlib import import_module

import pytest
from django.core.management import call_command

from csd.access.permissions import RIGHTS, Right, register_rights

APPS = {name: import_module(f"{name}.rights").RIGHTS for name in ("csd", "attendance", "payroll")}
# over the pay of others, and under which name seeing or taking something by it is kept
OVER_PAY = {
    "pay.see": "people",
    "pay.export": "export",
    "terms.see": "terms",
    "personal.see": "personal",
    "terms.change": None,
    "run.review": None,
    "run.approve": None,
    "run.pay": None,
    "adjustment.propose": None,
    "adjustment.approve": None,
    "special.approve": None,
    "receivable.settle": None,
}


def test_the_table_is_what_the_apps_register() -> None:
    assert sorted(RIGHTS) == sorted(right.name for rights in APPS.values() for right in rights)
    assert {right.name.split(".")[0] for right in APPS["attendance"]} == {"points"}


def test_o4_those_over_the_pay_of_others_need_a_proof_and_nothing_else_does() -> None:
    assert {right.name: right.look for right in RIGHTS.values() if right.proof} == OVER_PAY
    assert not [right.name for right in RIGHTS.values() if right.look and not right.proof]


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match=r"right pay\.see is registered twice"):
        register_rights(Right("pay.see", "see", lambda who: True))
    assert RIGHTS["pay.see"].proof


def test_they_are_printed() -> None:
    printed = io.StringIO()
    call_command("rights", stdout=printed)
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(RIGHTS) + 1
    assert "pay.export\texport pay\tyes\texport" in lines
    assert "points.team\tsee the points of others\tno\t" in lines
