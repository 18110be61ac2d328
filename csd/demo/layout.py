"""Who sits where: departments, heads, foremen and their teams, from an employee's number alone.

Any person can be worked out without the others, so that a company of any size is written in constant memory.
"""

from __future__ import annotations

from dataclasses import dataclass

TEAM = 12  # people under one foreman, the foreman included
WING = 5 * TEAM  # people under one supervisor

DEPARTMENTS = (  # code, name, kind, least size, share of the staff that is not support
    ("GM", "总经办", "other", 1, 0.0),
    ("CS", "客服部", "customer_service", 4, 0.53),
    ("LG", "物流部", "logistics", 2, 0.18),
    ("MK", "市场部", "marketing", 1, 0.10),
    ("OP", "运营部", "operations", 1, 0.04),
    ("DA", "数据部", "data", 1, 0.08),
    ("PD", "产品部", "product", 1, 0.07),
    ("HR", "人事部", "other", 2, 0.0),
    ("FI", "财务部", "other", 2, 0.0),
    ("AD", "行政部", "other", 2, 0.0),
)
# second departments of a kind, for pools that span departments: code, name, kind, parent
SECOND_DEPARTMENTS = (
    ("LG2", "物流二部", "logistics", "LG"),
    ("DA2", "美工组", "data", "DA"),
    ("CS2", "夜班客服部", "customer_service", "CS"),
)
SMALLEST = 15


@dataclass(frozen=True, slots=True)
class Unit:
    """A department with the run of employee numbers it holds."""

    code: str
    name: str
    kind: str
    first: int
    size: int


class Layout:
    """The departments of a company of a given size, and the place of each number in them."""

    def __init__(self, employees: int) -> None:
        if employees < SMALLEST:
            raise ValueError(f"a company has at least {SMALLEST} employees, not {employees}")
        self.employees = employees
        self.units: list[Unit] = []
        number = 1
        for (code, name, kind, _, _), size in zip(DEPARTMENTS, _sizes(employees), strict=True):
            self.units.append(Unit(code, name, kind, number, size))
            number += size

    def unit(self, code: str) -> Unit:
        """The department with a code."""
        return next(unit for unit in self.units if unit.code == code)

    def place(self, number: int) -> tuple[Unit, int]:
        """The department of a number and the number's index in it."""
        for unit in self.units:
            if number < unit.first + unit.size:
                return unit, number - unit.first
        raise ValueError(f"no employee {number}")

    def grade(self, unit: Unit, index: int) -> str:
        """O2: the grade that goes with a place."""
        if unit.code in ("GM", "AD"):
            return "general_manager" if unit.code == "GM" else "staff"
        if index == 0:
            return "manager"
        if index == _supervisor(unit, index):
            return "supervisor"
        return "foreman" if index == _foreman(unit, index) else "staff"

    def manager(self, unit: Unit, index: int) -> int | None:
        """O3: the line manager: staff → foreman → supervisor → manager → general manager, as far as there is one."""
        general = self.units[0].first
        grade = self.grade(unit, index)
        if grade == "general_manager":
            return None
        if grade == "manager" or unit.code == "AD":
            return general
        above = [0, _supervisor(unit, index), _foreman(unit, index)]
        known = [place for place in above[: {"supervisor": 1, "foreman": 2, "staff": 3}[grade]] if place is not None]
        return unit.first + known[-1]

    def staff_of(self, code: str) -> int:
        """The first number of grade staff in a department."""
        unit = self.unit(code)
        return next(unit.first + index for index in range(unit.size) if self.grade(unit, index) == "staff")


def _supervisor(unit: Unit, index: int) -> int | None:
    """The index of the supervisor over a place; small departments have none."""
    place = index - index % WING + 1
    return place if place < unit.size and (unit.size > 4 or unit.code == "CS") else None


def _foreman(unit: Unit, index: int) -> int | None:
    """The index of the foreman over a place: the first of the team, behind the supervisor in a wing's first team."""
    team = index - index % TEAM
    place = team if team % WING else team + 2
    return place if place < unit.size and (unit.size > 6 or unit.code == "CS") else None


def _sizes(employees: int) -> list[int]:
    """How many people each department has: by share but not below the least, what is left over to customer service."""
    support = {"GM": 1, "HR": max(2, employees // 50), "FI": max(2, employees // 100), "AD": 2}
    rest = employees - sum(support.values())
    # the smallest companies have no room for these beside CS 4, LG 2, MK 1, OP 1
    without = [code for code, needed in (("DA", 9), ("PD", 10)) if rest < needed]
    sizes = [
        support[code] if code in support else 0 if code in without or code == "CS" else max(least, int(rest * share))
        for code, _, _, least, share in DEPARTMENTS
    ]
    sizes[1] = employees - sum(sizes)
    return sizes
