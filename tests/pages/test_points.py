"""Points in the browser: my month with its evidence, my team's, and the close of a month (docs/rulebook.md O4, A1-A11)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from attendance.close.preparing import prepare_month
from csd.models import Employee
from csd.months import SHANGHAI, Month
from duty.models import Breach, Leave, OnlineCheck, Punch, Shift, Swap
from tests.pages.world import AUGUST, client_of

SEPTEMBER = Month(2026, 9)
MINE = "/points/2026-09/"
BESIDE = {"HX-Request": "true", "HX-Target": "beside"}


def person(number: str) -> Employee:
    return Employee.objects.get(employee_no=number)


def at(text: str) -> datetime:
    """`7 08:00`: a moment of September 2026."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-09-{int(day):02} {clock}").replace(tzinfo=SHANGHAI)


def shift(number: str, day: int, sign_in: str = "", sign_out: str = "") -> Shift:
    """A shift of 08:00 to 16:00 with its punches."""
    for clock, direction in ((sign_in, "in"), (sign_out, "out")):
        if clock:
            Punch.objects.create(employee=person(number), time=at(f"{day} {clock}"), direction=direction)
    return Shift.objects.create(employee=person(number), start=at(f"{day} 08:00"), end=at(f"{day} 16:00"), post="duty office")


@pytest.fixture
def september(db: None) -> None:
    """S1, of N1's team: late, early, without a signature, on leave, truant with a leave that came too late, offline, gone.

    S2 gave one away.
    """
    me, foreman = person("S1"), person("N1")
    Employee.objects.filter(employee_no="S1").update(manager=foreman)
    Employee.objects.filter(employee_no="N1").update(manager=person("N2"))
    shift("S1", 1, "08:10", "16:00")
    shift("S1", 2, "08:00", "15:50")
    shift("S1", 3, "08:00")
    away = shift("S1", 4)
    Leave.objects.create(employee=me, start=away.start, end=away.end, kind="comp", approved_at=at("1 12:00"), approver=foreman)
    late = shift("S1", 7)
    Leave.objects.create(employee=me, start=late.start, end=late.end, kind="annual", approved_at=at("7 09:00"), approver=foreman)
    online = shift("S1", 8, "08:00", "16:00")
    OnlineCheck.objects.bulk_create(OnlineCheck(employee=me, time=online.start + timedelta(hours=n), online=False) for n in (1, 2, 3))
    Breach.objects.create(employee=me, time=at("9 12:00"), recorded_by=foreman, note="gone for an hour")
    given = shift("S2", 10)
    Swap.objects.create(
        employee=person("S2"),
        shift_start=given.start,
        to_employee=me,
        accepted_at=at("5 08:00"),
        approved_at=at("5 09:00"),
        approver=foreman,
    )
    Punch.objects.create(employee=me, time=at("10 08:05"), direction="in")
    shift("S1", 20)


def page(role: str, url: str, *, beside: bool = False, language: str = "en") -> str:
    return client_of(role, language=language).get(url, headers=BESIDE if beside else {}).content.decode()


def entries(text: str) -> list[str]:
    """Where the entries of a month open."""
    return list(dict.fromkeys(re.findall(r'href="(/points/[^"]*/A\d-[^"]+/)"', text)))


def test_a_my_month_names_each_entry_its_points_and_what_is_left(september: None) -> None:
    text = page("staff", MINE)
    for said in (
        "Came late",
        "Left early",
        "A signature is missing",
        "Personal or comp leave",
        "Absent without leave",
        "Chat client offline",
    ):
        assert said in text
    assert "Left the post without arrangement" in text
    assert "Provisional" in text
    assert "reached" in text


def test_a10_a_good_month_says_how_far_the_next_threshold_is() -> None:
    text = page("staff", MINE)
    assert "No points taken" in text
    assert "5.0 to go" in text
    assert "8.0 to go" in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_every_entry_opens_down_to_its_rows(september: None, language: str) -> None:
    found = entries(page("staff", MINE))
    assert [url.split("/")[-2].split("-")[0] for url in found] == ["A2", "A3", "A4", "A5", "A6", "A8", "A6", "A4", "A2"]
    for url in found:
        beside = page("staff", url, beside=True, language=language)
        assert "<html" not in beside
        assert "grid-table" in beside, url
        assert "<html" in page("staff", url, language=language)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (0, ["08:10", "10 min", "signs in after the start loses 0.5 points", "points for being late"]),
        (4, ["Annual leave", "N1"]),
        (5, ["09:00", "10:00", "11:00"]),
        (6, ["gone for an hour", "N1"]),
        (7, ["S2", "Swaps", "08:05"]),
    ],
)
def test_a_what_an_entry_rests_on_is_there(september: None, entry: int, said: list[str]) -> None:
    beside = page("staff", entries(page("staff", MINE))[entry], beside=True)
    assert [words for words in said if words not in beside] == []


