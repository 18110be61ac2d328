"""What the clock does about access."""

from __future__ import annotations

from celery import shared_task

from csd.access.services import forget_expired
from csd.signin.services.offboarding import offboard_leavers
from csd.signin.services.second_step import forget_used_codes
from csd.signin.services.sign_in import forget_old_tries


@shared_task(queue="interactive", ignore_result=True)
def end_access_of_leavers() -> None:
    """End the access of everybody whose last day has passed; a second run finds nobody."""
    offboard_leavers()


@shared_task(queue="interactive", ignore_result=True)
def forget_what_is_over() -> None:
    """Delete sessions that are over, used codes and old tries at signing in."""
    forget_expired()
    forget_used_codes()
    forget_old_tries()
