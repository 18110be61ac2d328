"""One rule for keys and names: numbers of employees, orders and lots, codes of departments, campaigns and substances, and names of people.

A key is what other rows, addresses and people name a thing by, so two spellings that look alike are one key. `clean_key` takes off what
programs add (the wrappers of spreadsheets, invisible signs, blanks around) and writes every sign in its plain form (NFKC); what cannot be
told for sure is refused. A name stays as people write it; only what cannot be seen is taken off or refused. Files, sheets, fields,
sign-in and addresses all ask here. Sentences for the codes of `Unfit` are in csd.organisation.key_words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import category, normalize

# longer ones are looked at no further, so that a cell of millions of signs costs nothing
WRAPPED_LENGTH = 4
_PLAIN = re.compile(r"[_\-]*[A-Za-z0-9][A-Za-z0-9_\-]*", re.ASCII)
# what has no form of its own, as Unicode lists it (Default_Ignorable_Code_Point), the empty Braille pattern and fillers too
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# marks around text copied from Windows; those that turn nothing round
_EMBEDDING = "\u202a\u202c\u202d\u2066\u2068\u2069"
_TURNING = "\u202b\u202e\u2067"
# joiners and variants decide how some scripts, Han names of the register and emoji are drawn
_JOINING = "\u034f\u17b4\u17b5\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN_IN_KEY = re.compile(f"[{_INVISIBLE}{_EMBEDDING}]")
_UNSEEN_IN_NAME = re.compile(f"(?![{_JOINING}])[{_INVISIBLE}]")
# controls, ends of lines and paragraphs, halves of signs, and what Unicode does not count as a sign
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# what no database holds
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_TURNED_KEY = re.compile(f"[{_TURNING}]")
_TURNED_NAME = re.compile(f"[{_TURNING}{_EMBEDDING}]")
_OUTER_BLANKS = " \t\r\n\u00a0\u3000"
_BLANKS = re.compile(r"\s+")
_WRAPPED = re.compile(r'="([^"]*)"')
_ROUNDED = re.compile(r"[+-]?(?:[0-9]+[.,][0-9]+[eE][+-]?|[0-9]+[eE]\+)[0-9]+", re.ASCII)
_SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
# a quote is what is left of a wrapper; a semicolon separates codes in a policy value
_NO_SIGNS = '";'
# what does not matter in a search, after NFKD: accents, blanks, dots between names (·•‧∙⋅⸱・), what cannot be seen
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_SPACES_AND_DOTS = "\t-\r\x1c- \x85\u1680\u2028\u2029.\u00b7\u2022\u2027\u2219\u22c5\u2e31\u30fb"
_UNSOUGHT = re.compile(f"[{_ACCENTS}{_SPACES_AND_DOTS}{_INVISIBLE}{_EMBEDDING}{_TURNING}]+")
_ESCAPED = re.compile("~([0-9A-F]{2})")
_UNSAFE_IN_ADDRESS = re.compile(r"[~/\\\x00-\x1f\x7f]")


class Unfit(ValueError):
    """A key or name that the rule refuses: a stable code, and what a sentence about it needs (`value` is the text as it was given)."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def clean_key(text: str, limit: int) -> str:
    """The key that a text means: no wrapper, no invisible sign, plain forms, single blanks inside and none around; Unfit otherwise."""
    if _PLAIN.fullmatch(text) and len(text) <= limit:
        return text
    key = clean_number(text, limit)
    if not key:
        raise Unfit("empty", value=text)
    found = next((sign for sign in key if sign in _NO_SIGNS), "")
    if found:
        raise Unfit("sign", value=text, sign=found)
    if not any(category(sign)[0] in "LN" or category(sign) in ("Cn", "Co") for sign in key):
        raise Unfit("no_letter", value=text)
    return key


def clean_number(text: str, limit: int) -> str:
    """A number that is not a key, such as a phone: the same is taken off, and what a spreadsheet has spoilt is refused; it may be empty."""
    if len(text) > limit * WRAPPED_LENGTH:
        raise Unfit("long", value=text, length=len(text), limit=limit)
    inner = text.strip(_OUTER_BLANKS)
    _refuse(_TURNED_KEY, "turned", inner, text)
    _refuse(_CONTROL, "control", inner, text)
    number = _settled(inner)
    if _ROUNDED.fullmatch(number):
        raise Unfit("rounded", value=text)
    if number in _SHEET_ERRORS:
        raise Unfit("sheet_error", value=text)
    if number.startswith("="):
        raise Unfit("formula", value=text)
    if len(number) > limit:
        raise Unfit("long", value=text, length=len(number), limit=limit)
    return number


