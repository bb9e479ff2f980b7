"""Locally dominant edges give the matching of a walk through the sorted list."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels.market import ROW
from catallax.kernels.matching import NONE, pair_best_first

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


@given(st.lists(graphs(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_same_pairs_as_a_sorted_walk_in_every_world(worlds: list[tuple[int, list[Edge]]], random: Random) -> None:
    sizes = np.array([n for n, _ in worlds])
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    stop = np.cumsum([len(edges) + 2 for _, edges in worlds])  # room for two more in each
    room = np.stack([np.concatenate([[0], stop[:-1]]), stop], axis=1)
    used = np.array([len(edges) for _, edges in worlds])
    pool = np.zeros((offsets[-1], 4), np.int32)  # in some order, as cells are
    place_of = []
    for w, n in enumerate(sizes):
        rows = random.sample(range(n), int(n))
        pool[offsets[w] : offsets[w + 1], ROW] = rows
        place_of.append({row: offsets[w] + place for place, row in enumerate(rows)})
    lower, higher, lists, value = (
        np.zeros(stop[-1], np.int32),
        np.zeros(stop[-1], np.int32),
        np.zeros(stop[-1], np.bool_),
        np.full(stop[-1], 99.0),
    )
    best, best_value = np.full(offsets[-1], NONE, np.int32), np.full(offsets[-1], -1.0)  # at the lower row of each edge, as they are listed
    for w, (_, edges) in enumerate(worlds):
        for e, (i, j, v) in enumerate(edges, room[w, 0]):
            lower[e], higher[e], lists[e], value[e] = place_of[w][min(i, j)], place_of[w][max(i, j)], i < j, v
        for e in sorted(range(len(edges)), key=lambda e: (-edges[e][2], edges[e][0], edges[e][1])):
            q = lower[room[w, 0] + e]
            if best[q] == NONE:
                best[q], best_value[q] = room[w, 0] + e, edges[e][2]
    blocks = np.stack([np.arange(len(worlds)), offsets[:-1], offsets[1:]], axis=1)
    paired, most = np.full(offsets[-1], -1, np.int32), offsets[-1] // 2
    taken, world_of, i, j = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int32), np.empty(most, np.int32)
    n = pair_best_first(
        blocks, offsets[:-1], sizes, room, used, offsets, pool, lower, higher, lists, value, np.empty(stop[-1], np.int32),
        best, best_value, paired, taken, world_of, i, j,
    )  # fmt: skip
    for w, (_, edges) in enumerate(worlds):
        here = world_of[:n] == w
        mine = [edges[e - room[w, 0]] for e in taken[:n][here]]
        assert sorted(mine) == sorted(sorted_walk(edges))
        assert [(a, b) for a, b, _ in mine] == list(zip(i[:n][here].tolist(), j[:n][here].tolist(), strict=True))
        for a, b, _ in mine:
            assert paired[offsets[w] + a] == b and paired[offsets[w] + b] == a
