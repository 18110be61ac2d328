"""Everybody of a month beside the month before: sorted, sifted, searched, page by page."""

from __future__ import annotations

import re

import pytest

from tests.pages.world import client_of

PEOPLE = "/pay-runs/2026-08/people/"


def numbers(query: str = "") -> list[str]:
    """The employee numbers of a page, in order."""
    page = client_of("finance").get(PEOPLE + query).content.decode()
    return re.findall(r'href="/pay-runs/2026-0[78]/people/([^/"]+)/"', page)


def test_everybody_with_a_payslip_is_there_by_number() -> None:
    assert numbers() == ["D1", "F1", "F2", "G1", "H1", "L1", "M1", "N1", "N2", "O1", "S1", "S2", "U1"]


def test_it_is_sorted_by_what_is_asked_for_and_back() -> None:
    assert numbers("?sort=net&down=on")[0] == "G1"
    assert numbers("?sort=net&down=on") == numbers("?sort=net")[::-1]
    assert numbers("?sort=change&down=on")[0] == "S1"


def test_it_is_searched_by_number_and_name_and_signs_stand_for_themselves() -> None:
    assert numbers("?find=s") == ["S1", "S2"]
    assert numbers("?find=%25") == []
    assert numbers("?find=_") == []


def test_who_changed_and_nobody_new_or_gone() -> None:
    assert numbers("?only=moved") == []
    assert numbers("?only=gone") == []
    assert numbers("?only=new") == []


@pytest.mark.parametrize(
    "query", ["?sort=x", "?only=x", "?after=x", "?after=[]", "?after=%00", "?after=[1,2,3]", "?down=x", "?find=" + "x" * 999]
)
def test_an_address_that_makes_no_sense_is_a_page_all_the_same(query: str) -> None:
    assert client_of("finance").get(PEOPLE + query).status_code == 200
