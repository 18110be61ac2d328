"""Single cells: what is read and what is refused with which words, by the readers that a load uses."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import gettext
from hypothesis import given, settings
from hypothesis import strategies as st

from csd.database.encryption import decrypt
from csd.database.rows import cell as written
from csd.loading.issues import Bad, shown
from csd.loading.kinds import Reader, SecretReader
from csd.loading.known import KnownKeys
from csd.loading.registry import files_in_order, spec_of

# no deadline: how long an example takes says more of the machine than of the reader
QUICK = settings(max_examples=50, deadline=None)
KNOWN = KnownKeys()
KNOWN.add("employees", ["E1"])
AMOUNT, MOMENT, DAY, MONTH, ORDER = "sales.amount", "punches.time", "sales.date", "costs.month", "sales.order_no"
LOST_DIGITS = "is a number that has lost its last digits; format the column as text in the spreadsheet and enter it anew"
TEN_MILLION_DIGITS = "9" * 10_000_000

REFUSED = [
    (AMOUNT, "", "is empty, but needed"),
    (AMOUNT, "NaN", "“NaN” is not a number like 1234.50"),
    (AMOUNT, "Infinity", "“Infinity” is not a number like 1234.50"),
    (AMOUNT, "1e5", "“1e5” is not a number like 1234.50"),
    (AMOUNT, "0x1F", "“0x1F” is not a number like 1234.50"),
    (AMOUNT, "+5", "“+5” is not a number like 1234.50"),
    (AMOUNT, ".5", "“.5” is not a number like 1234.50"),
    (AMOUNT, "5.", "“5.” is not a number like 1234.50"),
    (AMOUNT, "-", "“-” is not a number like 1234.50"),
    (AMOUNT, "−5", "“−5” is not a number like 1234.50"),
    (AMOUNT, "5元", "“5元” is not a number like 1234.50"),
    (AMOUNT, "１２３", "“１２３” has digits other than 0-9, such as full-width ones; write it like 1234.50"),
    (AMOUNT, "١٢", "“١٢” has digits other than 0-9, such as full-width ones; write it like 1234.50"),
    (AMOUNT, "1,234.50", "“1,234.50” has a thousands separator; write it like 1234.50"),
    (AMOUNT, "1，234", "“1，234” has a thousands separator; write it like 1234.50"),
    (AMOUNT, " 5", "“ 5” begins or ends with a blank"),
    (AMOUNT, "5\u3000", "“5\u3000” begins or ends with a blank"),
    (AMOUNT, "1.234", "“1.234” has more than 2 decimal places"),
    (AMOUNT, "-1.00", "“-1.00” is negative; 0 or more is needed"),
    (AMOUNT, "1234567890123", "“1234567890123” is too large: at most 12 digits before the point"),
    (AMOUNT, TEN_MILLION_DIGITS, f"“{'9' * 39}…” has 10000000 characters, at most 40 are possible"),
    ("opening_balances.sales_carry", "1", "“1” is above 0; this figure is 0 or negative"),
    ("opening_balances.months", "1.0", "“1.0” is not a whole number like 0"),
    ("opening_balances.months", "-1", "“-1” is negative; 0 or more is needed"),
    ("opening_balances.year", "zwanzig", "“zwanzig” is not a whole number like 1900"),
    ("opening_balances.year", TEN_MILLION_DIGITS, f"“{'9' * 39}…” has 10000000 characters, at most 40 are possible"),
    (DAY, "2026-02-30", "“2026-02-30” is no day of the calendar; dates are written like 2026-07-31"),
    (DAY, "2026-7-1", "“2026-7-1” is not a date like 2026-07-31"),
    (DAY, "2026/07/01", "“2026/07/01” is not a date like 2026-07-31"),
    (DAY, "20260701", "“20260701” is not a date like 2026-07-31"),
    (DAY, "2026-07-01 ", "“2026-07-01 ” begins or ends with a blank"),
    (DAY, "２０２６-07-01", "“２０２６-07-01” has digits other than 0-9, such as full-width ones; write it like 2026-07-31"),
    (DAY, "0001-01-01", "“0001-01-01” lies outside the years 1900 to 2199"),
    (DAY, "9999-12-31", "“9999-12-31” lies outside the years 1900 to 2199"),
    (DAY, TEN_MILLION_DIGITS, f"“{'9' * 39}…” has 10000000 characters, at most 10 are possible"),
    (MOMENT, "2026-02-30 08:00:00", "“2026-02-30 08:00:00” is no day of the calendar; dates are written like 2026-07-31 08:00:00"),
    (MOMENT, "2026-07-01 08:00", "“2026-07-01 08:00” is not a time like 2026-07-31 08:00:00"),
    (MOMENT, "2026-07-01T08:00:00", "“2026-07-01T08:00:00” is not a time like 2026-07-31 08:00:00"),
    (MOMENT, "2026-07-01 24:00:00", "“2026-07-01 24:00:00” is not a time like 2026-07-31 08:00:00"),
    (MOMENT, "2026-07-01 08:60:00", "“2026-07-01 08:60:00” is not a time like 2026-07-31 08:00:00"),
    (MOMENT, "2026-07-01 08:00:00+08", "“2026-07-01 08:00:00+08” is not a time like 2026-07-31 08:00:00"),
    (MOMENT, "0001-01-01 00:00:00", "“0001-01-01 00:00:00” lies outside the years 1900 to 2199"),
    (MONTH, "2026-13", "“2026-13” is not a month like 2026-07"),
    (MONTH, "2026-00", "“2026-00” is not a month like 2026-07"),
    (MONTH, "2026-7", "“2026-7” is not a month like 2026-07"),
    (MONTH, "2026-07-01", "“2026-07-01” is not a month like 2026-07"),
    (MONTH, "0001-01", "“0001-01” lies outside the years 1900 to 2199"),
    ("policy.key", " late", "“ late” begins or ends with a blank"),
    ("policy.key", "la\tte", "“la\\x09te” contains a control character"),
    ("employees.employee_no", "\u200b", "“\\x200b” has no sign that one can see"),
    ("employees.employee_no", "E\t1", "“E\\x091” contains the control character U+0009; delete it"),
    ("employees.employee_no", "E\u202e1", "“E\\x202e1” contains U+202E, which turns the text round; delete it"),
    ("employees.employee_no", "..", "“..” has neither a letter nor a digit"),
    (ORDER, "2.0261E+14", f"“2.0261E+14” {LOST_DIGITS}"),
    (ORDER, '="2.0261E+14"', f'“="2.0261E+14"” {LOST_DIGITS}'),
    (ORDER, "#N/A", "“#N/A” is an error of the spreadsheet; correct the cell there"),
    (ORDER, "=A1", "“=A1” begins with “=” as a formula does; write what it stands for"),
    (ORDER, '1"2', '“1"2” contains “"”, which no number or code can have; write it without'),
    ("employees.phone", "1.38E+10", f"“1.38E+10” {LOST_DIGITS}"),
    ("sales.employee_no", "E2", "“E2” is neither in employees nor in the database"),
    ("sales.employee_no", "2.0261E+14", f"“2.0261E+14” {LOST_DIGITS}"),
    ("employees.employee_no", "E" * 33, f"“{'E' * 33}” has 33 characters, at most 32 are possible"),
    ("employees.name", "a\x1bb", "“a\\x1bb” contains the control character U+001B; delete it"),
    ("employees.name", "a\nb", "“a\\x0ab” contains the control character U+000A; delete it"),
    ("employees.name", "a\u202eb", "“a\\x202eb” contains U+202E, which turns the text round; delete it"),
    ("employees.name", "\ud800", "“\\xd800” contains the control character U+D800; delete it"),
    ("employees.name", "\u200b\u3000", "“\\x200b\u3000” has no sign that one can see"),
    ("sales.product", "a\x1bb", "“a\\x1bb” contains a control character"),
    ("sales.product", "\ud800", "“\\xd800” contains a control character"),
    ("costs.note", "x" * 10_001, f"“{'x' * 39}…” has 10001 characters, at most 10000 are possible"),
    ("punches.direction", "in\n", "“in\\x0a” is none of in, out"),
]  # fmt: skip
READ = [
    (AMOUNT, "0", "0"),
    (AMOUNT, "007.5", "007.5"),
    (AMOUNT, "999999999999.99", "999999999999.99"),
    ("terms.weight", "", "1"),
    ("terms.guarantee", "", "\\N"),
    ("opening_balances.sales_carry", "", "0"),
    ("opening_balances.sales_carry", "-5.50", "-5.50"),
    ("opening_balances.sales_carry", "0.00", "0.00"),
    ("opening_balances.months", "06", "6"),
    (DAY, "2024-02-29", "2024-02-29"),
    (MOMENT, "2026-07-01 23:59:59", "2026-07-01 23:59:59"),
    ("leaves.approved_at", "", "\\N"),
    (MONTH, "2026-12", "2026-12-01"),
    ("costs.note", "a\tb\\c\nd", "a\\tb\\\\c\\nd"),
    ("costs.campaign", "", "\\N"),
    ("employees.phone", "", ""),
    ("employees.phone", "'13800000001", "13800000001"),
    ("employees.phone", '="13800000002"', "13800000002"),
    (ORDER, '="202610000000001"', "202610000000001"),
    (ORDER, "\u202d２０２６１\u200b\u202c\t", "20261"),
    (ORDER, "a\\1", "a\\\\1"),
    ("employees.employee_no", " ＫＦ/003", "KF/003"),
    ("employees.employee_no", "kf005", "kf005"),
    ("employees.name", " 王\u200b 强\ufeff", "王 强"),
    ("sales.employee_no", "E1 ", "E1"),
    ("sales.employee_no", '="Ｅ1"', "E1"),
]


def reader_of(name: str, known: KnownKeys = KNOWN) -> Reader:
    """The reader of a file's column."""
    file, _, column_name = name.partition(".")
    spec = spec_of(file)
    column = spec.column(column_name)
    return column.kind.reader(spec.model_field(column), spec.empty_text(column), known)


