"""How agents find partners under each protocol of search."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx
from catallax.components.economy import ACTIVITIES, Cell, Home, Intent, Inventory, Memory, Pairing, Position, Quotes
from catallax.kernels.searches.elsewhere import forage_score
from catallax.kernels.utility import LINEAR
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario


def apart(search: Any, **params: Any) -> dict[str, Any]:
    """Two who would trade, four cells from each other on an empty strip."""
    return {
        "schema_version": 2, "name": "apart", "agents": 2, "grid": {"width": 6, "height": 1}, "positions": {"x": [0, 4], "y": 0},
        "utilities": {"mix": [{"type": "ces", "weight": 1.0, "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0}}]},
        "initial_inventories": {"A": [0, 9], "B": [9, 0]}, "resource_seed": {"density": 0.0, "amount": 1},
        "params": {"beta": 0.5, **params}, "search_protocol": search,
    }  # fmt: skip


def first_trades(search: str, worlds: int = 20) -> np.ndarray:
    """Tick of the first trade of two that are four cells apart on a plain, in each of so many worlds; NaN if they never meet."""
    file = apart(search) | {"grid": {"width": 13, "height": 13}, "positions": {"x": [4, 8], "y": 6}}
    runs = cx.run_many([file] * worlds, seeds=list(range(worlds)), ticks=100, record="trades")
    return np.array([run.frame("trades").tick.min() for run in runs])


def test_who_walks_at_random_meets_late_and_who_looks_meets_at_once() -> None:
    assert set(first_trades("distance_discounted")) == {1}
    late = first_trades("random_walk")
    assert np.nanmin(late) > 1 and np.median(np.nan_to_num(late, nan=100.0)) > 20


def test_a_walker_goes_to_any_cell_in_view_alike() -> None:
    worlds = 400
    file = apart("random_walk", vision_radius=2) | {"positions": {"x": [1, 5], "y": 1}, "grid": {"width": 6, "height": 3}}
    with build_world([load_scenario(file)] * worlds, list(range(worlds)), [9] * worlds) as world:
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(worlds, np.bool_))
        intent, first = world[Intent], slice(0, None, 2)
        cells, counts = np.unique(intent.target_x[first] * 3 + intent.target_y[first], return_counts=True)
        in_view = [3 * x + y for x in range(6) for y in range(3) if 0 < abs(x - 1) + abs(y - 1) <= 2]
        assert cells.tolist() == sorted(in_view) and (abs(counts - worlds / len(in_view)) < 30).all()


def returns(search: Any) -> int:
    """Trades of two who are led apart after they have met: home is where they began, out of each other's sight."""
    file = apart(search, vision_radius=1, trade_cooldown_ticks=1) | {"grid": {"width": 12, "height": 1}}
    file["positions"] = {"x": [3, 4], "y": 0}
    with cx.build(file, seed=1) as world:
        home = world.edit(Home)
        home.x[:] = 0, 11
        trades = 0
        for tick in range(60):
            if tick == 20:  # they are sent home with new goods
                world.edit(Position).x[:] = 0, 11
                world.edit(Pairing).partner[:] = -1
                inventory = world.edit(Inventory)
                inventory.goods[:], inventory.changed[:] = [[0, 9], [9, 0]], True
            world.step()
            trades += len(world.events["trades"].rows()["x"]) if tick > 20 else 0
        return trades


def test_who_remembers_goes_back_to_where_it_traded_last() -> None:
    assert returns("distance_discounted") == 0
    assert returns("memory") > 0
    assert returns({"name": "memory", "params": {"retention": 0.0}}) > 0, "with nothing else to do any memory is better than none"


def remembering(worth_in_harvests: float, retention: float = 1.0, beta: float = 1.0) -> str:
    """What the first of two does that remembers a trade three cells away, three ticks ago, worth so many of the best harvest in view."""
    file = apart({"name": "memory", "params": {"retention": retention}}, vision_radius=1, beta=beta)
    file |= {"grid": {"width": 12, "height": 1}, "resource_seed": {"density": 1.0, "amount": 1}, "positions": {"x": [3, 11], "y": 0}}
    with cx.build(file, seed=1) as world:
        scores = world[Quotes].gain[0, world[Cell].good[2:5]] * np.array([beta, 1.0, beta])
        memory = world.edit(Memory)
        memory.x[:], memory.y[:], memory.tick[:], memory.worth[:] = 6, 0, -3, worth_in_harvests * scores.max()
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(1, np.bool_))
        return str(ACTIVITIES[world[Intent].activity[0]])


def test_a_memory_fades_with_time_and_with_distance_and_gives_way_to_foraging() -> None:
    assert remembering(1.01) == "idle" and remembering(1.0) == "forage"
    assert remembering(8.01, retention=0.5) == "idle" and remembering(8.0, retention=0.5) == "forage"
    assert remembering(8.01, beta=0.5) == "idle" and remembering(8.0, beta=0.5) == "forage"


@pytest.mark.parametrize(("borne", "gain"), [(9, 5.0), (2, 2.0)], ids=["more than a harvest", "less than a harvest"])
def test_who_goes_elsewhere_gives_up_what_the_cell_bears_and_no_more_than_a_harvest(borne: int, gain: float) -> None:
    here, amount, goods = np.zeros(1, np.int32), np.array([0, borne], np.int32), np.array([[3, 4]])
    likes, level, family = np.array([[1.0, 1.0, 0.0, 0.0, 0.0, 0.0]]), np.array([7.0]), np.array([LINEAR], np.int8)
    score = forage_score(0, 1, 0, 2, 1, False, 0.5, 5, here, here, goods, family, likes, level, np.zeros(2, np.int8), amount)
    assert score == gain * 0.5  # one step away


def back_after_three_ticks(seeker: Any) -> int:
    return seeker.place if seeker.age == 3 and seeker.worth == 0.5 else -1


def test_a_search_of_ones_own_is_told_of_the_last_trade(forgotten: None) -> None:
    """0 has traded on the seventh cell, three ticks ago; 1 never has, and stays at home."""
    file = apart("distance_discounted", vision_radius=1) | {"grid": {"width": 12, "height": 1}, "positions": {"x": [3, 11], "y": 0}}
    with cx.build(file, seed=1, search=back_after_three_ticks) as world:
        memory = world.edit(Memory)
        memory.x[0], memory.y[0], memory.tick[0], memory.worth[0] = 6, 0, -3, 0.5
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(1, np.bool_))
        assert world[Intent].target_x.tolist() == [6, 11]


def first_cell(seeker: Any) -> int:
    return 0


def last_cell(seeker: Any) -> int:
    return seeker.width * seeker.height - 1


@pytest.mark.parametrize(("search", "column"), [(first_cell, 0), (last_cell, 11)])
def test_a_search_of_ones_own_may_say_any_cell_of_the_grid(search: Any, column: int, forgotten: None) -> None:
    file = apart("distance_discounted", vision_radius=1) | {"grid": {"width": 12, "height": 1}, "positions": {"x": [3, 9], "y": 0}}
    with cx.build(file, seed=1, search=search) as world:
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(1, np.bool_))
        assert world[Intent].target_x[0] == column
