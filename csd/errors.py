"""What is refused and why: a code for programs, a sentence for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext


class Refused(Exception):
    """Something a person asked for that is not done. `code` is stable; str() is a sentence in the language in force.

    The sentence is translated when it is shown, so that a worker's refusal reads right to whoever sees it.
    """

    def __init__(self, code: str, sentence: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.sentence, self.data = code, sentence, data

    def __str__(self) -> str:
        return gettext(self.sentence) % self.data


class NotAllowed(Refused):
    """The person may not do this (docs/rulebook.md O4, P17)."""
