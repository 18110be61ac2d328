"""Pages of people, policy, calendar, regulations and imports in use (docs/rulebook.md O3-O5, P marks, D2; issue 8, part 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from csd.models import CalendarDay, Department, Employee, PolicyValue, RoleAssignment, Terms, UnexpectedError
from csd.people import selectors as organisation
from tests.pages.world import by_number, client_of

AMOUNT = "2,111.61"


def text(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode()


def read(role: str, url: str) -> str:
    """A page as somebody sees it."""
    answer = client_of(role).get(url)
    assert answer.status_code == 200
    return text(answer)


def form_of(role: str, url: str, **typed: str) -> dict[str, str]:
    """What a form sends: what stands in it, with what was typed instead."""
    page = read(role, url).split('class="panel-body form-page"')[1].split("</form>")[0]
    fields = {
        name: value for name, value in re.findall(r'<input[^>]*? name="(\w+)"(?:[^>]*? value="([^"]*)")?', page) if "csrf" not in name
    }
    for name, body in re.findall(r'<select[^>]*? name="(\w+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>\s?(.*?)</textarea>', page, re.S):
        fields[name] = body
    return fields | typed


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test looks for itself."""
    cache.clear()
    yield
    cache.clear()


def listed(role: str, query: str = "") -> list[str]:
    """The numbers of the list of people."""
    return re.findall(r'href="/people/([^/"]+)/">', read(role, f"/people/{query}"))


@pytest.mark.parametrize(
    ("role", "numbers"),
    [("staff", ["S1"]), ("foreman", ["N1", "S1"]), ("supervisor", ["N1", "N2", "S1"]), ("manager", ["L1", "M1", "N1", "N2", "S1", "S2"])],
)
def test_o4_the_list_has_whom_one_sees(role: str, numbers: list[str]) -> None:
    assert listed(role) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?state=left", ["L1"]),
        ("?department=OP&state=here", ["G1", "O1"]),
        ("?department=OP", ["G1", "O1"]),
        ("?find=s1", ["S1"]),
        ("?sort=number&down=on&find=N", ["N2", "N1"]),
    ],
)
@pytest.mark.parametrize("named", [0, 1, organisation.NAMED_MAX])
def test_the_list_is_searched_and_sifted(query: str, numbers: list[str], named: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation, "NAMED_MAX", named)
    assert listed("auditor", query) == numbers


@pytest.mark.parametrize("named", [0, organisation.NAMED_MAX])
def test_a_department_has_the_people_of_those_below_it_as_the_terms_of_the_day_say(named: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisation, "NAMED_MAX", named)
    operations, sales = (Department.objects.get(code=code) for code in ("OP", "CS"))
    there = listed("auditor", "?department=CS")
    assert there
    Department.objects.filter(pk=sales.pk).update(parent=operations)
    assert set(listed("auditor", "?department=OP")) == {"G1", "O1", *there}
    assert listed("auditor", "?department=CS") == there
    last = Terms.objects.filter(employee__employee_no="S1").order_by("effective_from").last()
    for since, department in (("2026-09-10", operations), ("2100-01-01", sales)):
        Terms.objects.create(
            **{f.name: getattr(last, f.name) for f in Terms._meta.fields if f.name != "id"}
            | {"effective_from": since, "department": department, "batch": None}
        )
    assert listed("auditor", "?department=CS") == [number for number in there if number != "S1"]


@pytest.mark.parametrize("typed", ["s1", "S1", "1", " s1 ", "S", "1 S", "s1 s1", "%", "_", "\\", "s%1", "İ"])
def test_what_is_looked_for_stands_in_number_or_name_word_for_word(typed: str) -> None:
    found = [
        p.employee_no
        for p in Employee.objects.order_by("employee_no")
        if any(typed.strip().lower() in text.lower() for text in (p.employee_no, p.name))
    ]
    assert listed("auditor", "?" + urlencode({"find": typed})) == found


@pytest.mark.parametrize(
    ("role", "sees"), [("hr", True), ("finance", True), ("staff", True), ("manager", False), ("administrator", False), ("foreman", False)]
)
def test_o4_amounts_of_terms_are_for_hr_finance_and_oneself(role: str, sees: bool) -> None:
    assert (AMOUNT in read(role, "/people/S1/")) is sees


def test_o4_a_change_shows_before_and_after_and_amounts_only_to_who_may() -> None:
    url = "/people/S1/terms/add/"
    sent = form_of("hr", url, effective_from="2026-10-01", base_salary="2345.67")
    assert "The terms are saved" in text(client_of("hr").post(url, sent, follow=True))
    assert "2345.67" in read("finance", "/people/S1/")
    assert "2,345.67" in read("finance", "/people/S1/")
    assert "2345.67" not in read("manager", "/people/S1/")
    assert "still to come" in read("manager", "/people/S1/")


