"""Births and deaths move rows in place; the twin keeps lists. Both say where everything is afterwards."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catallax.kernels.rows import find_rows, follow_rows, move_runs, new_rows, plan_moves
from tests.reference.rows import Herd


@st.composite
def turnovers(draw: st.DrawFn) -> tuple[list[Herd], list[list[int]]]:
    """Some worlds with uids that have gaps, who dies and how many are born, and references into them."""
    herds, references = [], []
    for _ in range(draw(st.integers(1, 4))):
        uids = sorted(draw(st.sets(st.integers(0, 30), max_size=12)))
        herd = Herd([(uid, float(uid)) for uid in uids], 31)
        herd.dead = set(draw(st.lists(st.sampled_from(uids), max_size=12))) if uids else set()
        for _ in range(draw(st.integers(0, 6))):
            herd.spawn(-1.0)
        herds.append(herd)
        references.append(draw(st.lists(st.integers(-1, len(uids) - 1), max_size=5)))
    return herds, references


@given(turnovers(), st.sampled_from([np.uint8, np.uint32, np.uint64]), st.integers(1, 3))
def test_a_turnover_equals_its_twin(drawn: tuple[list[Herd], list[list[int]]], dtype: type, width: int) -> None:
    herds, references = drawn
    offsets = np.cumsum([0, *(len(h.rows) for h in herds)])
    uid = np.array([row[0] for h in herds for row in h.rows], np.int64)
    dying = [(w, u) for w, h in enumerate(herds) for u in sorted(h.dead)]
    dead = np.empty(len(dying), np.int64)
    find_rows(offsets, uid, np.array([w for w, _ in dying], np.int64), np.array([u for _, u in dying], np.int64), dead)
    assert [uid[row] for row in dead] == [u for _, u in dying]
    born = np.array([len(h.born) for h in herds])
    after, runs = np.empty(len(herds) + 1, np.int64), np.empty((3, len(dead) + len(herds)), np.int64)
    count = plan_moves(offsets, dead, born, after, *runs)
    source, target, length = runs[:, :count]
    assert (source != target).all() and (length > 0).all(), "what stays is not moved"
    values = np.zeros((max(int(after[-1]), len(uid)), width), dtype)
    values[: len(uid)] = uid[:, None]
    move_runs(source, target, length, width, values.reshape(-1))
    moved = np.empty(len(uid), np.int64)
    new_rows(offsets, dead, moved)
    expected = [row for h in herds for row in h.flush()]
    assert moved.tolist() == expected
    assert after.tolist() == np.cumsum([0, *(len(h.rows) for h in herds)]).tolist()
    for w, herd in enumerate(herds):
        survivors = values[after[w] : after[w + 1] - born[w]]
        assert survivors.tolist() == [[u] * width for u, value in herd.rows if value >= 0]
    pointing = np.array([r for some in references for r in some], np.int32)
    follow_rows(np.cumsum([0, *(len(r) for r in references)]), 1, offsets, moved, pointing)
    assert pointing.tolist() == [-1 if r < 0 else expected[offsets[w] + r] for w, some in enumerate(references) for r in some]


def test_who_is_not_alive_has_no_row() -> None:
    rows = np.empty(5, np.int64)
    find_rows(np.array([0, 2, 2, 3]), np.array([1, 4, 0]), np.array([0, 0, 0, 1, 2]), np.array([4, 2, 9, 0, 0]), rows)
    assert rows.tolist() == [1, -1, -1, -1, 2]


def test_a_reference_beyond_the_rows_there_were_is_none() -> None:
    values = np.array([0, 3, -1], np.int64)
    follow_rows(np.array([0, 3]), 1, np.array([0, 2]), np.array([1, 0]), values)
    assert values.tolist() == [1, -1, -1]
