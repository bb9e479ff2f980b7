"""What is recorded of a run against its twin: every table and column that people's scripts rely on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catallax.components.economy import ACTIVITIES, EVENTS, MODES, REASONS, Inventory
from catallax.engine.world import World
from catallax.scenarios.builder import build, build_world
from catallax.scenarios.loader import load_scenario
from catallax.testing import scenarios
from tests.reference.bargaining import money_utility
from tests.reference.economy import Economy, Place, read_economy
from tests.systems.economy.test_phases import same, tick

TICKS = 6


def recorded(world: World, name: str, w: int) -> list[dict[str, Any]]:
    """Return the rows of world w in a record, as a script would see them."""
    offsets, columns = world.records[name].read(world)
    here = slice(int(offsets[w]), int(offsets[w + 1]))
    parts = {column: np.asarray(values)[here].tolist() for column, values in columns.items()}
    return [dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True)]


def agents(e: Economy) -> list[dict[str, Any]]:
    where = lambda prefix, place: dict(zip((f"{prefix}_x", f"{prefix}_y"), place or (-1, -1), strict=True))  # noqa: E731
    return [
        {"uid": i.id, "x": i.pos[0], "y": i.pos[1], "A": i.A, "B": i.B, "M": i.M, "utility_goods": i.level,
         "utility": i.level + money_utility(e.rules, i, i.M),
         "activity": ACTIVITIES.index(i.activity), "partner": -1 if i.partner is None else i.partner,
         **where("target", i.target_pos), **where("forage", i.committed)}
        for i in e.agents
    ]  # fmt: skip


def cells(e: Economy) -> list[dict[str, Any]]:
    bearing: list[tuple[Place, Any]] = [(place, ground) for place, ground in e.cells.items() if ground.good is not None]
    return [{"x": place[0], "y": place[1], "good": "AB".index(ground.good), "amount": ground.amount} for place, ground in bearing]


def trades(e: Economy) -> list[dict[str, Any]]:
    renamed = {"gain_buyer": "surplus_buyer", "gain_seller": "surplus_seller"}
    return [{renamed.get(k, k): v for k, v in row.items()} for row in e.trades]


def pairings(e: Economy) -> list[dict[str, Any]]:
    return [
        {"i": row["i"], "j": row["j"], "event": EVENTS.index(row["event"]), "reason": REASONS.index(row["reason"]),
         "rank": row["rank"], "surplus_i": row["surplus"], "surplus_j": row["surplus"]}
        for row in e.pairings
    ]  # fmt: skip


def ticks(e: Economy) -> dict[str, Any]:
    held, rates = [i.A + i.B for i in e.agents], [i.rate for i in e.agents if 0 < i.rate < math.inf]
    on_ground = lambda good: sum(ground.amount for ground in e.cells.values() if ground.good == good)  # noqa: E731
    apart = sum(abs(a - b) for a in held for b in held)
    return {
        "mode": MODES.index(e.mode), "n_agents": len(e.agents), "n_trades": len(e.trades),
        "n_pairs": sum(i.partner is not None for i in e.agents) / 2,
        "total_A": sum(i.A for i in e.agents), "total_B": sum(i.B for i in e.agents), "total_M": sum(i.M for i in e.agents),
        "resource_A": on_ground("A"), "resource_B": on_ground("B"),
        "utility_mean": sum(i.level for i in e.agents) / len(e.agents), "utility_min": min(i.level for i in e.agents),
        "gini_goods": apart / (2 * len(held) * sum(held)) if sum(held) else 0.0,
        "mrs_dispersion": float(np.std(np.log(rates))) if rates else math.nan,
    }  # fmt: skip


def lambda_updates(e: Economy) -> list[dict[str, Any]]:
    renamed = {"agent": "uid", "hat_a": "lambda_hat_A", "hat_b": "lambda_hat_B", "bound": "clamped"}
    return [{renamed.get(k, f"lambda_{k}"): v for k, v in row.items()} for row in e.lambdas]


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-7) or (math.isnan(a) and math.isnan(b))


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(scenarios(ticks=TICKS), min_size=1, max_size=3))
def test_every_record_says_what_its_twin_holds(drawn: list[dict[str, Any]]) -> None:
    loaded = [load_scenario(d) for d in drawn]
    with build_world(loaded, [s.seed for s in loaded], [TICKS] * len(loaded)) as world:
        twins = [read_economy(world, w) for w in range(len(loaded))]
        for _ in range(TICKS):
            world.step()
            for w, twin in enumerate(twins):
                tick(twin)
                for record in (agents, cells, trades, pairings, lambda_updates):
                    found, expected = recorded(world, record.__name__, w), record(twin)
                    if record is agents:  # numpy's logarithm may differ in the last bit
                        assert all(close(row.pop("utility"), other.pop("utility")) for row, other in zip(found, expected, strict=True))
                    assert same(found, expected), f"{record.__name__}, tick {twin.tick}\n{found}\n{expected}"
                [row] = recorded(world, "ticks", w)
                expected = ticks(twin)
                assert row.keys() == expected.keys()
                for name, number in row.items():
                    assert close(number, expected[name]), f"{name}, tick {twin.tick}: {number} {expected[name]}"


def test_inequality_is_known_however_much_someone_has() -> None:
    """Small amounts are counted; where one is large all are sorted. Both happen here, in three worlds of a batch."""
    loaded = [load_scenario("bazaar")] * 3
    with build_world(loaded, [1, 2, 3], [TICKS] * 3) as world:
        goods, offsets = world.edit(Inventory).goods, world.tables["agents"].offsets
        goods[offsets[1]], goods[offsets[1] + 4] = (10**6, 3), (7, 10**5)
        world.run_system("aggregates", np.ones(3, np.bool_))
        for w in range(3):
            [row] = recorded(world, "ticks", w)
            assert close(row["gini_goods"], ticks(read_economy(world, w))["gini_goods"])


def test_partners_are_named_by_uid_not_by_row() -> None:
    with build("bazaar", seed=2) as world:
        world.tables["agents"].kill(0, [0, 3, 50])
        world.flush()
        paired = 0
        for _ in range(10):
            world.step()
            partner = {row["uid"]: row["partner"] for row in recorded(world, "agents", 0)}
            both = {uid: other for uid, other in partner.items() if other >= 0}
            assert all(both[other] == uid for uid, other in both.items())
            paired += len(both)
        assert paired > 0