def test_p17_terms_in_an_approved_month_are_refused_by_name_and_what_was_typed_stays() -> None:
    url = "/people/S1/terms/add/"
    answer = client_of("hr").post(url, form_of("hr", url, effective_from="2026-07-15", position="Lead"))
    assert answer.status_code == 422
    assert "2026-07 is approved" in text(answer)
    assert 'value="Lead"' in text(answer)
    assert Terms.objects.filter(employee__employee_no="S1").count() == 1


def test_a_form_that_a_colleague_was_quicker_with_says_who_changed_what_and_can_be_sent_again() -> None:
    url = "/people/S2/change/"
    old = form_of("hr", url, phone="13900000000")
    Employee.objects.filter(employee_no="S2").update(phone="13800000000")
    answer = client_of("hr").post(url, old)
    assert answer.status_code == 422
    assert "13800000000" in text(answer)
    assert 'value="13900000000"' in text(answer)
    again = old | {"seen": re.search(r'name="seen" value="(\w+)"', text(answer))[1]}  # type: ignore[index]
    assert client_of("hr").post(url, again).status_code == 302
    assert by_number("S2").phone == "13900000000"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("nobody", "There is nobody with the number “nobody”"), ("N1\0", "Null characters"), ("s2", "reports to"), ("N2", "")],
)
def test_attack_a98_a_line_manager_is_typed_by_number(typed: str, said: str) -> None:
    Employee.objects.filter(employee_no="S2").update(manager=by_number("S1"))
    answer = client_of("hr").post("/people/S1/change/", form_of("hr", "/people/S1/change/", manager=typed))
    assert answer.status_code == (422 if said else 302)
    assert said in text(answer)


@pytest.mark.parametrize("value", ["", "0", "x" * 101, "\u202e<script>alert(1)</script>", "{{7*7}}", "王😀", "a\0b"])
def test_bad_names_are_refused_or_kept_as_text(value: str) -> None:
    answer = client_of("hr").post("/people/S2/change/", form_of("hr", "/people/S2/change/", name=value))
    assert answer.status_code in {302, 422}
    assert "<script>alert" not in read("hr", "/people/S2/")


def test_the_administrator_gives_and_ends_roles_with_a_trace() -> None:
    url = "/people/S2/roles/add/"
    assert client_of("administrator").post(url, {"role": "auditor", "since": "2026-09-15"}).status_code == 302
    given = RoleAssignment.objects.get(employee__employee_no="S2")
    client_of("administrator").post(
        f"/people/S2/roles/{given.pk}/", form_of("administrator", f"/people/S2/roles/{given.pk}/", until="2026-09-30")
    )
    page = read("administrator", "/people/S2/")
    assert page.count("D1 D1") == 2
    assert "2026-09-30" in page


def policy_form(**typed: str) -> dict[str, str]:
    """The form of the meal allowance."""
    return form_of("general manager", "/policy/meal/set/", effective_from="2026-09-01", value="333", **typed)


def test_a_value_is_set_only_after_what_it_touches_was_shown() -> None:
    looked = client_of("general manager").post("/policy/meal/set/", policy_form())
    page = text(looked)
    assert not PolicyValue.objects.filter(value="333").exists()
    assert "September 2026" in page
    assert "Meal allowance" in page
    sent = policy_form(looked="2026-09-01 333")
    assert client_of("general manager").post("/policy/meal/set/", sent).status_code == 302
    assert PolicyValue.objects.get(value="333").set_by == by_number("G1")
    assert "333.00" in read("hr", "/policy/?on=2026-09-01&find=meal")
    assert "333.00 from 2026-09-01" in read("hr", "/policy/?on=2026-08-31&find=meal")


def test_what_a_value_touches_names_months_to_be_computed_again() -> None:
    page = text(client_of("general manager").post("/policy/meal/set/", policy_form() | {"effective_from": "2026-08-01"}))
    assert "August 2026" in page
    assert "September 2026" not in page


def test_p17_a_value_for_an_approved_month_is_refused_when_it_is_looked_at() -> None:
    answer = client_of("general manager").post("/policy/meal/set/", policy_form() | {"effective_from": "2026-07-01"})
    assert answer.status_code == 422
    assert "2026-07 is approved" in text(answer)


