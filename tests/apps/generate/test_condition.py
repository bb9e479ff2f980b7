"""Conditions: they mean what Python's grammar says, nothing is missing without being told, and nothing hostile gets through."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catallax.apps.generate.condition import Trouble
from catallax.apps.generate.condition_parser import MOST_DEPTH, clauses_of, parse_condition
from catallax.apps.generate.outcome import COLUMNS
from catallax.engine.errors import EngineError
from tests.architecture.test_imports import ROOT
from tests.reference.condition import holds

NAMES = ("n_trades", "gini_goods", "utility_min")
values = st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.0, -2.5, 1e308, -1e308, 5e-324, math.nan, math.inf]), st.floats(-3, 3))
rows = st.fixed_dictionaries(dict.fromkeys(NAMES, values))
spaces = st.sampled_from(["", " ", "  "])
numbers = st.sampled_from(["0", "1", "2.5", ".5", "3.", "1e3", "1E-2", "1e308"])


def joined(parts: st.SearchStrategy[str], signs: list[str], most: int) -> st.SearchStrategy[str]:
    more = st.lists(st.tuples(spaces, st.sampled_from(signs), spaces, parts), max_size=most)
    return st.tuples(parts, more).map(lambda drawn: drawn[0] + "".join("".join(part) for part in drawn[1]))


def in_brackets(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return inner.map(lambda text: f"({text})")


terms = st.recursive(
    numbers | st.sampled_from(NAMES),
    lambda inner: st.one_of(joined(inner, ["*", "/"], 2), joined(inner, ["+", "-"], 2), in_brackets(inner), inner.map(lambda t: f"- {t}")),
    max_leaves=6,
)
SIGNS = ["<", "<=", ">", ">=", "==", "!="]
comparisons = st.tuples(terms, st.sampled_from(SIGNS), joined(terms, SIGNS, 1)).map("".join)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        joined(in_brackets(inner) | comparisons, [" and "], 3),
        joined(in_brackets(inner) | comparisons, [" or ", " and "], 3),
        in_brackets(inner).map(lambda t: f"not {t}"),
        comparisons.map(lambda t: f"not {t}"),
    ),
    max_leaves=5,
)


def for_the_twin(text: str) -> str:
    """Write each number as q(number), so that Python works with quantities."""
    return re.sub(r"(?<![\w.])(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)", r"q(\1)", text)


@given(conditions, rows)
@example("n_trades / gini_goods > 1", {"n_trades": 1.0, "gini_goods": 0.0, "utility_min": 0.0})
@example("not gini_goods < 1", {"n_trades": 1.0, "gini_goods": None, "utility_min": 0.0})
@example("1 < n_trades < 3 != utility_min", {"n_trades": 2.0, "gini_goods": None, "utility_min": 3.0})
@example("- - n_trades - -1 > 0", {"n_trades": 2.0, "gini_goods": None, "utility_min": 3.0})
def test_it_holds_where_python_says_so(text: str, row: dict[str, Any]) -> None:
    condition = parse_condition(text, NAMES)
    assert condition.holds(row) == holds(for_the_twin(text), row)


@given(conditions, rows)
def test_the_shortfall_is_nothing_exactly_where_it_holds(text: str, row: dict[str, Any]) -> None:
    condition = parse_condition(text, NAMES)
    for denied in (False, True):
        shortfall = condition.shortfall(row, denied)
        assert (shortfall == 0.0) == (condition.holds(row) != denied)
        assert 0.0 <= shortfall < math.inf


@given(conditions, rows)
def test_clauses_are_what_must_all_hold(text: str, row: dict[str, Any]) -> None:
    clauses = clauses_of(text, NAMES)
    assert all(clause.condition.holds(row) for clause in clauses) == parse_condition(text, NAMES).holds(row)
    for clause in clauses:
        assert clause.text in text
        assert (
            clauses_of(clause.text, NAMES)[0].condition.holds(row) == clause.condition.holds(row) or len(clauses_of(clause.text, NAMES)) > 1
        )


def test_clauses_are_shown_as_they_were_written() -> None:
    texts = lambda text: [clause.text for clause in clauses_of(text, NAMES)]  # noqa: E731
    assert texts("n_trades > 100 and  gini_goods<.4") == ["n_trades > 100", "gini_goods<.4"]
    assert texts("(n_trades > 1 and gini_goods < 2)") == ["n_trades > 1", "gini_goods < 2"]
    assert texts("n_trades > 1 and (gini_goods < 2 or not n_trades < 3 and n_trades > 2)") == [
        "n_trades > 1", "(gini_goods < 2 or not n_trades < 3 and n_trades > 2)",
    ]  # fmt: skip
    assert texts(" n_trades > 1 or gini_goods < 2 ") == ["n_trades > 1 or gini_goods < 2"]


@pytest.mark.parametrize(
    ("text", "row", "trouble"),
    [
        ("gini_goods < 1", {"gini_goods": None}, Trouble.MISSING),
        ("gini_goods < 1", {"gini_goods": math.nan}, Trouble.MISSING),
        ("1 / n_trades < 1", {"n_trades": 0}, Trouble.ZERO),
        ("-(n_trades * n_trades) < 1", {"n_trades": 1e200}, Trouble.OVERFLOW),
        ("n_trades / 1e-300 < 1", {"n_trades": 1e200}, Trouble.OVERFLOW),
        ("not n_trades - 1e308 - 1e308 < 1", {"n_trades": -1e308}, Trouble.OVERFLOW),
        ("1e-320 * 1e-320 < 1 and 1 / n_trades > 0", {"n_trades": -0.0}, Trouble.ZERO),
    ],
)
def test_why_something_has_no_number_is_told(text: str, row: dict[str, Any], trouble: Trouble) -> None:
    condition = parse_condition(text, NAMES)
    assert condition.troubles(row) == {trouble}
    assert condition.holds(row) == text.startswith("not")


def test_the_nearer_of_two_falls_less_short() -> None:
    condition = parse_condition("n_trades > 100 and gini_goods < 0.4", NAMES)
    at = lambda n, g: condition.shortfall({"n_trades": n, "gini_goods": g})  # noqa: E731
    assert 0.0 < at(99, 0.3) < at(50, 0.3) < at(50, 0.5)
    assert at(100, 0.3) > 0.0 == at(101, 0.3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("n_trade > 3", "got 'n_trade' at character 1; needs a column. Did you mean 'n_trades'?"),
        ("n_trades > 3 and gini < 1", "'gini' at character 18; needs a column"),
        ("n_trades.real > 1", "'.' at character 9"),
        ("n_trades(3) > 1", "'(' at character 9; needs an operator. There are no functions."),
        ("n_trades[0] > 1", "'[' at character 9"),
        ("(lambda: 1) > 0", "'lambda' at character 2; needs a column"),
        ("__import__('os').system('true') == 0", "'__import__' at character 1"),
        ("n_trades > '1'", '"\'" at character 12'),
        ("9**9**9 > 1", "'**' at character 2"),
        ("9 ^ 9 > 1", "'^' at character 3"),
        ("n_trades if gini_goods else 1 > 0", "'if' at character 10"),
        ("[n_trades] > 0", "'[' at character 1"),
        ("(n_trades := 3) > 0", "':' at character 11"),
        ("ｎ_trades > 1", "'ｎ' at character 1"),
        ("n_trades > 1\u200b", "'\\u200b' at character 13"),
        ("n_trades > ١", "'١' at character 12"),
        ("𝐧_trades > 1", "at character 1"),
        ("n_trades > 1\x00", "'\\x00' at character 13"),
        ("1e999 > n_trades", "'1e999' at character 1; needs a finite number"),
        ("n_trades = 3", "'=' at character 10; needs an operator, such as and, or, < or +. Write ==."),
        ("n_trades > 1 && gini_goods < 1", "Write and."),
        ("! n_trades > 1", "Write not."),
        ("n_trades", "got a number at character 1; needs a comparison there, such as n_trades > 100"),
        ("n_trades > 1 and gini_goods", "a number at character 18"),
        ("not 3", "a number at character 5"),
        ("(n_trades > 1) + 1 > 0", "a condition at character 1; needs a number there"),
        ("-(n_trades > 1) > 0", "a condition at character 2; needs a number there"),
        ("1 < (n_trades > 1)", "a condition at character 5"),
        ("n_trades >", "the end at character 11; needs a number, a column or ("),
        ("(n_trades > 1", "the end at character 14; needs the ) to the ( at character 1"),
        ("n_trades > 1)", "')' at character 13"),
        ("", "the end at character 1"),
        ("and", "'and' at character 1"),
        ("n_trades > 1 2", "'2' at character 14"),
        ("1_000 < n_trades", "'_000' at character 2"),
        ("0x10 < n_trades", "'x10' at character 2"),
        (
            "(" * (MOST_DEPTH + 1) + "n_trades > 1" + ")" * (MOST_DEPTH + 1),
            f"'(' at character {MOST_DEPTH + 1}; needs at most {MOST_DEPTH} paren",
        ),
        ("(" * 100_000 + "n_trades > 1" + ")" * 100_000, "got 200012 characters; needs at most 2000"),
        ("- " * 900 + "n_trades", "a number at character 1"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(EngineError) as caught:
        parse_condition(text, NAMES, "--until")
    assert str(caught.value).startswith("--until: got ") and message in str(caught.value)


@given(st.text(alphabet=st.sampled_from("n_trades gi<>=!()+-*/.0123456789eé and or not[]{}:'\"\\;,@#"), max_size=40) | st.text(max_size=20))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        condition = parse_condition(text, NAMES)
    except EngineError:
        return
    assert condition.holds(dict.fromkeys(NAMES, 1.0)) in (True, False)


def test_the_longest_and_deepest_texts_are_worked_out() -> None:
    deep = "(" * MOST_DEPTH + "n_trades" + ")" * MOST_DEPTH + " > 0"
    for text in (deep, "n_trades" + "+1" * 900 + " > 0", "not " * 400 + "n_trades > 0", " or ".join(["n_trades > 0"] * 120)):
        assert parse_condition(text, NAMES).holds({"n_trades": 1.0})


def test_columns_are_documented() -> None:
    assert all(meaning.unit and meaning.doc for meaning in COLUMNS.values())
    parse_condition(" and ".join(f"{name} > 0" for name in COLUMNS), COLUMNS)


def test_the_guide_has_the_table_of_columns() -> None:
    guide = (ROOT / "docs" / "guide" / "generator.md").read_text(encoding="utf-8")
    for name, meaning in COLUMNS.items():
        if name.endswith("_start"):
            assert name.removesuffix("_start") in COLUMNS
        else:
            assert f"| `{name}` | {meaning.doc} [{meaning.unit}] |" in guide
