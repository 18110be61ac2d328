"""Keys and names of a folder: one spelling of each, the same from CSV and XLSX; rows from before the rule are recognised as they are."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from csd.key_repair.registry import KEY_COLUMNS
from csd.loading import known
from csd.loading.key_cells import Key, Name, OrderNumber
from csd.loading.registry import files_in_order
from csd.models import Department, Employee
from hazmat.substances.models import Substance
from payroll.sales.models import Campaign, Sale
from tests.csd.loading.books import cells, raw_book
from tests.csd.loading.folders import Folder, header

SALE = "{},2026-07-{:02},E1,雨伞,1,100.00,50.00,客,completed,{},"
# as a Taobao export has them: every order in a formula, the phone behind an apostrophe
WRAPPED = [
    SALE.format('="202610000000001"', 8, "sale"),
    SALE.format("202610000000001", 8, "sale"),
    SALE.format("202610000000002", 9, "sale"),
    SALE.format('="202610000000002"', 20, "refund"),
]
SPELLED = [
    "202610000000001",
    "202610000000001\u200b",
    "\ufeff202610000000001",
    "202610000000001\u200e",
    "２０２６１０００００００００１",
    "'202610000000001",
]
ODD_NAME, ODD_NUMBER, ODD_ORDER = "王\u200b 强", "ＫＦ003", '="202610000000009"'


def orders() -> set[str]:
    return set(Sale.objects.values_list("order_no", flat=True))


def as_taobao(folder: Folder) -> Folder:
    """The sales in GBK with the line ends of Windows."""
    return folder.raw("sales.csv", "".join(f"{row}\r\n" for row in [header("sales"), *WRAPPED]).encode("gbk"))


def test_an_order_in_the_wrapper_of_a_spreadsheet_is_the_same_order(folder: Folder) -> None:
    as_taobao(folder).add("employees", "E9,马九,2020-01-01,,,'13800000001", 'E8,马八,2020-01-01,,,="13800000002"')
    folder.load()
    assert orders() == {"202610000000001", "202610000000002"}
    assert set(Employee.objects.filter(employee_no__in=["E8", "E9"]).values_list("phone", flat=True)) == {"13800000001", "13800000002"}


def test_without_the_rule_it_would_be_another_order(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "clean_key", lambda cell, limit: cell)
    as_taobao(folder).load()
    assert len(orders()) == 4


def test_a_sheet_is_read_by_the_same_rule(folder: Folder) -> None:
    rows = [header("sales").split(","), *(row.split(",") for row in WRAPPED)]
    raw_book(folder.path / "sales.xlsx", "".join(cells(number, *map(escape, row)) for number, row in enumerate(rows, 1)))
    folder.load()
    assert orders() == {"202610000000001", "202610000000002"}


def test_invisible_and_full_width_signs_make_no_further_order_and_lost_digits_are_refused(folder: Folder) -> None:
    folder.add("sales", *(SALE.format(order, day, "sale") for day, order in enumerate(SPELLED, 1)))
    line = folder.add("sales", SALE.format("2.0261E+14", 13, "sale"))
    lost = "is a number that has lost its last digits; format the column as text in the spreadsheet and enter it anew"
    assert folder.errors() == [f"sales.csv:{line}: order_no: “2.0261E+14” {lost}"]
    folder.set("sales", *(SALE.format(order, day, "sale") for day, order in enumerate(SPELLED, 1))).load()
    assert (orders(), Sale.objects.count()) == ({"202610000000001"}, len(SPELLED))


def test_numbers_that_look_alike_are_one_person_everywhere(folder: Folder) -> None:
    folder.add("employees", "ＫＦ003,客丙,2025-01-01,,KF4\u200b,", "KF4\u200b,客丁,2025-01-01,,,", "kf005,客戊,2025-01-01,,,")
    folder.add(
        "sales", *(SALE.format(n, n, "sale").replace("E1", agent) for n, agent in enumerate(["KF003", '="ＫＦ003"', "KF4", "kf005"], 1))
    )
    folder.load()
    assert set(Employee.objects.exclude(employee_no__startswith="E").values_list("employee_no", flat=True)) == {"KF003", "KF4", "kf005"}
    assert list(Sale.objects.order_by("date").values_list("employee__employee_no", flat=True)) == ["KF003", "KF003", "KF4", "kf005"]
    assert Employee.objects.get(employee_no="KF003").manager == Employee.objects.get(employee_no="KF4")


def test_two_people_of_one_number_are_refused_with_both_lines(folder: Folder) -> None:
    first = folder.add("employees", "KF003,客丙,2025-01-01,,,")
    folder.add("employees", "ＫＦ003,客丁,2025-01-01,,,")
    assert folder.errors() == [f"employees.csv:{first + 1}: employee_no: line {first} says the same of KF003; it may stand here only once"]


@pytest.mark.parametrize("name", ["\u200b", "王\u202e五", "王\x07五"])
def test_a_name_that_nobody_can_read_is_refused(folder: Folder, name: str) -> None:
    line = folder.add("employees", f"E9,{name},2025-01-01,,,")
    assert [error.partition(": “")[0] for error in folder.errors()] == [f"employees.csv:{line}: name"]


def test_every_column_of_keys_and_names_is_looked_after() -> None:
    declared = {f"{spec.name}.{c.name}" for spec in files_in_order() for c in spec.columns if isinstance(c.kind, Key | OrderNumber | Name)}
    assert declared == set(KEY_COLUMNS)


@pytest.fixture
def older(folder: Folder) -> Folder:
    """A folder whose rows were loaded before there was a rule."""
    folder.add("employees", f"{ODD_NUMBER},{ODD_NAME},2025-01-01,,{ODD_NUMBER[:2]}4,", f"{ODD_NUMBER[:2]}4,客丁,2025-01-01,,,")
    folder.add("departments", "ＬＯ,\ufeff物流部,logistics,")
    folder.add("substances", "ＲＡＴ,鼠药\u200b,g,,,")
    folder.add("campaigns", f"双１１,2026-07,{ODD_NUMBER},1.00")
    folder.add("sales", SALE.format(ODD_ORDER, 1, "sale") + "双１１", SALE.format("7", 2, "sale").replace("E1", ODD_NUMBER))
    folder.load()
    Employee.objects.filter(employee_no="KF003").update(employee_no=ODD_NUMBER, name=ODD_NAME)
    Employee.objects.filter(employee_no="KF4").update(employee_no="ＫＦ4")
    Department.objects.filter(code="LO").update(code="ＬＯ", name="\ufeff物流部")
    Substance.objects.filter(code="RAT").update(code="ＲＡＴ", name="鼠药\u200b")
    Campaign.objects.filter(code="双11").update(code="双１１")
    Sale.objects.filter(order_no="202610000000009").update(order_no=ODD_ORDER)
    return folder


def test_a_folder_from_before_the_rule_loads_again_and_changes_nothing(older: Folder) -> None:
    result = older.load()
    assert (result.batch_id, result.changes) == (None, 0)


def test_what_is_added_to_it_meets_the_rows_that_are_there(older: Folder) -> None:
    older.set("sales", SALE.format("8", 3, "sale").replace("E1", "KF003") + "双11", SALE.format(ODD_ORDER, 4, "refund"))
    older.load()
    assert Sale.objects.get(order_no="8").employee.employee_no == ODD_NUMBER
    assert Sale.objects.get(order_no="8").campaign_id == Campaign.objects.get(code="双１１").pk
    assert Sale.objects.filter(order_no=ODD_ORDER).count() == 2


def test_the_same_people_in_plain_spelling_are_no_new_people(older: Folder) -> None:
    plain = [row.replace("ＫＦ", "KF") for row in older.rows("employees")]
    assert older.set("employees", *plain).load().changes == 0


@pytest.mark.parametrize("stored", [["ＫＦ007", "KF007\u200b"], ["KF007\u200b", "ＫＦ007"]], ids=["one way", "the other"])
def test_a_cell_that_may_mean_either_of_two_older_rows_is_refused(folder: Folder, stored: list[str]) -> None:
    for number in stored:
        Employee.objects.create(employee_no=number, name=number, hire_date="2020-01-01")
    folder.add("sales", SALE.format("X1", 8, "sale").replace(",E1,", ",KF007,"))
    assert any("may be either of two rows" in error for error in folder.errors())


def test_with_one_older_spelling_it_means_that_row(folder: Folder) -> None:
    Employee.objects.create(employee_no="ＫＦ007", name="K", hire_date="2020-01-01")
    folder.add("sales", SALE.format("X1", 8, "sale").replace(",E1,", ",KF007,"))
    folder.load()
    assert Sale.objects.get(order_no="X1").employee.employee_no == "ＫＦ007"
