"""What births and deaths cost: a tick in which one row in a hundred dies and as many are born, beside one in which none do.

The tick is a light one on purpose (a random step, some bookkeeping, a cell list; 12 columns), so the share of births and
deaths is as large as it gets. Both are run in turns, so that a slow moment of the machine falls on both.

    uv run pytest benchmarks/test_births.py --benchmark-only
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

import catallax as cx
from catallax.engine.rng import stream_key
from catallax.kernels.jit import parallel, prange
from catallax.kernels.rng import uniform
from catallax.kernels.space import cell_list, wrap

SHARE = 0.01
ROUNDS = 15


class Body(cx.Columns):
    """What an animal is."""

    x: cx.I32 = cx.column(unit="cell", ge=0, doc="column of the grid")
    y: cx.I32 = cx.column(unit="cell", ge=0, doc="row of the grid")
    energy: cx.F64 = cx.column(unit="joule", doc="what it lives on")
    age: cx.I32 = cx.column(unit="tick", ge=0, doc="ticks since birth")
    steps: cx.I64 = cx.column(unit="cell", ge=0, doc="cells walked")
    mass: cx.F64 = cx.column(unit="kg", ge=0, fill=1, doc="mass")


class Mind(cx.Columns):
    """What an animal has seen."""

    hunger: cx.F64 = cx.column(doc="since the last meal")
    fear: cx.F64 = cx.column(doc="fades")
    memory_x: cx.I32 = cx.column(unit="cell", doc="where it was last")
    memory_y: cx.I32 = cx.column(unit="cell", doc="likewise")
    asleep: cx.BOOL = cx.column(doc="whether it rests")
    listed: cx.I32 = cx.column(doc="its place in the list by cell")


class Fate(cx.Columns):
    """How often animals die and are born. A singleton."""

    share: cx.F64 = cx.column(ge=0, le=1, doc="share of animals that die in a tick, and of those that bear one")


class Ground(cx.Columns):
    """The cells."""

    end: cx.I32 = cx.column(doc="listed animals up to this cell")


class Cells(cx.View):
    """The cells."""

    rows: cx.Rows
    ground: cx.Mut[Ground]


@parallel
def roam(blocks, uid, tick, key, side, x, y, energy, age, steps, mass, hunger, fear, memory_x, memory_y, asleep):
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            memory_x[i], memory_y[i] = x[i], y[i]
            draw = uniform(key, tick[w], uid[i], 0)
            x[i], y[i] = wrap(x[i] + int(draw * 3.0) - 1, side), wrap(y[i] + int(draw * 9.0) % 3 - 1, side)
            asleep[i] = draw < 0.1
            age[i] += 1
            steps[i] += not asleep[i]
            energy[i] -= 0.01 * mass[i]
            hunger[i] += 0.1
            fear[i] *= 0.9
    return 0


def live(rows: cx.Rows, body: cx.Mut[Body], mind: cx.Mut[Mind], cells: Cells, clock: cx.Res[cx.Clock]) -> None:
    side = int(np.sqrt(len(cells.ground.end) // len(rows.worlds)))
    roam(
        rows.blocks, rows.uid, clock.tick, stream_key(1, "roam"), side, body.x, body.y, body.energy, body.age, body.steps, body.mass,
        mind.hunger, mind.fear, mind.memory_x, mind.memory_y, mind.asleep,
    )  # fmt: skip
    height = np.full(len(clock.tick), side, np.int32)
    cell_list(rows.worlds, rows.offsets, cells.rows.offsets, height, ~mind.asleep, body.x, body.y, cells.ground.end, mind.listed)


def turn_over(rows: cx.Rows, body: Body, fate: cx.Res[Fate], clock: cx.Res[cx.Clock], animals: cx.Population) -> None:
    chance = np.random.default_rng(int(clock.tick[0])).random(len(body.x))
    dying = np.flatnonzero(chance < fate.share[0])
    bearing = np.flatnonzero(chance >= 1.0 - fate.share[0])
    animals.kill(rows.world_of(dying), rows.uid[dying])
    animals.spawn(rows.world_of(bearing), 1, {Body: {"x": body.x[bearing], "y": body.y[bearing], "energy": 1.0}})


def build(rows: int, worlds: int, share: float) -> cx.World:
    world = cx.World(range(worlds), [Fate])
    side = max(1, int(np.sqrt(4 * rows // worlds)))
    world.add_table("animals", [Body, Mind], [rows // worlds] * worlds)
    world.add_table("cells", [Ground], [side * side] * worlds)
    world.edit(Fate).share[:] = share
    world.add(live)
    world.add(turn_over, after="live")
    return world


@pytest.mark.parametrize("rows", [100_000, 1_000_000])
@pytest.mark.parametrize("worlds", [1, 1000])
def test_a_tick_with_births_and_deaths_beside_one_without(benchmark, rows: int, worlds: int) -> None:
    with build(rows, worlds, SHARE) as lively, build(rows, worlds, 0.0) as calm:
        lively.step(), calm.step()
        seconds: list[float] = []

        def tick_of_the_other() -> None:
            began = perf_counter()
            calm.step()
            seconds.append(perf_counter() - began)

        benchmark.pedantic(lively.step, setup=tick_of_the_other, rounds=ROUNDS)
        animals = lively.tables["animals"]
        assert len(animals) == pytest.approx(rows, rel=0.05)
        assert int(animals.next_uid.sum()) == pytest.approx(rows * (1 + SHARE * lively.tick), rel=0.05)
        assert (np.diff(animals.uid)[np.diff(animals.world_of) == 0] > 0).all()
        least = benchmark.stats.stats.min if benchmark.stats else float("nan")
        benchmark.extra_info["milliseconds_without"] = round(1e3 * min(seconds), 2)
        benchmark.extra_info["ratio"] = round(least / min(seconds), 3)
        print(f"\n{rows} rows, {worlds} worlds: {1e3 * least:.1f} ms with, {1e3 * min(seconds):.1f} without, {least / min(seconds):.2f}x")
