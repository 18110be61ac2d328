"""What somebody said to their own payslip (docs/rulebook.md P18)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.fields import MonthField, TotalField, first_of_month
from csd.models import Employee
from payroll.talk.models import Comment


class SlipAnswerKind(models.TextChoices):
    """Silence is neither."""

    CONFIRM = "confirm", _("Confirmed")
    DISPUTE = "dispute", _("Disputed")


class SlipAnswer(models.Model):
    """P18: what somebody says to their own payslip of a month: confirmed as a whole, or a line disputed with a question. Never changed.

    `sha256` is of the payslip as it was shown.
    """

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=7, choices=SlipAnswerKind)
    line = models.CharField(_("line"), max_length=40, blank=True)
    question = models.OneToOneField(Comment, models.PROTECT, null=True, related_name="+", verbose_name=_("question"))
    net = TotalField(_("net"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a payslip")
        verbose_name_plural = _("answers to payslips")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="slip_answered_once", fields=["month", "employee", "kind", "line"]),
            models.CheckConstraint(
                name="slip_answer_kind",
                condition=Q(kind="confirm", line="", question=None) | (Q(kind="dispute", question__isnull=False) & ~Q(line="")),
            ),
            first_of_month("slip_answer_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month} {self.employee_id} {self.kind} {self.line}"
