"""Who is named for the bonus pools of a month, and special rewards (P8, P9)."""

from __future__ import annotations

from csd.demo.desk import Desk
from csd.demo.dice import Dice
from csd.demo.people import Person
from csd.demo.spec import Spec, Tally
from csd.demo.writer import yuan
from csd.months import Month

POOLS = ("staff", "management", "operations")
REASONS = ("挽回重大经济损失", "重大贡献", "优秀员工")
# how a pool is filled: as usual, by nobody, by people without a payslip only, by weights of 0 only
WAYS = ("usual", "usual", "usual", "nobody", "ghosts", "zeros")


def ways_of(spec: Spec, month: Month, tally: Tally) -> dict[str, str]:
    """How each pool of a month is filled."""
    dice = spec.dice("pools", month)
    ways = {pool: dice.pick(WAYS) if spec.wide and dice.chance(spec.odd) else "usual" for pool in POOLS}
    tally.update(f"pool_{way}" for way in ways.values())
    return ways


def write_pools(desk: Desk, ways: dict[str, str]) -> None:
    """Nominations and specials of the desk's people; none yet for a month that is not over."""
    if desk.month.last > desk.horizon.date():
        return
    dice = desk.dice
    for person in desk.people:
        here = person.hire <= desk.month.last and (person.leave is None or person.leave >= desk.month.first)
        for pool in POOLS:
            if _eligible(person, pool):
                _nominate(desk, dice, person, pool, ways[pool], here)
        if dice.chance(0.025) or (desk.wide and not here and dice.chance(desk.spec.odd * 0.3)):
            for _ in range(dice.pick((1, 1, 1, 2)) if desk.wide else 1):
                folder_row = (desk.month, person.no, yuan(dice.pick((10000, 50000, 100000, 12345))), dice.pick(REASONS))
                desk.folder.put("specials", *folder_row)
            desk.tally["special" if here else "special_without_slip"] += 1


def _eligible(person: Person, pool: str) -> bool:
    if pool == "operations":
        return person.kind == "operations"
    return pool == ("staff" if person.grade == "staff" else "management")


def _nominate(desk: Desk, dice: Dice, person: Person, pool: str, way: str, here: bool) -> None:
    """Name a person for a pool, or not; ghosts are named wherever they are, they are few."""
    share = 0.5 if pool == "operations" else 0.17
    if way == "nobody" or (way == "ghosts" and here) or not (here or desk.wide):
        return
    if way == "ghosts" or dice.chance(share):
        weight = "0" if way == "zeros" else dice.pick(("1", "1", "2", "0.5", "", "0", "0.3333") if desk.wide else ("1", "1", "2", "0.5"))
        desk.tally["nominee_without_slip"] += not here
        desk.folder.put("nominations", desk.month, pool, person.no, weight)