def clean_name(text: str, limit: int) -> str:
    """A name as people write it, without what cannot be seen and without blanks around; Unfit where no sign is left, or one is not text."""
    if len(text) > limit * WRAPPED_LENGTH:
        raise Unfit("long", value=text, length=len(text), limit=limit)
    given, text = text, text.strip(_OUTER_BLANKS)
    _refuse(_TURNED_NAME, "turned", text, given)
    _refuse(_CONTROL, "control", text, given)
    before = None
    while text != before:
        before, text = text, _without_wrapper(_UNSEEN_IN_NAME.sub("", text).strip())
    if not any(_is_visible(sign) for sign in text):
        raise Unfit("invisible", value=given)
    if len(text) > limit:
        raise Unfit("long", value=given, length=len(text), limit=limit)
    return text


def spellings(typed: str) -> tuple[str, ...]:
    """What a key that somebody types may be stored as, the likeliest first: as it was typed (keys may be older than the rule), by the
    rule, in capitals, in lower case."""
    plain = _settled(_CONTROL.sub("", typed))
    return tuple(
        dict.fromkeys(key for key in (typed, typed.strip(), plain, plain.upper(), plain.lower()) if key and not _NO_TEXT.search(key))
    )


def meant(typed: str, stored: Sequence[str]) -> str | None:
    """Which stored key somebody means: the one written so, else the one by the rule, else the only one with any of its spellings."""
    plain = _settled(_CONTROL.sub("", typed))
    for key in (typed, typed.strip(), plain):
        if key in stored:
            return key
    same = [key for key in stored if plain_capitals(key) == plain.upper()]
    return same[0] if len(same) == 1 else None


def plain_capitals(typed: str) -> str:
    """What somebody typed, in the one form by which it can be counted or compared."""
    return _settled(_CONTROL.sub("", typed)).upper()


def search_form(text: str) -> str:
    """A name or number as it is looked for: dots, blanks, case, width, accents and what cannot be seen do not matter.

    The database makes the same of what is stored (csd_plain, csd/migrations).
    """
    bare = _UNSOUGHT.sub("", normalize("NFKD", text)).lower().replace("ς", "σ")
    return normalize("NFKC", bare)


def to_address(key: str, taken: frozenset[str] = frozenset()) -> str:
    """A key as one part of an address, whatever its signs: `~` and two digits for what an address cannot carry there, `~` for nothing.

    `taken` are words that mean another page in the same place.
    """
    part = _UNSAFE_IN_ADDRESS.sub(_escaped, key)
    if part in taken or part in (".", ".."):
        return f"~{ord(part[0]):02X}{part[1:]}"
    return part or "~"


def from_address(part: str) -> str:
    """The key of a part of an address; what `to_address` never writes stands for itself."""
    return "" if part == "~" else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), part)


def _escaped(found: re.Match[str]) -> str:
    return f"~{ord(found[0]):02X}"


def _settled(text: str) -> str:
    """Wrappers, invisible signs and blanks off and plain forms, as often as anything changes: one may hide another."""
    before = None
    while text != before:
        before = text
        text = _BLANKS.sub(" ", _UNSEEN_IN_KEY.sub("", normalize("NFKC", text))).strip(_OUTER_BLANKS)
        text = _without_wrapper(text).lstrip("'`")
    return text


def _without_wrapper(text: str) -> str:
    found = _WRAPPED.fullmatch(text)
    return found[1].strip() if found else text


def _is_visible(sign: str) -> bool:
    return sign != "\u2800" and category(sign) not in ("Zs", "Cf", "Mn", "Me")


def _refuse(unwanted: re.Pattern[str], code: str, text: str, given: str) -> None:
    found = unwanted.search(text)
    if found:
        raise Unfit(code, value=given, sign=f"U+{ord(found[0]):04X}")
