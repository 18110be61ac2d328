"""Exports in the browser: what a page shows and nothing wider, the asker's alone, logged (docs/rulebook.md O4, attacks A19, A20, A74)."""

from __future__ import annotations

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from csd.exports import files
from csd.exports.engine import work_on
from csd.exports.old import expire_exports
from csd.exports.registry import KINDS
from csd.exports.services import ask_export
from csd.models import Employee, Export, ExportLog, ExportState, RoleAssignment
from tests.pages.world import CAST, client_of, everybodys_pay

PAYSLIPS = {"what": "payslips:xlsx", "month": "2026-08"}
SCORES = {"what": "scores:csv", "month": "2026-08"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files of a test lie."""
    monkeypatch.setattr(files, "folder", lambda: tmp_path)
    return tmp_path


def asked(role: str, sent: dict[str, Any], url: str = "", language: str = "en") -> Export:
    """An export that somebody in the cast asked for and that a worker has written."""
    answer = client_of(role, language=language).post(url or reverse("export-ask"), sent)
    assert answer.status_code == 302, answer.content.decode()
    made = Export.objects.latest("id")
    work_on(made.pk)
    made.refresh_from_db()
    return made


def downloaded(role: str, made: Export) -> HttpResponse:
    """What somebody asking for its file gets."""
    return client_of(role).post(reverse("export-download", kwargs={"export_id": made.pk}))


def shut(answer: HttpResponse) -> HttpResponse:
    """The same with its file closed; the answer's own end would end the test's connection to the database too."""
    for close in answer._resource_closers:
        close()
    return answer


def taken(role: str, made: Export) -> int:
    """The same, only whether there was one."""
    return shut(downloaded(role, made)).status_code


def body(role: str, made: Export) -> bytes:
    """The file as it is downloaded."""
    answer = downloaded(role, made)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    shut(answer)
    return content


def rows_of_csv(content: bytes) -> list[list[str]]:
    """The rows of a downloaded table."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_workbook_of_the_payslips_has_a_row_for_each_and_their_sums(tmp_path: Path) -> None:
    made = asked("finance", PAYSLIPS)
    (tmp_path / "book.xlsx").write_bytes(body("finance", made))
    rows = CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == [
        "Employee number",
        *["D1", "F1", "F2", "G1", "H1", "L1", "M1", "N1", "N2", "O1", "S1", "S2", "U1"],
        "Total",
    ]
    assert rows[-1][-1] == pytest.approx(sum(row[-1] for row in rows[1:-1]))
    assert (made.rows, made.total) == (13, 13)


def test_its_name_is_in_the_askers_language_and_it_is_never_opened_in_the_browser() -> None:
    answer = downloaded("finance", asked("finance", PAYSLIPS, language="zh-hans"))
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "%E5%B9%B4" in answer["Content-Disposition"]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    shut(answer)


@pytest.mark.parametrize("role", sorted(set(CAST) - {"finance"}))
def test_o4_an_export_is_not_there_for_anybody_else(role: str) -> None:
    made = asked("finance", PAYSLIPS)
    for page, method in (("export", "get"), ("export-progress", "get"), ("export-cancel", "post"), ("export-download", "post")):
        answer = getattr(client_of(role), method)(reverse(page, kwargs={"export_id": made.pk}))
        assert answer.status_code == (403 if CAST[role] is None else 404), page


def test_o4_a_file_is_gone_for_who_lost_the_right_since() -> None:
    made = asked("finance", PAYSLIPS)
    RoleAssignment.objects.filter(employee__employee_no="F1").update(until=date(2026, 9, 14))
    assert taken("finance", made) == 404
    assert "Your rights have changed" in client_of("finance").get(reverse("export", kwargs={"export_id": made.pk})).content.decode()


def test_o4_a_worker_writes_nothing_for_who_lost_the_right_since(folder: Path) -> None:
    client_of("finance").post(reverse("export-ask"), PAYSLIPS)
    RoleAssignment.objects.filter(employee__employee_no="F1").update(until=date(2026, 9, 14))
    made = Export.objects.latest("id")
    work_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure[:10]) == (ExportState.FAILED, "Your right")
    assert list(folder.iterdir()) == []


