"""Energy of animals: spent, run out of, and split with the young. Whole units, so that all of it is accounted for."""

from __future__ import annotations

from .jit import jit, parallel, prange
from .rng import uniform


@parallel
def spend(blocks, kind, cost, energy):
    """Take the cost of a tick from every animal.

    blocks : int64[B, 3]        (world, first row, last row + 1)
    kind   : int8[N]            kind of animal
    cost   : int32[W, 2] [unit] by kind
    energy : int64[N] [unit]    changed; may fall below 0

    Order   rows are independent. Twin  tests/reference/wolf_sheep.py.
    """
    for b in prange(blocks.shape[0]):
        for i in range(blocks[b, 1], blocks[b, 2]):
            energy[i] -= cost[blocks[b, 0], kind[i]]
    return 0


@jit
def starving(blocks, energy, rows):
    """List the animals with energy below 0; return how many they are.

    blocks : int64[B, 3]       (world, first row, last row + 1)
    energy : int64[N] [unit]
    rows   : int64[N]          filled: rows of the table, rising

    Source  Wilensky 1997, NetLogo Wolf Sheep Predation model: `if energy < 0 [ die ]`, so nothing left is still alive.
    Twin    tests/reference/wolf_sheep.py.
    """
    count = 0
    for b in range(blocks.shape[0]):
        for i in range(blocks[b, 1], blocks[b, 2]):
            if energy[i] < 0:
                rows[count] = i
                count += 1
    return count


@parallel
def bear(blocks, uid, kind, tick, key, chance, energy, share):
    """Let animals bear young by chance; the young get half of the energy, rounded down, and the parent keeps the rest.

    blocks : int64[B, 3]        (world, first row, last row + 1)
    uid    : int64[N]           who
    kind   : int8[N]            kind of animal
    tick   : int64[W] [tick]    now
    key    : uint64[W, 2]       stream of births, by kind
    chance : float64[W, 2]      probability of a birth in a tick, by kind
    energy : int64[N] [unit]    changed
    share  : int64[N] [unit]    overwritten in the blocks: energy of the young, -1 for none

    Draws   uniform of (key, tick, uid, 0). Order  rows are independent.
    Source  Wilensky 1997, NetLogo Wolf Sheep Predation model. Twin  tests/reference/wolf_sheep.py.
    """
    for b in prange(blocks.shape[0]):
        w = blocks[b, 0]
        for i in range(blocks[b, 1], blocks[b, 2]):
            share[i] = -1
            if uniform(key[w, kind[i]], tick[w], uid[i], 0) < chance[w, kind[i]]:
                share[i] = energy[i] // 2
                energy[i] -= share[i]
    return 0


@parallel
def total_energy(worlds, offsets, energy, out):
    """Sum the energy of each world.

    worlds  : int64[K]          worlds to do
    offsets : int64[W+1]        first row of each world
    energy  : int64[N] [unit]
    out     : int64[W] [unit]   overwritten where worlds are done

    Order   rows in order, worlds in parallel; whole numbers, so the order does not matter.
    """
    for k in prange(worlds.shape[0]):
        w = worlds[k]
        total = 0
        for i in range(offsets[w], offsets[w + 1]):
            total += energy[i]
        out[w] = total
    return 0


@parallel
def count_true(worlds, offsets, flags, out):
    """Count the rows of each world for which a flag is set.

    worlds  : int64[K]     worlds to do
    offsets : int64[W+1]   first row of each world
    flags   : bool[N]
    out     : int64[W]     overwritten where worlds are done
    """
    for k in prange(worlds.shape[0]):
        w = worlds[k]
        total = 0
        for i in range(offsets[w], offsets[w + 1]):
            total += flags[i]
        out[w] = total
    return 0
