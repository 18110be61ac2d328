"""Books of formulas: small pure functions whose parameters name what they need.

A formula is registered once, with its words; from then on it is computed, stored, explained, checked, exported and documented
with no further code:

    book = Book("payslip")

    @book.line("P2", kind="earning", since=FIRST, label=_("Meal allowance"), sentence=_("%(parameter_meal)s × %(employed)s ÷ %(workdays)s"))
    def meal(employed: int, workdays: int, *, meal: Decimal) -> Decimal:
        ...

Positional parameters are facts or the results of other formulas, keyword-only ones are policy parameters (a `:` in a key is
written `__`). `*earning` at the end collects every line of that kind that is not in a named sum already. The order of computing
follows from them.

A change of a rule is a further edition, never an edit: another function under the name of the first (`name="meal"`), with its own
sentence and a later `since`. The edition in force on a month's first day holds for that month, so months before keep computing,
explaining, checking and exporting with theirs.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from graphlib import TopologicalSorter
from typing import Any

from csd.months import Month

Value = Any
# what holds since before the product
FIRST = Month(1, 1)
# the kinds of a line: what is earned, what is taken off, what the employer pays besides, and what results from the others
EARNING, DEDUCTION, EMPLOYER, RESULT = "earning", "deduction", "employer", "result"
KINDS = (EARNING, DEDUCTION, EMPLOYER, RESULT)


def noted(text: str) -> str:
    """A text to be translated when it is shown; imported as `_`, so that the texts are found where formulas are written."""
    return text


@dataclass(frozen=True)
class Formula:
    """One edition of one formula; of a `kind` it is a line of money, of none an intermediate figure.

    `sentence` names its inputs as %(name)s and its parameters as %(parameter_key)s. `collects` is a kind (or a mark of `counts`)
    whose further lines are added to the inputs, `further` those of them that there are in the month. A `sums` formula adds up its
    inputs: what is in it is not collected beside it. `paid_with` is the column of docs/formats.md that a line without one stands in.
    """

    name: str
    rule: str
    version: int
    since: Month
    kind: str
    label: str
    sentence: str
    compute: Callable[..., Value]
    inputs: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    types: Mapping[str, type]
    collects: str = ""
    further: tuple[str, ...] = ()
    sums: bool = False
    counts: tuple[str, ...] = ()
    paid_with: str = ""

    @property
    def edition(self) -> str:
        """How a stored result names this edition: `P3@1`."""
        return f"{self.rule}@{self.version}"

    @property
    def money(self) -> bool:
        """Whether it is a line of its own."""
        return bool(self.kind)

    @property
    def parameter_keys(self) -> tuple[str, ...]:
        """The policy keys it reads."""
        return tuple(key for _, key in self.parameters)

    def in_words(self, sentence: str, words: Mapping[str, str]) -> str:
        """The (translated) sentence with something put in for each input, also for those that were collected."""
        sign = "−" if self.collects == DEDUCTION else "+"
        return sentence % words + "".join(f" {sign} {words[name]}" for name in self.further)


class Edition:
    """The formulas of a book in force in one month, in an order in which each finds its inputs ready."""

    def __init__(self, formulas: Iterable[Formula]) -> None:
        named = {f.name: f for f in formulas}
        self.formulas: dict[str, Formula] = {name: _with_further(f, named) for name, f in named.items()}
        graph = {f.name: [n for n in f.inputs if n in self.formulas] for f in self.formulas.values()}
        self.order = [self.formulas[name] for name in TopologicalSorter(graph).static_order()]
        self.money = [f for f in self.formulas.values() if f.money]
        self.facts: dict[str, type] = {name: f.types[name] for f in self.order for name in f.inputs if name not in self.formulas}

    @property
    def parameter_keys(self) -> set[str]:
        """Every policy key that some formula reads."""
        return {key for f in self.order for key in f.parameter_keys}

    def lines(self, kind: str) -> list[str]:
        """The names of the lines of a kind, in the order of the book."""
        return [f.name for f in self.money if f.kind == kind]

    def part(self, *names: str) -> Edition:
        """Only these formulas and what they need of the others."""
        wanted, found = list(names), set()
        while wanted:
            name = wanted.pop()
            if name in self.formulas and name not in found:
                found.add(name)
                wanted += self.formulas[name].inputs
        return Edition(replace(f, collects="") for f in self.formulas.values() if f.name in found)

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


def _with_further(formula: Formula, named: Mapping[str, Formula]) -> Formula:
    """The formula with what it collects in this month."""
    if not formula.collects:
        return formula
    further = _further(formula, named)
    return replace(formula, inputs=formula.inputs + further, further=further)


def _further(formula: Formula, named: Mapping[str, Formula]) -> tuple[str, ...]:
    """The lines of the kind (or mark) that a sum collects, without those it has in it already."""
    inside = _inside(formula, named)
    return tuple(f.name for f in named.values() if f.name not in inside and formula.collects in (f.kind, *f.counts))


def _inside(formula: Formula, named: Mapping[str, Formula]) -> set[str]:
    """What a sum has in it already: itself, what it names, and what the sums it names have in them."""
    found = {formula.name, *formula.inputs}
    for part in (named[name] for name in formula.inputs if name in named):
        if part.sums:
            found |= _inside(part, named) | (set(_further(part, named)) if part.collects else set())
    return found


class Book:
    """All editions of all formulas of one kind of result."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._editions: dict[str, list[Formula]] = {}

    def line(
        self, rule: str, *, kind: str, label: str, sentence: str, since: Month, name: str = "", **more: Any
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Register a formula whose result is a line of money of one of KINDS.

        `name` is that of the line where the function is a further edition of it. `counts` are marks by which sums collect it,
        `sums` and `paid_with` as in Formula.
        """
        if kind not in KINDS:
            raise ValueError(f"{self.name}: a line is one of {', '.join(KINDS)}, not {kind!r}")
        return self._register(rule, kind, label, sentence, since, name, more)

    def figure(
        self, rule: str, *, label: str, sentence: str, since: Month, name: str = "", **more: Any
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Register an intermediate figure: explained like a line, but no line of its own."""
        return self._register(rule, "", label, sentence, since, name, more)

    def _register(
        self, rule: str, kind: str, label: str, sentence: str, since: Month, name: str, more: Mapping[str, Any]
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        def register(function: Callable[..., Value]) -> Callable[..., Value]:
            called = name or function.__name__
            editions = self._editions.get(called, [])
            if name and not editions:
                raise ValueError(f"{self.name}: there is no {name} that {function.__name__} could be a further edition of")
            if editions and not name:
                raise ValueError(f"{self.name}: there is a {called} already; a further edition is another function with name={called!r}")
            if editions and since <= editions[-1].since:
                raise ValueError(f"{self.name}: the edition of {called} from {since} is not later than the one before")
            if not label or not sentence:
                raise ValueError(f"{self.name}: {called} has no words")
            signature = _signature(function)
            formula = Formula(called, rule, len(editions) + 1, since, kind, label, sentence, function, **signature, **more)
            if formula.collects:
                formula = replace(formula, sums=True)
            self._editions.setdefault(called, []).append(formula)
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

    def newest(self) -> dict[str, Formula]:
        """name → the latest edition of every formula, in the order of the book."""
        return {name: editions[-1] for name, editions in self._editions.items()}

    def since(self, name: str) -> Month:
        """From which month on there is a formula of a name; KeyError where there is none."""
        return self._editions[name][0].since

    @contextmanager
    def trying(self) -> Iterator[Book]:
        """Within, what is registered is in the book; afterwards the book is as it was. For tests of what a book can grow to."""
        kept = {name: list(editions) for name, editions in self._editions.items()}
        try:
            yield self
        finally:
            self._editions.clear()
            self._editions.update(kept)


def _signature(function: Callable[..., Value]) -> dict[str, Any]:
    """What a function needs, by its parameters."""
    found = inspect.signature(function).parameters.values()
    collects = [p.name for p in found if p.kind is p.VAR_POSITIONAL]
    return {
        "inputs": tuple(p.name for p in found if p.kind is p.POSITIONAL_OR_KEYWORD),
        "parameters": tuple((p.name, p.name.replace("__", ":")) for p in found if p.kind is p.KEYWORD_ONLY),
        "types": typing.get_type_hints(function),
        "collects": collects[0] if collects else "",
    }


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
