"""Departments by code, and all of them for a form to choose from (docs/rulebook.md O1)."""

from __future__ import annotations

from typing import Any

from csd.organisation.models import Department


def department_by_code(code: str) -> Department | None:
    """The department of a code."""
    if "\0" in code:
        return None
    return Department.objects.select_related("parent").filter(code=code).first()


def all_departments() -> Any:
    """Departments for a form to choose from."""
    return Department.objects.order_by("code")
