"""Logs as lines of key=value on standard error; with CSD_LOG=json as JSON. Passwords and amounts have no place in them."""

from __future__ import annotations

import logging.config
import os
import sys
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.StackInfoRenderer(),
]


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything from `level` upwards to standard error."""
    as_json = os.environ.get("CSD_LOG") == "json"
    # plain: the pretty traceback shows local variables, which are amounts and passwords, and takes seconds to draw
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    )
    chain: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    if as_json:
        chain.insert(0, structlog.processors.format_exc_info)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": structlog.stdlib.ProcessorFormatter, "processors": chain, "foreign_pre_chain": SHARED}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": {"handlers": [], "level": level.upper(), "propagate": True},
            "django.server": {"handlers": [], "level": level.upper(), "propagate": True},
            # it announces itself whenever it is imported
            "pikepdf": {"level": "WARNING"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Sets up the standard library's logging and structlog on top of it (LOGGING_CONFIG)."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
