"""ID and bank numbers are nowhere in the database as they are: not in tables, not in history, not in other columns (ASVS V11, V14)."""

from __future__ import annotations

import csv
from datetime import date
from importlib import import_module
from pathlib import Path

import pghistory
import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, transaction

from csd.database.encryption import is_encrypted_newly
from csd.database.roles import as_owner
from csd.database.rows import execute, rows_of
from csd.installation.configuration import new_field_key
from csd.loading.issues import FolderRefused
from csd.loading.services import load_company
from csd.models import AuthenticatorApp, Employee, PersonalData, User
from csd.organisation.personal_data import with_bank_account
from csd.signin.services import key_rotation
from csd.signin.services.key_rotation import keys_in_use, rotate
from tests.payroll.small import Company

ONE, TWO = new_field_key("one"), new_field_key("two")
ID, ACCOUNT, OTHER, SEED = "11010119900307761X", "6222020200112233445", "6228480402564890018", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSD_FIELD_KEYS", ONE)


def write(folder: Path, account: str = ACCOUNT) -> Path:
    """A company whose A1 has an ID number and an account."""
    Company(folder).person("A1").write()
    path = folder / "employees.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        known = row["employee_no"] == "A1"
        row.update(id_number=ID if known else "", bank_name="ICBC" if known else "", bank_account=account if known else "")
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Loaded; A1 had another account before."""
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("whole") else "db")
    load_company(folder=write(tmp_path, OTHER), loaded_by="F1")
    person = PersonalData.objects.get(employee__employee_no="A1")
    person.bank_account = ACCOUNT
    person.save()
    return write(tmp_path)


def everything() -> str:
    tables = rows_of("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return "\n".join(str(rows_of(f'SELECT t::text FROM "{table}" t')) for (table,) in tables)


def test_a_dump_of_all_tables_has_none_of_the_numbers(company: Path) -> None:
    AuthenticatorApp.objects.create(user=User.objects.create_user("A1", employee=Employee.objects.get(employee_no="A1")), seed=SEED)
    dump = everything()
    assert "ICBC" in dump
    assert [secret for secret in (ID, ACCOUNT, OTHER, SEED) if secret in dump] == []


def test_the_search_through_a_dump_finds_what_is_written_as_it_is(company: Path) -> None:
    execute("UPDATE csd_personaldata SET bank_name = %s", [ACCOUNT])
    assert ACCOUNT in everything()


def test_the_program_reads_them(company: Path) -> None:
    person = PersonalData.objects.get(employee__employee_no="A1")
    assert (person.id_number, person.bank_account) == (ID, ACCOUNT)


def test_history_keeps_what_was_and_the_program_reads_it(company: Path) -> None:
    event = pghistory.models.Events.objects.tracks(PersonalData.objects.get(employee__employee_no="A1")).get()
    assert event.pgh_label == "update"
    kept = PersonalData.pgh_event_model.objects.get()
    assert (kept.id_number, kept.bank_account) == (ID, OTHER)


def test_loading_the_same_again_changes_nothing_and_another_number_is_an_error(company: Path) -> None:
    assert load_company(folder=company, loaded_by="F1").batch_id is None
    with pytest.raises(FolderRefused) as refused:
        load_company(folder=write(company, OTHER), loaded_by="F1")
    sentence = str(refused.value.issues[0])
    assert ("“…0018”" in sentence, "“…3445”" in sentence, ACCOUNT in sentence) == (True, True, False)


def test_while_keys_change_the_same_number_is_still_the_same(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSD_FIELD_KEYS", f"{TWO},{ONE}")
    assert load_company(folder=company, loaded_by="F1").batch_id is None
    assert [person.employee_no for person in with_bank_account(ACCOUNT)] == ["A1"]
    assert with_bank_account(OTHER) == []


def test_rows_are_not_looked_up_by_a_sealed_column(company: Path) -> None:
    with pytest.raises(FieldError):
        PersonalData.objects.filter(bank_account=ACCOUNT).exists()


def sealed() -> list[str]:
    return [
        value
        for row in rows_of(
            "SELECT id_number, bank_account FROM csd_personaldata UNION ALL SELECT id_number, bank_account FROM csd_personaldataevent"
        )
        for value in row
        if value
    ]


@pytest.mark.whole
@pytest.mark.django_db(transaction=True)
def test_after_new_keys_everything_is_sealed_with_the_newest_and_history_has_no_new_row(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSD_FIELD_KEYS", f"{TWO},{ONE}")
    events = rows_of("SELECT count(*) FROM csd_personaldataevent")
    assert rotate(portion=1) == 2
    assert all(map(is_encrypted_newly, sealed()))
    assert keys_in_use() == {"two": 4}
    assert rows_of("SELECT count(*) FROM csd_personaldataevent") == events
    monkeypatch.setenv("CSD_FIELD_KEYS", TWO)
    assert PersonalData.objects.get(employee__employee_no="A1").bank_account == ACCOUNT
    assert [person.employee_no for person in with_bank_account(ACCOUNT)] == ["A1"]


@pytest.mark.whole
@pytest.mark.django_db(transaction=True)
def test_a_change_of_keys_that_was_killed_is_taken_up_again(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(name: str) -> None:
        raise SystemExit(name)

    monkeypatch.setenv("CSD_FIELD_KEYS", f"{TWO},{ONE}")
    with monkeypatch.context() as killed:
        killed.setattr(key_rotation, "fault_point", die)
        with pytest.raises(SystemExit):
            rotate(portion=1)
    assert {is_encrypted_newly(value) for value in sealed()} == {True, False}
    assert PersonalData.objects.get(employee__employee_no="A1").id_number == ID
    call_command("rotate_keys")
    assert all(map(is_encrypted_newly, sealed()))


@pytest.mark.django_db(transaction=True)
def test_numbers_that_lay_open_before_are_sealed_by_the_migration_in_history_too() -> None:
    migration = import_module("csd.migrations.0011_seal_personal_data")
    employee = Employee.objects.create(employee_no="A1", name="A1", hire_date=date(2020, 1, 1))
    execute(
        (
            "INSERT INTO csd_personaldata (employee_id, id_number, bank_name, bank_account, gender, id_number_mark, bank_account_mark)"
            " VALUES (%s, %s, 'ICBC', '', '', '', '')"
        ),
        [employee.pk, ID],
    )
    execute("UPDATE csd_personaldata SET bank_account = %s", [ACCOUNT])
    assert ID in everything()
    with as_owner(), transaction.atomic():
        migration.change(connection.schema_editor(), migration.sealed)
    assert [secret for secret in (ID, ACCOUNT) if secret in everything()] == []
    found, kept = PersonalData.objects.get(), PersonalData.pgh_event_model.objects.get()
    assert (found.id_number, found.bank_account, kept.id_number, kept.bank_account) == (ID, ACCOUNT, ID, "")
    assert [person.employee_no for person in with_bank_account(ACCOUNT)] == ["A1"]
