"""Invites: a link, good once and for three days, with which somebody chooses their first password or a new one.

A lost password is a new invite; there is no other way, not even by mail. It leaves the second step as it is. Nobody invites
themselves, and for somebody with more rights than oneself a second person of the other office must agree (HR and administration).
"""

from __future__ import annotations

import secrets
from contextlib import nullcontext
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns
from csd.access.log import NOWHERE, Origin, note
from csd.access.models import Happened, User
from csd.access.services import end_sessions
from csd.errors import Refused
from csd.organisation.models import Employee
from csd.signin.models import AccessRequest, Ask, Invite
from csd.signin.selectors import hash_of_token, open_request, rights_of, user_of
from csd.signin.services.requests import agree_to

VALID = timedelta(hours=72)
OWN_INVITE = ("own_invite", _("Nobody invites themselves. Ask a colleague of HR or an administrator."))


def has_more_rights(employee: Employee, than: Employee) -> bool:
    """Whether somebody may do what the other may not (O4)."""
    today = timezone.localdate()
    return not rights_of(employee, today) <= rights_of(than, today)


@transaction.atomic
def invite(*, employee: Employee, by: Employee | None, place: Origin = NOWHERE) -> str:
    """The token of a new link, to be shown once; older links of the person die. `by` None is the operator at the console."""
    today = timezone.localdate()
    with acting(by, "access.manage", about=concerns(employee, OWN_INVITE)) if by else nullcontext():
        if employee.leave_date is not None and employee.leave_date < today:
            raise Refused("left", _("%(person)s has left the company and cannot be invited."), person=str(employee))
        user = _login_of(employee)
        if by is not None and has_more_rights(employee, by):
            _with_agreement(user, by)
        _end_open(user)
        token = secrets.token_urlsafe(32)
        now = timezone.now()
        Invite.objects.create(user=user, token_hash=hash_of_token(token), made_by=by, made_at=now, expires_at=now + VALID)
        note(Happened.INVITED, who=by, whom=employee, place=place, login="" if by else "console")
        return token


def _login_of(employee: Employee) -> User:
    Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    user = user_of(employee) or User.objects.create_user(employee.employee_no, employee=employee)
    if not user.is_active:
        # somebody in HR or an administrator lets them in again; the person cannot
        User.objects.filter(pk=user.pk).update(is_active=True)
    return user


def _with_agreement(user: User, by: Employee) -> None:
    asked: AccessRequest | None = open_request(user, Ask.INVITE)
    if asked is None:
        raise Refused(
            "needs_two",
            _("%(person)s may do more than you. First ask; then a colleague of the other office, HR or administration, makes the link."),
            person=str(user),
        )
    agree_to(asked, by)


def _end_open(user: User) -> int:
    return Invite.objects.filter(user=user, used_at=None, ended_at=None).update(ended_at=timezone.now())


def end_invites(user: User) -> int:
    """End the links of a login, within the caller's transaction; says how many were open."""
    return _end_open(user)


@transaction.atomic
def welcome(*, token_hash: str, password: str, place: Origin = NOWHERE) -> User:
    """Use a link: the person has the password, and earlier sessions end. ValidationError for a weak password, which uses nothing up."""
    found = Invite.objects.select_for_update().filter(token_hash=token_hash, used_at=None, ended_at=None, expires_at__gt=timezone.now())
    # locked by the row of the invite, so that of two at the same moment one comes too late
    open_now = found.first()
    user = User.objects.select_related("employee").get(pk=open_now.user_id) if open_now else None
    if open_now is None or user is None or not _may_come(user):
        raise Refused(
            "dead_link", _("This link cannot be used: it was used, replaced or is too old. Ask HR or an administrator for a new one.")
        )
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    open_now.used_at = timezone.now()
    open_now.save(update_fields=["used_at"])
    end_sessions(user=user)
    note(Happened.WELCOMED, user=user, whom=user.employee, place=place)
    return user


def _may_come(user: User) -> bool:
    left = user.employee.leave_date if user.employee else None
    return user.is_active and (left is None or left >= timezone.localdate())
