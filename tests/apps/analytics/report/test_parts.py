"""The parts of a page by themselves: axes, lines, bars, images, tables, elements."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.image import imread

from catallax.apps.analytics.report.axis import Axis, number, span
from catallax.apps.analytics.report.bars import BINS, bars, count_in, edges_of, ridges
from catallax.apps.analytics.report.lines import MOST_POINTS, Line, plot
from catallax.apps.analytics.report.markup import data, element
from catallax.apps.analytics.report.raster import png, viridis
from catallax.apps.analytics.report.tables import MOST_ROWS, as_csv, links

numbers = st.floats(-1e9, 1e9, allow_nan=False)


@given(st.lists(numbers, min_size=1, max_size=20), st.booleans())
def test_a_span_holds_its_values_and_an_axis_marks_it(values: list[float], zero: bool) -> None:
    low, high = span(np.array(values), zero=zero)
    assert low < high and low <= min(values) and max(values) <= high
    assert not zero or low <= 0 <= high
    axis = Axis(low, high, 10.0, 110.0)
    marks = axis.marks()
    assert 1 <= len(marks) <= 7 and marks == sorted(set(marks))
    assert np.all((axis.at(marks) > 9.999) & (axis.at(marks) < 110.001))


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=20))
def test_a_logarithmic_axis_marks_decades(values: list[float]) -> None:
    low, high = span(np.array([*values, 0.0, -1.0]), log=True)
    axis = Axis(low, high, 0.0, 100.0, log=True)
    assert 0 < low <= min(values) and max(values) <= high
    assert np.isnan(axis.at(0.0)) and np.all((axis.at(values) >= -1e-9) & (axis.at(values) <= 100 + 1e-9))
    assert np.all((axis.at(axis.marks()) > -1e-6) & (axis.at(axis.marks()) < 100 + 1e-6))


def test_spans_of_nothing_and_of_one_value() -> None:
    assert span() == span(np.array([np.nan])) == (0.0, 1.0)
    assert span(log=True) == (0.1, 10.0)
    assert span(np.array([0.0]), zero=True) == (0.0, 1.0)
    assert span(np.array([5.0])) == (2.5, 7.5)
    assert span(np.array([5.0, 10.0]), zero=True)[0] == 0.0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (-2.5, "−2.5"),
        (1e-9, "1e−09"),
        (None, "–"),
        (np.nan, "–"),
        (2345.6, "2,346"),
    ],
)
def test_numbers_are_written_for_people(value: float | None, text: str) -> None:
    assert number(value) == text


def told(figure: str) -> dict:
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', figure, flags=re.DOTALL)[1])


def test_lines_are_thinned_broken_and_stacked() -> None:
    x = np.arange(1000)
    line = told(plot("a", "", [Line("y", x, x**2)]))["lines"][0]
    assert len(line["x"]) == MOST_POINTS and (line["x"][0], line["x"][-1], line["y"][-1]) == (0, 999, 998000)
    gaps = plot("a", "", [Line("y", np.arange(5), np.array([1.0, 2.0, np.nan, 3.0, np.nan]))])
    path = re.search(r'<path d="([^"]*)" class="line s-blue', gaps)[1]
    assert path.count("M") == 2 and path.endswith("h0") and "nan" not in path  # a line of two, and a dot
    assert told(gaps)["lines"][0]["y"] == [1, 2, None, 3, None]
    stacked = plot("a", "", [Line("one", np.arange(3), np.ones(3)), Line("two", np.arange(3), 2 * np.ones(3), "red")], stacked=True)
    areas = re.findall(r'<path d="M([^"]*)Z" class="area', stacked)
    assert len(areas) == 2
    tops = [float(area.split("L")[0].split()[1]) for area in areas]
    floor = float(areas[0].split("L")[-1].split()[1])
    assert (floor - tops[1]) == pytest.approx(3 * (floor - tops[0]), rel=0.01)  # the second stands on the first
    assert "tick 3: 3<" in gaps and "tick 2: one 1 · two 2<" in stacked  # the last values that there are


def test_plots_of_nothing() -> None:
    for lines in ([], [Line("y", np.zeros(0), np.zeros(0))], [Line("y", np.arange(3), np.full(3, np.nan))]):
        figure = plot("a", "b", lines)
        assert "nan" not in figure.replace("number", "") and "<svg" in figure


@given(st.lists(st.integers(-50, 5000), min_size=1, max_size=60))
def test_bins_hold_everyone_and_as_many_whole_units_each(values: list[int]) -> None:
    sample = np.array(values, float)
    edges = edges_of(sample)
    assert count_in(edges, sample).sum() == len(sample)
    widths = np.diff(edges)
    assert len(widths) <= BINS and np.all(widths == widths[0]) and widths[0] == int(widths[0]) and edges[0] % 1 == 0.5


def test_bins_of_what_lies_far_out_and_of_nothing() -> None:
    sample = np.append(np.linspace(0, 1, 500), [1e9, -1e9])
    edges = edges_of(sample)
    assert edges[-1] - edges[0] < 3 and count_in(edges, sample).sum() == 502
    assert len(edges_of(np.zeros(0))) == BINS + 1
    assert edges_of(np.full(5, 0.3))[[0, -1]] == pytest.approx([-0.2, 0.8])
    assert "nan" not in ridges("a", "b", edges_of(np.zeros(0)), [("start", np.zeros(0))])
    assert "width:50.00%" in bars("a", "", [("x", 2), ("y", 4)], "blue") and "<table" in bars("a", "", [], "blue")


def test_images_open_and_have_their_colours(tmp_path) -> None:
    codes = np.array([[0, 1, 255], [128, 0, 7]], np.uint8)
    (tmp_path / "a.png").write_bytes(png(codes, viridis()))
    seen = imread(tmp_path / "a.png")
    assert seen.shape == (2, 3, 4) and seen[0, 0, 3] == 0 and seen[1, 0, 3] == 1
    assert np.array_equal((255 * seen[0, 2, :3]).round(), viridis()[255])
    assert np.abs(viridis() - 255 * colormaps["viridis"](np.arange(256))[:, :3]).max() < 17
    assert np.all(np.diff(viridis()[::5] @ [0.2126, 0.7152, 0.0722]) > 0)  # lighter and lighter
    body = png(codes, viridis(), clear_first=False)
    assert b"tRNS" not in body and struct.unpack(">I", body[-4:])[0] == zlib.crc32(b"IEND")


def test_elements_escape_text_and_data_cannot_end_their_script() -> None:
    assert (
        element("p", "<b>&", element("i", '"'), class_="a", data_x='"<')
        == '<p class="a" data-x="&quot;&lt;">&lt;b&gt;&amp;<i>&quot;</i></p>'
    )
    assert element("img", alt="x", src=None) == '<img alt="x">'
    script = data({"name": "</script><!--"})
    assert "</script><" not in script and json.loads(script[script.index(">") + 1 : -9]) == {"name": "</script><!--"}


def test_tables_survive_quotes_and_long_ones_are_thinned_in_the_page_alone() -> None:
    table = {"name": ['a "b", c', "line\nbreak"], "value": [0.1, float("nan")]}
    assert list(csv.reader(io.StringIO(as_csv(table)))) == [["name", "value"], ['a "b", c', "0.1"], ["line\nbreak", ""]]
    long = {"tick": list(range(MOST_ROWS + 1))}
    assert "1 of every 2 of 1,501 rows" in links({"ticks": long}) and as_csv(long).count("\n") == MOST_ROWS + 2
    assert "1,500 rows<" in links({"ticks": {"tick": list(range(MOST_ROWS))}})