def test_d2_a_day_is_entered_shown_and_given_back() -> None:
    url = "/calendar/2026-10-12/"
    client_of("hr").post(url, form_of("hr", url, kind="rest", source="Notice 7"))
    assert "Notice 7" in read("staff", "/calendar/?year=2026")
    assert "H1 H1" in read("finance", url)
    client_of("finance").post(url, form_of("finance", url, kind=""))
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("day", ["2026-13-01", "1999-01-01", "2026-1-1", "20261012", "x", "2026-10-12T00"])
def test_a_day_that_is_none_is_not_there(day: str) -> None:
    assert client_of("hr").get(f"/calendar/{day}/").status_code == 404


@pytest.mark.parametrize("year", ["2027", "1900", "99999", "x", "\u0662\u0660\u0662\u0667", "-1", ""])
def test_any_year_asked_for_is_a_page(year: str) -> None:
    assert client_of("staff").get("/calendar/", {"year": year}).status_code == 200


def test_d2_a_year_that_is_not_published_says_so_and_is_confirmed() -> None:
    assert "is not published yet" in read("hr", "/calendar/?year=2027")
    assert "Confirm 2027 as it stands" not in read("staff", "/calendar/?year=2027")
    page = text(client_of("hr").post("/calendar/2027/confirm/", follow=True))
    assert "The calendar of 2027 is confirmed" in page


def test_o5_a_regulation_is_read_acknowledged_and_counted() -> None:
    assert "To be read" in read("staff", "/regulations/")
    assert "I have read this version" in read("staff", "/regulations/9001/")
    client_of("staff").post("/regulations/9001/versions/1/acknowledge/")
    assert "Acknowledged" in read("staff", "/regulations/")
    people = "/regulations/9001/versions/1/people/"
    assert "S1" in read("hr", f"{people}?who=yes")
    assert ">S1<" not in read("hr", f"{people}?who=no")


def test_o5_the_general_manager_refuses_with_a_reason_that_the_manager_reads() -> None:
    answer = client_of("general manager").post("/proposals/9001/decide/", {"answer": "refuse"})
    assert answer.status_code == 422
    client_of("general manager").post("/proposals/9001/decide/", {"answer": "refuse", "reason": "not yet proven"})
    assert "not yet proven" in read("manager", "/proposals/9001/")


def test_o5_a_manager_proposes_for_their_own_people_only() -> None:
    sent = form_of("manager", "/proposals/add/", kind="reward", what="200", reason="saved an order")
    assert client_of("manager").post("/proposals/add/", sent | {"employee": "F1"}).status_code == 422
    assert client_of("manager").post("/proposals/add/", sent | {"employee": "S2"}).status_code == 302
    assert client_of("manager").post("/proposals/add/", sent | {"employee": "S2"}).status_code == 302
    listed = set(re.findall(r'href="(/proposals/\d+/)"', read("general manager", "/proposals/?state=open")))
    assert len(listed) == 2


def test_an_import_names_its_files_with_rows_and_checksum() -> None:
    (address,) = re.findall(r'href="(/imports/\d+/)"', read("auditor", "/imports/"))
    page = read("auditor", address)
    assert "employees.csv" in page
    assert re.search(r"\b[0-9a-f]{64}\b", page)


@pytest.mark.parametrize(
    "url",
    [
        "/people/%00/",
        "/departments/%00/",
        "/policy/%00/",
        "/people/S1/terms/99999999999999999999999/",
        "/regulations/99999999999999999999/",
    ],
)
def test_attacks_a85_a86_addresses_that_name_nothing_are_not_there(url: str) -> None:
    assert client_of("hr").get(url).status_code == 404


def test_attack_a95_an_unexpected_error_has_a_number_and_keeps_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("secret 123.45")

    monkeypatch.setattr("csd.loading.views.batch_by_id", fails)
    page = text(client_of("auditor").get("/imports/1/"))
    kept = UnexpectedError.objects.get()
    assert kept.number in page
    assert (kept.error, kept.page, kept.login) == ("ValueError", "import", "U1")
    assert "123.45" not in page + kept.place + kept.error
    assert "csd/loading/views.py" in kept.place


@pytest.mark.parametrize("url", ["/departments/", "/departments/CS/change/", "/calendar/2026-08-04/"])
def test_in_chinese_a_thing_is_not_named_like_a_person(url: str) -> None:
    page = text(client_of("hr", language="zh-hans").get(url))
    assert ("名称" in page, "姓名" in page) == (True, False)


def test_in_chinese_a_person_is_not_named_like_a_thing() -> None:
    for role, url in {"hr": "/people/", "finance": "/pay-runs/2026-08/people/"}.items():
        page = text(client_of(role, language="zh-hans").get(url))
        assert ("姓名" in page, "名称" in page) == (True, False), url
