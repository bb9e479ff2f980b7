"""The text of a generated file says what its data say, to every reader of YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx
from catallax.scenarios.generate.text import WIDTH, yaml_text
from catallax.scenarios.yaml_source import parse_yaml

printable = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"), max_size=12)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**62), 2**62), st.floats(allow_nan=False), printable,
    st.sampled_from(["yes", "No", "null", "1e3", "0x1f", "1_000", "2026-01-01", "~", "a: b", "a #b", "- a", "", " ", "a,b", "<<", "=", ".5", "x "]),
)  # fmt: skip
data = st.dictionaries(
    printable.filter(lambda key: key != "<<"),
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(printable.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    min_size=1,
    max_size=5,
)


@given(data, st.text(st.characters(categories=["L", "Zs"]), max_size=20))
def test_what_is_written_is_what_is_read(values: dict[str, Any], comment: str) -> None:
    text = yaml_text(values, comment)
    read, _, problems = parse_yaml(text, "text")
    assert problems == [] and read == values
    assert yaml.safe_load(text) == values, "as PyYAML reads it, 1e-12 included"


def test_lines_are_no_longer_than_they_must_be() -> None:
    made = cx.generate("x", preset="large", seed=1)
    body = [line for line in made.text.splitlines() if not line.startswith("#")]
    assert max(map(len, body)) <= WIDTH and len(body) < 60


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object is no value"):
        yaml_text({"a": object()})
