"""What logs show of an error, and what they do not."""

from __future__ import annotations

import logging

import pytest

from csd.installation.logs import logging_settings


@pytest.mark.parametrize("kind", ["", "json"])
def test_an_error_is_logged_without_the_amounts_and_passwords_it_came_upon(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("CSD_LOG", kind)
    net_pay = "4711" + ".42"
    try:
        raise ValueError(f"something about {len(net_pay)} characters")
    except ValueError as error:
        record = logging.LogRecord("csd", logging.ERROR, __file__, 1, "failed", None, (type(error), error, error.__traceback__))
    line = logging_settings("INFO")["formatters"]["line"]
    shown = line["()"](**{name: value for name, value in line.items() if name != "()"}).format(record)
    assert "something about 7 characters" in shown
    assert "4711.42" not in shown
