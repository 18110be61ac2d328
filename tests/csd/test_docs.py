"""The documents say what the code says now: the rules with their functions and tests, the formats, the policy keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from csd.loading.kinds import Choice
from csd.loading.registry import files_in_order, names, spec_of
from csd.loading.specs import Column
from csd.management.commands.rule_table import rules_in, rules_of_the_book, table
from csd.management.shared import Reasons
from csd.policy.parameters import PARAMETERS
from payroll.exports.month import SCORES, WATERFALL
from payroll.lines.rules import PAYSLIP

DOCS = settings.BASE_DIR / "docs"
FORMATS = (DOCS / "formats.md").read_text(encoding="utf-8")
BOOK = {"docs/rulebook.md": "### P1 BASE: base salary\n\n### P2 MEAL\n\n### P11b TOPUP\n\n### A4 FORGOT\n"}
LAST = {"O": 5, "D": 13, "H": 8, "S": 4, "P": 18, "A": 12}


def part(heading: str) -> str:
    """A chapter of formats.md or a section of it, to the next heading of its kind."""
    level = len(heading) - len(heading.lstrip("#"))
    return re.split(rf"^#{{1,{level}}} ", FORMATS.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of its tables."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def needed(column: Column) -> str:
    """How formats.md says whether a cell may be empty."""
    if column.further:
        return "optional"
    return "yes" if column.required else f"no ({column.default})" if column.default else "no"


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """A repository of a few files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_rule_table_is_up_to_date() -> None:
    made = table(settings.BASE_DIR)
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == made, "run manage.py rule_table"


def test_the_rule_book_has_every_rule_once_and_in_order() -> None:
    every = [f"{chapter}{number}" for chapter, last in LAST.items() for number in range(1, last + 1)]
    every.insert(every.index("P11") + 1, "P11b")
    found = re.findall("^### (\\S+)", (DOCS / "rulebook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [rule for rule in found if rule in every] == every
    assert list(rules_of_the_book(settings.BASE_DIR)) == found


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("csd/pay.py", 'def base():\n    """P1, or\n    P9."""\n', "csd/pay.py:3: P9"),
        ("csd/pay.py", '"""Pay (P9)."""\n', "csd/pay.py:1: P9"),
        ("csd/pay.py", "X = 1\n# P9: a comment\n", "csd/pay.py:2: P9"),
        ("csd/pay.py", 'X = 1\n\n\n@line("P9")\ndef base():\n    pass\n', "csd/pay.py:4: P9"),
        ("tests/test_pay.py", "def test_p1_p9_the_base():\n    pass\n", "tests/test_pay.py:1: P9"),
    ],
)
def test_a_rule_that_is_not_in_the_book_is_named_by_file_and_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(Reasons) as refusal:
        table(written(tmp_path, {**BOOK, name: text}))
    assert str(refusal.value) == f"{said} is no rule of docs/rulebook.md"
    assert refusal.value.returncode == 1


def test_a_rule_of_the_book_without_code_is_listed(tmp_path: Path) -> None:
    page = table(written(tmp_path, {**BOOK, "csd/pay.py": 'def base():\n    """P1."""\n'}))
    assert "## [P1](rulebook.md#p1-base-base-salary) BASE: base salary\n\nFunctions:\n\n- `csd/pay.py`: `base`\n\nTests: none\n" in page
    assert "## [P2](rulebook.md#p2-meal) MEAL\n\nFunctions: none\n\nTests: none\n" in page
    assert "- Without a function: P2, P11b, A4\n- Without a test: P1, P2, P11b, A4\n" in page


