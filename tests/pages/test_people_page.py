"""Everybody in a month beside the month before (docs/rulebook.md P17): sorted, sifted, searched, paged; and what there is to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import timezone

from csd.database.rows import execute
from csd.lists.asked import Asked
from csd.lists.listing import rows_for_export
from csd.models import Attempt, Employee, PolicyValue
from csd.organisation.standing import standing_of
from payroll.review import lists, people
from payroll.review import selectors as review
from payroll.review.comparison import went_on_from
from payroll.review.people import pair_of
from payroll.review.selectors import KINDS, review_of
from payroll.runs.selectors import run_of
from tests.pages.world import AUGUST, client_of, names

PEOPLE, RUN = "/pay-runs/2026-08/people/", "/pay-runs/2026-08/"
EVERYBODY = ["D1", "F1", "F2", "G1", "H1", "L1", "M1", "N1", "N2", "O1", "S1", "S2", "U1"]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test counts for itself."""
    cache.clear()
    yield
    cache.clear()


def numbers(query: str = "") -> list[str]:
    """The employee numbers of a page, in order."""
    page = client_of("finance").get(PEOPLE + query).content.decode()
    return re.findall(r'href="/pay-runs/2026-0[78]/people/([^/"]+)/"', page)


def test_everybody_with_a_payslip_is_there_by_number() -> None:
    assert numbers() == EVERYBODY


def test_it_is_sorted_by_what_is_asked_for_and_back() -> None:
    assert numbers("?sort=net&down=on")[0] == "G1"
    assert numbers("?sort=net&down=on") == numbers("?sort=net")[::-1]
    assert numbers("?sort=change&down=on")[0] == "S1"


@pytest.mark.parametrize("more", [{}, {"more": "1"}, {"find": "1"}])
def test_by_change_the_same_people_stand_there_with_the_same_figures_portion_by_portion(more: dict[str, str]) -> None:
    who = standing_of(Employee.objects.get(employee_no="F1"), timezone.localdate())
    execute("UPDATE csd_employee SET name = '王' || employee_no")

    def rows(**order: str) -> list[Mapping[str, Any]]:
        asked = Asked.read(lists.PEOPLE, who, {**more, **order})
        return [row for portion in rows_for_export(asked, who, {**more, "month": str(AUGUST)}, 3) for row in portion]

    by_number, by_change = rows(), rows(sort="change")
    assert len(by_number) > 1
    assert sorted(by_change, key=lambda row: row["employee_no"]) == by_number
    assert [row["change"] for row in by_change] == sorted(row["change"] for row in by_number)
    assert rows(sort="change", down="on") == by_change[::-1]
    assert [row["change"] for row in by_number] == [row["net"] - (row["net_before"] or 0) for row in by_number]


def test_a_month_before_that_was_computed_since_is_what_the_change_is_shown_and_sorted_against(monkeypatch: pytest.MonkeyPatch) -> None:
    execute(f"UPDATE payroll_payslip SET net_before = net - 70000 WHERE id = {N1}")
    assert numbers("?sort=change&down=on")[0] == "N1"
    assert "70,000.00" in client_of("finance").get(PEOPLE + "?find=N1").content.decode()
    monkeypatch.setattr(people, "went_on_from", lambda attempt, before: False)
    assert numbers("?sort=change&down=on")[0] == "S1"
    assert "70,000.00" not in client_of("finance").get(PEOPLE + "?find=N1").content.decode()


@pytest.mark.parametrize("computing", [{"pk": 9}, {"finished_at": 3}, {"finished_at": None}])
def test_p15_a_computing_went_on_from_what_was_there_when_it_began(computing: dict[str, Any]) -> None:
    july, august = {"pk": 4, "started_at": 0, "finished_at": 2}, Attempt(pk=5, started_at=2, finished_at=4)
    assert went_on_from(august, Attempt(**july))
    assert not went_on_from(august, Attempt(**july | computing))


@pytest.mark.parametrize("mark", ['["0.00", "A1"]', "x"])
def test_a_link_from_yesterday_whose_place_means_nothing_now_shows_the_first_page(mark: str) -> None:
    assert numbers("?" + urlencode({"sort": "change", "after": mark})) == numbers("?sort=change")


def test_it_is_searched_by_number_and_name_and_signs_stand_for_themselves() -> None:
    assert numbers("?find=s") == ["S1", "S2"]
    assert numbers("?find=%25") == []
    assert numbers("?find=_") == []


