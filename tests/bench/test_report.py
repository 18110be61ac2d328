"""docs/performance.md is what the kept measurements say."""

from __future__ import annotations

from bench import report


def test_the_page_on_performance_is_up_to_date() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.page(), "run python -m bench.report"


def test_what_was_not_measured_is_called_open_and_what_fell_short_missed() -> None:
    quiet, busy = {"close": {"load_average": [0.5, 2.0]}}, {"close": {"load_average": [2.0, 9.0]}}
    assert report._verdict("1,000 in 10 s", None, 10, [None]) == "| 1,000 in 10 s | not measured | open |"
    assert report._verdict("1,000 in 10 s", 10.5, 10, [quiet]).endswith("| **missed** |")
    assert "others used the machine" in report._verdict("1,000 in 10 s", 10.5, 10, [busy])
    assert report._verdict("at least 50,000", 50_001, 50_000, [busy]).endswith("| met |")
