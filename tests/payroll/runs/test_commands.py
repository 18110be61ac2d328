"""The commands of a month's run as docs/formats.md defines them: what they print, what they write, one clear line for what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation

from csd.database.rows import execute
from csd.models import Attempt
from payroll.exports.month import month_files
from payroll.runs.models import Run
from tests.payroll.cast import JULY, JUNE, NOW, who
from tests.payroll.recheck.test_explain_check import behind, person

Attempts = tuple[Attempt, Attempt]
pytestmark = pytest.mark.usefixtures("as_the_application")


def run(*words: str) -> str:
    """What a command prints, at nine o'clock on 10 August."""
    out = io.StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def refusal(*words: str) -> str:
    """The one line with which a command is refused."""
    with pytest.raises(CommandError) as error:
        run(*words)
    assert error.value.returncode == 1
    assert "\n" not in str(error.value)
    return str(error.value)


def test_run_status_is_one_line_of_month_state_parts_and_exceptions(closed: Attempts) -> None:
    assert run("run_status", "2026-07") == "2026-07 computed 10/10 0\n"
    assert run("run_status", "2026-06") == "2026-06 paid 10/10 0\n"
    assert run("run_status", "2026-05") == "2026-05 none 0/0 0\n"


def test_a_run_is_reviewed_approved_and_paid_by_commands(closed: Attempts) -> None:
    assert run("review_month", "2026-07", "--as", "FANG") == "2026-07 reviewed\n"
    assert run("approve_month", "2026-07", "--as", "GAO") == "2026-07 approved\n"
    assert run("pay_month", "2026-07", "--as", "FU") == "2026-07 paid\n"


def test_p16_approving_takes_the_reason_and_paying_names_the_receivables(closed: Attempts) -> None:
    run_of_july = Run.objects.get(month=JULY)
    assert run_of_july.attempt is not None
    execute("UPDATE payroll_payslip SET net = -5 WHERE attempt_id = %s AND employee_id = %s", [run_of_july.attempt.pk, who("A1").pk])
    assert "1 net amounts are below zero (A1 A1)" in refusal("approve_month", "2026-07", "--as", "GAO")
    assert run("approve_month", "2026-07", "--as", "GAO", "--accept-negative", "agreed") == "2026-07 approved\n"
    assert "A1: nothing is paid, 5.00 are a receivable" in run("pay_month", "2026-07", "--as", "FU")


REFUSED = {
    ("close_month", "2026-07", "--as", "AO", "--inline"): "AO AO may not do this. It needs the right to prepare pay runs.",
    ("close_month", "2026-07", "--as", "X", "--inline"): "There is no employee X.",
    ("close_month", "2026-13", "--as", "MEI", "--inline"): "“2026-13” is not a month like 2026-07.",
    ("close_month", "2026-06", "--as", "MEI", "--inline"): (
        "The pay run of 2026-06 is approved and never changes; correct it by an adjustment in a later month."
    ),
    ("close_month", "2026-08", "--as", "MEI", "--inline"): (
        "2026-08 is not over before 2026-09-01 00:00, the end of its last sign-out window."
    ),
    ("approve_month", "2026-07", "--as", "MEI"): "MEI MEI may not do this. It needs the right to approve pay runs.",
    ("approve_month", "2026-05", "--as", "GAO"): "There is no pay run of 2026-05 yet.",
    ("review_month", "2026-06", "--as", "FANG"): "The pay run of 2026-06 is “Paid”; this needs it to be “Computed”.",
    ("pay_month", "2026-07", "--as", "FANG"): "The pay run of 2026-07 is “Computed”; this needs it to be “Approved”.",
    ("run_status", "July"): "“July” is not a month like 2026-07.",
    ("run_status", "2026-7"): "“2026-7” is not a month like 2026-07.",
    ("run_status", "２０２６-07"): "“２０２６-07” is not a month like 2026-07.",
    ("explain_month", "2026-05", "--check"): "The pay run of 2026-05 has not been computed.",
    ("explain_month", "2026-07"): "Say whose slip to explain, or --check for all of them.",
    ("explain_month", "2026-07", "X"): "X has no payslip in 2026-07.",
    ("explain_month", "2026-07", "A1", "wage"): "There is no line wage.",
    ("explain_month", "2026-07", "waterfall", "base"): "There is no line base.",
    ("export_month", "2026-05", "out"): "The pay run of 2026-05 has not been computed.",
    ("audit_month", "2026-05"): "The pay run of 2026-05 has not been computed.",
    ("audit_month", "2026-07", "/nowhere"): "/nowhere/scores.csv cannot be read: No such file or directory",
    ("confirm_calendar", "2026", "--as", "MEI"): "The calendar of 2026 is published; enter the days that differ instead.",
    ("confirm_calendar", "99", "--as", "MEI"): "99 is not a year between 2000 and 2100.",
    ("confirm_calendar", "2050", "--as", "AO"): "AO AO may not do this. It needs the right to confirm the calendar.",
    ("policy", "--on", "2026-02-30"): "“2026-02-30” is not a date like 2026-07-01.",
}  # fmt: skip