@pytest.mark.parametrize("role", ["foreman", "supervisor", "manager", "hr", "auditor"])
def test_o4_who_leads_the_team_sees_the_same_month(september: None, role: str) -> None:
    text = page(role, "/points/team/2026-09/S1/")
    assert "Came late" in text
    assert "Came late" in page(role, entries(text)[0], beside=True)


@pytest.mark.parametrize("role", ["staff", "colleague", "administrator", "operations"])
def test_o4_colleagues_and_others_never_see_it(september: None, role: str) -> None:
    mine = entries(page("staff", MINE))[0].replace("/points/2026-09/", "/points/team/2026-09/S1/")
    assert [client_of(role).get(url).status_code for url in ("/points/team/2026-09/S1/", mine)] == [404, 404]


def listed(role: str, query: str = "") -> list[str]:
    return re.findall(r'href="/points/team/2026-09/([^/"]+)/"', page(role, f"/points/team/2026-09/{query}"))


def test_o4_a_team_list_holds_exactly_the_team(september: None) -> None:
    prepare_month(month=SEPTEMBER)
    assert listed("foreman") == ["N1", "S1"]
    assert listed("supervisor") == ["N1", "N2", "S1"]
    assert {"S2", "X1", "G1"} <= set(listed("hr"))


def test_the_team_list_is_sorted_searched_and_picked_by_what_it_leads_to(september: None) -> None:
    prepare_month(month=SEPTEMBER)
    assert listed("supervisor", "?sort=score") == ["S1", "N1", "N2"]
    assert listed("supervisor", "?action=penalty") == ["S1"]
    assert listed("supervisor", "?find=n2") == ["N2"]


def test_a11_the_close_of_a_month_counts_and_each_number_leads_to_as_many_rows(september: None) -> None:
    prepare_month(month=SEPTEMBER)
    text = page("hr", "/points/close/2026-09/")
    found = dict(re.findall(r'href="(/points/close/2026-09/missing/\?kind=\w+)".*?<span class="figure">(\d+)</span>', text, re.DOTALL))
    assert found["/points/close/2026-09/missing/?kind=breach"] == "1"
    for url, count in found.items():
        assert len(re.findall(r'href="/points/team/2026-09/[^/"]+/"', page("hr", url))) == int(count), url


def test_a11_the_close_says_how_far_the_month_is_and_where_it_goes_on() -> None:
    assert "Computed" in page("hr", "/points/close/2026-08/")
    assert 'href="/pay-runs/2026-08/"' in page("hr", "/points/close/2026-08/")
    assert ['action="/points/close/2026-08/prepare/"' in page(role, "/points/close/2026-08/") for role in ("hr", "auditor")] == [
        True,
        False,
    ]
    assert "/prepare/" not in page("hr", "/points/close/2026-07/")


def test_a_month_that_is_computed_but_not_closed_stays_provisional_for_its_people() -> None:
    assert "Provisional" in page("staff", f"/points/{AUGUST}/")
    assert "Closed" in page("staff", "/points/2026-07/")


@pytest.mark.parametrize("entry", ["x", "A2-", "A2-99999999999999999999", "%00", "A2-1-1", "<script>"])
def test_an_entry_that_does_not_exist_is_not_there(entry: str) -> None:
    assert client_of("staff").get(f"{MINE}{entry}/").status_code == 404


def test_the_home_page_of_a_foreman_shows_who_is_missing_and_who_is_near_a_threshold(september: None) -> None:
    prepare_month(month=SEPTEMBER)
    shift("S1", 15)
    Punch.objects.create(employee=person("N1"), time=at("15 07:55"), direction="in")
    shift("N1", 15)
    text = page("foreman", "/")
    today = text.partition('id="tile-team-today"')[2].partition("</section>")[0]
    assert re.findall(r"<dd>\s*(\d+)\s*</dd>", today) == ["1", "2", "0", "1"]
    assert "S1 S1" in today
    assert "S1 S1" in text.partition('id="tile-team-points"')[2].partition("</section>")[0]


def test_the_home_page_of_staff_shows_the_shift_taken_over_and_not_the_one_given_away(september: None) -> None:
    given = shift("S1", 17)
    Swap.objects.create(
        employee=person("S1"),
        shift_start=given.start,
        to_employee=person("S2"),
        accepted_at=at("5 08:00"),
        approved_at=at("5 09:00"),
        approver=person("N1"),
    )
    assert "09-17 08:00–16:00" in page("colleague", "/")
    assert "09-17 08:00–16:00" not in page("staff", "/")
    assert "09-20 08:00–16:00" in page("staff", "/")
