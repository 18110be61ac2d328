"""Two logs that only grow: what happened to access, and who looked at whose pay (RULES.md O4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.fields import MonthField, first_of_month
from csd.models.organisation import Employee
from csd.sealing import append_only


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