def test_o4_scores_are_those_of_whom_one_sees() -> None:
    Employee.objects.filter(employee_no__in=["S1"]).update(manager=Employee.objects.get(employee_no="N1"))
    Employee.objects.filter(employee_no="N1").update(manager=Employee.objects.get(employee_no="N2"))
    seen = {
        role: {row[0] for row in rows_of_csv(body(role, asked(role, SCORES)))[1:]} for role in ("foreman", "supervisor", "manager", "hr")
    }
    assert seen["foreman"] == {"N1", "S1"}
    assert seen["supervisor"] == {"N2", "N1", "S1"}
    assert seen["manager"] == {"M1", "N1", "N2", "S1", "S2", "L1"}
    assert seen["hr"] == set(Employee.objects.values_list("employee_no", flat=True))


@pytest.mark.parametrize("role", sorted(set(CAST) - {"finance", "finance, computed it", "operator"}))
def test_o4_nobody_else_has_payslips_written(role: str) -> None:
    for what in ("payslips:xlsx", "payslips:csv", "payslips-pdf:pdf"):
        assert client_of(role).post(reverse("export-ask"), {"what": what, "month": "2026-08"}).status_code == 403
    assert not Export.objects.exists()


def test_a_month_that_was_not_computed_is_refused_with_what_was_typed_kept() -> None:
    answer = client_of("finance").post(reverse("export-ask"), {**PAYSLIPS, "month": "2026-13"})
    assert answer.status_code == 422
    assert "is not a month" in (text := answer.content.decode())
    assert 'value="2026-13"' in text


def test_asked_twice_it_is_one_export_while_it_is_under_way() -> None:
    answers = [client_of("finance").post(reverse("export-ask"), PAYSLIPS)["Location"] for _ in range(2)]
    assert (answers[0], Export.objects.count()) == (answers[1], 1)


def test_somebody_has_only_so_many_under_way(settings: Any) -> None:
    settings.CSD_EXPORTS_OPEN_MAX = 1
    client_of("finance").post(reverse("export-ask"), PAYSLIPS)
    answer = client_of("finance").post(reverse("export-ask"), {**PAYSLIPS, "month": "2026-07"})
    assert (answer.status_code, Export.objects.count()) == (422, 1)


def test_ending_an_export_keeps_nothing_of_its_file(folder: Path) -> None:
    client_of("finance").post(reverse("export-ask"), PAYSLIPS)
    made = Export.objects.latest("id")
    (folder / f"{made.file}.0").write_bytes(b"half")
    answer = client_of("finance").post(reverse("export-cancel", kwargs={"export_id": made.pk}), follow=True)
    work_on(made.pk)
    assert "Nothing of its file was kept" in answer.content.decode()
    assert Export.objects.get(pk=made.pk).state == ExportState.CANCELLED


def test_after_its_days_a_file_is_not_there_even_before_it_is_removed() -> None:
    made = asked("finance", PAYSLIPS)
    assert made.expires_at == made.finished_at + timedelta(days=7)
    Export.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert taken("finance", made) == 404


def test_old_files_and_what_killed_workers_left_are_removed(folder: Path) -> None:
    kept, old = asked("finance", PAYSLIPS), asked("auditor", {"what": "waterfall:xlsx", "month": "2026-08"})
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    for name in (f"{kept.file}.0.ab12cd34.new", f"{kept.file}.1", "0123456789abcdef"):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (1, 1))
    for name in ("tmpold.new", "tmpyoung.new"):
        (folder / name).mkdir()
        (folder / name / "rows.xml").write_bytes(b"half")
    os.utime(folder / "tmpold.new", (1, 1))
    assert expire_exports() == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted([kept.file, "tmpyoung.new"])
    assert Export.objects.get(pk=old.pk).state == ExportState.EXPIRED


def test_a_file_that_is_moved_while_strays_are_looked_for_stops_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.new", "b"):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (1, 1))
    stat = Path.stat

    def moved(path: Path, **how: bool) -> os.stat_result:
        if path.name == "a.new":
            raise FileNotFoundError
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", moved)
    files.remove_strays([], [], 60)
    monkeypatch.undo()
    assert not list(folder.glob("b"))


