"""How cost grows with the number of agents: docs/performance.png, drawn from recorded results.

python -m benchmarks.growth RESULTS.json            draws
python -m benchmarks.growth RESULTS.json --measure  measures 1 k to 4 M agents again first, and keeps that in the file
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from .bench_ticks import speed
from .workload import short

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "performance.png"
SIZES = (1_000, 4_000, 10_000, 40_000, 100_000, 400_000, 1_000_000, 4_000_000)
WINDOW = (10, 20)
SHOWN = 4  # systems with a line of their own; the others are one line
# Okabe & Ito 2008, "Color Universal Design"
COLOURS = ("#D55E00", "#0072B2", "#009E73", "#E69F00", "#CC79A7")
INK, PALE = "#222222", "#D5DADF"


def measure_growth(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Run the workload at each size, one thread, ticks 10 to 20."""
    speed(100)  # compiles
    return [speed(agents, window=WINDOW) for agents in sizes]


def draw(growth: list[dict[str, Any]], note: str, path: Path = PICTURE) -> Path:
    """Draw ns per agent and tick against the number of agents, the whole tick and the systems that cost most."""
    with rc_context({"font.size": 10}):
        figure = Figure(figsize=(8.6, 4.6), layout="constrained")
        whole, parts = figure.subplots(1, 2, width_ratios=(1, 1.25))
        agents = [run["agents"] for run in growth]
        cost = [run["ns_cpu"] for run in growth]
        whole.plot(agents, cost, color=INK, marker="o", markersize=4)
        for index, shift in ((0, "left"), (-1, "right")):
            whole.annotate(f"{cost[index]:,.0f}", (agents[index], cost[index]), textcoords="offset points", xytext=(0, 7), ha=shift)
        whole.set_ylim(0, max(cost) * 1.15)
        whole.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        _dress(whole, "the whole tick: ns per agent", agents)
        lines = _heaviest(growth)
        for (_, values), colour in zip(lines, COLOURS, strict=False):
            parts.plot(agents, values, color=colour, marker="o", markersize=3.5)
        parts.set_yscale("log")
        for (name, place), colour in zip(_apart(lines), COLOURS, strict=False):
            parts.annotate(name, (agents[-1], place), textcoords="offset points", xytext=(7, 0), va="center", color=colour, fontsize=9)
        parts.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        _dress(parts, "its systems: ns per agent, logarithmic", agents)
        parts.set_xlim(right=agents[-1] * 14)  # room for the names
        figure.supxlabel(note, fontsize=8, color="#666666", x=0.01, ha="left")
        figure.savefig(path, dpi=130, metadata={"Software": None})
    return path


def _heaviest(growth: list[dict[str, Any]]) -> list[tuple[str, list[float]]]:
    """Return the systems that cost most at the largest size, and the sum of the others."""
    last = growth[-1]["ns_cpu_by_system"]
    names = sorted(last, key=last.__getitem__, reverse=True)
    lines = [(name, [run["ns_cpu_by_system"].get(name, 0.0) for run in growth]) for name in names[:SHOWN]]
    others = [sum(run["ns_cpu_by_system"].get(name, 0.0) for name in names[SHOWN:]) for run in growth]
    return [*lines, ("all others", others)]


def _apart(lines: list[tuple[str, list[float]]], ratio: float = 1.22) -> list[tuple[str, float]]:
    """Return where to write each name on a logarithmic axis: beside the end of its line, never over another name."""
    places: dict[str, float] = {}
    below = 0.0
    for name, values in sorted(lines, key=lambda line: line[1][-1]):
        below = places[name] = max(values[-1], below * ratio)
    return [(name, places[name]) for name, _ in lines]


def _dress(axes: Axes, title: str, agents: list[int]) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xscale("log")
    decades = [n for n in agents if str(n).strip("0") == "1"] or agents
    axes.set_xticks(decades, [short(n) for n in decades])
    axes.minorticks_off()
    axes.grid(axis="y", color=PALE, linewidth=0.7)
    axes.set_xlabel("agents", loc="left")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def main() -> None:
    """Draw, after measuring where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="no more agents than this")
    chosen = parser.parse_args()
    results = json.loads(chosen.results.read_text(encoding="utf-8"))
    if chosen.measure:
        results["growth"] = measure_growth(tuple(n for n in SIZES if n <= chosen.most))
        chosen.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if "growth" not in results:
        parser.error(f"{chosen.results}: got no growth; needs it measured. Add --measure, or record with make bench BENCH=long.")
    print(draw(results["growth"], picture_note(results)))


def picture_note(results: dict[str, Any]) -> str:
    """Return the line under the picture."""
    first, last = results["growth"][0]["ticks"]
    return f"one thread, ticks {first} to {last}, processor time; {results['machine']['cpu']}, commit {results['commit']}"


if __name__ == "__main__":
    main()
