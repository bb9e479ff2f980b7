"""Flags: what each takes, and how each is refused, by name."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

import catallax as cx
from catallax.scenarios.generate.request import READERS, Flags, Request, read_request

SIZES: dict[str, Any] = {"agents": 5, "grid": 9, "inventory_range": "10,50", "utilities": "ces,linear", "resources": "0.3,5,1"}


@pytest.mark.parametrize(
    ("flags", "name", "needs"),
    [
        ({"preset": "minmal"}, "--preset", "Did you mean 'minimal'?"),
        ({"agents": 0}, "--agents", "a whole number from 1"),
        ({"agents": 2.5}, "--agents", "a whole number"),
        ({"agents": True}, "--agents", "a whole number"),
        ({"agents": 10**9}, "--agents", "a whole number"),
        ({"grid": 0}, "--grid", "from 1 to 8192"),
        ({"grid": 10**5}, "--grid", "from 1 to 8192"),
        ({"inventory_range": "10"}, "--inventory-range", "For example 10,50."),
        ({"inventory_range": "10,50,60"}, "--inventory-range", "MIN,MAX"),
        ({"inventory_range": "a,b"}, "--inventory-range", "MIN,MAX"),
        ({"inventory_range": "0,5"}, "--inventory-range", "1 <= MIN < MAX"),
        ({"inventory_range": (5, 5)}, "--inventory-range", "1 <= MIN < MAX"),
        ({"inventory_range": (1.5, 5)}, "--inventory-range", "two whole numbers"),
        ({"inventory_range": 5}, "--inventory-range", "MIN,MAX"),
        ({"utilities": "cse"}, "--utilities", "Did you mean 'ces'?"),
        ({"utilities": ""}, "--utilities", "families"),
        ({"utilities": "ces:0.6,linear"}, "--utilities", "for each family, or for none"),
        ({"utilities": "ces:-1,linear:2"}, "--utilities", "weights >= 0"),
        ({"utilities": "ces:x"}, "--utilities", "weights >= 0"),
        ({"utilities": "ces:nan"}, "--utilities", "weights >= 0"),
        ({"utilities": "ces:0,linear:0"}, "--utilities", "a weight > 0"),
        ({"utilities": []}, "--utilities", "at least one family"),
        ({"utilities": 3}, "--utilities", "families"),
        ({"resources": "0.3,5"}, "--resources", "For example 0.3,5,1."),
        ({"resources": "1.7,5,1"}, "--resources", "DENSITY from 0 to 1"),
        ({"resources": "nan,5,1"}, "--resources", "DENSITY from 0 to 1"),
        ({"resources": "-0.1,5,1"}, "--resources", "DENSITY from 0 to 1"),
        ({"resources": "0.3,0,1"}, "--resources", "MAX from 1"),
        ({"resources": "0.3,5,-1"}, "--resources", "REGEN from 0"),
        ({"exchange_regime": "free"}, "--exchange-regime", "one of barter_only, money_only, mixed, mixed_liquidity_gated"),
        ({"seed": -1}, "--seed", "a whole number from 0"),
        ({"seed": 2**62}, "--seed", "a whole number from 0"),
        ({"money_range": "9,5"}, "--money-range", "0 <= MIN <= MAX"),
        ({"money_range": "-1,5"}, "--money-range", "0 <= MIN <= MAX"),
        ({"lambda_money": 0.0}, "--lambda-money", "a number > 0"),
        ({"lambda_money": float("inf")}, "--lambda-money", "a number > 0"),
        ({"money_scale": 0}, "--money-scale", "a whole number from 1"),
        ({"money_mode": "kkt_lamda"}, "--money-mode", "Did you mean 'kkt_lambda'?"),
        ({"money_form": "cubic"}, "--money-form", "one of linear, log"),
        ({"vision": -1}, "--vision", "a whole number from 0"),
        ({"movement": 0}, "--movement", "a whole number from 1"),
        ({"settings": {"name": "x"}}, "--set", "keys other than name"),
        ({"settings": {"": 1}}, "--set", "dotted keys"),
        ({"template": 3}, "--template", "a file, or a mapping"),
        ({"param_ranges": 3}, "--param-ranges", "a file, or a mapping"),
    ],
)
def test_a_wrong_flag_is_named(flags: dict[str, Any], name: str, needs: str) -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        cx.generate("x", **{**SIZES, **flags})
    problem = caught.value.problems[0]
    assert problem.key == name and needs in str(problem)


def test_all_wrong_flags_are_named_at_once() -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        cx.generate("", agents=0, grid=0, vision=-1)
    assert [problem.key for problem in caught.value.problems] == ["NAME", "--agents", "--grid", "--vision"]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(cx.ScenarioError) as caught:
        cx.generate("x", agents=3, utilities="ces")
    assert [problem.key for problem in caught.value.problems] == ["--grid", "--inventory-range", "--resources"]


def test_an_unknown_flag_is_a_mistake_in_python() -> None:
    with pytest.raises(TypeError, match="Did you mean 'agents'"):
        cx.generate("x", agent=3)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("flags", "key"),
    [
        ({"money_range": "5,9"}, "--money-range"),
        ({"lambda_money": 2.0, "money_scale": 10}, "--lambda-money"),
        ({"exchange_regime": "money_only", "money_mode": "kkt_lambda", "money_form": "log"}, "--money-mode: params.money_mode"),
        ({"agents": 10**7, "inventory_range": (1, 10**12)}, "--inventory-range: initial_inventories.A"),
        ({"settings": {"params.beta": 2.0}}, "--set params.beta"),
        ({"settings": {"params.visoin": 2}}, "--set params.visoin"),
        ({"settings": {"bargaining_protocol": "posted_price"}}, "with --set bargaining_protocol: params.spread"),
        ({"settings": {"agents.x": 2}}, "--set agents.x"),
        ({"settings": {"utilities.mix.7.weight": 2}}, "--set utilities.mix.7.weight"),
        ({"settings": {"params.beta": {"uniform": [2, 1]}}}, "params.beta.uniform"),
        ({"preset": "edgeworth_grid", "exchange_regime": "mixed"}, "--exchange-regime: initial_inventories"),
        ({"preset": "inequality", "utilities": "quadratic"}, "--utilities"),
        ({"preset": "monetary_transition", "grid": 5}, "zones[0].x"),
    ],
)
def test_flags_that_do_not_go_together_are_named(flags: dict[str, Any], key: str) -> None:
    sizes = {} if "preset" in flags else SIZES
    with pytest.raises(cx.ScenarioError) as caught:
        cx.generate("x", seed=1, **{**sizes, **flags})
    assert caught.value.problems[0].key == key
    assert "preset" not in flags or f"--preset {flags['preset']}" in str(caught.value)


def test_every_form_that_a_flag_takes_is_read_alike() -> None:
    texts = read_request("x", {"inventory_range": "10,50", "resources": "0.3,5,1", "utilities": "ces:0.6, linear:0.4"})
    data = read_request("x", {"inventory_range": [10, 50], "resources": (0.3, 5, 1), "utilities": {"ces": 0.6, "linear": 0.4}})
    pairs = read_request("x", {"inventory_range": (10, 50), "resources": [0.3, 5, 1], "utilities": [("ces", 0.6), ("linear", 0.4)]})
    assert texts == data == pairs
    assert read_request("x", {"utilities": "ces,linear"}) == read_request("x", {"utilities": ["ces", "linear"]})


def test_flags_readers_and_request_tell_of_the_same() -> None:
    assert {"name", *get_type_hints(Flags)} == set(READERS) == set(Request.__dataclass_fields__)
