"""The report prints every number, measured or not, and judges it right."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from benchmarks.bench_ticks import speed
from benchmarks.goals import Number, numbers
from benchmarks.report import LONG, QUICK, USUAL, _put, jobs
from benchmarks.stopwatch import by_turns, spread
from benchmarks.tables import print_report

HALF = {"median": 0.5, "low": 0.4, "high": 0.6}


def run(agents: int, ns: float, rules: str = "standard", first: int = 10) -> dict[str, Any]:
    ticks = 40 if agents < 10**6 else 10
    systems = {"decision": 0.75 * ns, "trade": 0.125 * ns}
    return {"agents": agents, "rules": rules, "ticks": [first, first + ticks], "threads": 1, "ns_cpu": ns, "ns_wall": ns,
            "ns_cpu_by_tick": [ns] * ticks, "ns_cpu_by_system": systems, "digest": "0"}  # fmt: skip


RESULTS: dict[str, Any] = {
    "machine": {"cpu": "a processor", "cores": 2}, "commit": "abc", "date": "2000-01-01",
    "calibration": {"one_thread": {"triad_gb_per_s": 12.5, "pow_ns": 10.0, "gather_8_mb_ns": 2.0}},
    "ticks": [run(10_000, 400.0), run(100_000, 500.0), run(1_000_000, 1000.0), run(100_000, 900.0, "vmt"), run(10_000, 800.0, first=200)],
    "threads": {"agents": 1_000_000, "speed_up": {"median": 1.6, "low": 1.5, "high": 1.7}},
    "batch": {"worlds": 1000, "agents_each": 100, "cost_against_one_world": {"median": 1.3, "low": 1.2, "high": 1.4}},
    "recording": [{"record": "summary", "extra_share": {"median": 0.07, "low": 0.03, "high": 0.09, "least": 0.04}}],
    "startup": {"first_tick_warm": HALF, "import": HALF},
    "generator": {"one": HALF, "series": HALF},
    "watch": [{"window": [80, 24], "cores": 0.5}, {"window": [200, 60], "cores": 1.1}],
    "memory": {"agents": 1_000_000, "arrays": 380.0, "peak": 420.0},
    "engine": {"empty_tick": 5000.0, "system": 3000.0, "event": 900.0, "snapshot": 6000.0},
    "snapshot": {"agents": 1_000_000, "ns": 2e5, "next_tick_longer": 0.1},
    "path": [{"bytes": 10**10, "agents": 65_536, "ticks": 8631, "seconds": {"median": 1.4, "low": 1.3, "high": 1.5}}],
    "report": {"agents": 1000, "ticks": 1000, "seconds": {"median": 4.5, "low": 4.4, "high": 4.6}},
    "kernels": {"10000": {"decision:choice.choose": {"ns": 50.0, "bytes": 100.0}, "mode:pairing.leave": {"ns": 0.2, "bytes": 8.0}}},
}  # fmt: skip


def test_each_number_is_judged_against_what_it_must_reach() -> None:
    by_name = {number.what: number for number in numbers(RESULTS)}
    expected = {
        "100k agents, ticks 10 to 50": (2.0, True),
        "1m agents, ticks 10 to 20": (1.0, False),
        "1m against 10k agents, cost of each": (2.5, False),
        "10k agents, ticks 200 to 300": (1.25, None),
        "rules vmt against standard, cost": (1.8, True),
        "two threads against one, 1m": (1.6, True),
        "1,000 worlds x 100 agents against one": (1.3, False),
        "recording summary, extra time": (4.0, True),
        "recording agents=10, extra time": (None, None),
        "first tick, warm cache": (0.5, True),
        "first tick, cold": (None, None),
        "a scenario generated": (0.5, False),
        "500 scenarios generated": (0.5, True),
        "catallax generate, in all": (None, None),
        "watch 10k agents at 20/s, 80 x 24": (0.5, True),
        "watch 10k agents at 20/s, 200 x 60": (1.1, False),
        "columns and events, 1m agents": (380.0, True),
        "peak memory of the process, 1m agents": (420.0, False),
        "a snapshot, 1m agents": (0.2, True),
        "one agent's path, 10 GB, 8,631 ticks": (1.4, False),
        "report, 1,000 agents, 1,000 ticks": (4.5, True),
    }
    assert {name: (by_name[name].got, by_name[name].reached) for name in expected} == expected


def test_the_report_prints_every_number_in_eighty_columns() -> None:
    for results in (RESULTS, {**RESULTS, "ticks": [], "threads": None, "batch": None, "recording": [], "memory": {}, "engine": {}}):
        text = io.StringIO()
        print_report(results, Console(file=text, width=80, highlight=False))
        lines = text.getvalue().splitlines()
        assert max(len(line) for line in lines) <= 80
        for number in numbers(results):
            assert any(line.startswith(number.what) and number.shown in line and number.needs in line for line in lines), number
        assert any(line.startswith("triad [GB/s]") and "12.50" in line for line in lines)
        assert any("not there yet" in line for line in lines)


def test_numbers_are_shown_with_three_digits() -> None:
    assert Number("", 1.23456, "s").shown == "1.23 s"
    assert Number("", 123456.0, "B").shown == "123,456 B"
    assert Number("", None, "s").shown == "not measured"


def test_every_size_of_report_measures_every_number() -> None:
    for size in (QUICK, USUAL, LONG):
        keys = {key.split(".")[0].removesuffix("[]") for key, _ in jobs(size)}
        assert keys - {"growth"} == {
            "calibration", "ticks", "threads", "batch", "recording", "startup", "generator", "search", "watch", "memory", "engine",
            "snapshot", "path", "report", "kernels", "operations",
        }  # fmt: skip
    results: dict[str, Any] = {}
    for key, answer in (("a", 1), ("b[]", 2), ("b[]", 3), ("c.x", 4)):
        _put(results, key, answer)
    assert results == {"a": 1, "b": [2, 3], "c": {"x": 4}}


def test_speed_accounts_for_each_tick_and_system() -> None:
    found = speed(100, window=(2, 5))
    assert len(found["ns_cpu_by_tick"]) == 3
    assert found["ns_cpu"] == pytest.approx(sum(found["ns_cpu_by_tick"]) / 3, rel=0.01)
    assert 0 < sum(found["ns_cpu_by_system"].values()) < found["ns_cpu"] * 1.01
    assert list(found["ns_cpu_by_system"])[-1] == "aggregates"


def test_turns_alternate_and_spread_is_of_quartiles() -> None:
    order: list[str] = []
    pairs = by_turns(lambda: order.append("a"), lambda: order.append("b"), 3)
    assert "".join(order) == "abbaab" and len(pairs) == 3
    assert spread([3.0]) == (3.0, 3.0, 3.0)
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == (3.0, 2.0, 4.0)
