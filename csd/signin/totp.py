"""Time-based one-time codes (RFC 6238: SHA-1, six digits, steps of 30 s), as every authenticator app makes them; by pyotp.

pyotp says whether a code holds, not for which step; the step is kept so that no code is taken twice.
"""

from __future__ import annotations

import hmac

import pyotp

STEP_SECONDS, DIGITS = 30, 6
# clocks of phones differ: the step before and the one after count too
STEPS_AROUND = (0, -1, 1)


def new_seed() -> str:
    """A seed of 160 bits in base 32, as apps take it by hand."""
    return pyotp.random_base32()


def code_of(seed: str, step: int) -> str:
    """The code of a step."""
    return pyotp.HOTP(seed, digits=DIGITS).at(step)


def step_at(moment: float) -> int:
    """The step of a moment, in seconds since 1970."""
    return int(moment // STEP_SECONDS)


def matching_step(seed: str, code: str, moment: float) -> int | None:
    """The step that a code belongs to, near a moment; None for a wrong code. Takes the same time for each."""
    now = step_at(moment)
    found = [now + d for d in STEPS_AROUND if hmac.compare_digest(code_of(seed, now + d).encode(), code.encode())]
    return found[0] if found else None


def address_of(seed: str, issuer: str, account: str) -> str:
    """What an app reads from the picture."""
    return pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=issuer)
