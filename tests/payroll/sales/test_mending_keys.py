"""Keys and names from before the rule: listed, mended with history, refused where two become one, and left where a month is approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Model
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from csd.access.users import user_by_login
from csd.errors import NotAllowed, Refused
from csd.key_repair.selectors import odd_keys
from csd.key_repair.services import Rename, mend_keys
from csd.loading import key_cells, known
from csd.loading.services import load_company
from csd.models import Attempt, Department, Employee, User
from csd.months import Month
from hazmat.substances.models import Substance
from payroll.exports.month import month_files
from payroll.sales.models import Campaign, Sale
from tests.payroll.small import Company

LATER = date(2026, 9, 20)
SEALED, OPEN, LOST = '="O1"', '="O2"', "2.0261E+14"
IN_JULY, COMING = "ＫＦ001", "ＫＦ003"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """July approved, August computed, with keys loaded as they were written; undone at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield company_of_before(tmp_path_factory.mktemp("company"))
        transaction.set_rollback(True)


@pytest.fixture
def older(made: Company, db: None) -> Company:
    """The same; what a test changes of it is taken back."""
    return made


def company_of_before(folder: Path) -> Company:
    """Load and close it."""
    company = Company(folder).person("L1", "LO", plan="order_pool", weight="1").person("S1", plan="sales_percent")
    company.person(IN_JULY).person(COMING, hire="2026-09-01")
    company.add("departments", code="ＬＸ", name="\ufeff仓库", kind="other")
    company.add("substances", code="ＲＡＴ", name="鼠药\u200b", unit="g")
    for month, campaign in (("07", "双１２"), ("08", "双１１")):
        company.add("campaigns", campaign=campaign, month=f"2026-{month}", owner_no="S1", budget="1")
    company.sale(SEALED, "2026-07-02", "S1", "100").sale(SEALED, "2026-08-02", "S1", "100", kind="refund")
    company.sale(OPEN, "2026-08-03", "S1", "100", campaign="双１１").sale("O2", "2026-08-03", "S1", "20").sale(
        LOST, "2026-08-04", "S1", "7"
    )
    with pytest.MonkeyPatch.context() as before:
        before.setattr(known, "clean_key", lambda cell, limit: cell)
        before.setattr(key_cells, "clean_name", lambda cell, limit: cell)
        company.close(months=2)
    User.objects.create_user(COMING, employee=Employee.objects.get(employee_no=COMING))
    return company


@pytest.fixture(autouse=True)
def _in_english_later() -> object:
    with translation.override("en"), time_machine.travel(LATER, tick=False):
        yield


