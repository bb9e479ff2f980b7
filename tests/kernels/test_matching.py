"""Locally dominant edges give the matching of a walk through the sorted list."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels.matching import pair_best_first

Edge = tuple[int, int, float]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Edge]]:
    n = draw(st.integers(2, 12))
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1]), unique=True, max_size=30))
    return n, [(i, j, float(draw(st.integers(1, 4)))) for i, j in pairs]  # few values: many ties


def sorted_walk(edges: list[Edge]) -> list[Edge]:
    taken, busy = [], set()
    for i, j, value in sorted(edges, key=lambda e: (-e[2], e[0], e[1])):
        if not busy & {i, j}:
            taken.append((i, j, value))
            busy |= {i, j}
    return taken


@given(st.lists(graphs(), min_size=1, max_size=3))
def test_same_pairs_as_a_sorted_walk_in_every_world(worlds: list[tuple[int, list[Edge]]]) -> None:
    offsets = np.concatenate([[0], np.cumsum([n for n, _ in worlds])])
    stop = np.cumsum([len(edges) + 2 for _, edges in worlds])  # room for two more in each
    room = np.stack([np.concatenate([[0], stop[:-1]]), stop], axis=1)
    used = np.array([len(edges) for _, edges in worlds])
    flat = [edge for _, edges in worlds for edge in (*edges, (-9, -9, 99.0), (-9, -9, 99.0))]
    i, j = (np.array([e[k] for e in flat], np.int32) for k in (0, 1))
    value = np.array([e[2] for e in flat], float)
    best = np.full(offsets[-1], -1, np.int32)  # at the lower row of each edge, as they are listed
    for w, (_, edges) in enumerate(worlds):
        for e in sorted(range(len(edges)), key=lambda e: (-edges[e][2], edges[e][0], edges[e][1])):
            lower = offsets[w] + min(edges[e][:2])
            best[lower] = room[w, 0] + e if best[lower] < 0 else best[lower]
    blocks = np.stack([np.arange(len(worlds)), offsets[:-1], offsets[1:]], axis=1)
    paired, most = np.full(offsets[-1], -1, np.int32), offsets[-1] // 2
    taken, world_of, scratch = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(len(flat), np.int32)
    n = pair_best_first(blocks, room, used, offsets, i, j, value, scratch, best, paired, taken, world_of)
    for w, (_, edges) in enumerate(worlds):
        mine = [flat[e] for e in taken[:n][world_of[:n] == w]]
        assert sorted(mine) == sorted(sorted_walk(edges))
        for a, b, _ in mine:
            assert paired[offsets[w] + a] == b and paired[offsets[w] + b] == a
