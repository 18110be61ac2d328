"""Keeping errors nobody expected, so that somebody can be told a number and find it again."""

from __future__ import annotations

import logging
import secrets
import traceback
from pathlib import Path

from django.db import DatabaseError
from django.http import HttpRequest

from csd.shell.models import UnexpectedError

logger = logging.getLogger(__name__)
FRAMES = 6


def keep_error(request: HttpRequest, error: BaseException | None) -> str:
    """Keep where and what kind of error it was, never a value; returns its number, also where the database cannot keep it."""
    number = secrets.token_hex(4).upper()
    match = getattr(request, "resolver_match", None)
    try:
        UnexpectedError.objects.create(
            number=number,
            method=(request.method or "")[:8],
            page=(match.view_name if match else request.path)[:200].replace("\0", ""),
            error=type(error).__name__ if error else "",
            place=_place(error),
            login=str(getattr(getattr(request, "user", None), "login", ""))[:64],
        )
    except DatabaseError:
        logger.exception("error %s could not be kept", number)
    return number


def _place(error: BaseException | None) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:] if error else []
    # the last parts of a path say enough; the first ones say where the program is installed
    return "\n".join(f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames)
