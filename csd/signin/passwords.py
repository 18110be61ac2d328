"""Passwords that somebody who knows the person or the company would try first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from csd.access.models import User

SHORTEST_WORD = 4
_OTHER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Letters and digits alone, in lower case, with what stands for a letter as that letter."""
    narrow = unicodedata.normalize("NFKC", text).casefold().translate(str.maketrans("013457@$", "oleastas"))
    return _OTHER.sub("", narrow)


def words_of(user: User) -> Iterator[str]:
    """Words that belong to a person: number, phone, name, its pinyin in full and by initials."""
    yield user.login
    person = user.employee
    if person is None:
        return
    syllables, initials = lazy_pinyin(person.name), lazy_pinyin(person.name, style=Style.FIRST_LETTER)
    yield from (person.employee_no, person.phone[-8:], person.phone[:7], person.name)
    # surname first, as in Chinese, and last, as abroad
    yield from ("".join(syllables), "".join([*syllables[1:], *syllables[:1]]), "".join(syllables[1:]), "".join(initials))


class SiteWordsValidator:
    """Refuses a password in which, words of the company and of the person taken out, too little is left."""

    def __init__(self, least_left: int = 8) -> None:
        self.least_left = least_left

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError for a password that is mostly such words."""
        left = plain(password)
        known = [*settings.CSD_PASSWORD_WORDS, *(words_of(user) if isinstance(user, User) else ())]
        words = sorted({plain(word) for word in known}, key=len, reverse=True)
        for word in words:
            if len(word) >= SHORTEST_WORD or not word.isascii():
                left = left.replace(word, "") if word else left
        if len(left) < self.least_left:
            sentence = _("Leave out names, numbers and phone numbers of yourself and words of the company: somebody would try them first.")
            raise ValidationError(sentence, code="site_words")

    def get_help_text(self) -> str:
        """For forms."""
        return _("No names or numbers of yours, no words of the company.")
