"""Dated pay terms (P 'Pay terms', P1, P4, P5, P14): first ones, raises, other jobs. Money is in fen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from csd.demo.dice import Dice
from csd.demo.spec import Spec
from csd.demo.writer import yuan


@dataclass(slots=True)
class Terms:
    """One row of terms.csv."""

    effective_from: date
    department: str
    position: str
    grade: str
    seniority: str
    base: int
    plan: str
    guarantee: int | None = None
    weight: str = "1"
    social_base: int | None = None
    housing_base: int | None = None
    housing_rate: str | None = None
    special: int = 0

    def cells(self) -> tuple[object, ...]:
        """The row behind the employee number."""
        guarantee, social, housing = (None if fen is None else yuan(fen) for fen in (self.guarantee, self.social_base, self.housing_base))
        job = (self.effective_from, self.department, self.position, self.grade, self.seniority, yuan(self.base), self.plan)
        return (*job, guarantee, self.weight, social, housing, self.housing_rate, yuan(self.special))

    @property
    def wage(self) -> int:
        """What a month is worth at least: the base, or the guarantee where there is none."""
        return self.base or self.guarantee or 0


# kind of department → plan, positions of staff, position of heads
JOBS = {
    "customer_service": ("sales_percent", ("售前客服", "售后客服"), "客服主管"),
    "marketing": ("campaign_target", ("直通车广告推广专员", "市场专员"), "市场主管"),
    "logistics": ("order_pool", ("打包配货", "仓库管理员"), "物流主管"),
    "product": ("none", ("产品专员",), "产品主管"),
    "data": ("order_pool", ("数据分析专员", "美工"), "数据主管"),
    "operations": ("none", ("运营助理",), "运营总监"),
    "other": ("none", ("职员",), "经理"),
}
# P1's ranges in yuan: (kind, seniority) → bases; heads as senior but for operations
BASES = {
    ("customer_service", "new"): (1500,),
    ("customer_service", "senior"): (2000, 2600, 3333, 5000),
    ("marketing", "new"): (1500,),
    ("marketing", "senior"): (2000, 3500, 5000),
    ("logistics", "new"): (0,),
    ("logistics", "senior"): (0,),
    ("product", "new"): (1500,),
    ("product", "senior"): (2000, 6000, 10000),
    ("data", "new"): (1500, 2000, 2500),
    ("data", "senior"): (3500, 4200, 5000),
    ("operations", "new"): (2000, 3500, 5000),
    ("operations", "senior"): (2000, 3500, 5000),
    ("operations", "manager"): (3500, 20000, 50000),
    ("other", "new"): (3000, 4000),
    ("other", "senior"): (5000, 6000, 9000),
    ("other", "general_manager"): (10000, 30000),
}
# department, position, base, plan, guarantee, weight: what somebody may change to
OTHER_JOBS = (
    ("LG", "打包配货", 0, "order_pool", 150000, "1.5"),
    ("LG2", "打包配货", 0, "order_pool", 250000, "1"),
    ("CS", "售后客服", 200000, "sales_percent", None, "1"),
    ("CS2", "夜班客服", 260000, "sales_percent", None, "1"),
    ("DA", "美工", 150000, "order_pool", None, "2"),
    ("DA2", "美工", 250000, "order_pool", None, "0.25"),
    ("PD", "产品专员", 150000, "order_pool", None, "1"),
    ("CS", "客服培训", 333333, "order_pool", 200000, ""),
    ("MK", "市场专员", 150000, "campaign_target", None, "1"),
    ("MK", "市场专员", 200000, "sales_percent", None, "1"),
    ("OP", "运营助理", 200000, "none", None, "1"),
)


def first_terms(spec: Spec, dice: Dice, department: str, kind: str, grade: str, hire: date) -> Terms:
    """The terms from the hire date."""
    seniority = "senior" if grade != "staff" or dice.chance(0.5) else "new"
    plan, positions, head = JOBS[kind]
    level = grade if (kind, grade) in BASES else seniority
    base = dice.pick(BASES[kind, level]) * 100
    position = dice.pick(positions) if grade == "staff" else "总经理" if grade == "general_manager" else head
    terms = Terms(hire, department, position, grade, seniority, base, plan)
    if kind == "logistics":
        terms.guarantee = dice.pick((200000, 250000, 500000)) if seniority == "senior" else 150000
    if plan == "order_pool":
        weights = ("1", "1", "1", "1.5", "2", "", "0", "0.25", "0.3333") if spec.wide else ("1", "1", "1", "1.5")
        terms.weight = dice.pick(weights)
    second = {"logistics": "LG2", "data": "DA2", "customer_service": "CS2"}.get(kind)
    if spec.wide and second and grade == "staff" and dice.chance(0.35):
        terms.department = second
    _declare(spec, dice, terms)
    return terms


def _declare(spec: Spec, dice: Dice, terms: Terms) -> None:
    """P14 and P15: declared bases below, at, between and above the limits, or none; special deductions."""
    base = terms.base // 100
    usual = (3000, 4812, 4812, max(4812, base), 30000 if base >= 20000 else 5200)
    if not dice.chance(0.05):
        terms.social_base = 100 * dice.pick((*usual, 24930, 40000) if spec.wide else usual)
    if terms.social_base and dice.chance(0.95):
        terms.housing_base = terms.social_base
        terms.housing_rate = dice.pick(("0.05", "0.08", "0.12"))
    terms.special = 100 * dice.pick((0, 0, 0, 1000, 1500, 2000, 3500))
    if spec.wide and dice.chance(0.15):  # declared apart: beyond either limit, or the fund without the insurance
        terms.housing_base, terms.housing_rate = 100 * dice.pick((2000, 45000, 6789)), dice.pick(("0.07", "0.055"))
        terms.special += dice.pick((0, 33333))


def changed_terms(spec: Spec, dice: Dice, first: Terms, kind: str, hire: date, leave: date | None, steady: bool) -> list[Terms]:
    """Later terms: a raise, or (wide) another job; from the first, the middle or the last day of a month, or the leave date."""
    luck, rows = dice.random(), []
    if luck < (0.05 + spec.odd * 0.3 if spec.wide else 0.08):
        rows.append(replace(_raised(spec, first, kind), effective_from=_some_day(spec, dice, leave)))
    elif spec.wide and not steady and luck < 0.12 + spec.odd * 0.7:
        rows.append(_other_job(dice, first, _some_day(spec, dice, leave)))
        if dice.chance(0.3):  # and on to a third one, or back
            back = replace(first, effective_from=_some_day(spec, dice, leave))
            rows.append(back if dice.chance(0.5) else _other_job(dice, first, back.effective_from))
    kept: dict[date, Terms] = {}
    for terms in sorted(rows, key=lambda row: row.effective_from):
        if hire < terms.effective_from <= (leave or spec.last_day):
            kept[terms.effective_from] = terms
    return list(kept.values())


def _raised(spec: Spec, terms: Terms, kind: str) -> Terms:
    """More base: the next of P1's range as a senior, in wide companies a sum that may leave the range (a warning)."""
    higher = [base for base in BASES.get((kind, "senior"), ()) if base * 100 > terms.base > 0]
    if spec.wide or not higher:
        return replace(terms, base=terms.base + (20000 if spec.wide and terms.base else 0))
    return replace(terms, base=higher[0] * 100, seniority="senior")


def _some_day(spec: Spec, dice: Dice, leave: date | None) -> date:
    month = dice.pick(spec.period)
    days = [month.first, month.first.replace(day=10), month.first.replace(day=15), month.last]
    return dice.pick([*days, leave] if leave else days)


def _other_job(dice: Dice, terms: Terms, day: date) -> Terms:
    department, position, base, plan, guarantee, weight = dice.pick(OTHER_JOBS)
    grade = dice.pick(("staff", "foreman"))
    job = replace(terms, effective_from=day, department=department, position=position, grade=grade, base=base, plan=plan)
    return replace(job, guarantee=guarantee, weight=weight)
