"""The daily sales report of a block and month (S1, S2, P3, P4): the rows there are most of."""

from __future__ import annotations

from datetime import date, timedelta

from csd.demo.desk import Desk
from csd.demo.money import Book
from csd.demo.names import PRODUCTS, QUOTED_PRODUCT
from csd.demo.people import Person
from csd.demo.writer import yuan

FACTORS = (0.4, 0.7, 1.0, 1.0, 1.4, 1.5)  # agents differ; their mean is 1
BUSIEST = 6.0  # in a wide company one in a hundred has this many times the orders


def write_sales(desk: Desk, book: Book) -> None:
    """The month's orders of everybody at the desk."""
    if not book.days or str(book.month) in book.quiet:
        return
    for person in desk.people:
        days = [day for day in book.days if str(person.hire) <= day and (person.leave is None or day <= str(person.leave))]
        if person.sells():
            _agent_month(desk, book, person, days)
        elif desk.wide and days and desk.dice.chance(desk.spec.odd * 0.3):
            desk.tally["sale_off_plan"] += 1
            Seller(desk, book, person, days).orders(desk.dice.between(1, 3))


def _agent_month(desk: Desk, book: Book, person: Person, days: list[str]) -> None:
    """The orders of an agent; of one who has left some come in later."""
    dice = desk.dice
    if days:
        mean = dice.pick(FACTORS) * desk.spec.orders_per_agent * book.season * len(days) / book.month.last.day
        if desk.wide and dice.chance(0.01):
            mean *= BUSIEST
        seller = Seller(desk, book, person, days)
        seller.orders(max(1, int(mean * (0.75 + dice.random() / 2))))
        if dice.chance(0.03):
            seller.below_zero()
    after = [day for day in book.days if person.leave and str(person.leave) < day]
    if after and desk.wide and dice.chance(0.5):
        desk.tally["sale_after_leaving"] += 1
        Seller(desk, book, person, after).orders(dice.between(1, 3), 9000)


class Seller:
    """One agent's month at the counter."""

    def __init__(self, desk: Desk, book: Book, person: Person, days: list[str]) -> None:
        self.desk, self.book, self.person, self.days = desk, book, person, days
        self.stamp = f"{str(book.month).replace('-', '')}{person.number:06d}"
        self.write = desk.folder.line["sales"]
        self.odd = desk.spec.odd * 0.15 if desk.wide else 0.0

    def orders(self, count: int, first: int = 0) -> None:
        """So many orders, numbered from `first`; the hot loop of the generator, so random() is drawn directly."""
        throw, days, campaigns, no, write = self.desk.dice.random, self.days, self.book.campaigns, self.person.no, self.write
        for index in range(first, first + count):
            order = f"{self.stamp}{index:05d}"
            day = days[int(throw() * len(days))]
            campaign = campaigns[int(throw() * len(campaigns))] if campaigns and throw() < 0.4 else ""
            luck = throw()
            status = "completed" if luck < 0.93 else "pending" if luck < 0.97 else "cancelled"
            luck = throw()
            for _ in range(1 if luck < 0.75 else 2 if luck < 0.95 else 4):
                quantity = 1 + int(throw() * 5)
                fen = (990 + int(throw() * 38910)) * quantity
                cost = int(fen * (0.3 + throw() * 0.5))
                body = (
                    f"{no},{PRODUCTS[int(throw() * 12)]},{quantity},{fen // 100}.{fen % 100:02d},"
                    f"{cost // 100}.{cost % 100:02d},客户{int(throw() * 1000000)},{status}"
                )
                write(f"{order},{day},{body},sale,{campaign}\n")
                if throw() < 0.04 and status == "completed":
                    self.refund(order, day, body, campaign)
            if throw() < self.odd:
                self.odd_order(order, day, campaign)

    def refund(self, order: str, day: str, body: str, campaign: str, least: int = 0) -> None:
        """The line comes back some days later; in wide companies perhaps in another month."""
        back = date.fromisoformat(day) + timedelta(days=least + self.desk.dice.upto(21 if self.desk.wide else 10))
        if not self.desk.wide:
            back = min(back, self.book.month.last)
        if back > self.desk.horizon.date() or f"{back:%Y-%m}" in self.book.quiet:
            return
        if back > self.book.month.last:
            self.desk.tally["refund_in_later_month"] += 1
        self.write(f"{order},{back},{body},refund,{campaign}\n")

    def below_zero(self) -> None:
        """A refund of an order from before, larger than the month (P3: the carry)."""
        dice = self.desk.dice
        self.desk.tally["refund_larger_than_month"] += 1
        body = f"{self.person.no},团购,1,{dice.between(20000, 90000)}.00,{dice.between(5000, 9000)}.00,大客户,completed"
        self.write(f"{self.stamp}99999,{dice.pick(self.days)},{body},refund,\n")

    def _body(self, product: str, fen: int, cost: int, status: str = "completed", agent: str = "") -> str:
        return f"{agent or self.person.no},{product},1,{yuan(fen)},{yuan(cost)},回头客,{status}"

    def odd_order(self, order: str, day: str, campaign: str) -> None:
        """A further line that makes the order an odd one."""
        dice, tally = self.desk.dice, self.desk.tally
        fen = dice.between(100, 90000)
        body, kind = self._body("赠品", fen, fen // 2), "sale"
        name = dice.pick(
            ("identical", "two_agents", "over_refunded", "late_refund", "next_month", "old_campaign", "loss", "open_refund", "quoted")
        )
        if name == "two_agents":
            known = [person.no for person in self.desk.people if str(person.hire) <= day]
            body = self._body("补差价", fen, fen // 3, agent=dice.pick(known))
        elif name == "over_refunded":
            body, kind = self._body("退货", 40 * fen, 20 * fen), "refund"
        elif name == "late_refund":
            self.refund(order, day, body, campaign, least=31)
        elif name == "next_month":
            day = str(min(self.book.month.last + timedelta(days=dice.between(1, 5)), self.desk.horizon.date()))
        elif name == "old_campaign":
            campaign = dice.pick(self.book.old_campaigns or [""])
        elif name == "loss":
            body = self._body("清仓", fen, 3 * fen)
        elif name == "open_refund":
            body, kind = self._body("退货", fen, fen // 2, dice.pick(("pending", "cancelled"))), "refund"
        elif name == "quoted":
            body = self._body(QUOTED_PRODUCT, fen, fen // 2)
        if day[:7] in self.book.quiet:
            return
        tally[f"order_{name}"] += 1
        for _ in range(2 if name == "identical" else 1):
            self.write(f"{order},{day},{body},{kind},{campaign}\n")
