"""Books of formulas: small pure functions whose parameters name what they need.

A formula is registered once; from then on it is computed, stored, explained, checked and documented with no further code:

    book = Book("payslip")

    @book.line("P2")
    def meal(employed: int, workdays: int, *, meal: Decimal) -> Decimal:
        ...

Positional parameters are facts or the results of other formulas, keyword-only ones are policy parameters (a `:` in a key
is written `__`). The order of computing follows from them. A change of a rule is a further edition: the same name with a
later `since`; the edition in force on a month's first day holds for that month.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import Any

from csd.months import Month

Value = Any
FIRST = Month(1, 1)


@dataclass(frozen=True)
class Formula:
    """One edition of one formula: `money` says whether its result is a line of its own or an intermediate figure."""

    name: str
    rule: str
    version: int
    since: Month
    money: bool
    in_gross: bool
    compute: Callable[..., Value]
    inputs: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    types: Mapping[str, type]

    @property
    def edition(self) -> str:
        """How a stored result names this edition: `P3@1`."""
        return f"{self.rule}@{self.version}"

    @property
    def parameter_keys(self) -> tuple[str, ...]:
        """The policy keys it reads."""
        return tuple(key for _, key in self.parameters)


class Edition:
    """The formulas of a book in force in one month, in an order in which each finds its inputs ready."""

    def __init__(self, formulas: Iterable[Formula]) -> None:
        self.formulas: dict[str, Formula] = {f.name: f for f in formulas}
        graph = {f.name: [n for n in f.inputs if n in self.formulas] for f in self.formulas.values()}
        self.order = [self.formulas[name] for name in TopologicalSorter(graph).static_order()]
        self.money = [f for f in self.formulas.values() if f.money]
        self.facts: dict[str, type] = {name: f.types[name] for f in self.order for name in f.inputs if name not in self.formulas}

    @property
    def parameter_keys(self) -> set[str]:
        """Every policy key that some formula reads."""
        return {key for f in self.order for key in f.parameter_keys}

    def bind(self, parameters: Mapping[str, Value]) -> Callable[[Mapping[str, Value]], dict[str, Value]]:
        """A function from facts to facts and results together, the policy parameters fixed.

        KeyError for a policy key or a fact that is missing: a formula never guesses.
        """
        steps = [(f.name, f.compute, f.inputs, {word: parameters[key] for word, key in f.parameters}) for f in self.order]

        def evaluate(facts: Mapping[str, Value]) -> dict[str, Value]:
            values = dict(facts)
            for name, compute, inputs, fixed in steps:
                values[name] = compute(*[values[i] for i in inputs], **fixed)
            return values

        return evaluate

    def versions(self) -> dict[str, str]:
        """name → edition, as a run freezes it."""
        return {f.name: f.edition for f in self.order}


class Book:
    """All editions of all formulas of one kind of result."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._editions: dict[str, list[Formula]] = {}

    def line(self, rule: str, *, in_gross: bool = False, version: int = 1, since: Month = FIRST) -> Callable[..., Any]:
        """Register a formula whose result is a line of money; `in_gross` adds it to P12's sum."""
        return self._register(rule, version, since, True, in_gross)

    def figure(self, rule: str, *, version: int = 1, since: Month = FIRST) -> Callable[..., Any]:
        """Register an intermediate figure: explained like a line, but no line of its own."""
        return self._register(rule, version, since, False, False)

    def _register(self, rule: str, version: int, since: Month, money: bool, in_gross: bool) -> Callable[..., Any]:
        def register(function: Callable[..., Value]) -> Callable[..., Value]:
            signature = inspect.signature(function).parameters.values()
            inputs = tuple(p.name for p in signature if p.kind is p.POSITIONAL_OR_KEYWORD)
            words = tuple((p.name, p.name.replace("__", ":")) for p in signature if p.kind is p.KEYWORD_ONLY)
            hints = typing.get_type_hints(function)
            formula = Formula(function.__name__, rule, version, since, money, in_gross, function, inputs, words, hints)
            editions = self._editions.setdefault(formula.name, [])
            if editions and since <= editions[-1].since:
                raise ValueError(f"{self.name}: the edition of {formula.name} from {since} is not later than the one before")
            editions.append(formula)
            return function

        return register

    def at(self, month: Month) -> Edition:
        """The formulas in force on the first day of a month."""
        chosen = []
        for editions in self._editions.values():
            in_force = [f for f in editions if f.since <= month]
            chosen += in_force[-1:]
        return Edition(chosen)

    def versions_at(self, month: Month) -> dict[str, str]:
        """name → edition of every formula in force in a month."""
        return self.at(month).versions()

    def all(self) -> list[Formula]:
        """Every edition of every formula, for the rule table of the docs."""
        return [f for editions in self._editions.values() for f in editions]


def encode(value: Value) -> Value:
    """A fact as JSON keeps it: exact, so decimals and fractions as text."""
    kind = type(value)
    if kind is Decimal:
        return str(value)
    if kind in _PLAIN:
        return value
    if kind is Fraction:
        return f"{value.numerator}/{value.denominator}"
    return [encode(item) for item in value]


_PLAIN = frozenset({bool, int, str, type(None)})


def decode(value: Value, kind: Any) -> Value:
    """The fact that `encode` wrote, by the type its formula declares (`Decimal | None` included)."""
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    if kind is Decimal:
        return Decimal(value)
    if kind is Fraction:
        return Fraction(value)
    if typing.get_origin(kind) is tuple:
        inside = typing.get_args(kind)
        kinds = [inside[0]] * len(value) if inside[1:] == (...,) else inside
        return tuple(decode(item, k) for item, k in zip(value, kinds, strict=True))
    return value
