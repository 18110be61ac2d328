"""What of signing in is over and need not be kept."""

from __future__ import annotations

from csd.access.services import forget_expired
from csd.signin.services.second_step import forget_used_codes
from csd.signin.services.sign_in import forget_old_tries


def forget_what_is_over() -> int:
    """Delete sessions that are over, used codes and old tries at signing in; says how many rows."""
    return forget_expired() + forget_used_codes() + forget_old_tries()