COLUMNS = (
    "attempt_id, terms_id, provisional, gross, net, carry_after, months_in_year, gross_in_year, insurance_in_year, special_in_year, "
    "tax_in_year, trace"
)
N1 = (
    "(SELECT s.id FROM payroll_payslip s JOIN csd_attempt a ON a.id = s.attempt_id JOIN csd_employee e ON e.id = s.employee_id"
    " WHERE e.employee_no = 'N1' AND a.month = '2026-08-01')"
)
# what happens to N1's payslip of August, or for `new` a copy of it to X1, and who is shown then
CHANGES = {
    "new": (
        f"INSERT INTO payroll_payslip (employee_id, {COLUMNS}) SELECT (SELECT id FROM csd_employee WHERE employee_no = 'X1'), {COLUMNS}"
        f" FROM payroll_payslip WHERE id = {N1}"
    ),
    "gone": f"DELETE FROM payroll_payslipline WHERE payslip_id = {N1}; DELETE FROM payroll_payslip WHERE id = {N1}",
    "negative": f"UPDATE payroll_payslip SET net = -1 WHERE id = {N1}",
    "below": f"UPDATE payroll_payslip SET gross = 100 WHERE id = {N1}",
    "provisional": f"UPDATE payroll_payslip SET provisional = true WHERE id = {N1}",
}


@pytest.fixture(params=[0, review.NAMED_MAX], ids=["too many to name", "few"])
def few_or_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """People of a kind named, or each asked."""
    monkeypatch.setattr(review, "NAMED_MAX", request.param)


@pytest.mark.usefixtures("few_or_many")
@pytest.mark.parametrize("kind", CHANGES)
def test_p17_what_there_is_to_look_at_is_counted_and_leads_to_its_rows(kind: str) -> None:
    before = numbers(f"?only={kind}")
    cache.clear()
    for statement in CHANGES[kind].split(";"):
        execute(statement)
    shown = numbers(f"?only={kind}")
    assert set(shown) - set(before) == {"X1" if kind == "new" else "N1"}
    page = client_of("finance").get(RUN).content.decode()
    assert re.search(rf'only={kind}"><span class="count">{len(shown)}</span>', page)


@pytest.mark.usefixtures("few_or_many")
def test_p17_the_change_that_counts_is_typed_or_the_policys() -> None:
    assert numbers("?more=1") == ["S1", "S2"]
    assert numbers("?more=99") == []
    assert review_of(pair_of(run_of(AUGUST).attempt)).more == 20
    PolicyValue.objects.create(key="review_change", effective_from="2026-08-01", value="0.01")
    assert review_of(pair_of(run_of(AUGUST).attempt)).counts["moved"] == 2


@pytest.mark.usefixtures("few_or_many")
def test_p8_who_takes_a_large_part_of_a_pool_is_shown() -> None:
    attempt = run_of(AUGUST).attempt
    execute("INSERT INTO payroll_pool (attempt_id, name, amount, facts) VALUES (%s, 'bonus:staff', 100, '{}')", [attempt.pk])
    share = (
        "INSERT INTO payroll_poolshare (pool_id, employee_id, weight, amount) SELECT max(p.id), e.id, 1, %s"
        " FROM payroll_pool p, csd_employee e WHERE e.employee_no = %s AND p.name = 'bonus:staff' GROUP BY e.id"
    )
    for number, amount in (("S1", 30), ("S2", "30.01")):
        execute(share, [amount, number])
    assert numbers("?only=share") == ["S2"]


@pytest.mark.parametrize("asked", [*({"only": kind} for kind in KINDS), {"more": "20"}])
def test_of_a_month_that_is_not_computed_there_is_nobody_of_any_kind(asked: dict[str, str]) -> None:
    who = standing_of(Employee.objects.get(employee_no="F1"), timezone.localdate())
    arguments = {**asked, "month": "2026-11"}
    assert list(rows_for_export(Asked.read(lists.PEOPLE, who, asked), who, arguments)) == []


def test_every_kind_has_a_count() -> None:
    assert set(review_of(pair_of(run_of(AUGUST).attempt)).counts) == set(KINDS)


@pytest.mark.parametrize(
    "query",
    [
        "?sort=x",
        "?only=x",
        "?more=x",
        "?more=-1",
        "?more=1e9",
        "?after=x",
        "?after=[]",
        "?after=%00",
        "?after=[1,2,3]",
        "?find=" + "x" * 999,
    ],
)
def test_an_address_that_makes_no_sense_is_a_page_all_the_same(query: str) -> None:
    assert client_of("finance").get(PEOPLE + query).status_code == 200


def test_the_exceptions_of_a_month_are_listed_by_what_is_the_matter() -> None:
    assert names(client_of("hr").get("/pay-runs/2026-08/exceptions/?code=no_terms"), "X1")
    assert not names(client_of("hr").get("/pay-runs/2026-08/exceptions/?code=rule_failed"), "X1")
