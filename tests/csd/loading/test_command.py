"""`manage.py load_company` as a person meets it: what it prints, where, in which language, how it ends; who may load."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from csd.management.commands import load_company as command
from csd.models import ImportBatch, Role
from tests.csd.loading.child import run
from tests.csd.loading.folders import Folder
from tests.people import person, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(transactional_db: None, folder: Folder) -> Folder:
    """A folder whose rows another process may load."""
    return folder


def load(folder: Folder, **options: Any) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("load_company", folder.path, stdout=output, stderr=StringIO(), **options)
    return output.getvalue()


def test_errors_are_lines_of_their_own_on_stderr_and_the_exit_code_is_1(outside: Folder) -> None:
    outside.add("policy", "2026-01-01,lates,1")
    outside.add("costs", "2026-07,other,-1,,")
    lines = (
        "policy.csv:2: key: “lates” is no policy key; `manage.py policy` lists them all\n"
        "costs.csv:2: amount: “-1” is negative; 0 or more is needed\n"
        "Nothing was loaded: 2 errors in the folder.\n"
    )
    assert run("load_company", outside.path) == (1, "", lines)


def test_in_a_chinese_terminal_the_errors_are_chinese(outside: Folder) -> None:
    outside.add("costs", "2026-07,other,-1,,")
    code, _output, errors = run("load_company", outside.path, LANG="zh_CN.UTF-8")
    assert (code, errors.splitlines()[0]) == (1, "costs.csv:2: amount: “-1”是负数，须大于或等于 0")


def test_what_was_loaded_is_said_and_that_a_second_time_nothing_is_new(outside: Folder) -> None:
    outside.add("terms", "E1,2026-01-01,CS,,staff,senior,9999,none,,,,,,")
    code, output, errors = run("load_company", outside.path)
    assert (code, output.splitlines()[1:3]) == (
        0,
        ["employees.csv: 3 rows: 3 added, 0 changed, 0 there already", "terms.csv: 4 rows: 4 added, 0 changed, 0 there already"],
    )
    assert output.splitlines()[-1].endswith(": 10 rows.")
    assert errors.startswith("warning: terms.csv:5: base_salary: 9999.00 is outside 2000 to 5000")
    assert run("load_company", outside.path)[:2] == (
        0,
        (
            "departments.csv: 2 rows: 0 added, 0 changed, 2 there already\n"
            "employees.csv: 3 rows: 0 added, 0 changed, 3 there already\n"
            "terms.csv: 4 rows: 0 added, 0 changed, 4 there already\n"
            "campaigns.csv: 1 rows: 0 added, 0 changed, 1 there already\n"
            "Nothing new: 10 rows are there already.\n"
        ),
    )


def test_ten_thousand_errors_are_shown_and_the_others_counted(folder: Folder) -> None:
    folder.add("punches", *["E9,2026-07-06 08:00:00,in"] * 10_500)
    folder.add("breaches", "E9,x,E1,")
    with pytest.raises(CommandError) as refused:
        load(folder)
    lines = str(refused.value).splitlines()
    assert (len(lines), lines[9_999]) == (10_002, "punches.csv:10001: employee_no: “E9” is neither in employees nor in the database")
    assert lines[-2:] == ["and 502 more errors", "Nothing was loaded: 10502 errors in the folder."]


def test_a_broken_file_of_people_makes_no_errors_in_files_that_refer_to_them(folder: Folder) -> None:
    folder.add("punches", "E9,2026-07-06 08:00:00,in")
    folder.raw("employees.csv", b"\xff\xfe")
    assert folder.errors() == ["employees.csv:1: file: is written in UTF-16; save it as CSV UTF-8"]


def test_without_as_the_account_of_the_system_is_who_loaded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "mei")
    load(folder)
    assert ImportBatch.objects.get().loaded_by == "mei (system)"


@pytest.mark.parametrize("error", [KeyError, OSError])
def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def nameless() -> str:
        raise error

    monkeypatch.setattr(command.getpass, "getuser", nameless)
    assert command.account().isdigit()


@pytest.mark.parametrize("role", [Role.HR, Role.FINANCE, Role.ADMINISTRATOR])
def test_o4_people_of_hr_finance_and_administration_may_load(folder: Folder, role: Role) -> None:
    with_role("P1", role)
    load(folder, actor="P1")
    assert ImportBatch.objects.get().loaded_by == "P1"


def test_o4_an_auditor_changes_nothing(folder: Folder) -> None:
    with_role("P1", Role.AUDITOR)
    with pytest.raises(CommandError, match=r"^P1 P1 may not do this\. It needs the right to load company folders\.$"):
        load(folder, actor="P1")
    assert not ImportBatch.objects.exists()


def test_who_does_not_exist_loads_nothing(folder: Folder) -> None:
    person("P1")
    with pytest.raises(CommandError, match=r"^There is no employee P2\.$"):
        load(folder, actor="P2")


def test_into_an_empty_database_somebody_of_the_folder_itself_may_load_it(folder: Folder) -> None:
    with pytest.raises(CommandError, match=r"^There is no employee E9\.$"):
        load(folder, actor="E9")
    assert not ImportBatch.objects.exists()
    load(folder, actor="E1")
    assert ImportBatch.objects.get().loaded_by == "E1"


def test_other_files_and_warnings_beyond_the_first_ten_thousand_are_mentioned(folder: Folder) -> None:
    folder.raw("movements.csv", "ref\n")
    assert load(folder).splitlines()[0] == "movements.csv is not read by this command"