def test_the_log_says_who_asked_for_what_and_took_it_away() -> None:
    made = asked("finance", PAYSLIPS)
    taken("finance", made)
    found = list(ExportLog.objects.order_by("id").values_list("event", "who_was", "rows", "sha256"))
    assert found == [("asked", "F1 F1", None, ""), ("made", "F1 F1", 13, made.sha256), ("taken", "F1 F1", 13, made.sha256)]
    for role in ("auditor", "administrator", "general manager"):
        assert made.sha256 in client_of(role).get(reverse("export-log")).content.decode()


def test_files_taken_at_once_are_in_the_log_too() -> None:
    client_of("finance").post(reverse("pay-run-file", kwargs={"month": "2026-08", "name": "payslips.csv"}))
    assert [(entry.event, entry.title, entry.rows) for entry in ExportLog.objects.all()] == [("taken", "payslips.csv", 13)]


def export_of_log(query: str, **sent: Any) -> Export:
    """The log of exports, exported by the auditor."""
    return asked("auditor", {"format": "csv", **sent}, reverse("export-list", kwargs={"name": "export-log"}) + query)


def test_a_list_is_exported_with_its_filter_order_and_columns() -> None:
    taken("finance", asked("finance", PAYSLIPS))
    rows = rows_of_csv(body("auditor", export_of_log("?event=taken", column=["rows", "who_was", "secret"])))
    assert rows == [["Rows", "Who"], ["13", "F1 F1"]]


def test_the_button_of_a_list_exports_what_the_page_shows() -> None:
    asked("finance", PAYSLIPS)
    page = client_of("auditor").get(reverse("export-log") + "?event=made").content.decode()
    assert f'action="{reverse("export-list", kwargs={"name": "export-log"})}?event=made"' in page


def test_o4_a_list_that_one_does_not_see_cannot_be_exported() -> None:
    for role in sorted(set(CAST) - {"auditor", "administrator", "general manager", "operator"}):
        assert client_of(role).post(reverse("export-list", kwargs={"name": "export-log"}), {"format": "csv"}).status_code == 404
    assert client_of("auditor").post(reverse("export-list", kwargs={"name": "nothing"})).status_code == 404


@pytest.mark.parametrize("format", ["pdf", "../x", "", "exe"])
def test_there_are_no_other_formats(format: str) -> None:
    url = reverse("export-list", kwargs={"name": "export-log"})
    assert client_of("auditor").post(url, {"format": format}).status_code == 403


def test_ones_own_payslip_is_had_on_paper_and_logged() -> None:
    answer = client_of("staff").post(reverse("payslip-pdf", kwargs={"month": "2026-07"}))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert [(entry.who_was, entry.rows) for entry in ExportLog.objects.all()] == [("S1 S1", 1)]


def test_o4_a_payslip_that_is_not_approved_is_not_had_on_paper_by_its_person() -> None:
    assert client_of("staff").post(reverse("payslip-pdf", kwargs={"month": "2026-08"})).status_code == 404


@pytest.mark.parametrize("role", ["hr", "auditor", "manager", "operations", "staff"])
def test_o4_no_file_of_a_role_has_the_pay_of_others(role: str) -> None:
    client = client_of(role)
    others = {amount.replace(",", "") for pay in everybodys_pay() if pay.number != CAST[role] for amount in pay.amounts}
    for what in ("scores:csv", "waterfall:csv"):
        answer = client.post(reverse("export-ask"), {"what": what, "month": "2026-08"})
        if answer.status_code == 302:
            made = Export.objects.latest("id")
            work_on(made.pk)
            text = body(role, made).decode()
            assert {amount for amount in others if amount in text} == set(), what


@pytest.mark.parametrize(("page", "role"), [("exports", "finance"), ("export-log", "auditor")])
def test_the_lists_take_as_many_statements_for_many_rows_as_for_one(page: str, role: str) -> None:
    counts = []
    for more in (1, 50):
        for _ in range(more):
            ask_export(
                actor=Employee.objects.get(employee_no="F1"), kind=KINDS["payslips"], given={"month": "2026-08"}, format="csv", wake=False
            )
            Export.objects.update(state=ExportState.CANCELLED)
        with CaptureQueriesContext(connection) as counted:
            assert client_of(role).get(reverse(page)).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] == 9