def sentence(bad: Bad) -> str:
    """What people read."""
    return gettext(bad.sentence) % {name: shown(value) for name, value in bad.data.items()}


@pytest.mark.parametrize(("column", "cell", "why"), REFUSED, ids=[f"{column} {cell[:30]!r}" for column, cell, _why in REFUSED])
def test_a_cell_is_refused_with_words_and_in_no_time(column: str, cell: str, why: str) -> None:
    began = time.process_time()
    with pytest.raises(Bad) as refused:
        reader_of(column).one(cell)
    assert (sentence(refused.value), time.process_time() - began < 0.5) == (why, True)


@pytest.mark.parametrize(("column", "cell", "_why"), REFUSED, ids=[f"{column} {cell[:30]!r}" for column, cell, _why in REFUSED])
def test_a_batch_with_a_wrong_cell_is_refused_as_a_whole(column: str, cell: str, _why: str) -> None:
    with pytest.raises(Bad):
        reader_of(column).many([cell])


@pytest.mark.parametrize(("column", "cell", "text"), READ)
def test_a_cell_is_read_the_same_alone_and_in_a_batch(column: str, cell: str, text: str) -> None:
    assert (reader_of(column).one(cell), list(reader_of(column).many([cell]))) == (text, [text])


# one column of each kind, with and without an answer for empty cells
KINDS = {
    (type(column.kind).__name__, spec.empty_text(column)): f"{spec.name}.{column.name}"
    for spec in files_in_order()
    for column in spec.columns
}
NASTY = st.text(st.sampled_from("0123456789-+.: eE,NaN\t\n\r\\\x00\ufeff\ud800０٣中"), max_size=24)


