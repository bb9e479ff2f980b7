"""`compat="vmt"`: the original generator's scenarios, value for value, with its messages."""

from __future__ import annotations

import inspect
import json
import random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx
from catallax.scenarios.generate.original import OriginalError
from tests.shared import shared

PRESETS = ["minimal", "standard", "large", "money_demo", "mixed_economy"]
FAMILIES = ["ces", "linear", "quadratic", "translog", "stone_geary"]
SIZES: dict[str, Any] = {"agents": 5, "grid": 9, "inventory_range": "10,50", "utilities": "ces", "resources": "0.3,5,1"}


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_are_the_originals(name: str) -> None:
    golden = json.loads(shared("goldens/economy/gen_presets_seed42.json").read_text())["outputs"][name]
    made = cx.generate(f"g_{name}", preset=name, seed=42, compat="vmt")
    assert json.dumps(made.values) == json.dumps(golden), "value for value, in the order of its keys"
    assert yaml.safe_load(made.text) == golden == yaml.load(made.text, yaml.CSafeLoader)
    assert "generated_by" not in made.values and "--compat vmt --seed 42" in made.text
    preset = cx.get_preset(name)
    arguments = (preset[key] for key in ("agents", "grid", "inventory_range", "utilities", "resource_config", "exchange_regime"))
    assert cx.generate_scenario(f"g_{name}", *arguments, seed=42) == golden


def test_flags_over_a_preset() -> None:
    """What the original writes for `--preset minimal --agents 2 --utilities linear --resources 0.5,7,0 --seed 7`."""
    made = cx.generate("x", preset="minimal", agents=2, utilities="linear", resources="0.5,7,0", seed=7, compat="vmt")
    source = random.Random(7)
    held = [source.randint(10, 50) for _ in range(4)]
    assert made.values["initial_inventories"] == {"A": held[:2], "B": held[2:]}
    values = [round(source.uniform(0.5, 3.0), 2) for _ in range(2)]
    assert made.values["utilities"]["mix"] == [{"type": "linear", "weight": 1.0, "params": dict(zip(("vA", "vB"), values, strict=True))}]
    assert made.values["params"]["resource_growth_rate"] == 0 and made.values["resource_seed"] == {"density": 0.5, "amount": 7}


@given(
    st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=7),
    st.integers(0, 9),
    st.integers(1, 60),
    st.integers(1, 60),
    st.sampled_from(["barter_only", "money_only", "mixed", "mixed_liquidity_gated"]),
    st.integers(-9, 2**40),
)
def test_whatever_the_flags(families: list[str], agents: int, low: int, more: int, regime: str, seed: int) -> None:
    values = cx.generate_scenario("x", agents, 9, (low, low + more), families, (1.7, 0, -1), regime, seed)
    again = random.Random(seed)
    for good in ("A", "B", "M")[: 3 if regime != "barter_only" else 2]:
        assert values["initial_inventories"][good] == [again.randint(low, low + more) for _ in range(agents)]
    weights = [entry["weight"] for entry in values["utilities"]["mix"]]
    assert weights[:-1] == [round(1 / len(families), 2)] * (len(families) - 1) and abs(sum(weights) - 1.0) < 1e-9
    for entry in values["utilities"]["mix"]:
        assert all(value == round(value, 2) for value in entry["params"].values())
    assert values["resource_seed"] == {"density": 1.7, "amount": 0}, "nothing of this is checked"


def test_pythons_own_generator_is_used_without_a_seed() -> None:
    random.seed(42)
    first = cx.generate_scenario("x", 3, 9, (10, 50), ["ces"], (0.3, 5, 1))
    assert first == cx.generate_scenario("x", 3, 9, (10, 50), ["ces"], (0.3, 5, 1), seed=42)
    random.seed(1)
    held = cx.generate_inventories(4, 1, 9)
    assert held == cx.generate_inventories(4, 1, 9, seed=1) and all(1 <= value <= 9 for value in held)
    assert cx.generate_utility_params("linear", 10, 50, seed=3) == cx.generate_utility_params("linear", 10, 50, seed=3)


