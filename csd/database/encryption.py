"""Single values encrypted at rest (AES-256-GCM), and marks by which equal values are found without opening them (HMAC-SHA-256).

An encrypted value names its key: `v1.KEY.BASE64(nonce and ciphertext)`. CSD_FIELD_KEYS holds the keys as `NAME:BASE64`, commas between,
newest first: the first one encrypts, all of them open. Without it they lie in the data folder, for their owner's eyes only.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured

from csd.installation.configuration import field_keys

VERSION, KEY_BYTES, NONCE_BYTES = "v1", 32, 12
READ_EVERY = 1.0
_KEY = re.compile(r"([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/=]+)")


class CannotOpen(Exception):
    """An encrypted value was changed, belongs somewhere else, or its key is not among CSD_FIELD_KEYS."""


@dataclass(frozen=True)
class Key:
    """A key by name; what encrypts and what makes marks are derived from it, each apart."""

    name: str
    cipher: AESGCM
    marking: bytes


def ring() -> tuple[Key, ...]:
    """All keys, newest first; ImproperlyConfigured for anything else. Another process may add one: the file is read every second."""
    return _ring(os.environ.get("CSD_FIELD_KEYS") or _kept_keys(int(time.monotonic() / READ_EVERY)))


@lru_cache(maxsize=2)
def _kept_keys(moment: int) -> str:
    return field_keys()


def newest() -> str:
    """The name of the key that encrypts."""
    return ring()[0].name


def encrypt(text: str, about: str) -> str:
    """The text, encrypted; it opens only as what it is about (`personal.id_number`), so that no value stands in for another."""
    key, nonce = ring()[0], secrets.token_bytes(NONCE_BYTES)
    encrypted = base64.b64encode(nonce + key.cipher.encrypt(nonce, text.encode(), about.encode())).decode()
    return f"{VERSION}.{key.name}.{encrypted}"


def decrypt(encrypted: str, about: str) -> str:
    """The text; CannotOpen where it is not what `encrypt` made of it."""
    version, _dot, rest = encrypted.partition(".")
    name, _dot, body = rest.partition(".")
    key = _named(name)
    if version != VERSION or key is None:
        raise CannotOpen(about)
    try:
        raw = base64.b64decode(body, validate=True)
        return key.cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise CannotOpen(about) from error


def _named(name: str) -> Key | None:
    found = next((key for key in ring() if key.name == name), None)
    if found is None:
        # made by another process within the last second
        _kept_keys.cache_clear()
        found = next((key for key in ring() if key.name == name), None)
    return found


def is_encrypted_newly(encrypted: str) -> bool:
    """Whether a value is encrypted with the newest key."""
    return encrypted.startswith(f"{VERSION}.{newest()}.")


def mark(text: str, about: str) -> str:
    """What equal texts have in common, by the newest key."""
    return next(marks(text, about))


def marks(text: str, about: str) -> Iterator[str]:
    """The same by every key, newest first: while keys are changed a row may have the mark of any of them."""
    for key in ring():
        yield f"{key.name}:{hmac.digest(key.marking, f'{about}={text}'.encode(), 'sha256').hex()}"


@lru_cache(maxsize=8)
def _ring(text: str) -> tuple[Key, ...]:
    found = [_KEY.fullmatch(part.strip()) for part in text.split(",") if part.strip()]
    keys = tuple(_key(match) for match in found)
    if not keys or len({key.name for key in keys}) < len(keys):
        raise ImproperlyConfigured("CSD_FIELD_KEYS needs keys like NAME:BASE64, each name once.")
    return keys


def _key(match: re.Match[str] | None) -> Key:
    try:
        raw = base64.b64decode(match[2], validate=True) if match else b""
    except binascii.Error:
        raw = b""
    if not match or len(raw) != KEY_BYTES:
        # never the key itself in a message
        raise ImproperlyConfigured(f"A key of CSD_FIELD_KEYS is not NAME:BASE64 of {KEY_BYTES} bytes.")
    derived = [HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(raw) for purpose in (b"csd seal", b"csd mark")]
    return Key(match[1], AESGCM(derived[0]), derived[1])