def outcome(reader: Reader, cells: list[str]) -> list[str] | None:
    """What a batch becomes; None where it is refused. What is sealed never looks the same twice: of that, the text and its marks."""
    try:
        texts = list(reader.many(cells))
    except Bad:
        return None
    return [opened(text, reader.about) for text in texts] if isinstance(reader, SecretReader) else texts


def opened(text: str, about: str) -> str:
    marks, _bar, sealed = text.partition("|")
    return f"{marks} {decrypt(sealed, about)}" if sealed else text


@pytest.mark.parametrize("column", KINDS.values())
@QUICK
@given(cells=st.lists(st.one_of(NASTY, st.text(max_size=40), st.sampled_from(["E1", "2026-07-01", "in", ""])), min_size=1, max_size=4))
def test_whatever_the_cells_a_batch_is_read_like_its_cells_or_refused(column: str, cells: list[str]) -> None:
    one_by_one = [outcome(reader_of(column), [cell]) for cell in cells]
    alone = None if None in one_by_one else [text for texts in one_by_one for text in texts or ()]
    assert outcome(reader_of(column), cells) == alone


# the readers' answer is a line of COPY's text: no cell may break out of its place
@pytest.mark.parametrize("column", KINDS.values())
@QUICK
@given(cell=st.one_of(NASTY, st.text()))
def test_what_is_read_stays_in_its_cell_of_copy(column: str, cell: str) -> None:
    reader = reader_of(column)
    for text in reader.many([cell]) if outcome(reader, [cell]) is not None else ():
        assert not set("\t\n\r\x00") & set(text)
        text.encode()


@QUICK
@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_an_amount_that_we_write_is_read_back(amount: Decimal) -> None:
    assert Decimal(reader_of(AMOUNT).one(written(amount))) == amount


@QUICK
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 86_399))
def test_dates_times_and_months_that_we_write_are_read_back(day: date, second: int) -> None:
    moment = f"{datetime(day.year, day.month, day.day) + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"
    assert reader_of(DAY).one(day.isoformat()) == day.isoformat()
    assert reader_of(MOMENT).one(moment) == moment
    assert reader_of(MONTH).one(moment[:7]) == f"{moment[:7]}-01"


def test_where_every_key_counts_as_known_none_is_remembered() -> None:
    known = KnownKeys()
    known.of("employees").complete = False
    reader = reader_of("sales.employee_no", known)
    assert list(reader.many(["E1", "E2"])) == ["E1", "E2"]
    assert reader.memo == {}
    with pytest.raises(Bad):
        reader.many(["\ud800"])
