"""Explanations (docs/rulebook.md P18): a line, its rule and edition, its formula in words and numbers, its inputs down to their rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from csd.database.rows import rows_of
from csd.formula import Book, Formula, decode
from csd.models import Attempt
from csd.money import half_up
from csd.policy.parameters import PARAMETERS
from csd.policy.words import LABELS
from csd.work.context import AttemptContext
from payroll.lines.facts import FACTS
from payroll.lines.rules import PAYSLIP
from payroll.waterfall import facts as _waterfall_facts  # noqa: F401 (they write themselves into the registry)
from payroll.waterfall.rules import WATERFALL


@dataclass(frozen=True)
class Input:
    """One input of a formula: `kind` is line, fact or parameter; `source` says where a fact or parameter comes from."""

    name: str
    kind: str
    label: str
    value: Any
    shown: str
    source: Any = None

    @property
    def placeholder(self) -> str:
        """Its name in the sentence of the formula."""
        return f"parameter_{self.name.replace(':', '__')}" if self.kind == "parameter" else self.name


@dataclass(frozen=True)
class Explanation:
    """A computed value and how it came about."""

    name: str
    label: str
    rule: str
    edition: str
    value: Any
    shown: str
    in_words: str
    in_numbers: str
    inputs: tuple[Input, ...]
    money: bool


@dataclass(frozen=True)
class Stored:
    """A stored trace with the formulas and parameters that belong to it: all that an explanation or a replay needs."""

    reader: Reader
    facts: Mapping[str, Any]
    sources: Mapping[str, Any]

    def replay(self) -> dict[str, Any]:
        """Every value computed again from the stored facts and the frozen parameters alone."""
        return self.reader.evaluate(self.facts)


class Reader:
    """Reads the traces of one attempt: its formulas and frozen parameters are put together once."""

    def __init__(self, book: Book, attempt: Attempt) -> None:
        self.context = AttemptContext.of(attempt)
        self.edition = book.at(attempt.month)
        self.evaluate = self.edition.bind(self.context.parameters)

    def stored(self, facts: Mapping[str, Any], sources: Mapping[str, Any]) -> Stored:
        """A trace as it was stored, its facts decoded by the types the formulas declare."""
        types = self.edition.facts
        return Stored(self, {name: decode(value, types[name]) for name, value in facts.items() if name in types}, sources)


def slip_reader(attempt: Attempt) -> Reader:
    """Reads payslips of an attempt."""
    return Reader(PAYSLIP, attempt)


def stored_waterfall(attempt: Attempt) -> Stored | None:
    """The waterfall of an attempt; None before there is one."""
    found = rows_of("SELECT facts, sources FROM payroll_waterfall WHERE attempt_id = %s", [attempt.pk])
    if not found:
        return None
    facts, sources = (json.loads(text) for text in found[0])
    return Reader(WATERFALL, attempt).stored(facts, sources)


def explanations(stored: Stored) -> list[Explanation]:
    """Every value of a trace explained, in the order of the book."""
    values = stored.replay()
    return [explanation(stored, formula, values) for formula in stored.reader.edition.formulas.values()]


def explanation(stored: Stored, formula: Formula, values: Mapping[str, Any]) -> Explanation:
    """One value explained."""
    inputs = tuple(_inputs(stored, formula, values))
    sentence = gettext(formula.sentence)
    return Explanation(
        name=formula.name,
        label=gettext(formula.label),
        rule=formula.rule,
        edition=formula.edition,
        value=values[formula.name],
        shown=show(values[formula.name]),
        in_words=formula.in_words(sentence, {i.placeholder: i.label for i in inputs}),
        in_numbers=formula.in_words(sentence, {i.placeholder: i.shown for i in inputs}),
        inputs=inputs,
        money=formula.money,
    )


def _inputs(stored: Stored, formula: Formula, values: Mapping[str, Any]) -> list[Input]:
    inputs, formulas = [], stored.reader.edition.formulas
    for name in formula.inputs:
        if name in formulas:
            inputs.append(Input(name, "line", gettext(formulas[name].label), values[name], show(values[name])))
        else:
            fact = FACTS[name]
            source = stored.sources.get(fact.proof) if fact.group and fact.group.proof else None
            inputs.append(Input(name, "fact", str(fact.label), values[name], show(values[name]), source))
    for key in formula.parameter_keys:
        row, text = stored.reader.context.frozen["parameters"][key]
        source = {"policy": row} if row else {"default": PARAMETERS[key].default}
        inputs.append(Input(key, "parameter", str(LABELS[key]), stored.reader.context.parameters[key], text, source))
    return inputs


def show(value: Any) -> str:
    """A value as text: money with two places, fractions as days with two places and exact beside, lists by `;`."""
    shown: dict[type, Callable[[Any], str]] = {
        Decimal: _decimal,
        Fraction: _fraction,
        bool: lambda v: "1" if v else "0",
        type(None): lambda v: "–",
    }
    if isinstance(value, list | tuple):
        return "; ".join(" / ".join(show(part) for part in item) if isinstance(item, list | tuple) else show(item) for item in value) or "–"
    return shown.get(type(value), str)(value)


def _decimal(value: Decimal) -> str:
    return f"{value:.2f}" if value == half_up(value) else f"{value.normalize():f}"


def _fraction(value: Fraction) -> str:
    rounded = half_up(value.numerator, value.denominator)
    return f"{rounded}" if Fraction(rounded) == value else f"{rounded} ({value.numerator}/{value.denominator})"
