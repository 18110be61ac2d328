"""Saying something about a month: a comment, a question to somebody, an answer. Entries only: nothing is edited or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting
from csd.errors import NotAllowed, Refused
from csd.models import Employee
from csd.organisation.standing import Standing, employee_typed, standing_of
from payroll.talk.models import Comment, CommentKind
from payroll.talk.selectors import Topic

TEXT_LENGTH_MAX = 4000


@transaction.atomic
def comment(*, topic: Topic, actor: Employee, text: str, key: str) -> Comment:
    """Add a comment for everybody who may see the thing."""
    with _speaking(topic, actor) as speaker:
        return _entry(topic, speaker, CommentKind.COMMENT, text, key)


@transaction.atomic
def ask(*, topic: Topic, actor: Employee, text: str, key: str, to: str = "") -> Comment:
    """Ask somebody by their number, or finance without one. Refused where the addressee may not see what it is about (O4)."""
    with _speaking(topic, actor) as speaker:
        addressee = _addressee(topic, speaker, to.strip()) if to.strip() else None
        return _entry(topic, speaker, CommentKind.QUESTION, text, key, addressee=addressee)


@transaction.atomic
def answer(*, topic: Topic, actor: Employee, question_id: int, text: str, key: str) -> Comment:
    """Answer a question of this thread; then it is no longer open. Whoever asked does not answer it themselves."""
    with _speaking(topic, actor) as speaker:
        same = Comment.objects.filter(month=topic.month, about=topic.about, topic=topic.topic, employee=topic.employee)
        question = same.filter(pk=question_id, kind=CommentKind.QUESTION).first()
        if question is None:
            raise Refused("no_question", _("Nothing was kept: there is no such question here."))
        if question.author_id == actor.pk:
            raise Refused("own_question", _("Nothing was kept: your own question is answered by somebody else. Add a comment instead."))
        return _entry(topic, speaker, CommentKind.ANSWER, text, key, answers=question)


@contextmanager
def _speaking(topic: Topic, actor: Employee) -> Iterator[Standing]:
    with acting(actor, None) as who:
        if not topic.seen_by(who) or who.has("auditor"):
            raise NotAllowed("not_allowed", _("%(person)s may say nothing here."), person=str(actor))
        yield who


def _addressee(topic: Topic, speaker: Standing, number: str) -> Employee:
    found = employee_typed(number)
    if found is None:
        raise Refused("nobody", _("There is nobody with the number “%(number)s”."), number=number[:40])
    if found == speaker.employee:
        raise Refused("oneself", _("A question goes to somebody else."))
    if not topic.seen_by(standing_of(found, speaker.day)):
        raise Refused("cannot_see", _("%(person)s may not see this, so they cannot be asked here."), person=str(found))
    return found


def _entry(
    topic: Topic,
    speaker: Standing,
    kind: CommentKind,
    text: str,
    key: str,
    *,
    addressee: Employee | None = None,
    answers: Comment | None = None,
) -> Comment:
    words = text.strip()
    if not words:
        raise Refused("text_needed", _("Write something first."))
    said = {"month": topic.month, "about": topic.about, "employee": topic.employee, "topic": topic.topic, "kind": kind, "text": words}
    found, _created = Comment.objects.get_or_create(
        author=speaker.employee, key=key, defaults={**said, "addressee": addressee, "answers": answers}
    )
    return found
