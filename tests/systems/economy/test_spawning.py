"""Resources that appear by themselves, as a scenario file asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx
from catallax.components.economy import Cell, Spawning
from catallax.scenarios.loader import load
from tests.sameness import assert_a_stop_does_not_matter, assert_batch_is_alone, assert_threads_do_not_matter

BARREN: dict[str, Any] = {
    "schema_version": 2, "name": "rain", "seed": 4, "ticks": 30, "grid": {"width": 20, "height": 11}, "agents": 6,
    "initial_inventories": {"A": 5, "B": 5},
    "utilities": {"mix": [{"type": "linear", "weight": 1.0, "params": {"vA": 1.0, "vB": 1.5}}]},
    "resource_seed": {"density": 0.0, "amount": 0},
    "params": {"resource_spawn_rate": 0.02, "resource_spawn_amount": 2},
}  # fmt: skip


def test_ground_that_bore_nothing_comes_to_bear_and_is_harvested() -> None:
    run = cx.run(BARREN)
    ticks = run.frame("ticks")
    assert ticks.resource_A.iloc[0] == ticks.resource_B.iloc[0] == 0 < ticks.resource_A.iloc[-1]
    assert (ticks.total_A + ticks.total_B).iloc[-1] > 60, "foragers found some"
    assert run.frame("cells").groupby("tick").size().is_monotonic_increasing
    again = cx.run(BARREN, seed=5).frame("ticks")
    assert (again.resource_A != ticks.resource_A).any()


def test_without_a_rate_there_is_no_such_system_and_the_amount_does_not_matter() -> None:
    def state(**params: Any) -> str:
        with cx.build({**BARREN, "resource_seed": {"density": 0.3, "amount": 2}, "params": params}) as world:
            assert "spawning" not in [system.name for system in world.schedule]
            world.step()
            return world.digest()

    assert state() == state(resource_spawn_amount=7, resource_spawn_only_empty=False)


@pytest.mark.parametrize(("rules", "most", "cap"), [("standard", 9, 9), ("standard", None, 2), ("vmt", 9, 2)])
def test_the_cap_of_the_file_counts_under_standard(rules: str, most: int | None, cap: int) -> None:
    params = {
        **BARREN["params"],
        **({"resource_max_amount": most} if most else {}),
        "resource_spawn_rate": 1.0,
        "resource_spawn_only_empty": False,
    }
    with cx.build({**BARREN, "rules": rules, "params": params, "grid": {"width": 9, "height": 9}}) as world:
        world.step()
        assert world[Cell].amount.max() == 2
        for _ in range(6):
            world.step()
        assert set(world[Cell].capacity.tolist()) == {cap} and world[Cell].amount.max() == cap


def test_batch_threads_and_stops_do_not_matter() -> None:
    dry = {**BARREN, "params": {}, "resource_seed": {"density": 0.5, "amount": 3}}
    assert_batch_is_alone([dry, BARREN, {**BARREN, "seed": 9, "ticks": 12, "grid": {"width": 4, "height": 70}}])
    assert_threads_do_not_matter(BARREN)
    assert_a_stop_does_not_matter(BARREN, 7)


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(cx.ScenarioError, match=r"resource_spawn_amount: got 5; needs at most resource_max_amount = 4. Raise"):
        load({**BARREN, "params": {"resource_spawn_rate": 0.1, "resource_spawn_amount": 5, "resource_max_amount": 4}})
    for params, message in (({"resource_spawn_rate": 1.1}, "a number <= 1.0"), ({"resource_spawn_amount": 0}, "a number >= 1")):
        with pytest.raises(cx.ScenarioError, match=message):
            load({**BARREN, "params": params})


def test_a_version_1_file_knows_nothing_of_it() -> None:
    old = {key: value for key, value in BARREN.items() if key not in ("grid", "seed", "ticks")} | {"schema_version": 1, "N": 6}
    loaded = load(old)
    assert [w.key for w in loaded.warnings] == ["params.resource_spawn_rate", "params.resource_spawn_amount"]
    with cx.build(loaded.scenario) as world:
        assert np.array_equal(world[Spawning].rate, [0.0])
