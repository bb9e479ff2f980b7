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
    first = np.concatenate([[0], np.cumsum([len(edges) for _, edges in worlds])])
    flat = [edge for _, edges in worlds for edge in edges]
    i, j = (np.array([e[k] for e in flat], np.int32) for k in (0, 1))
    value = np.array([e[2] for e in flat], float)
    paired, taken = np.full(offsets[-1], -1, np.int32), np.empty(len(flat) + 1, np.int64)
    n = pair_best_first(np.arange(len(worlds)), offsets, first, i, j, value, np.empty(offsets[-1], np.int32), paired, taken)
    for w, (_, edges) in enumerate(worlds):
        mine = [flat[e] for e in taken[:n] if first[w] <= e < first[w + 1]]
        assert sorted(mine) == sorted(sorted_walk(edges))
        for a, b, _ in mine:
            assert paired[offsets[w] + a] == b and paired[offsets[w] + b] == a
