"""Writes the tables of docs/guide/performance.md, and its picture, from recorded results.

    python -m benchmarks.guide RESULTS.json

Prose stays; what stands between `<!-- results: NAME -->` and `<!-- end -->` is replaced.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .goals import NOT_YET, find, numbers
from .growth import draw, picture_note
from .tables import MARKS
from .workload import short

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "guide" / "performance.md"
BLOCK = re.compile(r"(<!-- results: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
MOSTLY = 0.5  # share of the time from which on one bound is named alone
PARTLY = 0.25


def rewritten(page: str, results: dict[str, Any], file: Path, at: Path = PAGE) -> str:
    """Return the page with every block made from the results; `file` is where they lie, for the link."""
    makers: dict[str, Callable[[], str]] = {
        "source": lambda: _source(results, file, at),
        "goals": lambda: _goals(results),
        "systems": lambda: _systems(results),
        "bounds": lambda: _bounds(results),
        "growth": lambda: _growth(results),
    }
    return BLOCK.sub(lambda match: f"{match[1]}{makers[match[2]]()}\n{match[3]}", page)


def _source(results: dict[str, Any], file: Path, at: Path) -> str:
    machine = results["machine"]
    libraries = ", ".join(f"{name} {machine['libraries'][name]}" for name in ("numba", "numpy"))
    calibration = results["calibration"]
    rows = [
        f"Recorded {results['date'][:10]} at commit `{results['commit']}` on {machine['cpu']}, {machine['cores']} cores, "
        f"Python {machine['python']}, {libraries}: [the numbers]({os.path.relpath(file, at.parent)}). The machine at that moment:",
        "",
        "| | " + " | ".join(name.replace("_", " ") for name in calibration) + " |",
        "|---|" + "---:|" * len(calibration),
    ]
    names = {
        "triad_gb_per_s": "triad, GB/s",
        "pow_ns": "ns per `pow`",
        "exp_ns": "ns per `exp`",
        "log_ns": "ns per `log`",
        "gather_8_mb_ns": "ns per random gather from 8 MB",
        "gather_256_mb_ns": "ns per random gather from 256 MB",
    }
    rows += [f"| {text} | " + " | ".join(f"{c[key]:.1f}" for c in calibration.values()) + " |" for key, text in names.items()]
    return "\n".join(rows)


def _goals(results: dict[str, Any]) -> str:
    rows = ["| what | measured | must reach | reached |", "|---|---:|---:|---|"]
    rows += [
        f"| {n.what} | {n.shown} | {n.needs.replace('<=', '≤').replace('>=', '≥')} | {MARKS[n.reached].lower()} |" for n in numbers(results)
    ]
    return "\n".join([*rows, "", f"Not there yet: {'; '.join(NOT_YET)}."])


def _systems(results: dict[str, Any]) -> str:
    runs = [run for n in (10_000, 100_000, 1_000_000) if (run := find(results, n, "standard", 10))]
    heads = [f"{short(run['agents'])}, ticks {run['ticks'][0]} to {run['ticks'][1]}" for run in runs]
    rows = ["| system | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(runs)]
    for name in _systems_that_ran(runs[0]):
        cells = [f"{run['ns_cpu_by_system'][name]:.1f}" for run in runs]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    rest = [run["ns_cpu"] - sum(run["ns_cpu_by_system"].values()) for run in runs]
    rows.append("| between systems | " + " | ".join(f"{value:.1f}" for value in rest) + " |")
    rows.append("| **all** | " + " | ".join(f"**{run['ns_cpu']:.0f}**" for run in runs) + " |")
    return "\n".join(rows)


def _systems_that_ran(run: dict[str, Any]) -> dict[str, float]:
    """Older results have the others too, with a time of nothing."""
    return {name: ns for name, ns in run["ns_cpu_by_system"].items() if ns > 0.0}


def _bounds(results: dict[str, Any]) -> str:
    """What each system's time can be explained by, at 100 k agents or the most that were measured."""
    agents = max(int(n) for n in results["kernels"] if int(n) <= 100_000)
    run, machine = find(results, agents, "standard", 10), results["calibration"]["one_thread"]
    rows = [
        f"| system, {short(agents)} agents | ns | bytes passed | ns at triad | pow, exp, log | ns for them | rest | bound by |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, ns in _systems_that_ran(run).items():
        passed = sum(cost["bytes"] for site, cost in results["kernels"][str(agents)].items() if site.startswith(f"{name}:"))
        streaming = passed / machine["triad_gb_per_s"]
        counts = results["operations"].get(name, {"pow": 0.0, "exp": 0.0, "log": 0.0})
        arithmetic = sum(count * machine[f"{kind}_ns"] for kind, count in counts.items())
        operations = ", ".join(f"{count:.1f}" for count in counts.values()) if any(counts.values()) else ""
        rest = max(ns - streaming - arithmetic, 0.0)
        bound = bound_by(ns, streaming, arithmetic)
        rows.append(f"| {name} | {ns:.1f} | {passed:.0f} | {streaming:.1f} | {operations} | {arithmetic:.1f} | {rest:.1f} | {bound} |")
    return "\n".join(rows)


def bound_by(ns: float, streaming: float, arithmetic: float) -> str:
    """Return what a time is bound by, from the parts of it that bandwidth and library functions explain."""
    shares = {"bandwidth": streaming / ns, "arithmetic": arithmetic / ns, "latency and branches": 1 - (streaming + arithmetic) / ns}
    named = [name for name, share in shares.items() if share >= MOSTLY] or [name for name, share in shares.items() if share >= PARTLY]
    return " and ".join(named)


def _growth(results: dict[str, Any]) -> str:
    growth = results.get("growth")
    if not growth:
        return "(no growth recorded with these results)"
    rows = ["| agents | " + " | ".join(short(run["agents"]) for run in growth) + " |", "|---|" + "---:|" * len(growth)]
    rows.append("| ns per agent and tick | " + " | ".join(f"{run['ns_cpu']:,.0f}" for run in growth) + " |")
    rows.append("| M agent-ticks/s | " + " | ".join(f"{1000 / run['ns_cpu']:.2f}" for run in growth) + " |")
    return "\n".join(rows)


def main() -> None:
    """Rewrite the page and draw the picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guide", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path)
    chosen = parser.parse_args()
    results = json.loads(chosen.results.read_text(encoding="utf-8"))
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), results, chosen.results.resolve()), encoding="utf-8")
    print(PAGE)
    if "growth" in results:
        print(draw(results["growth"], picture_note(results)))


if __name__ == "__main__":
    main()
