"""The home page of each role: what it shows, and that every number leads somewhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from csd.inbox.registry import KINDS
from csd.models import Employee
from csd.organisation.standing import standing_of
from csd.shell.home import TILES as TILES_OF_ALL
from tests.pages.world import CAST, client_of

TILES = {
    "staff": {"to-read", "duty", "points", "payslip"},
    "foreman": {"to-read", "team-today", "duty", "points", "team-points", "payslip"},
    "manager": {"to-read", "points", "team-points", "payslip"},
    "hr": {"to-read", "points", "payslip", "runs", "close", "people", "waiting"},
    "finance": {"to-read", "waiting", "points", "payslip", "runs", "close"},
    "general manager": {"to-read", "waiting", "points", "payslip", "runs", "close"},
    "auditor": {"to-read", "points", "payslip", "runs", "close", "decided"},
    "administrator": {"to-read", "waiting", "points", "payslip"},
}


def page(role: str, url: str = "/") -> str:
    return client_of(role).get(url).content.decode()


@pytest.mark.parametrize(("role", "tiles"), TILES.items())
def test_the_home_page_shows_what_concerns_the_role(role: str, tiles: set[str]) -> None:
    assert set(re.findall(r'aria-labelledby="tile-([\w-]+)"', page(role))) == tiles


@pytest.mark.parametrize("role", sorted(role for role, number in CAST.items() if number))
def test_every_link_of_the_home_page_opens(role: str) -> None:
    main = page(role).partition("<main")[2].partition("</main>")[0]
    links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', main))
    assert {url: client_of(role).get(url.replace("&amp;", "&")).status_code for url in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("number", ["S1", "N1", "M1", "H1", "F1", "G1", "U1"])
def test_each_tile_takes_at_most_two_statements(number: str) -> None:
    who = standing_of(Employee.objects.get(employee_no=number), date(2026, 9, 15))
    for tile in TILES_OF_ALL.values():
        with CaptureQueriesContext(connection) as counted:
            if tile.visible(who):
                tile.read(who)
        # what waits is one statement a kind, beside who is away
        most = 1 + len(KINDS) if tile.name == "waiting" else 2
        assert len(counted) <= most, (tile.name, [query["sql"][:120] for query in counted])


def test_an_operator_who_is_nobody_in_the_company_goes_to_the_administration() -> None:
    assert client_of("operator").get("/")["Location"] == "/admin/"


def test_o4_the_amount_of_a_payslip_is_covered_until_it_is_tapped() -> None:
    covered = re.search(r'<details class="covered">(.*?)</details>', page("staff"), re.DOTALL)
    assert covered is not None
    assert "¥" in covered[1].partition("</summary>")[2]
    assert "¥" not in covered[1].partition("</summary>")[0]


def test_the_phone_bar_has_four_doors() -> None:
    bar = page("finance").partition('<nav class="bar"')[2]
    assert re.findall(r'<a href="([^"]+)"', bar) == ["/", "/inbox/", "/points/", "/payslips/"]
