"""What a point entry is, which rule takes its points and what it rests on, in words; and what a score leads to (A10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from attendance.points.rules import Entry, PointPolicy
from csd import formats
from csd.formats import Words
from csd.months import SHANGHAI

# rule and kind of an entry → what happened
TITLES: Mapping[tuple[str, str], Words] = {
    ("A2", "late"): gettext_lazy("Came late"),
    ("A2", "absent"): gettext_lazy("Came so late that it counts as an absence"),
    ("A3", "early"): gettext_lazy("Left early"),
    ("A3", "truant"): gettext_lazy("Left so early that it counts as leaving the post"),
    ("A4", "comp"): gettext_lazy("A signature is missing"),
    ("A4", "absent"): gettext_lazy("A signature is missing, and no comp day is left"),
    ("A5", "comp"): gettext_lazy("Personal or comp leave"),
    ("A5", "absent"): gettext_lazy("Personal or comp leave, and no comp day is left"),
    ("A6", "truant"): gettext_lazy("Absent without leave"),
    ("A8", "offline"): gettext_lazy("Chat client offline"),
}
BREACH: Words = gettext_lazy("Left the post without arrangement")
# what a clause says; the numbers are those of the month's policy
RULES: Mapping[str, Words] = {
    "A2": gettext_lazy(
        "Whoever signs in after the start loses %(late)s points, whoever signs in more than %(absent_after)d minutes late "
        "%(absent)s points. The first sign-in from %(in_window)d minutes before the start on counts."
    ),
    "A3": gettext_lazy(
        "Whoever signs out before the end loses %(late)s points, whoever leaves more than %(absent_after)d minutes early "
        "%(truant)s points. The last sign-out until %(out_window)d minutes after the end counts."
    ),
    "A4": gettext_lazy(
        "Where only one of sign-in and sign-out is there, a comp day is used. Each month has %(comp_days)d; each one more takes "
        "%(absent)s points."
    ),
    "A5": gettext_lazy(
        "A duty touched by personal or comp leave uses a comp day. Each month has %(comp_days)d; each one more takes %(absent)s points."
    ),
    "A6": gettext_lazy(
        "No sign-in and no sign-out without leave approved in time for the whole duty, or leaving the post without an arranged swap, "
        "takes %(truant)s points."
    ),
    "A8": gettext_lazy(
        "The chat client is online during duty. Every %(offline_every)d checks that find it offline take %(offline)s points."
    ),
}
# the policy values that decided an entry of a rule
PARAMETERS_OF: Mapping[str, tuple[str, ...]] = {
    "A2": ("late", "absent", "absent_after", "in_window"),
    "A3": ("late", "truant", "absent_after", "out_window"),
    "A4": ("comp_days", "absent"),
    "A5": ("comp_days", "absent"),
    "A6": ("truant",),
    "A8": ("offline_every", "offline"),
}
# A10: what an action means for the person
MEANINGS: Mapping[str, Words] = {
    "none": gettext_lazy("Nothing follows from the score."),
    "warning": gettext_lazy("The manager speaks to the person; nothing is deducted."),
    "penalty": gettext_lazy(
        "A company penalty: no share of the bonus pools this month, and the performance deduction the regulations agree."
    ),
    "severe": gettext_lazy(
        "A severe penalty, because this month and the two before are low: no share of the bonus pools, and the larger performance "
        "deduction."
    ),
}


def title_of(entry: Entry) -> Words:
    """What happened."""
    return BREACH if "breach" in entry.evidence else TITLES[entry.rule, entry.kind]


def rule_in_words(rule: str, policy: PointPolicy) -> str:
    """What the clause says, with the numbers of the month."""
    written = {name: value if isinstance(value, int) else formats.points(value) for name, value in policy._asdict().items()}
    return str(RULES[rule]) % written


def evidence_in_words(rule: str, evidence: Mapping[str, Any]) -> str:
    """The evidence of an entry for people: times, minutes, which use of the month."""
    if "punch" in evidence:
        words = _("due %(due)s, signed %(signed)s, %(minutes)d min")
        return words % {"due": _clock(evidence["expected"]), "signed": _clock(evidence["punch"]), "minutes": evidence["minutes"]}
    if "use" in evidence:
        words = _("one signature is missing: comp day %(use)d of the month") if rule == "A4" else _("leave: comp day %(use)d of the month")
        return words % {"use": evidence["use"]}
    if "breach" in evidence:
        return _("a recorded breach")
    if "checks" in evidence:
        count = len(evidence["checks"])
        return ngettext("%(count)d check found the chat client offline", "%(count)d checks found the chat client offline", count) % {
            "count": count
        }
    return _("no sign-in and no sign-out")


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, SHANGHAI):%H:%M}"