@pytest.mark.parametrize(("words", "line"), REFUSED.items(), ids=[" ".join(words) for words in REFUSED])
def test_what_is_refused_is_one_line_and_exit_code_1(
    closed: Attempts, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], line: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert refusal(*words) == line


@pytest.mark.parametrize("words", [words for words in REFUSED if "/nowhere" not in words], ids=" ".join)
def test_and_in_chinese_for_whose_terminal_is(closed: Attempts, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    before = translation.get_language()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refusal(*words))
    assert translation.get_language() == before


def test_close_month_inline_computes_and_prints_a_summary(closed: Attempts) -> None:
    found = run("close_month", "2026-07", "--as", "FANG", "--inline")
    assert found.startswith("2026-07: 20 payslips, gross ")
    assert found.endswith("negative 0, exceptions 0\n")
    assert Attempt.objects.filter(month=JULY).count() == 2


def test_o4_close_month_tells_hr_no_amounts(closed: Attempts) -> None:
    assert run("close_month", "2026-07", "--as", "MEI", "--inline") == "2026-07: 20 payslips, negative 0, exceptions 0\n"


def test_close_month_no_wait_prints_the_id_and_leaves_it_to_the_workers(closed: Attempts) -> None:
    found = run("close_month", "2026-07", "--as", "MEI", "--no-wait")
    attempt = Attempt.objects.get(month=JULY, state="running")
    assert found == f"{attempt.pk}\n"
    assert run("run_status", "2026-07") == "2026-07 running 0/8 0\n"
    assert run("close_month", "2026-07", "--as", "FU", "--no-wait") == found


def test_close_month_joins_the_run_under_way(closed: Attempts) -> None:
    run("close_month", "2026-07", "--as", "MEI", "--no-wait")
    run("close_month", "2026-07", "--as", "FU", "--inline")
    assert Attempt.objects.filter(month=JULY).count() == 2
    assert run("run_status", "2026-07") == "2026-07 computed 10/10 0\n"


