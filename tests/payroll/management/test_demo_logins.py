"""The logins of the demo company: those who must take a second step can, with the code that `demo_code` prints."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from csd.models import Role
from payroll.management.demo import ROLES, make_logins
from tests.people import person, with_role
from tests.signing_in import type_password

PASSWORD = "of-this-demo-alone"
HELD = {"finance": Role.FINANCE, "finance2": Role.FINANCE, "hr": Role.HR, "auditor": Role.AUDITOR, "administrator": Role.ADMINISTRATOR}
GRADES = {"general_manager": "general_manager", "manager": "manager", "operations": "manager", "foreman": "foreman"}
IN_TWO_STEPS = {"finance", "finance2", "auditor", "administrator", "general_manager"}


@pytest.fixture
def seeds(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What `load_demo` keeps of its logins, named like their roles."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    for role in ROLES:
        with_role(role, HELD[role]) if role in HELD else person(role, grade=GRADES.get(role, "staff"))
    seeds = make_logins(dict.fromkeys(ROLES, "") | {role: role for role in ROLES}, PASSWORD)
    (tmp_path / "demo-logins.json").write_text(json.dumps({"password": PASSWORD, "logins": {}, "seeds": seeds}))
    return seeds


def test_those_who_see_pay_or_administer_have_an_app(seeds: dict[str, str]) -> None:
    assert set(seeds) == IN_TWO_STEPS


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_signs_in(seeds: dict[str, str], role: str) -> None:
    client = Client()
    type_password(client, role, PASSWORD)
    if role in IN_TWO_STEPS:
        out = io.StringIO()
        call_command("demo_code", role, stdout=out, stderr=io.StringIO())
        client.post("/sign-in/second-step/", {"code": out.getvalue().strip()})
    assert client.get("/my-security/").status_code == 200


@pytest.mark.parametrize("login", ["staff", "nobody"])
def test_there_is_no_code_for_others(seeds: dict[str, str], login: str) -> None:
    with pytest.raises(CommandError):
        call_command("demo_code", login)