def test_names_and_orders_of_arguments_are_the_originals() -> None:
    names = lambda function: list(inspect.signature(function).parameters)  # noqa: E731
    assert names(cx.generate_scenario)[:7] == [
        "name", "n_agents", "grid_size", "inventory_range", "utilities", "resource_config", "exchange_regime"
    ]  # fmt: skip
    assert names(cx.generate_inventories)[:3] == ["n_agents", "min_val", "max_val"]
    preset = cx.get_preset("minimal")
    preset["utilities"].append("linear")
    assert cx.get_preset("minimal")["utilities"] == ["ces", "linear"], "a copy"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cx.get_preset("tiny"), "Unknown preset: tiny. Available presets: large, minimal, mixed_economy, money_demo, standard"),
        (lambda: cx.generate_inventories(3, 0, 5), "min_val must be >= 1 (got 0)"),
        (lambda: cx.generate_inventories(3, 5, 5), "max_val must be > min_val (got max=5, min=5)"),
        (lambda: cx.generate_utility_params("foo", 1, 5), "Unknown utility type: foo"),
        (
            lambda: cx.generate_scenario("x", 3, 9, (0, 5), ["ces"], (0.3, 5, 1)),
            "inventory_min must be >= 1 (got 0). Required for log-based utilities (Translog, Stone-Geary).",
        ),
        (
            lambda: cx.generate_scenario("x", 3, 9, (5, 5), ["ces"], (0.3, 5, 1)),
            "inventory_max must be > inventory_min (got max=5, min=5)",
        ),
        (lambda: cx.generate_scenario("x", 3, 9, (1, 5), [], (0.3, 5, 1)), "At least one utility type must be specified"),
        (
            lambda: cx.generate_scenario("x", 3, 9, (1, 5), ["foo"], (0.3, 5, 1)),
            "Unknown utility type: foo. Valid types: ces, linear, quadratic, stone_geary, translog",
        ),
        (
            lambda: cx.generate_scenario("x", 3, 9, (1, 5), ["ces"], (0.3, 5, 1), "free"),
            "Unknown exchange_regime: free. Valid types: barter_only, mixed, mixed_liquidity_gated, money_only",
        ),
    ],
)
def test_messages_are_the_originals(call: Any, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            {**SIZES, "agents": 0},
            "Error: When not using --preset, all of --agents, --grid, --inventory-range, --utilities, and --resources are required",
        ),
        (
            {**SIZES, "inventory_range": "10"},
            "Error parsing --inventory-range: Expected format: MIN,MAX\nGot: 10\nExpected format: MIN,MAX (e.g., 10,50)",
        ),
        (
            {**SIZES, "inventory_range": "a,5"},
            "Error parsing --inventory-range: invalid literal for int() with base 10: 'a'\nGot: a,5\n"
            "Expected format: MIN,MAX (e.g., 10,50)",
        ),
        (
            {**SIZES, "resources": "0.3,5"},
            "Error parsing --resources: Expected format: DENSITY,MAX,REGEN\nGot: 0.3,5\nExpected format: DENSITY,MAX,REGEN (e.g., 0.3,5,1)",
        ),
        (
            {**SIZES, "utilities": "ces,,linear"},
            "Error: Unknown utility type: . Valid types: ces, linear, quadratic, stone_geary, translog",
        ),
    ],
)
def test_flags_are_refused_as_the_original_refuses_them(flags: dict[str, Any], message: str) -> None:
    with pytest.raises(OriginalError) as caught:
        cx.generate("x", compat="vmt", seed=1, **flags)
    assert str(caught.value) == message


def test_oversights_are_kept_and_only_here() -> None:
    """Q11: barter_only cannot override a preset with money; densities beyond 1 are written."""
    kept = cx.generate("x", preset="money_demo", exchange_regime="barter_only", resources="1.7,5,1", seed=1, compat="vmt")
    assert kept.values["params"]["exchange_regime"] == "money_only" and kept.values["resource_seed"]["density"] == 1.7
    with pytest.raises(cx.ScenarioError):
        _ = kept.scenario
    with pytest.raises(cx.ScenarioError, match=r"--compat vmt: .*density"):
        cx.generate("x", preset="money_demo", resources="1.7,5,1", seed=1, compat="vmt", validate=True)
    fixed = cx.generate("x", preset="money_demo", exchange_regime="barter_only", seed=1)
    assert fixed.values["params"]["exchange_regime"] == "barter_only" and "M" not in fixed.values["initial_inventories"]
    with pytest.raises(cx.ScenarioError, match=r"--resources: got '1\.7,5,1'"):
        cx.generate("x", preset="money_demo", resources="1.7,5,1", seed=1)


def test_flags_that_the_original_had_not_are_refused() -> None:
    with pytest.raises(cx.ScenarioError, match="--money-range"):
        cx.generate("x", preset="money_demo", money_range="1,5", compat="vmt")
    with pytest.raises(cx.ScenarioError, match="--compat: got 'vtm'"):
        cx.generate("x", preset="money_demo", compat="vtm")