def said(*arguments: str) -> list[str]:
    """What a command answers."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def row(model: type[Model], **fields: str) -> int:
    return int(model._default_manager.filter(**fields).order_by("pk").values_list("pk", flat=True)[0])


def july() -> dict[str, str]:
    return month_files(Attempt.objects.get(month=Month(2026, 7), sealed=True))


def keys_there() -> set[str]:
    return {key.value for key in odd_keys()}


def test_they_are_listed_with_what_becomes_of_each(older: Company) -> None:
    stays = "an approved month counts it, so it stays as it is"
    lost = "is a number that has lost its last digits; format the column as text in the spreadsheet and enter it anew"
    sale = row(Sale, order_no=LOST)
    assert said("keys") == [
        f"departments.code {row(Department, code='ＬＸ')}: “ＬＸ” becomes “LX”",
        f"departments.name {row(Department, code='ＬＸ')}: “\\xfeff仓库” becomes “仓库”",
        f"employees.employee_no {row(Employee, employee_no=IN_JULY)}: “{IN_JULY}” would be “KF001”: {stays}",
        f"employees.employee_no {row(Employee, employee_no=COMING)}: “{COMING}” becomes “KF003”",
        f"campaigns.campaign {row(Campaign, code='双１１')}: “双１１” becomes “双11”",
        f"campaigns.campaign {row(Campaign, code='双１２')}: “双１２” would be “双12”: {stays}",
        f"sales.order_no {sale}: “{LOST}” {lost}; say what it shall be with mend_keys --rename sales.order_no {sale} NEW",
        f"sales.order_no {row(Sale, order_no=SEALED)}: “{SEALED}” × 2 would be “O1”: {stays}",
        f"sales.order_no {row(Sale, order_no=OPEN)}: “{OPEN}” becomes “O2”",
        f"substances.code {row(Substance, code='ＲＡＴ')}: “ＲＡＴ” becomes “RAT”",
        f"substances.name {row(Substance, code='ＲＡＴ')}: “鼠药\\x200b” becomes “鼠药”",
        "11 keys and names break the rule.",
    ]


def test_without_apply_nothing_is_changed(older: Company) -> None:
    before = keys_there()
    assert said("mend_keys", "--as", "H1")[-1] == "7 would be changed, 4 left as they are. Nothing was changed: add --apply."
    assert keys_there() == before


def test_what_can_be_is_mended_with_history_and_what_is_sealed_stays(older: Company) -> None:
    before = july()
    assert said("mend_keys", "--as", "H1", "--apply")[-2:] == [
        "7 changed, 4 left as they are.",
        "Compute anew what is computed and not approved yet: 2026-08.",
    ]
    assert keys_there() == {IN_JULY, "双１２", SEALED, LOST}
    assert july() == before
    assert list(Sale.objects.order_by("date", "pk").values_list("order_no", flat=True)) == [SEALED, SEALED, "O2", "O2", LOST]
    assert Sale.objects.get(amount=100, order_no="O2").campaign == Campaign.objects.get(code="双11")
    event = Employee.objects.get(employee_no="KF003").events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert (event.employee_no, event.pgh_context.metadata["who"], event.pgh_context.metadata["reason"]) == (COMING, "H1 H1", "mend_keys")


def test_a_login_follows_its_number_and_either_spelling_signs_in(older: Company) -> None:
    assert [user.login for user in map(user_by_login, (COMING, "kf003")) if user] == [COMING, COMING]
    mend_keys(actor=Employee.objects.get(employee_no="H1"))
    assert [user.login for user in map(user_by_login, (COMING, "kf003")) if user] == ["KF003", "KF003"]


def test_the_folder_of_before_loads_again_after_it_and_changes_nothing(older: Company) -> None:
    Sale.objects.filter(order_no=LOST).delete()
    sales = older.folder / "sales.csv"
    sales.write_text(
        "".join(line for line in sales.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith(LOST)), encoding="utf-8"
    )
    mend_keys(actor=Employee.objects.get(employee_no="H1"))
    assert load_company(folder=older.folder, loaded_by="H1").changes == 0


def test_where_two_would_become_one_nothing_is_changed_and_both_are_named(older: Company) -> None:
    Employee.objects.create(employee_no="KF003", name="客丙", hire_date=LATER)
    number = row(Employee, employee_no=COMING)
    with pytest.raises(CommandError) as refused:
        said("mend_keys", "--as", "H1", "--apply")
    assert str(refused.value).splitlines() == [
        f"employees.employee_no {number}: “{COMING}” would become “KF003”, which “KF003 客丙” is",
        "Nothing was changed: no two rows can have one key. Say with --rename what these shall be.",
    ]
    assert OPEN in keys_there()
    said("mend_keys", "--as", "H1", "--apply", "--rename", "employees.employee_no", str(number), "KF 004", "--rename", "sales.order_no",
         str(row(Sale, order_no=LOST)), "20261")  # fmt: skip
    assert Employee.objects.get(pk=number).employee_no == "KF 004"
    assert keys_there() == {IN_JULY, "双１２", SEALED}


@pytest.mark.parametrize(
    ("rename", "why"),
    [
        (Rename("employees.employee_no", 0, "X1"), "employees.employee_no 0 is no key that breaks the rule."),
        (Rename("nothing", 1, "X1"), "nothing 1 is no key that breaks the rule."),
    ],
)
def test_only_what_breaks_the_rule_is_renamed(older: Company, rename: Rename, why: str) -> None:
    with pytest.raises(Refused, match=why):
        mend_keys(actor=Employee.objects.get(employee_no="H1"), renames=[rename])


def test_of_two_people_with_one_unfit_name_only_the_one_that_is_meant_gets_another(older: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE csd_employee SET name = %s WHERE employee_no IN ('S1', 'L1')", ["\u200b"])
    one, other = row(Employee, employee_no="S1"), row(Employee, employee_no="L1")
    rename = ["--rename", "employees.name", str(one), "张三"]
    call_command("mend_keys", "--as", "F1", "--apply", *rename, stdout=StringIO())
    assert Employee.objects.get(pk=one).name == "张三"
    assert Employee.objects.get(pk=other).name == "\u200b"
    assert [key.row for key in odd_keys() if key.column.place == "employees.name"] == [other]


def test_what_is_sealed_is_not_renamed_either(older: Company) -> None:
    sealed = Rename("sales.order_no", row(Sale, order_no=SEALED), "O9")
    with pytest.raises(Refused, match="stays: an approved month counts it"):
        mend_keys(actor=Employee.objects.get(employee_no="H1"), renames=[sealed])


def test_who_may_not_load_a_company_mends_nothing(older: Company) -> None:
    with pytest.raises(NotAllowed):
        mend_keys(actor=Employee.objects.get(employee_no="S1"))
    assert OPEN in keys_there()
