"""The world of the page tests: made once a module, undone at its end; every test sees it as it was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from payroll.runs.models import RunException
from tests.pages import world


@pytest.fixture(scope="module", autouse=True)
def company(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """The company with its logins; a module that parametrizes it says how many more people there are."""
    folder = tmp_path_factory.mktemp("company")
    with django_db_blocker.unblock(), transaction.atomic():
        world.build(folder, more=getattr(request, "param", 0))
        world.make_logins()
        world.add_regulation_and_proposal()
        with time_machine.travel(world.TODAY, tick=False):
            world.sign_in_all()
        yield folder
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_the_day(db: None) -> Iterator[None]:
    with time_machine.travel(world.TODAY, tick=False):
        yield


@pytest.fixture
def exception_id() -> int:
    """The exception of August."""
    return RunException.objects.get(employee__employee_no=world.BROKEN).pk
