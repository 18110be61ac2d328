"""What was before the first run: year-to-date figures (P15), negative sales carried on (P3), earlier scores (A10)."""

from __future__ import annotations

from csd.demo.dice import Dice
from csd.demo.people import Person
from csd.demo.spec import Spec, Tally
from csd.demo.writer import Folder, yuan
from csd.months import Month

ALLOWANCE = 500_000  # fen a month
BRACKETS = ((3_600_000, 3, 0), (14_400_000, 10, 252_000), (30_000_000, 20, 1_692_000), (42_000_000, 25, 3_192_000))


def write_history(folder: Folder, spec: Spec, person: Person, tally: Tally) -> None:
    """The rows of `opening_balances` and `score_history` of one person."""
    if person.hire >= spec.first_day or (person.leave and person.leave < spec.first_day):
        return
    dice = spec.dice("history", person.number)
    first = Month.parse(spec.first)
    if spec.wide and dice.chance(0.1):
        folder.put("opening_balances", person.no, first.year - 1, 12, "60000.00", "6000.00", "0.00", "0.00", "-50.00")
        tally["opening_of_last_year"] += 1
    _this_year(folder, dice, first, person, tally)
    _scores(folder, spec, dice, first, person, tally)


def _this_year(folder: Folder, dice: Dice, first: Month, person: Person, tally: Tally) -> None:
    """Year to date, with about the tax that was due on it."""
    since = person.hire.month if person.hire.year == first.year else 1
    months = first.number - since
    if months <= 0:
        return
    terms = person.terms[0]
    gross = months * (terms.wage + 100 * dice.between(300, 4000))
    paid_in = months * 100 * dice.between(300, 900) if terms.social_base else 0
    tax = tax_so_far(gross - paid_in - months * (ALLOWANCE + terms.special))
    carry = -(100 * dice.between(1, 900) + 50) if terms.plan == "sales_percent" and dice.chance(0.15) else 0
    tally["sales_carry"] += carry < 0
    folder.put(
        "opening_balances", person.no, first.year, months, yuan(gross), yuan(paid_in), yuan(months * terms.special), yuan(tax), yuan(carry)
    )


def tax_so_far(taxable: int) -> int:
    """A plausible sum already withheld this year on `taxable` fen."""
    for top, percent, quick in BRACKETS:
        if taxable <= top:
            return max(0, taxable * percent // 100 - quick)
    return taxable * 30 // 100 - 5_292_000


def _scores(folder: Folder, spec: Spec, dice: Dice, first: Month, person: Person, tally: Tally) -> None:
    """The scores of the two months before: good ones, exactly at the limit, below it; some with a month missing."""
    good = ("10.0", "10.0", "9.5")
    choices = ("5.0", "4.5", "2.0", "0.0") if person.weak else good if person.steady and not spec.wide else (*good, "7.0", "5.0", "4.5")
    for back in (2, 1):
        month = first - back
        if not person.employed(month.first) or (spec.wide and dice.chance(0.08)):
            tally["score_missing"] += 1
            continue
        folder.put("score_history", month, person.no, dice.pick(choices))
    if spec.wide and dice.chance(0.03):  # the score computed for this month beats it
        folder.put("score_history", first, person.no, "1.0")
        tally["score_of_computed_month"] += 1
