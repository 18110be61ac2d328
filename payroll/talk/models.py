"""What people say about a month: comments, questions and answers, and whether they agree with their own payslip."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.fields import MonthField, first_of_month
from csd.models import Employee


class About(models.TextChoices):
    """What a thread is about. Not the row of an attempt: what was said outlives computing the month again."""

    RUN = "run", _("Pay run")
    EXCEPTION = "exception", _("Exception")
    LINE = "line", _("Line of a payslip")


class CommentKind(models.TextChoices):
    """A question is open until it is answered."""

    COMMENT = "comment", _("Comment")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")


class Comment(models.Model):
    """An entry of a thread: `topic` is the code of an exception or the name of a line, `employee` whose it is. Never changed.

    A question without an addressee is for finance. `key` makes sending a form twice one entry.
    """

    month = MonthField(_("month"))
    about = models.CharField(_("about"), max_length=10, choices=About)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("employee"), db_index=False)
    topic = models.CharField(_("topic"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CommentKind)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by", verbose_name=_("answers"))
    addressee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("addressee"), db_index=False)
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("author"), db_index=False)
    text = models.TextField(_("text"))
    key = models.CharField(max_length=64)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        indexes = [
            models.Index(name="comment_of_thread", fields=["month", "about", "employee", "topic"]),
            models.Index(name="question_to", fields=["addressee"], condition=Q(kind="question")),
        ]
        constraints = [
            models.UniqueConstraint(name="comment_once", fields=["author", "key"]),
            models.CheckConstraint(name="comment_about", condition=Q(about__in=About.values)),
            models.CheckConstraint(name="comment_kind", condition=Q(kind__in=CommentKind.values)),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="comment_answers_when", condition=Q(kind="answer", answers__isnull=False) | (~Q(kind="answer") & Q(answers=None))
            ),
            models.CheckConstraint(name="comment_addressed_when", condition=Q(kind="question") | Q(addressee=None)),
            models.CheckConstraint(name="comment_on_a_line", condition=~Q(about="line") | (Q(employee__isnull=False) & ~Q(topic=""))),
            first_of_month("comment_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month} {self.about} {self.kind}"
