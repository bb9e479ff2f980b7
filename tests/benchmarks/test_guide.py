"""The guide's tables come from results, operations are counted, and the picture of growth is drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numba
import pytest
from matplotlib.image import imread

from benchmarks import machine
from benchmarks.bench_engine import engine_overhead
from benchmarks.costs import kernel_costs
from benchmarks.fresh_process import answer_of
from benchmarks.goals import numbers
from benchmarks.growth import _apart, draw, measure_growth, picture_note
from benchmarks.guide import BLOCK, PAGE, bound_by, rewritten
from benchmarks.operations import count_operations
from benchmarks.report import RESULTS as FOLDER
from tests.benchmarks.test_report import RESULTS, run

FULL: dict[str, Any] = {
    **RESULTS,
    "machine": {"cpu": "a processor", "cores": 2, "python": "3", "libraries": {"numba": "1", "numpy": "2"}},
    "calibration": {"one_thread": {"triad_gb_per_s": 10.0, "pow_ns": 10.0, "exp_ns": 4.0, "log_ns": 3.0,
                                   "gather_8_mb_ns": 2.0, "gather_256_mb_ns": 8.0}},
    "kernels": {"10000": {"trade:bargaining.bargain": {"ns": 9.0, "bytes": 100.0}, "trade:bargaining.part": {"ns": 9.0, "bytes": 50.0},
                          "decision:choice.choose": {"ns": 9.0, "bytes": 30.0}}},
    "operations": {"trade": {"pow": 2.0, "exp": 0.5, "log": 1.0}},
    "growth": [run(1000, 600.0), run(10_000, 400.0), run(100_000, 500.0)],
}  # fmt: skip


def test_blocks_are_replaced_and_prose_stays(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    made = rewritten(page, FULL, PAGE.parent / "here.json")
    assert BLOCK.sub("", made) == BLOCK.sub("", page)
    assert rewritten(made, FULL, PAGE.parent / "here.json") == made
    assert "[the numbers](here.json)" in made
    for number in numbers(FULL):
        assert f"| {number.what} | {number.shown} |" in made
    # 150 bytes at 10 GB/s are 15 ns; 2 pow, half an exp and a log are 25 ns; of 50 ns, 10 are left
    assert "| trade | 50.0 | 150 | 15.0 | 2.0, 0.5, 1.0 | 25.0 | 10.0 | arithmetic |" in made
    assert "| ns per agent and tick | 600 | 400 | 500 |" in made
    assert {match[2] for match in BLOCK.finditer(page)} == {"source", "goals", "systems", "bounds", "growth"}


def test_what_bounds_a_time_is_named() -> None:
    assert bound_by(100.0, 60.0, 10.0) == "bandwidth"
    assert bound_by(100.0, 10.0, 10.0) == "latency and branches"
    assert bound_by(100.0, 40.0, 30.0) == "bandwidth and arithmetic and latency and branches"
    assert bound_by(100.0, 10.0, 49.0) == "arithmetic and latency and branches"


def test_operations_are_counted_system_by_system() -> None:
    counted = count_operations(agents=60, ticks=1)
    assert list(counted)[-1] == "aggregates"
    assert counted["movement"] == {"pow": 0, "exp": 0, "log": 0}
    assert counted["trade"]["pow"] > 0


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="interpreted kernels are plain functions")
def test_kernels_are_costed() -> None:
    costs = kernel_costs(100, 3)
    assert len(costs) > 10
    assert all(cost["bytes"] > 0 and cost["ns"] >= 0 for cost in costs.values())
    assert all(re.fullmatch(r"\w+:[\w.]+(#\d)?", name) for name in costs)


def test_growth_is_measured_and_drawn(tmp_path: Path) -> None:
    growth = measure_growth((20, 40))
    assert [g["agents"] for g in growth] == [20, 40] and all(g["ticks"] == [10, 20] for g in growth)
    results = {**FULL, "growth": growth}
    picture = imread(draw(growth, picture_note(results), tmp_path / "a.png"))
    assert picture.shape[1] > 500 and picture.min() < 0.5
    places = dict(_apart([("a", [1.0, 10.0]), ("b", [1.0, 10.1]), ("c", [1.0, 50.0])], ratio=1.5))
    assert places == {"a": 10.0, "b": 15.0, "c": 50.0}


def test_the_machine_is_described_without_names() -> None:
    slug = machine.machine_slug()
    assert re.fullmatch(r"[a-z0-9-]+-\d+-cores", slug)
    described = machine.describe_machine()
    assert described["cores"] and "numba" in described["libraries"]
    assert "node" not in described and "host" not in json.dumps(described)
    assert re.fullmatch(r"[0-9a-f]{10}(-changed)?", machine.commit())


def test_recorded_results_name_their_machine_and_commit() -> None:
    for path in FOLDER.glob("*.json"):
        results = json.loads(path.read_text(encoding="utf-8"))
        assert results["commit"] in path.stem
        assert numbers(results) and results["calibration"]["one_thread"]["triad_gb_per_s"] > 0


def test_memory_is_that_of_the_process_alone() -> None:
    """Failed: the peak was that of whoever started the process, so it did not grow with the number of agents."""
    ballast = bytearray(b"x") * 3 * 10**8
    code = "from benchmarks.bench_memory import peak_bytes; print(peak_bytes())"
    assert answer_of(code) < len(ballast)
    grown = answer_of("from benchmarks.bench_memory import peak_bytes; b = bytearray(b'x') * 3 * 10**8; print(peak_bytes())")
    assert grown > len(ballast)


def test_engine_overhead_is_positive() -> None:
    assert all(value > 0 for value in engine_overhead(3).values())
