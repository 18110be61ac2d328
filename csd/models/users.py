"""Logins: one person, one login (RULES.md O3)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.models.organisation import Employee


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
        indexes = [models.Index(Upper("login"), name="login_in_any_case")]

    def __str__(self) -> str:
        return str(self.employee) if self.employee_id else self.login
