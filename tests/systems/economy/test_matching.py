"""Who meets whom under each protocol of matching."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import Cooldowns, Inventory, Pairing, Position, Preferences
from catallax.scenarios.builder import build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing import scenarios
from tests.reference import phases
from tests.reference.economy import read_economy


def near_or_cheap(matching: Any) -> dict[str, Any]:
    """0 buys and bids 4 B; 1 next to it sells at 2 B, and 2 four cells away at 1 B."""
    tastes = [{"type": "linear", "weight": 0.5, "params": {"vA": a, "vB": 1.0}} for a in (4.0, 1.0)]
    return {
        "schema_version": 2, "name": "near or cheap", "agents": 3, "grid": {"width": 6, "height": 1}, "utilities": {"mix": tastes},
        "initial_inventories": {"A": [0, 9, 9], "B": [9, 0, 0]}, "positions": {"x": [0, 1, 4], "y": 0},
        "resource_seed": {"density": 0.0, "amount": 1}, "params": {"beta": 0.5}, "matching_protocol": matching,
    }  # fmt: skip


def matched(protocol: Any, worlds: int = 1, shy: tuple[int, ...] = ()) -> list[list[int]]:
    """Whom each pairs with, in each of so many worlds; the shy avoid 0."""
    with build_world([load_scenario(near_or_cheap(protocol))] * worlds, list(range(worlds)), [9] * worlds) as world:
        world.edit(Preferences).parameters[:, 0] = [4.0, 2.0, 1.0] * worlds
        world.edit(Inventory).changed[:] = True
        for i in shy:
            world.edit(Cooldowns).partner[i::3, 0], world.edit(Cooldowns).until[i::3, 0] = 0, 5
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(worlds, np.bool_))
        partners: list[list[int]] = world[Pairing].partner.reshape(worlds, 3).tolist()
        return partners


NEAR, CHEAP, NOBODY = [1, 0, -1], [2, -1, 0], [-1, -1, -1]


def test_three_pass_pairs_neighbours_and_greedy_surplus_those_with_most_to_gain() -> None:
    assert matched("three_pass") == matched("stable") == [NEAR]
    assert matched("greedy_surplus") == [CHEAP]


def test_a_stable_matching_pairs_nobody_with_whom_it_avoids() -> None:
    assert matched("three_pass", shy=(1,)) == [NEAR], "who is listed has no say"
    assert matched("stable", shy=(1,)) == [CHEAP]
    assert matched("stable", shy=(1, 2)) == [NOBODY]


def test_the_lot_favours_nobody() -> None:
    pairs = matched("random", worlds=200)
    assert 70 < pairs.count(NEAR) < 130 and pairs.count(NEAR) + pairs.count(CHEAP) == 200


@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_no_two_would_rather_have_each_other_than_their_stable_partners(data: st.DataObject) -> None:
    scenario = load_scenario(data.draw(scenarios(rules=("standard", "vmt"), fixed={"matching_protocol": "stable"})))
    with build_world([scenario], [scenario.seed], [8]) as world:
        for _ in range(5):
            twin = read_economy(world)
            phases.mode(twin)
            phases.liquidity(twin)
            phases.decision(twin)
            world.step()
            listed = {i.id: [j for j, _, _ in i.listed] for i in twin.agents}
            looking = {i.id for i in twin.agents if i.committed is None}
            new = {(p["i"], p["j"]) for p in twin.pairings if p["event"] == "pair"}
            old = {i.id for i in twin.agents if i.partner is not None} - {k for pair in new for k in pair}
            worth = {(i.id, j): discounted for i in twin.agents for j, _, discounted in i.listed}
            partner = {i: j for a, b in new for i, j in ((a, b), (b, a))}
            for i in looking - old:
                for j in set(listed[i]) & (looking - old):
                    if i in listed[j]:
                        content = [k in partner and worth[k, partner[k]] >= worth[k, other] for k, other in ((i, j), (j, i))]
                        assert any(content), f"{i} and {j} would both rather have each other: {partner}"


def deferred_acceptance(worth: np.ndarray) -> list[int]:
    """Whom each proposer ends with, -1 for nobody: Gale & Shapley 1962, section 2. worth[p, q] > 0: what both think of the match."""
    choices = [[int(q) for q in np.argsort(-row) if row[q] > 0] for row in worth]
    holds: dict[int, int] = {}
    free = list(range(len(worth)))
    while free:
        p = free.pop()
        if choices[p]:
            q = choices[p].pop(0)
            rival = holds.get(q)
            if rival is None or worth[p, q] > worth[rival, q]:
                holds[q] = p
                free += [] if rival is None else [rival]
            else:
                free.append(p)
    ends = {p: q for q, p in holds.items()}
    return [ends.get(p, -1) for p in range(len(worth))]


@given(st.integers(0, 10**6))
def test_buyers_and_sellers_are_matched_as_gale_and_shapley_would_whoever_proposes(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 6))
    values = random.permutation(np.arange(2, 2 + 2 * n) * 1.37)  # of A; who thinks more of it has B alone, the others A alone
    buys = np.zeros(2 * n, np.bool_)
    buys[random.permutation(2 * n)[:n]] = True
    file = near_or_cheap("stable") | {"agents": 2 * n, "grid": {"width": 7, "height": 7}, "positions": {
        "x": random.integers(0, 7, 2 * n).tolist(), "y": random.integers(0, 7, 2 * n).tolist()}}  # fmt: skip
    file["initial_inventories"] = {"A": np.where(buys, 0, 9).tolist(), "B": np.where(buys, 9, 0).tolist()}
    file["params"] = {"beta": 0.83, "vision_radius": 30}
    with build_world([load_scenario(file)], [1], [9]) as world:
        world.edit(Preferences).parameters[:, 0] = values
        world.edit(Inventory).changed[:] = True
        for system in ("requote", "perception", "decision"):
            world.run_system(system, np.ones(1, np.bool_))
        x, y = world[Position].x, world[Position].y
        away = abs(x[:, None] - x[None, :]) + abs(y[:, None] - y[None, :])
        worth = np.maximum(values[:, None] - values[None, :], 0.0) * 0.83 ** away.astype(float)
        buyers, sellers = np.flatnonzero(buys), np.flatnonzero(~buys)
        of_buyers = deferred_acceptance(worth[np.ix_(buyers, sellers)])
        of_sellers = deferred_acceptance(worth[np.ix_(buyers, sellers)].T)
        found = world[Pairing].partner
        assert [int(found[b]) for b in buyers] == [-1 if s < 0 else int(sellers[s]) for s in of_buyers]
        assert [int(found[s]) for s in sellers] == [-1 if b < 0 else int(buyers[b]) for b in of_sellers]
