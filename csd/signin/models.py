"""What lets somebody in: sessions, invites, the second step of signing in, and what two people decide about it together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.access.models import User
from csd.database.encrypted_field import EncryptedField
from csd.organisation.models import Employee


class Invite(models.Model):
    """A link with which somebody chooses a password, once. Only its hash is kept; `ended_at` is when it died unused."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invites", verbose_name=_("login"))
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        constraints = [
            models.UniqueConstraint(name="invite_one_open", fields=["user"], condition=Q(used_at=None, ended_at=None)),
            models.CheckConstraint(name="invite_used_or_ended", condition=Q(used_at=None) | Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Ask(models.TextChoices):
    """What two people do together, one of HR and one administrator."""

    INVITE = "invite", _("Invite")
    RESET = "reset", _("Take the second step away")


class AccessRequest(models.Model):
    """One asks, another agrees: about a person who has more rights than the one who asks, or whose second step is lost."""

    user = models.ForeignKey(User, models.PROTECT, related_name="requests", verbose_name=_("login"))
    kind = models.CharField(max_length=8, choices=Ask)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    agreed = models.BooleanField(_("agreed"), default=False)

    class Meta:
        verbose_name = _("request about access")
        verbose_name_plural = _("requests about access")
        constraints = [
            models.UniqueConstraint(name="access_request_one_open", fields=["user", "kind"], condition=Q(decided_at=None)),
            models.CheckConstraint(name="access_request_two_people", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))),
            models.CheckConstraint(name="access_request_kind", condition=Q(kind__in=Ask.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class AuthenticatorApp(models.Model):
    """The app on somebody's phone that makes codes; its seed is encrypted."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="authenticator", verbose_name=_("login"))
    seed = EncryptedField(about="totp.seed")
    made_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        return str(self.user)


class UsedCode(models.Model):
    """A code that let somebody in: the step it belongs to, once per person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    step = models.BigIntegerField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("used code")
        verbose_name_plural = _("used codes")
        constraints = [models.UniqueConstraint(name="code_used_once", fields=["user", "step"])]

    def __str__(self) -> str:
        return f"{self.user} {self.step}"


class RecoveryCode(models.Model):
    """A code for when the phone is lost, hashed slowly with one salt for the ten of a person; good for one time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=128)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(name="recovery_code_once", fields=["user", "code_hash"])]

    def __str__(self) -> str:
        return str(self.user)


class Passkey(models.Model):
    """A passkey (WebAuthn): the public half of a key that never leaves the device."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys", verbose_name=_("login"))
    name = models.CharField(_("name"), max_length=60)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    credential = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.name


class SignInOutcome(models.TextChoices):
    """What came of a try; only `failed` ones slow down the next."""

    FAILED = "failed", _("Wrong number or password")
    SUCCEEDED = "succeeded", _("Signed in")
    SLOWED = "slowed", _("Asked to wait")


class SignInAttempt(models.Model):
    """One try: the number as typed (known or not), the address it came from, the browser if it signed in with that number before."""

    login = models.CharField(_("employee number"), max_length=64)
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("known browser"), max_length=32, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=9, choices=SignInOutcome, default=SignInOutcome.FAILED)

    class Meta:
        verbose_name = _("try at signing in")
        verbose_name_plural = _("tries at signing in")
        indexes = [
            models.Index(name="sign_in_by_number", fields=["login", "at"]),
            models.Index(name="sign_in_by_address", fields=["address", "at"]),
        ]
        constraints = [models.CheckConstraint(name="sign_in_outcome", condition=Q(outcome__in=SignInOutcome.values))]

    def __str__(self) -> str:
        return f"{self.login} {self.get_outcome_display()}"