def test_close_month_that_fails_says_why(closed: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payroll.computing.finishing.audit", lambda attempt: ["nothing adds up"])
    assert refusal("close_month", "2026-07", "--as", "MEI", "--inline").endswith("Failed. finish: AuditFailed: nothing adds up")
    assert run("run_status", "2026-07") == "2026-07 failed 0/0 0\n"


def test_explain_month_prints_every_line_of_a_slip(closed: Attempts) -> None:
    found = run("explain_month", "2026-07", "A1").splitlines()
    assert found[:3] == [
        "base 3000.00  [P1@1] Base pay",
        "    Base salary × Working days employed ÷ Working days of the month, rounded to the fen",
        "    = 3000.00 × 22 ÷ 22, rounded to the fen",
    ] or found[0].startswith("base 3000.00  [P1@1]")
    assert any(line.startswith("net 4725.79  [P16@1]") for line in found)


def test_explain_month_prints_a_line_down_to_its_sales_and_policy(closed: Attempts) -> None:
    found = run("explain_month", "2026-07", "A1", "comm_sales")
    assert "comm_sales 1792.00  [P3@1]" in found
    assert found.count("2026-07-0") == 9
    assert "2026-07-1  2026-07-12  refund  -400.00  -50.00" in found
    assert "parameter sales_rate = 0.02" in found
    assert "comm_order" not in found


@pytest.mark.parametrize(("line", "row"), [("meal", "2026-01-01  400.00  tests"), ("holiday_duty", "480"), ("special", "exemplary  88.00")])
def test_explain_month_leads_to_the_rows_behind_a_line(closed: Attempts, line: str, row: str) -> None:
    assert row in run("explain_month", "2026-07", "A2" if line == "special" else "A1", line)


@pytest.mark.parametrize("number", ["A1", "A2", "C1", "L1", "S1", "GAO", "FANG", "waterfall"])
def test_p18_every_line_of_everybody_explains_itself_down_to_its_rows(closed: Attempts, number: str) -> None:
    lines = [line.split()[0] for line in run("explain_month", "2026-07", number).splitlines() if not line.startswith(" ")]
    assert len(lines) > 15
    for line in lines:
        assert run("explain_month", "2026-07", number, line).startswith(f"{line} ")


def test_explain_month_explains_the_waterfall(closed: Attempts) -> None:
    found = run("explain_month", "2026-07", "waterfall", "other")
    assert found.startswith("other 100.00  [P7@1]")
    assert "n  –  100.00" in found


def test_explain_month_check_says_that_all_is_well(closed: Attempts) -> None:
    assert run("explain_month", "2026-07", "--check").startswith("2026-07: every line of every slip was computed again")


def test_export_month_writes_the_three_files_whole(closed: Attempts, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert run("export_month", "2026-07", str(folder)).splitlines() == [
        str(folder / name) for name in ("scores.csv", "payslips.csv", "waterfall.csv")
    ]
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == month_files(closed[1])


def test_export_month_replaces_files_that_are_there(closed: Attempts, tmp_path: Path) -> None:
    (tmp_path / "payslips.csv").write_text("old", encoding="utf-8")
    run("export_month", "2026-07", str(tmp_path))
    assert (tmp_path / "payslips.csv").read_bytes().decode() == month_files(closed[1])["payslips.csv"]


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_export_month_into_what_is_no_folder_is_one_line(closed: Attempts, tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert str(tmp_path / "file" / inside) in refusal("export_month", "2026-07", str(tmp_path / "file" / inside))
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_exports_are_sorted_by_code_points_without_minus_zero_or_carriage_returns(closed: Attempts) -> None:
    for attempt in closed:
        for name, text in month_files(attempt).items():
            numbers = [line.split(",")[1] for line in text.splitlines()[1:]]
            assert name == "waterfall.csv" or numbers == sorted(numbers)
            assert "-0.00" not in text
            assert "\r" not in text
            assert '"' not in text


def test_audit_month_says_that_all_is_well_of_the_run_and_of_files(closed: Attempts, tmp_path: Path) -> None:
    run("export_month", "2026-07", str(tmp_path))
    assert run("audit_month", "2026-07").startswith("2026-07: everybody has a payslip or a reason")
    assert run("audit_month", "2026-07", str(tmp_path)).startswith("2026-07: everybody has a payslip or a reason")


def test_audit_month_lists_what_is_wrong_with_files(closed: Attempts, tmp_path: Path) -> None:
    run("export_month", "2026-06", str(tmp_path))
    assert refusal("audit_month", "2026-07", str(tmp_path)).endswith("findings in 2026-07.")


def test_policy_lists_every_key_with_the_value_in_force(closed: Attempts) -> None:
    rows = [line.split("\t") for line in run("policy", "--on", "2026-07-01").splitlines()]
    assert rows[0] == ["key", "value", "default", "unit", "rule"]
    assert {row[0]: row[1:3] for row in rows}["meal"] == ["400", "300"]
    assert dict(row[:2] for row in (line.split("\t") for line in run("policy", "--on", "2025-12-31").splitlines()))["meal"] == "300"


def test_d2_confirm_calendar_confirms_a_year_once(closed: Attempts) -> None:
    assert run("confirm_calendar", "2050", "--as", "MEI").startswith("2050 MEI MEI 2026-08-10 ")
    assert run("confirm_calendar", "2050", "--as", "FANG").startswith("2050 MEI MEI ")


class TestChanged:
    """Commands on a month that was changed behind its back."""

    pytestmark = pytest.mark.usefixtures("as_the_owner")

    def test_explain_month_check_prints_each_difference_and_fails(self, closed: Attempts) -> None:
        behind("payroll_sale", "UPDATE payroll_sale SET amount = amount + 1 WHERE order_no = '2026-07-6'")
        out = io.StringIO()
        with pytest.raises(CommandError, match=r"\d differences in 2026-07"):
            call_command("explain_month", "2026-07", "--check", stdout=out, stderr=out)
        assert "A1: comm_sales: sale " in out.getvalue()

    def test_explain_month_check_of_one_person_looks_at_theirs_only(self, closed: Attempts) -> None:
        behind("payroll_special", f"UPDATE payroll_special SET amount = 1 WHERE employee_id = {person('A2')}")
        assert run("explain_month", "2026-07", "--check", "A1").startswith("2026-07: ")
        with pytest.raises(CommandError):
            call_command("explain_month", "2026-07", "--check", "A2", stderr=io.StringIO())


def test_the_month_before_is_what_it_was(closed: Attempts) -> None:
    assert run("explain_month", str(JUNE), "--check").startswith("2026-06: ")
