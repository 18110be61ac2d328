"""The life of a month's run (docs/rulebook.md P17): its state, who did what, and what stands in the way."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only, never_truncated
from csd.database.fields import MonthField, TotalField, first_of_month
from csd.database.sealed_months import sealed_with_attempt
from csd.models import Attempt, Employee


class RunState(models.TextChoices):
    """P17: draft → computed → reviewed → approved → paid; before approval computing again leads back to draft."""

    DRAFT = "draft", _("Draft")
    COMPUTED = "computed", _("Computed")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")


class Run(models.Model):
    """The pay run of a month; `attempt` is the computing it stands on, `revision` counts the steps of its life."""

    month = MonthField(_("month"), unique=True)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.DRAFT)
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="run", verbose_name=_("attempt"))
    computed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("computed by"))
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("pay run")
        verbose_name_plural = _("pay runs")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="run_state", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(name="run_stands_on_an_attempt", condition=Q(state="draft") | Q(attempt__isnull=False)),
            first_of_month("run_month"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="life_goes_forward",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.state <> 'draft' THEN
                            RAISE EXCEPTION 'a pay run begins as a draft (P17)' USING ERRCODE = 'restrict_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'a pay run is never deleted (P17)' USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF OLD.state = 'paid' OR (OLD.state = 'approved' AND (NEW.state <> 'paid'
                        OR ROW(NEW.id, NEW.month, NEW.attempt_id, NEW.computed_by_id)
                           IS DISTINCT FROM ROW(OLD.id, OLD.month, OLD.attempt_id, OLD.computed_by_id))) THEN
                        RAISE EXCEPTION 'an approved pay run never changes (P17)' USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF NEW.state IN ('approved', 'paid') AND NOT EXISTS (SELECT 1 FROM csd_attempt a WHERE a.id = NEW.attempt_id AND a.sealed) THEN
                        RAISE EXCEPTION 'an approved pay run needs a sealed attempt (P17)' USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF NEW.state = 'paid' AND OLD.state <> 'approved' THEN
                        RAISE EXCEPTION 'only an approved pay run is paid (P17)' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.get_state_display()}"


class RunEvent(models.Model):
    """A step in the life of a run: who, when, what, with which figures. Never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", _("Started")
        COMPUTED = "computed", _("Computed")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        REVIEWED = "reviewed", _("Reviewed")
        APPROVED = "approved", _("Approved")
        PAID = "paid", _("Paid")
        LEFT_OUT = "left_out", _("Person left out")
        EXPORTED = "exported", _("Exported")

    run = models.ForeignKey(Run, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    attempt_number = models.PositiveIntegerField(_("attempt"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a run")
        verbose_name_plural = _("events of runs")
        ordering = ["id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.run} {self.kind}"


class RunException(models.Model):
    """Something about a person or a pool that needs a human; a blocking one holds approval until it is resolved or left out."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("employee"))
    code = models.CharField(_("code"), max_length=30)
    blocking = models.BooleanField(_("blocking"))
    detail = models.JSONField(default=dict)
    left_out_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("left out by"))
    left_out_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.CheckConstraint(
                name="left_out_with_a_reason", condition=Q(left_out_by__isnull=True, left_out_reason="") | ~Q(left_out_reason="")
            ),
        ]
        triggers = sealed_with_attempt()

    def __str__(self) -> str:
        return f"{self.code} {self.employee_id or ''}"


class Difference(models.Model):
    """A payslip line that recomputing has changed: `before` and `after` are empty where there was or is no slip."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    line = models.CharField(max_length=40)
    before = TotalField(null=True)
    after = TotalField(null=True)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints = [models.UniqueConstraint(name="difference_once", fields=["attempt", "employee", "line"])]
        triggers = sealed_with_attempt()

    def __str__(self) -> str:
        return f"{self.employee_id} {self.line}: {self.before} → {self.after}"