def test_a_module_is_listed_for_the_rules_it_names_one_by_one(tmp_path: Path) -> None:
    page = table(written(tmp_path, {**BOOK, "csd/pay.py": '"""Pay (P1-P11b, A4)."""\n'}))
    assert page.count("the whole module") == 1
    assert "- Without a function: P1, P2, P11b\n" in page


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("P1, P11b and A4.", ["P1", "P11b", "A4"]),
        ("P1-P11b", ["P1", "P2", "P11b"]),
        ("P1 to P2", ["P1", "P2"]),
        ("P1-P99", ["P1", "P99"]),
        ("attacks A08, A94 and A98; P2", ["P2"]),
        ("ready for A4 paper", []),
        ("ASVS V11, csd.W001, fault F04, h1", []),
    ],
)
def test_what_is_a_citation(text: str, cited: list[str]) -> None:
    assert rules_in(text, ["P1", "P2", "P11b", "A4"]) == cited


def test_every_policy_key_names_a_rule_or_a_chapter_of_the_book() -> None:
    book = rules_of_the_book(settings.BASE_DIR)
    assert {parameter.rule for parameter in PARAMETERS.values()} <= {*book, *LAST}


@pytest.mark.parametrize("name", [spec.name for spec in files_in_order()])
def test_formats_has_every_column_of_a_file(name: str) -> None:
    spec, text = spec_of(name), part(f"### {name}")
    found = list(rows(text))
    assert [(column, need) for column, need, _what in found] == [(f"`{column.name}`", needed(column)) for column in spec.columns]
    for column, (_name, _need, what) in zip(spec.columns, found, strict=True):
        assert not isinstance(column.kind, Choice) or re.findall(r"`(\w+)`", what) == list(column.kind.words)
    key = ", ".join(f"`{column}`" for column in spec.key)
    assert (f"Key: {key}." if key else "No key") in text
    assert {column.name for column in spec.columns if column.updates} == {row[0].strip("`") for row in found if "may change" in row[2]}


def test_formats_has_no_file_that_is_not_loaded_but_those_marked_next() -> None:
    headings = re.findall(r"^### (.+)$", part("## Files of a company folder"), re.MULTILINE)
    assert {heading for heading in headings if not heading.endswith(" (next)")} == {spec.name for spec in files_in_order()}
    rosters = {row[0].strip("`") for row in rows(part("## Rosters (next)"))}
    assert names() <= {heading.removesuffix(" (next)") for heading in headings} | rosters


def test_formats_has_every_policy_key_with_default_unit_and_rule() -> None:
    text = part("## Policy keys")
    one = {key.strip("`"): (default, unit, rule) for key, default, unit, rule, *_ in (row for row in rows(text) if len(row) == 5)}
    for kind, *defaults in (row for row in rows(text) if len(row) == 4):
        for level, default in zip(("new", "senior", "manager"), defaults, strict=True):
            one[f"base_range:{kind.strip('`')}:{level}"] = (default, "yuan", "P1")
    assert one == {key: (parameter.default, parameter.unit, parameter.rule) for key, parameter in PARAMETERS.items()}


def test_formats_has_the_columns_of_a_months_files() -> None:
    lines = [line.name for line in PAYSLIP.newest().values() if line.money and line.kind != "employer" and not line.paid_with]
    for columns in (("month", "employee_no", *SCORES), ("month", "employee_no", *lines), ("month", *WATERFALL)):
        assert f"\n{','.join(columns)}\n" in FORMATS


def test_formats_has_no_command_that_is_not_there_but_those_marked_next() -> None:
    headings = re.findall(r"^### (\w+)( \(next\))?$", part("## Commands"), re.MULTILINE)
    assert {name for name, later in headings if not later} <= set(get_commands())
    assert not {name for name, later in headings if later} & set(get_commands())


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md", "docs/adding-a-line.md", "docs/operating.md"])
def test_the_rule_book_and_the_formats_are_linked(document: str) -> None:
    text, folder = (settings.BASE_DIR / document).read_text(encoding="utf-8"), "docs/" if document == "README.md" else ""
    assert f"]({folder}rulebook.md)" in text
    assert f"]({folder}formats.md)" in text


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in sorted(DOCS.glob("*.md")):
        for target, anchor in re.findall(r"\]\(([\w-]+\.md)?(?:#([\w-]+))?\)", page.read_text(encoding="utf-8")):
            text = (DOCS / (target or page.name)).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            assert not anchor or anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor
