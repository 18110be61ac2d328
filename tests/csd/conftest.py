"""Fixtures of the tests of csd."""

from __future__ import annotations

import pytest

from csd.models import User
from tests.csd.signin.entering import make_cast


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """People with logins, by employee number."""
    return make_cast()
