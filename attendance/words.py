"""What a point entry rests on, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csd.months import SHANGHAI


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
