"""Logins (docs/rulebook.md O3), their sessions, and two logs that only grow: what happened to access, and who looked at whose pay (O4)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.fields import MonthField, Plain, first_of_month
from csd.organisation.models import Employee


class UserManager(BaseUserManager["User"]):
    """Makes logins; what they may see follows from the employee, not from the login."""

    def create_user(self, login: str, password: str | None = None, **extra: Any) -> User:
        """A login; without a password nobody can sign in with it."""
        user: User = self.model(login=login, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, login: str, password: str | None = None, **extra: Any) -> User:
        """A login of an operator who is nobody in the company."""
        return self.create_user(login, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        """The login by employee number, whatever its case."""
        return self.get(login__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A login by employee number. Whoever left keeps history and loses access."""

    login = models.CharField(_("employee number"), max_length=32, unique=True)
    employee = models.OneToOneField(Employee, models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("employee"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        indexes = [models.Index(Upper("login"), name="login_in_any_case"), models.Index(Plain("login"), name="login_in_any_spelling")]

    def __str__(self) -> str:
        return str(self.employee) if self.employee_id else self.login


class Session(AbstractBaseSession):
    """A session. Its key is kept hashed, so that whoever reads the table holds nobody's session; `idle_seconds` without use end it."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions", verbose_name=_("login"))
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), default=timezone.now)
    idle_seconds = models.PositiveIntegerField(default=0)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")  # type: ignore[assignment]  # Django's stub says str
        verbose_name_plural = _("sessions")  # type: ignore[assignment]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine of the settings."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class Happened(models.TextChoices):
    """What happened to somebody's access."""

    SIGNED_IN = "signed_in", _("Signed in")
    FAILED = "failed", _("Wrong number or password")
    SLOWED = "slowed", _("Asked to wait")
    CODE_FAILED = "code_failed", _("Wrong code")
    SIGNED_OUT = "signed_out", _("Signed out")
    PROVED = "proved", _("Confirmed who it is")
    INVITED = "invited", _("Invited")
    WELCOMED = "welcomed", _("Chose a password with an invite")
    PASSWORD = "password", _("Changed the password")
    FACTOR_ADDED = "factor_added", _("Added a second step")
    FACTOR_REMOVED = "factor_removed", _("Removed a second step")
    RECOVERY_USED = "recovery_used", _("Used a recovery code")
    RECOVERY_MADE = "recovery_made", _("Made new recovery codes")
    ENDED = "ended", _("Ended sessions")
    ASKED = "asked", _("Asked for two people's decision")
    REFUSED = "refused", _("Refused what was asked")
    RESET = "reset", _("Second step taken away by two people")
    OFFBOARDED = "offboarded", _("Lost access")
    DENIED = "denied", _("Was refused a page or an act")


class SecurityEvent(models.Model):
    """Something that happened to access: who did it, to whom, from where. Names are kept as text too, beside the person."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("what happened"), max_length=16, choices=Happened)
    who = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    login = models.CharField(_("login"), max_length=64, blank=True)
    whom = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("about whom"))
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = [
            models.Index(name="security_event_at", fields=["at", "id"]),
            models.Index(name="security_event_whom", fields=["whom", "at"]),
            models.Index(name="security_event_who", fields=["who", "at"]),
        ]
        constraints = [models.CheckConstraint(name="security_event_kind", condition=Q(kind__in=Happened.values))]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.login} {self.kind}"


class LookedAt(models.TextChoices):
    """What was looked at."""

    PAYSLIP = "payslip", _("Payslip")
    PEOPLE = "people", _("Everybody's pay of a month")
    WATERFALL = "waterfall", _("Pay behind the waterfall")
    EXPORT = "export", _("Exported pay")
    PERSONAL = "personal", _("ID and bank numbers")
    TERMS = "terms", _("Pay terms")
    ADJUSTMENT = "adjustment", _("Adjustments of pay")
    RECEIVABLE = "receivable", _("Receivables")


class Look(models.Model):
    """Somebody looked at the pay, or at the ID and bank numbers, of somebody else; `whose` is empty where it was everybody's."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    who = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("who"))
    whose = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("whose"))
    what = models.CharField(_("what"), max_length=10, choices=LookedAt)
    month = MonthField(_("month"), null=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    detail = models.CharField(_("detail"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("look at pay")
        verbose_name_plural = _("looks at pay")
        indexes = [
            models.Index(name="look_at", fields=["at", "id"]),
            models.Index(name="look_whose", fields=["whose", "at"]),
            models.Index(name="look_who", fields=["who", "at"]),
        ]
        constraints = [
            models.CheckConstraint(name="look_what", condition=Q(what__in=LookedAt.values)),
            first_of_month("look_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.who} {self.what}"
