"""Ranges of a user's own, as JSON, YAML or a mapping: what they do, and how wrong ones are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import catallax as cx
from catallax.components.economy import PARAMETERS
from catallax.scenarios.generate.ranges import read_ranges


def params(ranges: Any, family: str, seed: int = 1) -> dict[str, float]:
    made = cx.generate("x", preset="minimal", utilities=family, param_ranges=ranges, seed=seed)
    return made.values["utilities"]["mix"][0]["params"]


def test_every_parameter_of_every_family_has_a_range() -> None:
    assert {family: tuple(spans) for family, spans in read_ranges(None).items()} == {k: tuple(v) for k, v in PARAMETERS.items()}


def test_json_and_yaml_are_read_and_only_what_they_say_differs(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps({"linear": {"vA": [9.0, 9.5]}}))
    (tmp_path / "r.yaml").write_text("linear: {vA: [9.0, 9.5]}\n")
    before = params(None, "linear")
    for ranges in (tmp_path / "r.json", str(tmp_path / "r.yaml"), {"linear": {"vA": [9.0, 9.5]}}):
        after = params(ranges, "linear")
        assert 9.0 <= after["vA"] <= 9.5 and after["vB"] == before["vB"]


def test_every_form_of_a_range() -> None:
    assert params({"linear": {"vA": 2}}, "linear")["vA"] == 2.0
    assert {params({"linear": {"vA": {"choice": [1, 4]}}}, "linear", seed)["vA"] for seed in range(20)} == {1.0, 4.0}
    both = [params({"linear": {"vA": [[1, 2], [8, 9]]}}, "linear", seed)["vA"] for seed in range(30)]
    assert any(v <= 2 for v in both) and any(v >= 8 for v in both) and not any(2 < v < 8 for v in both)
    linked = params({"linear": {"vB": {"times": "vA", "range": [2.0, 2.0]}}}, "linear")
    assert linked["vB"] == pytest.approx(2 * linked["vA"], rel=1e-5)
    assert params({"quadratic": {"A_star": {"holdings": [1.0, 1.0]}}}, "quadratic")["A_star"] <= 50
    rest = params({"ces": {"wB": [0.1, 0.2], "wA": {"rest_of": "wB"}}}, "ces")
    assert rest["wA"] == pytest.approx(1 - rest["wB"])


def test_rho_keeps_clear_of_what_is_not_defined() -> None:
    values = [params({"ces": {"rho": [-0.02, 0.02]}}, "ces", seed)["rho"] for seed in range(40)]
    assert all(0.01 <= abs(rho) <= 0.02 for rho in values) and min(values) < 0 < max(values)


@pytest.mark.parametrize(
    ("ranges", "parts"),
    [
        ({"cse": {"rho": 0.5}}, ["--param-ranges: cse", "Did you mean 'ces'?"]),
        ({"ces": {"roh": 0.5}}, ["--param-ranges: ces.roh", "Did you mean 'rho'?"]),
        ({"ces": {"rho": [0.5, 0.1]}}, ["ces.rho", "[least, greatest]"]),
        ({"ces": {"rho": "much"}}, ["ces.rho", "'much'"]),
        ({"ces": {"rho": []}}, ["ces.rho"]),
        ({"ces": {"rho": float("nan")}}, ["ces.rho"]),
        ({"ces": {"rho": 0.0}}, ["ces.rho", "stone_geary"]),
        ({"ces": {"rho": [-0.005, 0.005]}}, ["ces.rho"]),
        ({"ces": {"rho": {"choice": [0, 1]}}}, ["ces.rho"]),
        ({"ces": {"wA": [-1, 0.5]}}, ["ces.wA", "a number > 0"]),
        ({"ces": {"wA": [0.5, 1.0]}}, ["ces.wB", "follows from wA"]),
        ({"ces": {"wA": {"rest_of": "wB"}}}, ["ces.wA", "follows from wA"]),
        ({"linear": {"vA": {"times": "vC", "range": [1, 2]}}}, ["linear.vA", "another parameter"]),
        ({"quadratic": {"sigma_A": {"times": "A_star", "range": [0, 1]}}}, ["quadratic.sigma_A", "follows from A_star"]),
        ({"linear": 3}, ["--param-ranges: linear", "a mapping"]),
    ],
)
def test_wrong_ranges_are_named(ranges: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        params(ranges, "linear")
    assert all(part in str(caught.value) for part in ["--param-ranges", *parts]), str(caught.value)


def test_wrong_ranges_in_a_file_have_their_place(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("ces:\n  roh: 0.5\nlinaer: {}\n")
    with pytest.raises(cx.ScenarioError) as caught:
        params(tmp_path / "r.yaml", "linear")
    assert [problem.line for problem in caught.value.problems] == [2, 3] and "r.yaml" in str(caught.value)
    with pytest.raises(cx.ScenarioError, match=r"--param-ranges .*none.yaml: file: got nothing there"):
        params(tmp_path / "none.yaml", "linear")
    (tmp_path / "l.yaml").write_text("- 1\n")
    with pytest.raises(cx.ScenarioError, match="a mapping of families"):
        params(tmp_path / "l.yaml", "linear")


def test_needs_that_exceed_what_agents_have_are_laid_to_the_ranges() -> None:
    with pytest.raises(cx.ScenarioError, match="--param-ranges"):
        params({"stone_geary": {"gamma_A": [20.0, 30.0]}}, "stone_geary")
