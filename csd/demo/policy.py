"""Random dated policy parameters and calendar overrides, and the calendar of years that no library knows yet (D2)."""

from __future__ import annotations

from datetime import date, timedelta

from csd.demo.dice import Dice
from csd.demo.spec import Spec, Tally
from csd.demo.writer import Folder
from csd.months import Month

# every key with values worth trying beside the default, some with more places than what is paid
CHOICES: dict[str, tuple[str, ...]] = {
    "comp_days": ("0", "2", "3", "6"),
    "late": ("0.5", "1.0", "0.3", "0"),
    "absent": ("2", "1.5", "3"),
    "truant": ("5", "4", "2.5"),
    "offline": ("5", "2", "0.5"),
    "offline_every": ("3", "1", "2", "7"),
    "absent_after": ("30", "20", "10", "45"),
    "in_window": ("120", "60", "30", "180"),
    "out_window": ("240", "60", "120", "300"),
    "late_leave_days": ("3", "0", "1", "5"),
    "warn_at": ("5", "9.9", "4.5", "0"),
    "penalty_at": ("2", "8.1", "0"),
    "meal": ("300", "0", "350", "312.555"),
    "sales_rate": ("0.02", "0.025", "0.015", "0.03333333", "0"),
    "order_rate:logistics": ("1.00", "1.20", "0.85", "0"),
    "order_rate:data": ("0.50", "0.75", "0.333"),
    "order_rate:product": ("0.10", "0"),
    "order_rate:customer_service": ("0.05", "0.15"),
    "order_rate:marketing": ("0", "0.01"),
    "order_rate:operations": ("0", "0.02"),
    "order_rate:other": ("0", "0.01"),
    "target_rate": ("0.03", "0.05", "0.02751234"),
    "bonus_period": ("quarter", "month", "quarter"),
    "penalty": ("0", "200", "33.335", "5000"),
    "severe": ("0", "500", "700.555"),
    "minimum_wage": ("2490", "1800.005", "2740", "5000"),
    "minimum_wage_topup": ("1", "0"),
    "social_floor": ("4812", "3000.125", "7546"),
    "social_cap": ("24930", "5000.055", "37731"),
    "housing_floor": ("2490", "2000", "2740.505"),
    "housing_cap": ("39530", "20000", "37731"),
    "pension": ("0.08", "0.0799"),
    "medical": ("0.02", "0.0175"),
    "unemployment": ("0.005", "0.0033"),
    "employer_pension": ("0.16", "0.15"),
    "employer_medical": ("0.09", "0.098"),
    "employer_unemployment": ("0.005", "0.01"),
    "employer_injury": ("0.0016", "0.004"),
    "holiday_extra": ("1", "2"),
    "rest_hours": ("11", "8"),
    "days_in_row": ("6", "5"),
    "hazmat_departments": ("", "CS", "CS;LG;OP"),
}
DEFAULTS = {"absent_after": 30, "in_window": 120, "out_window": 240, "late_leave_days": 3, "offline_every": 3, "comp_days": 4}

LAST_KNOWN_YEAR = 2026  # of the calendar libraries
# first day of the Spring Festival, Qingming, Dragon Boat, Mid-Autumn: (month, day)
MOVABLE = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
}


class Policies:
    """The dated values of a company; those that boundaries depend on can be asked for."""

    def __init__(self, spec: Spec, tally: Tally) -> None:
        self.rows: dict[tuple[str, date], str] = {}
        if spec.policy:
            dice = spec.dice("policy")
            for key, values in CHOICES.items():
                self._draw(spec, dice, key, values, tally)

    def _draw(self, spec: Spec, dice: Dice, key: str, values: tuple[str, ...], tally: Tally) -> None:
        """Up to three values: from the start or long before, from the first of a month, from the middle of one."""
        days = []
        if dice.chance(0.7):
            days.append(spec.first_day - timedelta(days=dice.pick((0, 31, 400))))
        if dice.chance(0.35):
            days.append(dice.pick(spec.period).first)
            tally["policy_from_the_first"] += 1
        if dice.chance(0.25):
            days.append(dice.pick(spec.period).first + timedelta(days=dice.between(1, 27)))
            tally["policy_from_mid_month"] += 1
        for day in days:
            if day <= spec.last_day:
                self.rows[key, day] = dice.pick(values)

    def whole(self, key: str, month: Month) -> int:
        """The whole-numbered value that holds for a month: the one in force on its first day."""
        known = [(day, value) for (name, day), value in self.rows.items() if name == key and day <= month.first]
        return int(max(known)[1]) if known else DEFAULTS[key]

    def write(self, folder: Folder) -> None:
        """policy.csv, by date."""
        for (key, day), value in sorted(self.rows.items(), key=lambda row: (row[0][1], row[0][0])):
            folder.put("policy", day, key, value)


def random_days(spec: Spec, tally: Tally) -> dict[date, tuple[str, str, str]]:
    """Overrides of the library's days: closed days, worked rest days, further statutory days; never a month without work."""
    dice, days = spec.dice("calendar"), {}
    names = {"rest": "公司调整", "work": "盘点", "statutory": "地方节日"}
    for month in spec.period:
        for _ in range(dice.between(1, 5)):
            kind = dice.pick(("rest", "work", "statutory"))
            days[month.first + timedelta(days=dice.upto(month.last.day))] = (kind, names[kind], "公司通知")
            tally[f"calendar_{kind}"] += 1
    return days


def unpublished_days(spec: Spec) -> dict[date, tuple[str, str, str]]:
    """Every day of the years of the period beyond the libraries: without them such a month could not be closed."""
    days = {}
    for year in sorted({month.year for month in spec.period if month.year > LAST_KNOWN_YEAR}):
        law = statutory_days(year)
        day = date(year, 1, 1)
        while day.year == year:
            kind = "statutory" if day in law else "work" if day.weekday() < 5 else "rest"
            days[day] = (kind, law.get(day, ""), "示例，以国务院公布为准")
            day += timedelta(days=1)
    return days


def statutory_days(year: int) -> dict[date, str]:
    """The 13 days of the law (FACTS: since 2025); without the movable ones where the year is not in the table."""
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    if year in MOVABLE:
        spring, qingming, dragon, autumn = (date(year, *day) for day in MOVABLE[year])
        days |= {spring + timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}
        days |= {qingming: "清明节", dragon: "端午节", autumn: days.get(autumn, "中秋节")}
    return days


def write_calendar(folder: Folder, days: dict[date, tuple[str, str, str]]) -> None:
    """calendar.csv, by date."""
    for day, cells in sorted(days.items()):
        folder.put("calendar", day, *cells)
