"""What the environment says: variables, the optional `.env` beside manage.py, and database URLs in Django's words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
POSTGRES_SCHEMES = {"postgres", "postgresql"}


def read_env_file(path: Path) -> None:
    """Takes NAME=value lines into the environment; what is set there already wins, for it is nearer to the command."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path}:{number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), _unquoted(value.strip()))


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is '{value}'; say 1 or 0.")
    return value in YES


def words(name: str, default: str = "") -> list[str]:
    """A variable with several values, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database_login(url: str, variable: str) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS of a URL like postgresql://user:password@host:5432/name?sslmode=require."""
    parts = urlsplit(url)
    if parts.scheme not in POSTGRES_SCHEMES:
        raise ImproperlyConfigured(f"{variable} must start with postgresql://; other databases do not serve.")
    if len(parts.path) < 2:
        raise ImproperlyConfigured(f"{variable} names no database: postgresql://user:password@host/NAME.")
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.get("host", "")
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or "") or options.get("user", ""),
        "PASSWORD": unquote(parts.password or "") or options.get("password", ""),
        "HOST": host,
        "PORT": str(parts.port or options.get("port", "")),
        "OPTIONS": {name: value for name, value in options.items() if name not in {"host", "port", "user", "password"}},
    }


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
