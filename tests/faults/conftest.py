"""One rig for all tests here, with servers of its own that they may kill; the servers of other tests are not touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from csd.installation.embedded import Installation
from tests.faults.crew import PATCHED, PRODUCT
from tests.faults.rig import Rig, pointed_at


@pytest.fixture(scope="session")
def whole_rig(
    tmp_path_factory: pytest.TempPathFactory, migrated_installation: Installation, django_db_blocker: DjangoDbBlocker
) -> Iterator[Rig]:
    """The rig, prepared; at the end no process of it is left."""
    rig = Rig(migrated_installation, tmp_path_factory.mktemp("faults"))
    with django_db_blocker.unblock(), pointed_at(rig.servers):
        try:
            rig.prepare()
            yield rig
        finally:
            rig.dismiss()


@pytest.fixture
def rig(whole_rig: Rig) -> Rig:
    """The rig with its servers up, all workers of the product ready, the month computed and not approved."""
    whole_rig.ready(PRODUCT)
    return whole_rig


@pytest.fixture
def fresh(rig: Rig) -> Iterator[Rig]:
    """The same for a test that does to the database what cannot be undone."""
    yield rig
    rig.spoilt = True


@pytest.fixture
def unguarded(whole_rig: Rig) -> Iterator[Rig]:
    """The same with workers that can leave guards out."""
    whole_rig.ready(PATCHED)
    yield whole_rig
    whole_rig.spoilt = True
