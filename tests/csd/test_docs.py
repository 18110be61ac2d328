"""The documents that are made from the code are what the code says now."""

from __future__ import annotations

from django.conf import settings

from csd.management.commands.rule_table import table


def test_the_rule_table_is_up_to_date() -> None:
    made = table(settings.BASE_DIR)
    assert (settings.BASE_DIR / "docs" / "rules.md").read_text(encoding="utf-8") == made, "run manage.py rule_table"
