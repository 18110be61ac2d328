"""Every command of the product × every role: who acts by `--as` needs the right, whatever the state of the month (O4, P17)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction

from tests.pages.test_who_sees_what import APPROVE, FINANCE, PREPARE
from tests.pages.world import CAST, LEFT

OUR_APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
# command → its arguments, and whose acts it takes
ACTS: dict[str, tuple[list[str], set[str]]] = {
    "close_month": (["2019-01", "--no-wait"], PREPARE),
    "review_month": (["2019-01"], FINANCE),
    "approve_month": (["2019-01"], APPROVE),
    "pay_month": (["2019-01"], FINANCE),
    "confirm_calendar": (["2031"], PREPARE),
    "invite": (["S2"], {"hr", "administrator"}),
    "offboard": (["S2"], {"hr", "administrator"}),
    "load_company": (["/nowhere/at/all"], PREPARE | {"administrator"}),
    "mend_keys": (["--apply"], PREPARE | {"administrator"}),
}
# for whoever holds the machine: they ask the operating system's rights, not the company's
OPERATING = {"audit_month", "explain_month", "export_month", "run_status", "policy", "run", "services", "migrate", "load_demo"}
OPERATING |= {"demo_code", "rotate_keys", "prepare_month", "messages", "rule_table", "createcachetable", "keys", "rights", "makemigrations"}
ROLES = {role: number for role, number in CAST.items() if number}


def told(name: str, number: str) -> str:
    """What a command answers to somebody: the sentence of its refusal, else nothing."""
    try:
        with transaction.atomic():
            call_command(name, *ACTS[name][0], "--as", number, stdout=io.StringIO(), stderr=io.StringIO())
            transaction.set_rollback(True)
    except CommandError as error:
        return str(error)
    return ""


def test_every_command_has_a_row_here() -> None:
    ours = {name for name, app in get_commands().items() if app in OUR_APPS}
    assert ours == set(ACTS) | OPERATING


@pytest.mark.parametrize("name", ACTS)
def test_o4_a_command_acts_for_whoever_has_the_right_and_for_nobody_else(name: str) -> None:
    allowed = {role for role, number in ROLES.items() if "may not do this" not in told(name, number)}
    assert allowed == ACTS[name][1]


@pytest.mark.parametrize("name", ACTS)
def test_o3_a_command_does_not_act_for_who_left(name: str) -> None:
    assert "may not do this" in told(name, LEFT)


@pytest.mark.parametrize("name", ACTS)
def test_a_command_names_a_number_that_nobody_has(name: str, tmp_path: Path) -> None:
    assert "E999999" in told(name, "E999999")
