"""Companies closed once for a module, because closing takes longer than asking. Whoever changes one takes it back by a rollback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from csd.database.roles import as_owner
from csd.models import Attempt
from tests.payroll import cast


@pytest.fixture(scope="module")
def closed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Attempt, Attempt]]:
    """June paid, July computed; committed, so that several sessions see it, and gone at the end of the module."""
    with django_db_blocker.unblock():
        try:
            yield cast.close_june_and_july(tmp_path_factory.mktemp("company"))
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def approved(closed: tuple[Attempt, Attempt]) -> tuple[Attempt, Attempt]:
    """June paid, July approved."""
    with time_machine.travel(cast.NOW, tick=False):
        cast.approve(cast.JULY)
    return closed


@pytest.fixture
def as_the_owner(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test acts as the owner of the tables; what it changes is taken back."""
    with django_db_blocker.unblock(), as_owner(), taken_back():
        yield


@pytest.fixture
def as_the_application(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test acts in the application's role; what it changes is taken back."""
    with django_db_blocker.unblock(), taken_back():
        yield


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
