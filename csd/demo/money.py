"""The month's campaigns and costs (S1, S3, P6, P7), and what all sales of a month have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from csd.demo.dice import Dice
from csd.demo.layout import Layout
from csd.demo.people import Person, employee_no
from csd.demo.spec import Spec, Tally
from csd.demo.writer import Folder, yuan
from csd.months import Month

BUDGETS = (100, 300, 800, 1500, 2600, 4000)  # yuan
SEASONS = (0.3, 0.8, 1.0, 1.6, 3.0)


@dataclass(slots=True)
class Book:
    """A month as sales see it."""

    month: Month
    days: list[str]  # of the month, as far as the horizon
    season: float
    quiet: frozenset[str]  # months in which nothing at all is sold or given back
    campaigns: list[str] = field(default_factory=list)
    old_campaigns: list[str] = field(default_factory=list)  # of the month before


def quiet_months(spec: Spec, tally: Tally) -> frozenset[str]:
    """At most one month of a wide company goes by without a sale."""
    dice = spec.dice("quiet")
    if spec.wide and spec.season is None and dice.chance(spec.odd * 0.3):
        tally["month_without_sales"] += 1
        return frozenset([str(dice.pick(spec.period))])
    return frozenset()


def open_book(spec: Spec, month: Month, quiet: frozenset[str], before: Book | None) -> Book:
    """The book of the next month."""
    days = [str(month.first + timedelta(days=offset)) for offset in range(month.last.day)]
    open_days = [day for day in days if day <= str(spec.horizon.date())]
    season = spec.season or spec.dice("season", month).pick(SEASONS)
    return Book(month, open_days, season, quiet, old_campaigns=before.campaigns if before else [])


def write_campaigns(folder: Folder, spec: Spec, layout: Layout, book: Book, owners: Iterator[Person], tally: Tally) -> None:
    """The month's campaigns of the marketing people, and the promotion costs that name them."""
    dice, month = spec.dice("campaigns", book.month), book.month
    stamp = str(month).replace("-", "")
    count = 0
    for owner in owners:
        if not owner.employed(month.first) and not spec.wide:
            continue
        for _ in range(dice.pick((0, 1, 1, 2))):
            count += 1
            owner_no = owner.no
            if spec.wide and dice.chance(spec.odd * 0.3):  # somebody on any plan, perhaps long gone
                owner_no = employee_no(dice.between(1, layout.employees))
                tally["campaign_of_anybody"] += 1
            budget = 100 * dice.pick(BUDGETS if spec.wide else BUDGETS[:4])
            code = _campaign(folder, dice, month, f"C{stamp}{count:05d}", owner_no, budget)
            if spec.wide and dice.chance(spec.odd * 0.5):
                tally["campaign_without_sales"] += 1
            else:
                book.campaigns.append(code)
        here = owner.hire <= month.first and book.days and str(month) not in book.quiet
        if spec.wide and here and dice.chance(0.1 + spec.odd * 0.5):
            _exact_campaign(folder, dice, book, owner, f"C{stamp}X{owner.number}")
            tally["campaign_exact"] += 1


def _campaign(folder: Folder, dice: Dice, month: Month, code: str, owner_no: str, budget: int) -> str:
    """A campaign with its promotion cost: as planned, somewhat above, or in two rows."""
    folder.put("campaigns", code, month, owner_no, yuan(budget))
    spent = budget + dice.pick((0, 0, 5500))
    parts = [spent] if dice.chance(0.8) else [spent // 3, spent - spent // 3]
    for part in parts:
        folder.put("costs", month, "promotion", yuan(part), code, "直通车")
    return code


def _exact_campaign(folder: Folder, dice: Dice, book: Book, owner: Person, code: str) -> None:
    """A campaign whose margin is ten times its budget to the fen, or a fen too little (P6).

    The one who sells is on no percentage, so that amount − cost is the whole margin.
    """
    cost, tenth = dice.between(1000, 90000), dice.between(2000, 60000)
    amount, day = cost + 10 * tenth, dice.pick(book.days)
    folder.put("campaigns", code, book.month, owner.no, yuan(tenth + dice.pick((0, 0, 1))))
    row = (f"{code}-1", day, owner.no, "活动套装", 1, yuan(amount), yuan(cost), "客户0", "completed", "sale", code)
    folder.put("sales", *row)


def write_costs(folder: Folder, spec: Spec, book: Book, tally: Tally) -> None:
    """Costs that name no campaign; in wide companies some twice in the same words, some not at all."""
    dice, month, size = spec.dice("costs", book.month), book.month, spec.employees
    rows = [
        ("aftersales_courier", dice.between(100 * size, 3000 * size), None, None),
        ("other", dice.between(1000 * size, 20000 * size), None, "房租水电"),
        ("promotion", dice.between(5000, 90000), None, "店铺推广"),
        ("other", dice.between(1, 99), None, "尾差"),
    ]
    for row in rows[: None if spec.wide else 3]:
        kind, amount, campaign, note = row
        if spec.wide and dice.chance(spec.odd * 0.3):
            tally["cost_missing"] += 1
            continue
        again = 2 if spec.wide and dice.chance(spec.odd * 0.3) else 1
        tally["cost_twice"] += again - 1
        for _ in range(again):
            folder.put("costs", month, kind, yuan(amount), campaign, note)
