"""The folder of CSV files: UTF-8, header first, LF, quoted only where a cell needs it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TextIO

TABLES = {
    "departments": "code,name,kind,parent",
    "employees": "employee_no,name,hire_date,leave_date,manager_no,phone,id_number,bank_name,bank_account,gender,birth_date",
    "terms": "employee_no,effective_from,department,position,grade,seniority,base_salary,plan,guarantee,weight,"
    "social_base,housing_base,housing_rate,special_deduction",
    "opening_balances": "employee_no,year,months,gross,social_housing,special,tax,sales_carry",
    "score_history": "month,employee_no,score",
    "shifts": "employee_no,start,end,post",
    "punches": "employee_no,time,direction",
    "leaves": "employee_no,start,end,kind,requested_at,approved_at,approver_no",
    "swaps": "employee_no,shift_start,to_employee_no,accepted_at,approved_at,approver_no",
    "breaches": "employee_no,time,recorded_by,note",
    "online_checks": "employee_no,time,online,reason_accepted",
    "sales": "order_no,date,employee_no,product,quantity,amount,cost,customer,status,kind,campaign",
    "campaigns": "campaign,month,owner_no,budget",
    "costs": "month,kind,amount,campaign,note",
    "nominations": "month,pool,employee_no,weight",
    "specials": "month,employee_no,amount,reason",
    "substances": "code,name,unit,cas,hazard_class,min_stock",
    "roles": "employee_no,role,from,to",
    "policy": "effective_from,key,value",
    "calendar": "date,kind,name,source",
}


def cell(value: object) -> str:
    """A value as a CSV cell; None is empty."""
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def yuan(fen: int) -> str:
    """Fen as yuan with two places."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


class Folder:
    """The files of one company, open for writing. `line` is for the tables with many rows: its text must be CSV already."""

    def __init__(self, path: Path, tables: list[str]) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._stack = ExitStack()
        self._files: dict[str, TextIO] = {}
        for name in tables:
            file = self._stack.enter_context((path / f"{name}.csv").open("w", newline="", encoding="utf-8", buffering=1 << 18))
            file.write(TABLES[name] + "\n")
            self._files[name] = file
        self.line = {name: file.write for name, file in self._files.items()}

    def put(self, table: str, *values: object) -> None:
        """One row; dates, months and moments print as docs/formats.md writes them."""
        self.line[table](",".join(map(cell, values)) + "\n")

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()
