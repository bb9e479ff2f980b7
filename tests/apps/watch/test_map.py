"""How a world becomes characters: every cell in its place at every zoom, the most telling one on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catallax.apps.watch.map import CLOSEST, GOAL, HALF_BLOCK, MARK, Painter, Window, farthest, fitting
from catallax.apps.watch.views import Inside, Kind, Layer, Scene, Series, View, Who


@dataclass(frozen=True)
class Plain(View):
    def scene(self, world):
        raise NotImplementedError

    def measure(self, world):
        raise NotImplementedError

    def inside(self, world, who, told):
        return Inside([])


VIEW = Plain(
    kinds=(Kind("a", "#222222", "ant"), Kind("B", "#ff0000", "beetle")),
    layers=(Layer("g", ("#eeffee", "#88ff88"), ".:", "grass"), Layer("s", ("#ddddff",), "~", "sea")),
    series=(Series("n", "n"),),
)
BEYOND, BARE, LITTLE, MUCH, SEA, ANT, BEETLE = range(7)


def scene(width: int, height: int, who: list[tuple[int, int, int]] = (), layer=None, amount=None) -> Scene:
    x, y, kind = (np.array([one[k] for one in who], dtype) for k, dtype in enumerate((np.int32, np.int32, np.uint8)))
    layer = np.full((width, height), -1, np.int8) if layer is None else layer
    amount = (layer >= 0).astype(np.int32) * 4 if amount is None else amount
    return Scene(x, y, kind, (("beings", np.arange(len(x))),), layer, amount, (4, 4))


@st.composite
def scenes(draw):
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    place = st.tuples(st.integers(0, width - 1), st.integers(0, height - 1), st.integers(0, 1))
    cells = st.lists(st.integers(-1, 1), min_size=width * height, max_size=width * height)
    amounts = st.lists(st.integers(0, 4), min_size=width * height, max_size=width * height)
    shape = (width, height)
    layer, amount = np.array(draw(cells), np.int8).reshape(shape), np.array(draw(amounts), np.int32).reshape(shape)
    return scene(width, height, draw(st.lists(place, max_size=30)), layer, amount)


windows = st.builds(
    Window, st.integers(1, 20), st.integers(1, 12), st.integers(-3, CLOSEST), st.integers(-8, 14), st.integers(-8, 20)
)  # fmt: skip


def code_of_cells(found: Scene, cells: list[tuple[int, int]]) -> int:
    """The slow way: what a square of cells shows."""
    inside = [(x, y) for x, y in cells if 0 <= x < found.shape[0] and 0 <= y < found.shape[1]]
    kinds = [int(k) for x, y, k in zip(found.x, found.y, found.kind, strict=True) if (x, y) in cells]
    if kinds:
        return ANT + max(kinds)
    if not inside:
        return BEYOND
    best, code = 0.0, BARE
    for layer, (first, levels) in enumerate(((LITTLE, 2), (SEA, 1))):
        lies = sum(int(found.amount[cell]) for cell in inside if found.layer[cell] == layer) / (4 * len(inside))
        if lies > best:
            best, code = lies, first + min(levels, max(1, int(np.ceil(lies * levels)))) - 1
    return code


@given(scenes(), windows, st.booleans())
def test_every_character_shows_its_cells(found: Scene, window: Window, letters: bool) -> None:
    painter = Painter(VIEW, letters)
    frame = painter.frame(found, window)
    shape = (window.rows, window.columns)
    assert frame.characters.shape == frame.ink.shape == frame.paper.shape == shape
    for row in range(window.rows):
        for column in range(window.columns):
            xs, ys = window.cells_of(column, row)
            halves = [ys] if window.zoom > 0 else [range(ys.start + len(ys) // 2, ys.stop), range(ys.start, ys.start + len(ys) // 2)]
            codes = [code_of_cells(found, [(x, y) for x in xs for y in half]) for half in halves]
            if letters:
                assert frame.paper[row, column] == (BEYOND if max(codes) == BEYOND else BARE)
            elif window.zoom > 0:
                assert frame.paper[row, column] == codes[0]
            else:
                upper, lower = codes
                assert (frame.paper[row, column], frame.ink[row, column]) == (lower, upper)
                assert frame.characters[row, column] == (" " if upper == lower else HALF_BLOCK)
            if letters and window.zoom <= 0:
                assert frame.characters[row, column] == "  .:~aB"[max(codes)]
            x, y = xs.start, ys.stop - 1
            corner = window.character_of(x, y)
            assert corner == (
                (column // (2 * window.zoom) * 2 * window.zoom, row // window.zoom * window.zoom) if window.zoom > 0 else (column, row)
            )


@given(scenes(), st.integers(1, 60), st.integers(1, 30))
def test_a_world_that_fits_is_all_in_view_and_at_the_farthest_always(found: Scene, columns: int, rows: int) -> None:
    width, height = found.shape
    window = fitting(columns, rows, width, height)
    assert window.zoom >= farthest(columns, rows, width, height)
    assert all(window.shows(x, y) for x in range(width) for y in range(height))
    for x in range(width):
        column, row = window.character_of(x, 0)
        assert 0 <= column < columns and 0 <= row < rows


@given(windows, st.integers(1, 30), st.integers(1, 30), st.integers(-5, 40), st.integers(-5, 40))
def test_a_window_never_leaves_the_world(window: Window, width: int, height: int, x: int, y: int) -> None:
    placed = window.around(x, y, width, height)
    assert placed == placed.within(width, height)
    for size, first, room in ((width, placed.left, placed.cells_across), (height, height - 1 - placed.top, placed.cells_down)):
        assert (first <= 0 and first + room >= size) if size <= room else 0 <= first <= size - room
    if 0 <= x < width and 0 <= y < height and placed.cells_across and placed.cells_down:
        assert placed.shows(x, y)


def test_a_box_tells_who_is_there_and_how_many() -> None:
    found = scene(3, 1, [(0, 0, 0), (0, 0, 1), *[(2, 0, 0)] * 12])
    text = ["".join(line) for line in Painter(VIEW).frame(found, Window(6, 1, 1, 0, 0)).characters]
    assert text == ["B2  a+"]
    text = ["".join(line) for line in Painter(VIEW).frame(found, Window(12, 2, 2, 0, 0)).characters]
    assert text == [" B2      a+ ", " " * 12]


@pytest.mark.parametrize("zoom", [-1, 0, 1, 3])
def test_marks_are_where_their_cells_are(zoom: int) -> None:
    window = Window(24, 12, zoom, 0, 3)
    frame = Painter(VIEW).frame(scene(4, 4), window, (1, 2), (3, 0))
    marked = np.argwhere(frame.characters == MARK)
    assert len(marked) == 1
    xs, ys = window.cells_of(int(marked[0][1]), int(marked[0][0]))
    assert 1 in xs and 2 in ys
    painter = Painter(VIEW)
    assert (frame.paper == painter.mark).sum() == (2 if zoom <= 0 else 2 * 2 * zoom * zoom)
    assert (frame.characters == GOAL).any() == (zoom <= 0)
    nothing = Painter(VIEW).frame(scene(4, 4), window, (50, 50))
    assert not (nothing.paper == painter.mark).any()


def test_an_empty_world_and_a_window_beyond_it_are_drawn() -> None:
    frame = Painter(VIEW).frame(scene(2, 2), Window(5, 3, 0, 40, 40))
    assert (frame.paper == BEYOND).all() and (frame.ink == BEYOND).all()


def test_a_scene_knows_who_is_who() -> None:
    found = Scene(
        np.array([1, 2, 3], np.int32), np.array([0, 0, 1], np.int32), np.zeros(3, np.uint8),
        (("sheep", np.array([4, 9])), ("wolves", np.array([4]))), np.zeros((5, 2), np.int8), np.zeros((5, 2), np.int32), (1,),
    )  # fmt: skip
    everyone = [Who("sheep", 4), Who("sheep", 9), Who("wolves", 4)]
    assert [found.who(row) for row in range(3)] == everyone
    assert [found.row_of(who) for who in everyone] == [0, 1, 2]
    assert [found.place_of(who) for who in everyone] == [(1, 0), (2, 0), (3, 1)]
    assert found.row_of(Who("sheep", 5)) is None and found.place_of(Who("wolves", 10)) is None
    assert found.place_of(Who("cells", 7)) == (3, 1) and found.place_of(Who("cells", 10)) is None
    with pytest.raises(IndexError):
        found.who(3)
