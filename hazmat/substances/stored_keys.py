"""The keys and names of substances that `manage.py keys` looks at."""

from __future__ import annotations

from csd.key_repair.registry import KeyColumn
from csd.keys import clean_name
from hazmat.substances.models import Substance

KEYS = (
    KeyColumn("substances", "code", Substance, "code"),
    KeyColumn("substances", "name", Substance, "name", clean_name),
)
