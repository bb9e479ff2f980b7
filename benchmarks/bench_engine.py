"""What the engine costs by itself: a tick of nothing, a system that does nothing, an event, a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter_ns
from typing import Any

import catallax as cx

from .workload import economy

ROWS = 1000
SYSTEMS = 10


class Weight(cx.Columns):
    """A column to have one."""

    grams: cx.F64 = cx.column(unit="g", doc="weight")


class Noticed(cx.Event):
    """An event to have one."""

    grams: cx.F64 = cx.column(unit="g", doc="weight")


def idle(rows: cx.Rows, weight: cx.Mut[Weight]) -> None:
    """Does nothing."""


def empty_world(systems: int) -> cx.World:
    """Return a world of one table and so many systems that do nothing."""
    world = cx.World(seeds=[1])
    world.add_table("stones", [Weight], counts=[ROWS])
    world.add_events("notices", Noticed)
    for k in range(systems):
        world.add(idle, name=f"idle_{k}", after=f"idle_{k - 1}" if k else ())
    return world


def engine_overhead(repeats: int) -> dict[str, Any]:
    """Return nanoseconds of an empty tick, of each idle system in a tick, of keeping an event, and of a snapshot (minimum of 5)."""
    with empty_world(0) as bare, empty_world(SYSTEMS) as busy:
        notices = bare.events["notices"]

        def notice() -> None:
            room = notices.room(1)
            room.world[0], room.grams[0] = 0, 2.5
            notices.added(1)

        tick, with_systems = _ns(bare.step, repeats), _ns(busy.step, repeats)
        assert bare.tick == busy.tick == 5 * repeats
        event = _ns(notice, repeats)
        assert len(notices) == 5 * repeats
        snapshot = _ns(bare.snapshot, repeats)
    return {"empty_tick": tick, "system": (with_systems - tick) / SYSTEMS, "event": event, "snapshot": snapshot}


def snapshot_of(agents: int, repeats: int) -> dict[str, Any]:
    """Return nanoseconds of a snapshot of an economy (median), and by what share the tick after one is longer (it copies what it writes).

    The ticks with and without a snapshot before them take turns.
    """
    with cx.build(economy(agents), seed=1, rules="standard") as world:
        world.step()
        snapshots, after, plain = [], [], []
        for _ in range(repeats):
            began = perf_counter_ns()
            snapshot = world.snapshot()
            taken = perf_counter_ns()
            world.step()
            stepped = perf_counter_ns()
            del snapshot
            world.step()
            snapshots.append(taken - began)
            after.append(stepped - taken)
            plain.append(perf_counter_ns() - stepped)
        assert world.tick == 1 + 2 * repeats
    longer = [a / p - 1 for a, p in zip(after, plain, strict=True)]
    return {"agents": agents, "ns": median(snapshots), "next_tick_longer": median(longer)}


def _ns(action: Callable[[], object], repeats: int) -> float:
    best = float("inf")
    for _ in range(5):
        began = perf_counter_ns()
        for _ in range(repeats):
            action()
        best = min(best, (perf_counter_ns() - began) / repeats)
    return best


def test_engine(benchmark: Any) -> None:
    benchmark.extra_info |= benchmark.pedantic(engine_overhead, args=(500,), rounds=1)


def test_snapshot(benchmark: Any, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(snapshot_of, args=(agents, 5), rounds=1)
