"""People: who they are, when they come and go, what they are paid for (O1-O3, P 'Pay terms')."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from csd.demo.dice import Dice
from csd.demo.layout import Layout
from csd.demo.names import bank, birth_date, full_name, id_number, phone
from csd.demo.spec import Spec, Tally
from csd.demo.terms import Terms, changed_terms, first_terms
from csd.demo.writer import Folder

SALT_SPAN = 12_000  # identity numbers of two seeds differ, those of one seed never meet
CHAINS = ("night", "midnight")  # shifts that meet at the border of a month, see roster


@dataclass(slots=True)
class Person:
    """One employee, worked out from the spec and the number alone."""

    number: int
    no: str
    kind: str
    unit: str
    grade: str
    woman: bool
    steady: bool  # heads and the cast: they neither come nor go nor change, so that one login per role always works
    boss: str | None = None
    hire: date = date.min
    leave: date | None = None
    weak: bool = False  # loses five points and more every month
    chain: str = ""
    temper: float = 0.0  # how often something is off on a shift
    terms: list[Terms] = field(default_factory=list)

    def employed(self, day: date) -> bool:
        """Whether the person is employed on a day."""
        return self.hire <= day and (self.leave is None or day <= self.leave)

    def sells(self) -> bool:
        """Whether any of the terms is on the plan `sales_percent` (P3)."""
        return any(terms.plan == "sales_percent" for terms in self.terms)

    def grade_on(self, day: date) -> str:
        """The grade by the terms in force on a day."""
        known = [terms.grade for terms in self.terms if terms.effective_from <= day]
        return known[-1] if known else self.grade


def employee_no(number: int) -> str:
    """The number as files write it."""
    return f"E{number:06d}"


def cast_of(layout: Layout) -> dict[str, str]:
    """One person for each role of the demo logins; who computes a run (finance) is not who approves it (finance2)."""
    service = layout.unit("CS").first
    first = {code: layout.unit(code).first for code in ("GM", "OP", "HR", "FI", "AD")}
    numbers = {
        "staff": layout.staff_of("CS"),
        "logistics": layout.staff_of("LG"),
        "foreman": service + 2,
        "supervisor": service + 1,
        "manager": service,
        "general_manager": first["GM"],
        "hr": first["HR"],
        "hr2": first["HR"] + 1,
        "finance": first["FI"],
        "finance2": first["FI"] + 1,
        "auditor": first["AD"] + 1,
        "administrator": first["AD"],
        "operations": first["OP"],
    }
    return {role: employee_no(number) for role, number in numbers.items()}


def make_person(spec: Spec, layout: Layout, number: int, cast: frozenset[str]) -> Person:
    """The person with a number."""
    dice = spec.dice("person", number)
    unit, index = layout.place(number)
    boss = layout.manager(unit, index)
    no, grade = employee_no(number), layout.grade(unit, index)
    person = Person(number, no, unit.kind, unit.code, grade, dice.chance(0.55), grade != "staff" or no in cast)
    person.boss = employee_no(boss) if boss else None
    person.hire = spec.first_day - timedelta(days=dice.between(400 if person.steady else 30, 2000))
    if not person.steady:
        _come_and_go(spec, dice, person)
        person.weak = dice.chance(spec.odd * 0.15)
    if spec.wide and dice.chance(spec.odd * 0.4):
        person.chain = dice.pick(CHAINS)
    person.temper = min(1.0, spec.odd * dice.pick((0.2, 0.5, 0.5, 1.2, 3.5)))
    person.terms = [first_terms(spec, dice, person.unit, person.kind, person.grade, person.hire)]
    if person.leave is None or person.leave > spec.first_day:
        person.terms += changed_terms(spec, dice, person.terms[0], person.kind, person.hire, person.leave, person.steady)
    return person


def _come_and_go(spec: Spec, dice: Dice, person: Person) -> None:
    """Joiners and leavers, in the period or just before, some on the first or last day of a month, some for one day only."""
    luck, more = dice.random(), spec.odd * 0.1 if spec.wide else 0.0
    first, last = spec.first_day, spec.last_day
    month = dice.pick(spec.period)
    days = [first + timedelta(days=dice.upto((last - first).days + 1)), month.first, month.last]
    day = min(dice.pick(days if spec.wide else days[:1]), last)
    if luck < 0.06 + more:
        person.hire = day
        if spec.wide and dice.chance(0.2):  # gone again the same day or within days: perhaps without one working day
            person.leave = min(day + timedelta(days=dice.pick((0, 0, 1, 5))), last)
    elif luck < 0.10 + 2 * more:
        person.leave = day
    elif spec.wide and luck < 0.12 + 3 * more:
        person.leave = first - timedelta(days=dice.pick((1, 1, 20, 40)))
        person.hire = min(person.hire, person.leave)
    if spec.wide and (person.leave or luck < 0.06 + more) and dice.chance(0.4):
        person.grade = "foreman"  # a deputy without a team: can approve, but only while employed


def write_person(folder: Folder, spec: Spec, person: Person, tally: Tally) -> None:
    """The rows of `employees` and `terms`."""
    salt = spec.dice("salt").upto(SALT_SPAN)
    born = birth_date(person.number, salt)
    dice = spec.dice("name", person.number)
    rare = spec.wide and dice.chance(0.02)
    name = full_name(dice, person.woman, rare)
    card = bank(person.number, salt)
    gender = "female" if person.woman else "male"
    cells = (person.boss, phone(dice), id_number(person.number, born, person.woman), *card, gender, born)
    folder.put("employees", person.no, name, person.hire, person.leave, *cells)
    for terms in person.terms:
        folder.put("terms", person.no, *terms.cells())
    _count(spec, person, tally, rare)


def _count(spec: Spec, person: Person, tally: Tally, rare: bool) -> None:
    """What is odd about a person."""
    plans, departments = {terms.plan for terms in person.terms}, {terms.department for terms in person.terms}
    seen = {
        "rare_name": rare,
        "joiner": person.hire >= spec.first_day,
        "leaver": person.leave is not None and person.leave >= spec.first_day,
        "left_before": person.leave is not None and person.leave < spec.first_day,
        "one_day": person.leave == person.hire,
        "deputy": person.grade == "foreman" and not person.steady,
        "weak": person.weak,
        "plan_change": len(plans) > 1,
        "department_change": len(departments) > 1,
        "mid_month_terms": any(terms.effective_from.day > 1 for terms in person.terms[1:]),
        "two_changes": len(person.terms) > 2,
        "no_social_base": any(terms.social_base is None for terms in person.terms),
        "housing_apart": any(terms.housing_base != terms.social_base for terms in person.terms),
        "weight_empty": any(terms.weight == "" for terms in person.terms),
        "weight_zero": any(terms.weight == "0" for terms in person.terms),
        "weight_decimal": any("." in terms.weight for terms in person.terms),
        "second_department": bool(departments & {"LG2", "DA2", "CS2"}),
        "promoted": len({terms.grade for terms in person.terms}) > 1,
    }
    tally.update(name for name, true in seen.items() if true)
