"""Why a key or a name is refused, in words: what is wrong and what to do (csd.keys has the rule)."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.errors import Refused
from csd.formats import shown
from csd.keys import Unfit, clean_key, clean_name

TOO_LONG = _("“%(value)s” has %(length)s characters, at most %(limit)s are possible")
SENTENCES = {
    "empty": _("“%(value)s” has no sign that one can see"),
    "invisible": _("“%(value)s” has no sign that one can see"),
    "control": _("“%(value)s” contains the control character %(sign)s; delete it"),
    "turned": _("“%(value)s” contains %(sign)s, which turns the text round; delete it"),
    "rounded": _("“%(value)s” is a number that has lost its last digits; format the column as text in the spreadsheet and enter it anew"),
    "sheet_error": _("“%(value)s” is an error of the spreadsheet; correct the cell there"),
    "formula": _("“%(value)s” begins with “=” as a formula does; write what it stands for"),
    "sign": _("“%(value)s” contains “%(sign)s”, which no number or code can have; write it without"),
    "no_letter": _("“%(value)s” has neither a letter nor a digit"),
    "long": TOO_LONG,
    "ambiguous": _("“%(value)s” may be either of two rows that were written otherwise before: `keys` lists them, mend_keys changes them"),
}
# within a page: the reason as a sentence of its own
SENTENCE = _("%(reason)s.")


def reason_of(unfit: Unfit) -> str:
    """Why, in the language in force."""
    return gettext(SENTENCES[unfit.code]) % {name: shown(value) for name, value in unfit.data.items()}


def refusal_of(unfit: Unfit, field: str) -> Refused:
    """The refusal of a service; put into words when it is shown."""
    return Refused(f"unfit_{unfit.code}", SENTENCE, reason=_Later(unfit), field=field)


def fit_key(text: str, limit: int, field: str) -> str:
    """The key by the rule; Refused beside the field otherwise."""
    try:
        return clean_key(text, limit)
    except Unfit as unfit:
        raise refusal_of(unfit, field) from unfit


def fit_name(text: str, limit: int, field: str) -> str:
    """The name by the rule; Refused beside the field otherwise."""
    try:
        return clean_name(text, limit)
    except Unfit as unfit:
        raise refusal_of(unfit, field) from unfit


class _Later:
    """A reason that is put into words when somebody reads it."""

    def __init__(self, unfit: Unfit) -> None:
        self._unfit = unfit

    def __str__(self) -> str:
        return reason_of(self._unfit)
