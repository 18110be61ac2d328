"""Who may have a session: an active login of somebody who is employed today (docs/rulebook.md O3)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from csd.access.models import User
from csd.access.users import user_by_id, user_by_login


class EmployeeBackend(ModelBackend):
    """Sign-in by employee number. Whoever left, or is not there yet, is nobody: at the door and in every session still open."""

    def authenticate(  # type: ignore[override]  # Django's own signature, which its stubs narrow
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None; a number nobody has takes as long as a wrong password."""
        if not username or password is None:
            return None
        user = user_by_login(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Active, and employed today; an operator who is nobody in the company only has to be active."""
        if not user.is_active:
            return False
        person, today = user.employee, timezone.localdate()
        return person is None or (person.hire_date <= today and (person.leave_date is None or person.leave_date >= today))

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session with the person, as long as they may have one."""
        user = user_by_id(user_id)
        return user if user and self.user_can_authenticate(user) else None
