"""The world of the page tests: made once a module, undone at its end; every test sees it as it was made."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from payroll.runs.models import RunException
from tests.pages import world
from tests.template_database import connected_to


@pytest.fixture(scope="module", autouse=True)
def company(
    world_database: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The company with its logins, as it was made; a module that parametrizes this says how many more people there are.

    What a module changes is taken back at its end, what a test changes at the end of the test.
    """
    more = getattr(request, "param", 0)
    with django_db_blocker.unblock(), contextlib.nullcontext() if more else connected_to(world_database), transaction.atomic():
        with world.sessions_kept():
            if more:
                world.make(tmp_path_factory.mktemp("company"), more=more)
            yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_the_day(db: None) -> Iterator[None]:
    with time_machine.travel(world.TODAY, tick=False), world.sessions_kept():
        yield


@pytest.fixture
def exception_id() -> int:
    """The exception of August."""
    return RunException.objects.get(employee__employee_no=world.BROKEN).pk
