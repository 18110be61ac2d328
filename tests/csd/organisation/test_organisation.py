"""O1: departments of every kind, one below another, and what goes by their kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csd.database.rows import rows_of
from csd.loading.services import load_company
from csd.models import Department, Employee, Terms
from csd.organisation.standing import standing_of
from csd.people.selectors import departments_query
from csd.policy.parameters import KINDS
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


def test_o1_departments_of_every_kind_have_a_parent_or_none(tmp_path: Path) -> None:
    company = Company(tmp_path)
    for kind in KINDS:
        company.add("departments", code=kind, name=kind, kind=kind, parent="CS" if kind != "other" else "")
    load_company(folder=company.write(), loaded_by="tests")
    found = {room.code: (room.kind, room.parent and room.parent.code) for room in Department.objects.filter(code__in=KINDS)}
    assert found == {kind: (kind, "CS" if kind != "other" else None) for kind in KINDS}


def test_o1_positions_belong_to_the_department_of_the_terms(tmp_path: Path) -> None:
    company = Company(tmp_path).person("A1", "CS", position="售前客服").terms("A1", "2026-07-15", "LO", position="打包配货")
    load_company(folder=company.write(), loaded_by="tests")
    held = Terms.objects.filter(employee__employee_no="A1").order_by("effective_from").values_list("department__code", "position")
    assert list(held) == [("CS", "售前客服"), ("LO", "打包配货")]


def test_o1_p4_a_department_below_another_shares_in_the_pool_of_its_own_kind(tmp_path: Path) -> None:
    company = Company(tmp_path).add("departments", code="D2", name="D2", kind="data", parent="LO").policy("order_rate:logistics", "5")
    company.person("L1", "LO", plan="order_pool").person("D1", "D2", plan="order_pool").sale("1", "2026-07-01", "F1", "10")
    assert company.july().line("comm_order") == {"D1": "0.50", "L1": "5.00"}


def test_o1_a_department_counts_whoever_is_employed_that_day_by_the_terms_then_in_force(tmp_path: Path) -> None:
    company = Company(tmp_path).person("STAYS", "CS").person("LAST", "CS", leave="2026-09-15").person("LEFT", "CS", leave="2026-09-14")
    company.person("COMES", "CS", hire="2026-09-16").terms("COMES", "2026-09-01", "CS")
    company.person("MOVED", "CS").terms("MOVED", "2026-07-15", "LO").terms("MOVED", "2026-09-16", "CS")
    company.person("OVER", "CS").terms("OVER", "2026-08-01", "LO")
    company.person("MOVES", "LO").terms("MOVES", "2026-09-15", "CS")
    load_company(folder=company.write(), loaded_by="tests")
    who = standing_of(Employee.objects.get(employee_no="STAYS"), date(2026, 9, 15))
    query = departments_query(who, {})
    counted = rows_of(f"SELECT code, people FROM ({query.sql}) d WHERE code IN ('CS', 'LO') ORDER BY code", query.values)
    assert counted == [("CS", len({"STAYS", "LAST", "MOVES"})), ("LO", len({"MOVED", "OVER"}))]
