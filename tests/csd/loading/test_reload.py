"""Loading again: nothing new, more rows, other values under a key, the few cells that may change and who changed them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection

from csd.database.rows import rows_of
from csd.loading.registry import files_in_order
from csd.models import Employee, ImportBatch, ImportFile, PersonalData
from duty.models import OnlineCheck, Shift
from payroll.sales.models import Sale
from tests.csd.loading.folders import BASE, Folder, everything, header

SALE = "1,2026-07-06,E1,P,1,10.00,5.00,K,{},sale,C1"
ONE_OF_EACH = {spec.name: spec.sample for spec in files_in_order() if spec.name not in BASE}


@pytest.fixture
def full(folder: Folder) -> Folder:
    """A row of every file, loaded as import 1."""
    for name, row in ONE_OF_EACH.items():
        folder.add(name, row)
    folder.load(loaded_by="first")
    return folder


def test_the_same_folder_again_changes_nothing_and_makes_no_import(full: Folder) -> None:
    before = everything()
    result = full.load()
    assert (result.batch_id, result.changes, result.rows, everything()) == (None, 0, 9 + len(ONE_OF_EACH), before)


def test_every_row_points_to_its_import_with_who_folder_and_digests(full: Folder) -> None:
    batch = ImportBatch.objects.get()
    assert (batch.loaded_by, batch.folder, batch.files.count()) == ("first", str(full.path), 4 + len(ONE_OF_EACH))
    (file,) = ImportFile.objects.filter(name="sales.csv")
    assert (file.rows, file.added, file.updated) == (1, 1, 0)
    assert file.sha256 == hashlib.sha256((full.path / "sales.csv").read_bytes()).hexdigest()
    loaded = [
        model for model in apps.get_models() if any(field.name == "batch" for field in model._meta.local_fields) and model is not ImportFile
    ]
    strays = {
        model.__name__: model._default_manager.exclude(batch=batch).count() for model in loaded if not model.__name__.endswith("Event")
    }
    assert strays == dict.fromkeys(strays, 0)


def test_more_rows_are_added_in_an_import_of_their_own(full: Folder) -> None:
    full.add("punches", "E1,2026-07-06 16:00:00,out", "E2,2026-07-06 08:00:00,in")
    result = full.load(loaded_by="second")
    assert [(file.name, file.added) for file in result.files if file.added] == [("punches.csv", 2)]
    assert [batch.loaded_by for batch in ImportBatch.objects.order_by("id")] == ["first", "second"]


def test_fewer_rows_take_nothing_away(full: Folder) -> None:
    full.set("sales").set("punches").load()
    assert Sale.objects.count() == 1


def test_rows_without_a_key_are_compared_as_a_multiset(full: Folder) -> None:
    full.add("online_checks", *[ONE_OF_EACH["online_checks"]] * 2, "E1,2026-07-06 08:00:00,0,0", "E1,2026-07-06 08:00:00,1,0")
    full.load()
    assert [OnlineCheck.objects.filter(online=online).count() for online in (False, True)] == [4, 1]
    assert full.load().batch_id is None


def test_identical_lines_of_one_order_are_no_duplicates(folder: Folder) -> None:
    folder.add("sales", *[SALE.format("completed")] * 3)
    folder.load()
    assert (Sale.objects.count(), folder.load().batch_id) == (3, None)


def test_values_written_differently_are_the_same(full: Folder) -> None:
    full.set("sales", "1,2026-07-06,E1,P,1.000,10,5,K,completed,sale,C1").set("costs", "2026-07,promotion,1.50,C1,")
    assert full.load().batch_id is None


OTHER_VALUES = [
    ("departments", 0, "CS,客户部,customer_service,", "name: is “客户部” here and “客服部” in the database for CS"),
    ("employees", 1, "E2,王刚,2020-01-01,,E1,", "name: is “王刚” here and “王强” in the database for E2"),
    ("employees", 1, "E2,王强,2020-01-02,,E1,", "hire_date: is “2020-01-02” here and “2020-01-01” in the database for E2"),
    (
        "terms",
        0,
        "E1,2020-01-01,CS,,staff,senior,2001,none,,,,,,",
        "base_salary: is “2001.00” here and “2000.00” in the database for E1 2020-01-01",
    ),
    ("terms", 0, "E1,2020-01-01,FI,,staff,senior,2000,none,,,,,,", "department: is “FI” here and “CS” in the database for E1 2020-01-01"),
    ("campaigns", 0, "C1,2026-08,E1,100.00", "month: is “2026-08” here and “2026-07” in the database for C1"),
    ("roles", 0, "E1,hr,2020-01-01,", "to: is “” here and “2030-12-31” in the database for E1 hr 2020-01-01"),
    ("opening_balances", 0, "E1,2026,1,2,1,1,1,-5", "gross: is “2.00” here and “1.00” in the database for E1 2026"),
    ("score_history", 0, "2026-06,E1,6", "score: is “6.0” here and “5.5” in the database for 2026-06 E1"),
    (
        "shifts",
        0,
        "E1,2026-07-06 08:00:00,2026-07-06 17:00:00,门岗",
        "end: is “2026-07-06 17:00:00” here and “2026-07-06 16:00:00” in the database for E1 2026-07-06 08:00:00",
    ),
    ("nominations", 0, "2026-07,staff,E1,2", "weight: is “2.0000” here and “1.0000” in the database for 2026-07 staff E1"),
    ("policy", 0, "2026-07-01,order_rate:data,0.7", "value: is “0.7” here and “0.6” in the database for order_rate:data 2026-07-01"),
    ("calendar", 0, "2026-07-06,work,停电,公告", "kind: is “work” here and “rest” in the database for 2026-07-06"),
    ("substances", 0, "RAT,鼠药,kg,,,", "unit: is “kg” here and “g” in the database for RAT"),
]  # fmt: skip


def test_every_file_has_a_sample_line_of_its_own() -> None:
    """What loads as `full` above: a new kind of rows is tested by the line it is declared with."""
    assert {spec.name for spec in files_in_order() if not spec.sample} == set()


@pytest.mark.parametrize(("name", "place", "row", "problem"), OTHER_VALUES)
def test_another_value_under_a_key_that_is_there_is_an_error_that_names_both(
    full: Folder, name: str, place: int, row: str, problem: str
) -> None:
    rows = full.rows(name)
    full.set(name, *rows[:place], row, *rows[place + 1 :])
    assert full.errors() == [f"{name}.csv:{place + 2}: {problem}"]


def test_leave_date_phone_and_manager_change_and_who_changed_them_is_kept(full: Folder) -> None:
    full.set("employees", "E1,马敏,2020-01-01,,,13600000001", "E2,王强,2020-01-01,2027-01-31,E3,139", "E3,曹飞,2020-01-01,,E1,")
    result = full.load(loaded_by="second")
    assert [(file.name, file.added, file.updated, file.same) for file in result.files if file.updated] == [("employees.csv", 0, 2, 1)]
    now = Employee.objects.values_list("employee_no", "leave_date", "manager__employee_no", "phone").order_by("employee_no")
    assert [tuple(map(str, row)) for row in now] == [
        ("E1", "None", "None", "13600000001"),
        ("E2", "2027-01-31", "E3", "139"),
        ("E3", "None", "E1", ""),
    ]
    events = rows_of(
        "SELECT e.employee_no, c.metadata ->> 'who', (c.metadata ->> 'batch')::int FROM csd_employeeevent e JOIN pghistory_context c"
        " ON c.id = e.pgh_context_id ORDER BY 1"
    )
    assert events == [("E2", "second", result.batch_id), ("E3", "second", result.batch_id)]


def test_the_status_of_a_sale_changes_and_is_recorded(full: Folder) -> None:
    full.set("sales", SALE.format("cancelled")).load(loaded_by="second")
    assert [sale.status for sale in Sale.objects.all()] == ["cancelled"]
    assert rows_of(
        "SELECT e.status, c.metadata ->> 'who' FROM payroll_saleevent e JOIN pghistory_context c ON c.id = e.pgh_context_id"
    ) in (
        [("completed", "second")],
        [("cancelled", "second")],
    )


def test_of_identical_lines_only_as_many_change_as_are_written_otherwise(folder: Folder) -> None:
    folder.set("sales", *[SALE.format("pending")] * 3).load()
    result = folder.set("sales", SALE.format("completed"), *[SALE.format("pending")] * 2, SALE.format("completed")).load()
    assert [(file.added, file.updated) for file in result.files if file.name == "sales.csv"] == [(1, 1)]
    assert sorted(sale.status for sale in Sale.objects.all()) == ["completed", "completed", "pending", "pending"]


def test_a_manager_moved_into_a_circle_over_people_who_are_not_in_the_file_is_refused(full: Folder) -> None:
    full.set("employees", "E1,马敏,2020-01-01,,E2,13600000001")
    assert full.errors() == ["employees.csv:2: manager_no: “E2” leads back to E1 itself, in 2 steps"]


def test_departments_in_a_circle_are_each_named(folder: Folder) -> None:
    folder.add("departments", "A,A,other,B", "B,B,other,C", "C,C,other,A", "D,D,other,A")
    assert [error.split(" leads")[0] for error in folder.errors()] == [
        f"departments.csv:{line}: parent: “{above}”" for line, above in [(4, "B"), (5, "C"), (6, "A")]
    ]


def test_a_child_may_stand_before_its_parent(folder: Folder) -> None:
    folder.add("departments", "A,A,other,B", "B,B,other,")
    folder.add("employees", "E0,X,2020-01-01,,E8,", "E8,X,2020-01-01,,E1,")
    folder.load()
    assert Employee.objects.get(employee_no="E0").manager.employee_no == "E8"  # type: ignore[union-attr]


def test_personal_data_come_later_and_then_stand(full: Folder) -> None:
    line = "E1,马敏,2020-01-01,,,13600000001,{}\n"
    full.raw("employees.csv", f"{header('employees')},bank_account\n{line.format('622200001111')}")
    assert [(file.updated, file.same) for file in full.load().files if file.name == "employees.csv"] == [(1, 0)]
    assert PersonalData.objects.get().bank_account == "622200001111"
    assert full.load().batch_id is None
    full.raw("employees.csv", f"{header('employees')},bank_account\n{line.format('622200002222')}")
    assert full.errors() == ["employees.csv:2: bank_account: is “…2222” here and “…1111” in the database for E1"]


TWICE: list[tuple[str, str, str, str]] = [
    ("employees", "E4,A,2020-01-01,,,", "E4,B,2021-01-01,,,", "employee_no: line 5 says the same of E4"),
    ("departments", "A,A,other,", "A,A,other,", "code: line 4 says the same of A"),
    (
        "terms",
        "E1,2021-01-01,CS,,staff,senior,2000,none,,,,,,",
        "E1,2021-01-01,CS,,staff,senior,2100,none,,,,,,",
        "employee_no: line 5 says the same of E1 2021-01-01",
    ),
    ("punches", "E1,2026-07-06 08:00:00,in", "E1,2026-07-06 08:00:00,in", "employee_no: line 2 says the same of E1 2026-07-06 08:00:00 in"),
    ("nominations", "2026-07,staff,E1,1", "2026-07,staff,E1,2", "month: line 2 says the same of 2026-07 staff E1"),
    ("calendar", "2026-07-06,rest,,", "2026-07-06,work,,", "date: line 2 says the same of 2026-07-06"),
    ("policy", "2026-07-06,meal,1", "2026-07-06,meal,2", "key: line 2 says the same of meal 2026-07-06"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "first", "second", "problem"), TWICE, ids=[case[0] for case in TWICE])
def test_the_same_thing_twice_in_a_file_is_an_error_that_names_both_lines(
    folder: Folder, name: str, first: str, second: str, problem: str
) -> None:
    line = folder.add(name, first, second)
    assert folder.errors() == [f"{name}.csv:{line}: {problem}; it may stand here only once"]


def shift(start: str, end: str, person: str = "E1") -> str:
    """A shift of July 2026 between two `day hour`."""
    return f"{person},2026-07-{start}:00:00,2026-07-{end}:00:00,"


TIMES = {
    "the one inside the other": (
        [shift("06 08", "06 20"), shift("06 10", "06 12")],
        ["3: start: overlaps line 2: E1 is there from 2026-07-06 08:00:00 to 2026-07-06 20:00:00"],
    ),
    "the later line is to blame": (
        [shift("06 10", "06 12"), shift("06 08", "06 20")],
        ["3: start: overlaps line 2: E1 is there from 2026-07-06 10:00:00 to 2026-07-06 12:00:00"],
    ),
    "over midnight": (
        [shift("06 20", "07 08"), shift("07 07", "07 09")],
        ["3: start: overlaps line 2: E1 is there from 2026-07-06 20:00:00 to 2026-07-07 08:00:00"],
    ),
    "the same start": (
        [shift("06 08", "06 16"), shift("06 08", "06 12")],
        ["3: employee_no: line 2 says the same of E1 2026-07-06 08:00:00; it may stand here only once"],
    ),
    "a long one over two": ([shift("06 08", "08 08"), shift("06 10", "06 12"), shift("07 10", "07 12")], [
        "3: start: overlaps line 2: E1 is there from 2026-07-06 08:00:00 to 2026-07-08 08:00:00",
        "4: start: overlaps line 2: E1 is there from 2026-07-06 08:00:00 to 2026-07-08 08:00:00",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "problems"), TIMES.values(), ids=TIMES.keys())
def test_shifts_of_one_person_that_overlap_are_errors(folder: Folder, rows: list[str], problems: list[str]) -> None:
    folder.add("shifts", *rows)
    assert folder.errors() == [f"shifts.csv:{problem}" for problem in problems]


def test_shifts_that_meet_or_are_of_others_do_not_overlap(folder: Folder) -> None:
    folder.add("shifts", shift("06 08", "06 16"), shift("06 16", "06 20"), shift("06 08", "06 20", "E2"))
    folder.load()
    assert Shift.objects.count() == 3


def _before(folder: Folder) -> None:
    folder.add("shifts", shift("06 07", "06 09"))


def _inside(folder: Folder) -> None:
    folder.set("shifts", shift("06 09", "06 10"))


@pytest.mark.parametrize("change", [_before, _inside])
def test_shifts_that_overlap_one_in_the_database_are_errors(full: Folder, change: Callable[[Folder], None]) -> None:
    change(full)
    (error,) = full.errors()
    assert error.endswith("start: overlaps a shift in the database: E1 is there from 2026-07-06 08:00:00 to 2026-07-06 16:00:00")


def test_bases_outside_the_range_of_their_day_and_penalties_load_with_a_warning(folder: Folder) -> None:
    folder.add("policy", "2026-01-01,base_range:customer_service:senior,3000-4000", "2026-01-01,penalty,200", "2026-01-01,severe,0")
    folder.add(
        "terms",
        "E1,2025-12-31,CS,,staff,senior,5001,none,,,,,,",
        "E1,2026-01-01,CS,,staff,senior,2999.99,none,,,,,,",
        "E2,2026-01-01,CS,,staff,senior,4000,none,,,,,,",
    )
    folder.add("terms", "E3,2026-01-01,FI,,staff,senior,99999,none,,,,,,")
    assert [str(warning) for warning in folder.load().warnings] == [
        (
            "terms.csv:5: base_salary: 5001.00 is outside 2000 to 5000, the range of base_range:customer_service:senior on 2025-12-31 "
            "(P1); loaded all the same"
        ),
        (
            "terms.csv:6: base_salary: 2999.99 is outside 3000 to 4000, the range of base_range:customer_service:senior on 2026-01-01 "
            "(P1); loaded all the same"
        ),
        "policy.csv:3: value: penalty is “200”: an amount above 0 needs a version of the regulations that agrees it (P13)",
    ]
    assert folder.load().warnings == []


def test_after_a_load_the_session_is_as_it_was(folder: Folder) -> None:
    before = rows_of("SELECT current_setting('TimeZone'), current_setting('statement_timeout')")
    folder.load()
    assert rows_of("SELECT current_setting('TimeZone'), current_setting('statement_timeout')")[0][0] == before[0][0]
    assert connection.timezone_name == before[0][0]
