"""Time-based one-time codes (RFC 6238: SHA-1, six digits, steps of 30 s), as every authenticator app makes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS, SEED_BYTES = 30, 6, 20
# clocks of phones differ: the step before and the one after count too
STEPS_AROUND = (0, -1, 1)


def new_seed() -> str:
    """A seed in base 32, as apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def code_of(seed: str, step: int) -> str:
    """The code of a step."""
    digest = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


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
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': seed, 'issuer': issuer})}"
