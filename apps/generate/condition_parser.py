"""Conditions on the outcome of a run: from text to what it means, or a message that names the place of the mistake.

    condition  = denied {"and" denied} {"or" ...}       `or` binds least, then `and`, then `not`
    denied     = {"not"} comparison
    comparison = sum {("<" | "<=" | ">" | ">=" | "==" | "!=") sum}
    sum        = product {("+" | "-") product}
    product    = signed {("*" | "/") signed}
    signed     = {"-"} (number | column | "(" condition or sum ")")

There is nothing else: no calls, no attributes, no subscripts, no powers, no text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NoReturn

from ...engine.errors import EngineError
from ...scenarios.problems import nearest
from .condition import SIGNS, Chain, Column, Comparison, Condition, Denial, Junction, Negative, Number, Term

MOST_CHARACTERS = 2000
MOST_DEPTH = 30  # of parentheses
WORDS = ("and", "or", "not")
INSTEAD = {"=": "==", "&": "and", "&&": "and", "|": "or", "||": "or", "!": "not", "=>": ">=", "=<": "<=", "<>": "!=", "^": "* again"}
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|=>|=<|<>|&&|\|\||[-+*/()<>=&|!^])|(?P<other>\S))",
    re.ASCII,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text, and where it begins, counted from 1."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Clause:
    """A part of a condition that must hold with the others, as it was written."""

    text: str
    condition: Condition


def parse_condition(text: str, columns: Collection[str], where: str = "condition") -> Condition:
    """Return what a condition means.

    columns  the names that may stand in it
    where    what the message of a mistake begins with

    Raises EngineError.
    """
    return _Parser(text, columns, where).condition()


def clauses_of(text: str, columns: Collection[str], where: str = "condition") -> tuple[Clause, ...]:
    """Return the parts that a condition joins by `and`, in order; a condition that joins none is its own only part."""
    parser = _Parser(text, columns, where)
    found = parser.condition()
    if not isinstance(found, Junction) or found.word == "or":
        return (Clause(text.strip(), found),)
    parts = zip(found.parts, parser.places[id(found)], strict=True)
    return tuple(Clause(text[first:last].strip(), part) for part, (first, last) in parts)


class _Parser:
    """Reads the tokens of one text from left to right."""

    def __init__(self, text: str, columns: Collection[str], where: str) -> None:
        self.text, self.columns, self.where = text, columns, where
        if len(text) > MOST_CHARACTERS:
            raise EngineError(where, f"{len(text)} characters", f"at most {MOST_CHARACTERS}", "Write a shorter condition.")
        self.tokens = [Token(str(m.lastgroup), m[str(m.lastgroup)], m.start(str(m.lastgroup)) + 1) for m in TOKEN.finditer(text)]
        self.tokens.append(Token("end", "", len(text) + 1))
        self.here, self.depth = 0, 0
        self.places: dict[int, list[tuple[int, int]]] = {}  # of the parts of a junction, by its id

    @property
    def next(self) -> Token:
        return self.tokens[self.here]

    def condition(self) -> Condition:
        """Read all of the text."""
        found = self._either()
        if self.next.kind != "end":
            self._refuse(self.next, "an operator, such as and, or, < or +")
        return self._as_condition(found, self.tokens[0])

    def _either(self) -> Condition | Term:
        return self._joined("or", self._both)

    def _both(self) -> Condition | Term:
        return self._joined("and", self._denied)

    def _joined(self, word: str, part: Callable[[], Condition | Term]) -> Condition | Term:
        """Read parts with a word between them, and remember where they stand."""
        begins, parts, ends = [self.next], [part()], [self.next.at]
        while self._take(word):
            begins.append(self.next)
            parts.append(part())
            ends.append(self.next.at)
        if len(parts) == 1:
            return parts[0]
        joined = Junction(word, tuple(self._as_condition(p, token) for p, token in zip(parts, begins, strict=True)))
        self.places[id(joined)] = [(token.at - 1, end - 1) for token, end in zip(begins, ends, strict=True)]
        return joined

    def _denied(self) -> Condition | Term:
        denials = 0
        while self._take("not"):
            denials += 1
        first, found = self.next, self._comparison()
        if denials:
            condition = self._as_condition(found, first)
            return Denial(condition) if denials % 2 else condition
        return found

    def _comparison(self) -> Condition | Term:
        first, found = self.next, self._chain(("+", "-"), self._product)
        signs, terms = [], [found]
        begins = [first]
        while self.next.text in SIGNS:
            signs.append(self._advance().text)
            begins.append(self.next)
            terms.append(self._chain(("+", "-"), self._product))
        if not signs:
            return found
        return Comparison(tuple(signs), tuple(self._as_term(t, token) for t, token in zip(terms, begins, strict=True)))

    def _product(self) -> Condition | Term:
        return self._chain(("*", "/"), self._signed)

    def _chain(self, signs: tuple[str, str], part: Callable[[], Condition | Term]) -> Condition | Term:
        begins, taken, parts = [self.next], [signs[0]], [part()]
        while self.next.text in signs:
            taken.append(self._advance().text)
            begins.append(self.next)
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        return Chain(tuple(taken), tuple(self._as_term(p, token) for p, token in zip(parts, begins, strict=True)))

    def _signed(self) -> Condition | Term:
        minus = 0
        while self.next.text == "-":
            self._advance()
            minus += 1
        first, found = self.next, self._atom()
        if minus:
            term = self._as_term(found, first)
            return Negative(term) if minus % 2 else term
        return found

    def _atom(self) -> Condition | Term:
        token = self._advance()
        if token.kind == "number":
            if not math.isfinite(float(token.text)):
                self._refuse(token, "a finite number")
            return Number(float(token.text))
        if token.kind == "name" and token.text not in WORDS:
            if token.text not in self.columns:
                self._refuse(token, "a column", nearest(token.text, list(self.columns)))
            if self.next.text == "(":
                self._refuse(self.next, "an operator", "There are no functions.")
            return Column(token.text)
        if token.text == "(":
            return self._inside(token)
        return self._refuse(token, "a number, a column or (")

    def _inside(self, opening: Token) -> Condition | Term:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self._refuse(opening, f"at most {MOST_DEPTH} parentheses inside each other")
        found = self._either()
        if self.next.text != ")":
            self._refuse(self.next, f"the ) to the ( at character {opening.at}")
        self._advance()
        self.depth -= 1
        return found

    def _advance(self) -> Token:
        token = self.next
        self.here += token.kind != "end"
        return token

    def _take(self, word: str) -> bool:
        """Go past a word if it is next."""
        if self.next.kind == "name" and self.next.text == word:
            self.here += 1
            return True
        return False

    def _as_condition(self, found: Condition | Term, token: Token) -> Condition:
        if isinstance(found, Term):
            self._refuse(token, "a comparison there, such as n_trades > 100", what="a number")
        return found

    def _as_term(self, found: Condition | Term, token: Token) -> Term:
        if not isinstance(found, Term):
            self._refuse(token, "a number there", what="a condition")
        return found

    def _refuse(self, token: Token, needs: str, remedy: str = "", what: str = "") -> NoReturn:
        got = what or (f"{token.text!r}" if token.kind != "end" else "the end")
        if not remedy and token.text in INSTEAD:
            remedy = f"Write {INSTEAD[token.text]}."
        raise EngineError(self.where, f"{got} at character {token.at}", needs, remedy)
