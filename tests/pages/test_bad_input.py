"""Every form of every page with what nobody should type, and every address with parts that mean nothing: no answer is a breakdown.

Each commit types a sample of it into each form (tests.sampling).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.pages.crawling import Form, route_of, walk
from tests.pages.test_who_sees_what import READ, filled
from tests.pages.world import client_of
from tests.sampling import sample

NASTY = {
    "nothing": "",
    "zero": "0",
    "one": "1",
    "minus": "-1",
    "not a number": "NaN",
    "endless": "Infinity",
    "huge": "9" * 5000,
    "long": "长" * 10_000,
    "NUL": "a\0b",
    "turned round": "\u202egnp.exe",
    "invisible": "\ufeff\u200b",
    "emoji": "👩‍🔧💊",
    "markup": "<script>alert(5329)</script>",
    "template": "{{73*73}}{% now 'Y' %}%(x)s{0.__class__}",
    "quote": "'; DROP TABLE csd_user; --",
    "lines": "a\r\nSet-Cookie: x=1",
    "full width": "１２３",
    "a date that is none": "2026-13-45",
    "json": "[" * 5000,
}
# together they reach every form
ROLES = ("finance", "hr", "general manager", "administrator", "manager", "staff")
PARTS = ("9" * 25, "9" * 5000, "a%00b", "%E2%80%AE", "..%2F..%2Fetc", "<script>", "0000-00", "2026-13", "99999-12")
QUERY = ("find", "sort", "down", "after", "before", "only", "next", "on", "page", "month", "q", "p", "o", "e", "_popup", "_to_field")


def forms_of(client: Client, seen: set[Any]) -> Iterator[tuple[str, Form]]:
    """Every kind of form somebody reaches that was not seen yet, with its address."""
    for url, page in walk(client):
        for form in page.forms:
            action = urljoin(url, form.action)
            kind = (route_of(action), form.method, tuple(sorted(form.fields)))
            if kind not in seen and kind[0] not in {"sign-out", "language", "appearance"}:
                seen.add(kind)
                yield action, form


def send(client: Client, url: str, form: Form, text: str) -> tuple[int, str]:
    """What is answered; nothing stays."""
    with transaction.atomic():
        answer = client.post(url, form.sent(text)) if form.method == "post" else client.get(url, form.sent(text))
        transaction.set_rollback(True)
    streaming = getattr(answer, "streaming", False)
    return answer.status_code, "" if streaming else answer.content.decode("utf-8", "replace")


def test_no_form_breaks_whatever_is_typed() -> None:
    seen: set[Any] = set()
    broken, tried = [], 0
    for role in ROLES:
        client = client_of(role)
        for url, form in list(forms_of(client, seen)):
            tried += form.method == "post"
            for what, text in sample(NASTY.items(), 4, about=route_of(url)):
                status, body = send(client, url, form, text)
                if status >= 500 or "<script>alert(5329)" in body or (what == "template" and "5329" in body.replace("alert(5329)", "")):
                    broken.append((role, url, what, status))
    assert broken == []
    assert tried > 20


def test_no_address_breaks_whatever_its_parts() -> None:
    client, broken = client_of("finance"), []
    for name, parts, _seen_by in READ:
        for value in filled(parts).values():
            for text in sample(PARTS, 3, about=name):
                url = reverse(name, kwargs=filled(parts)).replace(f"/{quote(value)}/", f"/{text}/", 1)
                status = client.get(url).status_code
                if status not in {200, 302, 400, 404}:
                    broken.append((url[:200], status))
    assert broken == []


def test_no_query_breaks_a_page() -> None:
    client, broken = client_of("finance"), []
    for name, parts in {name: parts for name, parts, _seen_by in READ}.items():
        for what in sample(("nothing", "minus", "huge", "NUL", "markup", "quote", "a date that is none", "json"), 3, about=name):
            text = NASTY[what]
            status = client.get(reverse(name, kwargs=filled(parts)), dict.fromkeys(QUERY, text)).status_code
            if status >= 500:
                broken.append((name, what, status))
    assert broken == []


@pytest.mark.parametrize(
    "query",
    [
        "employee__user__password__startswith=p",
        "_connector=OR",
        "_negated=1",
        "employee=S2",
        "user=1",
        "all=1",
        "scope=all",
        "department=1",
    ],
)
def test_a_strange_filter_changes_nothing_of_what_is_shown(query: str) -> None:
    client = client_of("staff")
    for name, parts, seen_by in READ:
        if "staff" in seen_by:
            url = reverse(name, kwargs=filled(parts))
            plain, asked = client.get(url), client.get(f"{url}?{query}")
            assert asked.status_code == plain.status_code
            assert len(asked.content.decode().replace(f"?{query}", "")) == len(plain.content.decode()), url
