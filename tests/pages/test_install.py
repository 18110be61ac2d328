"""What a phone needs to install the product, and what it keeps: nothing about people."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from csd.installation.office_network import certificate_for
from tests.pages.world import client_of, names


@pytest.mark.parametrize(("language", "name"), [("en", "Customer service desk"), ("zh-hans", "客服部工作台")])
def test_the_manifest_speaks_the_language_of_who_installs(language: str, name: str) -> None:
    described = client_of("stranger", language=language).get(reverse("manifest")).json()
    assert (described["name"], described["start_url"], described["display"]) == (name, "/", "standalone")


def test_the_icons_of_the_manifest_are_there() -> None:
    icons = Client().get(reverse("manifest")).json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    assert [icon["src"] for icon in icons if not finders.find(icon["src"].removeprefix("/static/"))] == []


def test_the_worker_keeps_one_page_and_that_page_names_nobody() -> None:
    script = client_of("staff").get(reverse("service-worker")).content.decode()
    assert script.count("cache.add(") == 1
    assert reverse("offline") in script
    assert not names(client_of("staff").get(reverse("offline")), "S1")


def test_there_is_no_certificate_without_an_office_network(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert Client().get(reverse("certificate")).status_code == 404


def test_phones_take_the_authority_and_never_its_key(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    made = certificate_for(tmp_path, ["10.1.2.3"])
    answer = Client().get(reverse("certificate"))
    body = b"".join(answer)  # type: ignore[arg-type]
    assert body == made.authority.read_bytes()
    assert b"PRIVATE" not in body
