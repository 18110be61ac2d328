"""The administration: every model for every role by plain SQL, nothing written."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.urls import reverse

from csd.administration.base import FirstPages, ScopedAdmin
from csd.database.rows import rows_of
from csd.models import Employee, ProposalDecision, RoleAssignment, Terms
from tests.pages.world import CAST, by_number, client_of

SEE_ALL = {"hr", "finance", "finance, computed it", "auditor", "administrator", "general manager"}
WATCH = SEE_ALL - {"administrator"}
LEADERS = {"foreman", "supervisor", "manager", "operations", "general manager"}
OPENS = SEE_ALL | LEADERS | {"operator"}
TEAM = {
    "foreman": "'N1', 'S1'",
    "supervisor": "'N2', 'N1', 'S1'",
    "manager": "'M1', 'N1', 'N2', 'S1', 'S2', 'L1'",
    "operations": "'O1', 'G1'",
}
OPERATORS = {"administrator", "auditor", "operator"}
IMPORTS = {"hr", "finance", "finance, computed it", "auditor", "administrator", "operator"}
# model → who sees all of its rows; people and proposals are scoped below
SEEN = {
    "csd.department": SEE_ALL,
    "csd.employee": SEE_ALL,
    "csd.terms": SEE_ALL - {"administrator"},
    "csd.roleassignment": SEE_ALL,
    "csd.calendarday": SEE_ALL | {"manager", "operations"},
    "csd.calendaryear": SEE_ALL | {"manager", "operations"},
    "csd.policyvalue": SEE_ALL | {"manager", "operations"},
    "csd.proposal": {"hr", "auditor", "general manager", "manager"},
    "csd.regulationversion": OPENS - {"operator"},
    "csd.importbatch": IMPORTS,
    "csd.importfile": IMPORTS,
    "csd.attempt": WATCH | {"operator"},
    "csd.chunk": WATCH | {"operator"},
    "csd.signinattempt": OPERATORS,
    "csd.user": OPERATORS,
    "csd.unexpectederror": OPERATORS,
    "django_celery_beat.periodictask": OPERATORS,
    "payroll.run": WATCH | {"operator"},
}
MODELS = {model._meta.label_lower: model for model in admin.site._registry}


def ids_by_sql(label: str, role: str) -> set[str]:
    """The keys that a role sees of a model, by plain SQL."""
    table, key = MODELS[label]._meta.db_table, MODELS[label]._meta.pk.column
    if label == "csd.employee" and role in TEAM:
        return {str(pk) for (pk,) in rows_of(f"SELECT id FROM csd_employee WHERE employee_no IN ({TEAM[role]})")}
    return {str(pk) for (pk,) in rows_of(f"SELECT {key} FROM {table}")} if role in SEEN[label] else set()


def url_of(label: str, action: str, *arguments: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{action}", args=arguments)


def ids_on_pages(label: str, role: str, query: str = "?all=") -> set[str]:
    """The keys that the list links to."""
    url = url_of(label, "changelist")
    answer = client_of(role).get(url + query)
    return set(re.findall(rf'{url}([^/"]+)/change/', answer.content.decode())) if answer.status_code == 200 else set()


def test_every_model_admin_is_ours_and_none_writes_by_a_form() -> None:
    assert set(MODELS) == set(SEEN)
    for found in admin.site._registry.values():
        assert isinstance(found, ScopedAdmin)
        for name in ("has_add_permission", "has_change_permission", "has_delete_permission", "get_queryset", "lookup_allowed"):
            assert getattr(type(found), name) is getattr(ScopedAdmin, name)


def test_attack_a94_an_admin_of_a_package_is_not_taken() -> None:
    admin.site.register(RoleAssignment._meta.get_field("employee").model, ModelAdmin)
    assert isinstance(admin.site._registry[RoleAssignment], ScopedAdmin)


@pytest.mark.parametrize("role", CAST)
@pytest.mark.parametrize("label", sorted(SEEN))
def test_o4_a_role_sees_of_a_model_exactly_the_rows_that_plain_sql_says(label: str, role: str) -> None:
    expected = ids_by_sql(label, role)
    assert ids_on_pages(label, role) == expected
    assert ids_on_pages(label, role, "?_popup=1&all=") == expected
    status = client_of(role).get(url_of(label, "changelist")).status_code
    assert status == (404 if role not in OPENS else 200 if sees(label, role) else 403)


def sees(label: str, role: str) -> bool:
    """Whether the model is there at all for a role that opens the administration."""
    scoped = {"csd.employee": OPENS - {"operator"}, "csd.proposal": SEEN["csd.proposal"] | {"operations"}}
    return role in scoped.get(label, SEEN[label])


@pytest.mark.parametrize("role", CAST)
@pytest.mark.parametrize("label", sorted(set(SEEN) - {"csd.chunk", "csd.signinattempt", "csd.calendarday", "csd.calendaryear"}))
@pytest.mark.parametrize("action", ["change", "history", "delete"])
def test_o4_a_record_and_its_history_are_there_where_the_row_is_and_deleting_never(label: str, role: str, action: str) -> None:
    visible = ids_by_sql(label, role)
    for (key,) in rows_of(f"SELECT {MODELS[label]._meta.pk.column} FROM {MODELS[label]._meta.db_table} ORDER BY 1 LIMIT 3"):
        status = client_of(role).get(url_of(label, action, key)).status_code
        if str(key) in visible and action != "delete":
            assert status == 200
        else:
            assert status in {302, 403, 404}
            assert status != 302 or str(key) not in visible


@pytest.mark.parametrize("role", ["general manager", "hr", "operator", "manager"])
@pytest.mark.parametrize("label", sorted(SEEN))
def test_attack_a97_nothing_is_added_changed_or_deleted(label: str, role: str) -> None:
    table = MODELS[label]._meta.db_table
    before = rows_of(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
    keys = [key for (key,) in rows_of(f"SELECT {MODELS[label]._meta.pk.column} FROM {table} ORDER BY 1 LIMIT 1")]
    client = client_of(role)
    answers = [client.post(url_of(label, "add"), {"name": "x", "_saveasnew": "1"}).status_code]
    for key in keys:
        answers += [
            client.post(url_of(label, action, key), {"post": "yes", "_saveasnew": "1"}).status_code for action in ("change", "delete")
        ]
    client.post(url_of(label, "changelist"), {"action": "delete_selected", "_selected_action": keys, "post": "yes"})
    assert 200 not in answers
    assert rows_of(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t") == before


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ("csd.employee", "phone__startswith=1"),
        ("csd.employee", "manager__terms__base_salary__gte=1"),
        ("csd.employee", "terms__base_salary__gte=1"),
        ("csd.user", "password__startswith=p"),
        ("csd.roleassignment", "employee__terms__base_salary__gte=1"),
        ("csd.attempt", "frozen__parameters__has_key=meal"),
        ("csd.attempt", "failure__contains=1"),
        ("csd.terms", "_connector=OR"),
    ],
)
def test_attack_a17_a_filter_that_the_list_does_not_offer_is_refused(label: str, query: str) -> None:
    assert client_of("auditor").get(f"{url_of(label, 'changelist')}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["e=1", "q=%00", "o=99", "p=999999", "role__exact=x", "_to_field=id", "_facets=True", "role__exact=hr&role__exact=x"]
)
def test_attack_a97_corners_of_the_list_are_pages_or_refusals_and_never_wider(query: str) -> None:
    answer = client_of("auditor").get(f"{url_of('csd.roleassignment', 'changelist')}?{query}", follow=True)
    assert answer.status_code in {200, 400}


def test_a_list_turns_no_more_pages_than_anybody_does_and_search_finds_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FirstPages, "PAGES_MAX", 2)
    monkeypatch.setattr(ScopedAdmin, "list_per_page", 1)
    first, second = ids_on_pages("csd.employee", "auditor", "?p=1"), ids_on_pages("csd.employee", "auditor", "?p=2")
    assert len(first | second) == 2
    assert client_of("auditor").get(f"{url_of('csd.employee', 'changelist')}?p=3").status_code == 302
    assert ids_on_pages("csd.employee", "auditor", "?q=U1") == {str(by_number("U1").pk)}


@pytest.mark.parametrize("field", ["password", "login", "employee__phone", "name"])
def test_attack_a97_a_list_is_not_read_by_another_key(field: str) -> None:
    assert client_of("auditor").get(f"{url_of('csd.employee', 'changelist')}?_popup=1&_to_field={field}").status_code == 400


@pytest.mark.parametrize(
    ("role", "found"), [("auditor", {"S1", "S2"}), ("foreman", {"S1"}), ("manager", {"S1", "S2"}), ("operations", set())]
)
def test_attack_a23_autocomplete_finds_whom_the_role_sees(role: str, found: set[str]) -> None:
    address = reverse("admin:autocomplete") + "?app_label=csd&model_name=employee&field_name=manager&term=S"
    answer = client_of(role).get(address)
    numbers = {by_id(entry["id"]) for entry in answer.json()["results"]}
    assert numbers == found


def by_id(key: str) -> str:
    return Employee.objects.get(pk=key).employee_no


@pytest.mark.parametrize("role", ["administrator", "manager", "foreman", "operations"])
def test_o4_amounts_of_terms_are_nowhere_for_who_may_not_see_them(role: str) -> None:
    amounts = {str(amount) for (amount,) in rows_of("SELECT base_salary FROM csd_terms WHERE base_salary > 1000")}
    text = "".join(client_of(role).get(url_of(label, "changelist")).content.decode() for label in SEEN)
    assert {amount for amount in amounts if amount in text} == set()
    assert any(amount in client_of("auditor").get(url_of("csd.terms", "changelist")).content.decode() for amount in amounts)


def test_actions_call_services_and_only_for_who_may() -> None:
    url, rows = url_of("csd.employee", "changelist"), [by_number("S2").pk]
    for role in ("auditor", "manager", "hr"):
        client_of(role).post(url, {"action": "end_today", "_selected_action": rows}, follow=True)
        assert (by_number("S2").leave_date is not None) is (role == "hr")


def test_an_action_reaches_only_rows_that_one_sees() -> None:
    url = url_of("csd.proposal", "changelist")
    client_of("manager").post(url, {"action": "accept", "_selected_action": [9001]})
    assert not ProposalDecision.objects.exists()
    client_of("general manager").post(url, {"action": "accept", "_selected_action": [9001], "select_across": "1"})
    assert ProposalDecision.objects.get().decided_by == by_number("G1")


def test_history_shows_what_was_before_and_who_changed_it() -> None:
    client_of("hr").post("/people/S2/change/", stamped("S2", phone="13800000000"))
    page = client_of("auditor").get(url_of("csd.employee", "history", by_number("S2").pk)).content.decode()
    assert "13800000000" in page
    assert "H1 H1" in page


def stamped(number: str, **sent: str) -> dict[str, str]:
    """What the form of a person's record sends."""
    page = client_of("hr").get(f"/people/{number}/change/").content.decode()
    return {"name": number, "seen": re.search(r'name="seen" value="(\w+)"', page)[1], **sent}  # type: ignore[index]


@pytest.mark.parametrize("role", CAST)
def test_the_queue_is_there_for_operators(role: str) -> None:
    assert client_of(role).get(reverse("admin:queue")).status_code == (200 if role in OPERATORS else 404)


@pytest.mark.parametrize("name", ["password_change", "password_change_done"])
def test_attack_a94_passwords_are_not_changed_past_the_shell(name: str) -> None:
    assert client_of("auditor").get(reverse(f"admin:{name}")).status_code == 404


@pytest.mark.parametrize("address", ["index", "queue", "csd_employee_changelist"])
def test_the_administration_has_no_inline_script_or_style(address: str) -> None:
    text = client_of("auditor").get(reverse(f"admin:{address}")).content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", text) == []
    assert "css/admin.css" in text


def test_terms_are_counted_once() -> None:
    assert len(ids_on_pages("csd.terms", "auditor")) == Terms.objects.count()
