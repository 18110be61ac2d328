"""Write a whole company, block by block and month by month, in memory that does not grow with its size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from csd.demo.attendance import write_attendance
from csd.demo.desk import Desk, Limits
from csd.demo.history import write_history
from csd.demo.layout import DEPARTMENTS, SECOND_DEPARTMENTS, Layout
from csd.demo.money import Book, open_book, quiet_months, write_campaigns, write_costs
from csd.demo.people import Person, cast_of, make_person, write_person
from csd.demo.policy import Policies, random_days, unpublished_days, write_calendar
from csd.demo.pools import ways_of, write_pools
from csd.demo.sales import write_sales
from csd.demo.spec import Spec, Tally, bench_spec, demo_spec, finished_months, random_spec
from csd.demo.writer import TABLES, Folder

__all__ = ["Cast", "Spec", "bench_spec", "demo_spec", "finished_months", "generate", "random_spec"]

Cast = dict[str, str]  # role of the demo logins → employee_no
BLOCK = 48  # people who may swap shifts and share orders
KEPT = 5_000  # people kept between the months; larger companies work them out again, which costs less than memory
Keys = set[tuple[object, ...]]

SUBSTANCES = (  # FACTS: hazardous materials
    ("SY", "鼠药（溴敌隆）", "g", "28772-56-7", "急性毒性 1；生殖毒性 1B", "500"),
    ("DDW", "敌敌畏", "ml", "62-73-7", "急性毒性 3；皮肤致敏 1", "200"),
    ("MZY", "灭螂药（氟虫腈）", "g", "120068-37-3", "急性毒性 3", "100"),
    ("JJ", "酒精", "ml", "64-17-5", "易燃液体 2；眼刺激 2", "2000"),
    ("XL", "稀料", "ml", "1330-20-7", "易燃液体 3；皮肤刺激 2", "1000"),
)


def generate(out: Path, spec: Spec, tally: Tally | None = None) -> Cast:
    """Write the company's folder; `tally`, when given, counts what odd things were made. Returns the demo's cast."""
    with Folder(out, _tables(spec)) as folder:
        company = _Company(folder, spec, Tally() if tally is None else tally)
        company.write_organisation()
        company.write_months()
        return company.cast


def _tables(spec: Spec) -> list[str]:
    wanted = {"roles": spec.roles, "policy": spec.policy, "calendar": spec.policy or bool(unpublished_days(spec))}
    return [name for name in TABLES if wanted.get(name, True)]


class _Company:
    def __init__(self, folder: Folder, spec: Spec, tally: Tally) -> None:
        self.folder, self.spec, self.tally = folder, spec, tally
        self.layout = Layout(spec.employees)
        self.cast = cast_of(self.layout)
        self.names = frozenset(self.cast.values())
        self.policies = Policies(spec, tally)
        self.borders: dict[int, Keys] = {}
        self.kept: dict[int, Person] = {}

    def person(self, number: int) -> Person:
        """The person with a number."""
        found = self.kept.get(number)
        if found is None:
            found = make_person(self.spec, self.layout, number, self.names)
            if self.spec.employees <= KEPT:
                self.kept[number] = found
        return found

    def people(self, first: int, count: int) -> Iterator[Person]:
        """Those with `count` numbers from `first` on."""
        return (self.person(number) for number in range(first, min(first + count, self.spec.employees + 1)))

    def write_organisation(self) -> None:
        """Everything that belongs to no month."""
        for code, name, kind, _, _ in DEPARTMENTS:
            self.folder.put("departments", code, name, kind, None)
        if self.spec.wide:
            for department in SECOND_DEPARTMENTS:
                self.folder.put("departments", *department)
        for substance in SUBSTANCES:
            self.folder.put("substances", *substance)
        for person in self.people(1, self.spec.employees):
            write_person(self.folder, self.spec, person, self.tally)
            write_history(self.folder, self.spec, person, self.tally)
        if self.spec.roles:
            self._write_roles()
        if self.spec.policy:
            self.policies.write(self.folder)
        days = unpublished_days(self.spec) | (random_days(self.spec, self.tally) if self.spec.policy else {})
        if days:
            write_calendar(self.folder, days)

    def _write_roles(self) -> None:
        """One holder at least for each role; in wide companies somebody who held one before."""
        for part in ("finance", "finance2", "hr", "hr2", "auditor", "administrator"):
            person = self.person(int(self.cast[part][1:]))
            self.folder.put("roles", person.no, part.rstrip("2"), person.hire, None)
        if self.spec.wide:
            former = self.person(int(self.cast["logistics"][1:]))
            self.folder.put("roles", former.no, "hr", former.hire, self.spec.first_day)

    def write_months(self) -> None:
        """Attendance and money, month after month."""
        quiet, book = quiet_months(self.spec, self.tally), None
        for month in self.spec.period:
            book = open_book(self.spec, month, quiet, book)
            marketing = self.layout.unit("MK")
            owners = self.people(marketing.first, marketing.size)
            write_campaigns(self.folder, self.spec, self.layout, book, owners, self.tally)
            write_costs(self.folder, self.spec, book, self.tally)
            ways = ways_of(self.spec, month, self.tally)
            limits = Limits.of(self.policies, month)
            for first in range(1, self.spec.employees + 1, BLOCK):
                self._write_block(book, ways, limits, first)

    def _write_block(self, book: Book, ways: dict[str, str], limits: Limits, first: int) -> None:
        """One month of one block, with a stream of chance of its own."""
        month, people = book.month, list(self.people(first, BLOCK))
        desk = Desk(self.folder, self.spec, month, limits, people, self.spec.dice("block", first, month), self.tally)
        desk.heads = (self.cast["hr"], self.cast["operations"])
        desk.seen |= self.borders.pop(first, set())
        write_attendance(desk)
        write_sales(desk, book)
        write_pools(desk, ways)
        if month != self.spec.period[-1]:  # what lies in the next month already must not be written there again
            border = datetime.combine((month + 1).first, datetime.min.time())
            self.borders[first] = {key for key in desk.seen if isinstance(key[1], datetime) and key[1] >= border}
