"""What each institution costs, and how that grows with the number of agents: a table and a picture in docs/guide/institutions.md.

python -m benchmarks.institutions               measures every regime and protocol, and keeps results/institutions-MACHINE-COMMIT.json
python -m benchmarks.institutions RESULTS.json  writes the table and draws the picture from what was kept
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from catallax.scenarios.economy.zones import EXCHANGES
from catallax.systems.economy.protocols import PROTOCOLS

from .bench_ticks import speed
from .calibration import calibrate
from .growth import COLOURS, INK, PALE
from .guide import BLOCK
from .machine import commit, describe_machine, machine_slug
from .report import RESULTS
from .workload import PARAMS, short

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guide" / "institutions.md"
PICTURE = PAGE.parent / "institutions-cost.png"
SIZES = (10_000, 100_000, 1_000_000)
WINDOW = (10, 16)
DOTS = "osD^vP"
DEFAULTS = "barter, all defaults"


def institutions() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (kind, name, what the workload's scenario changes) of every regime and of every protocol that is no default."""
    yield "regime", DEFAULTS, {}
    for regime in list(EXCHANGES)[1:]:
        money = {"A": 24, "B": 24, "M": 100}
        yield "regime", regime, {"initial_inventories": money, "params": PARAMS | {"exchange_regime": regime}}
    for kind, known in PROTOCOLS.items():
        for name in list(known)[1:]:
            spread = {"params": PARAMS | {"spread": 0.1}} if name == "posted_price" else {}  # it needs one
            yield kind, name, {"schema_version": 2, f"{kind}_protocol": name, **spread}


def measure_institutions(sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Run the workload under each institution at each size, one thread, ticks 10 to 16."""
    runs = []
    for kind, name, changes in institutions():
        speed(100, window=(0, 16), changes=changes)  # compiles
        for agents in sizes:
            run = speed(agents, window=WINDOW, changes=changes)
            runs.append({"kind": kind, "name": name, "agents": agents, "ticks": run["ticks"], "ns_cpu": run["ns_cpu"]})
            print(f"{name}, {short(agents)} agents: {run['ns_cpu']:,.0f} ns per agent and tick", flush=True)
    return runs


def draw(runs: list[dict[str, Any]], note: str, path: Path = PICTURE) -> Path:
    """Draw ns per agent and tick against the number of agents: one panel for each kind, the defaults in each."""
    kinds = list(dict.fromkeys(run["kind"] for run in runs))
    top = max(run["ns_cpu"] for run in runs) * 1.1
    with rc_context({"font.size": 9}):
        figure = Figure(figsize=(11, 3.8), layout="constrained")
        for axes, kind in zip(figure.subplots(1, len(kinds), sharey=True), kinds, strict=True):
            names = [DEFAULTS, *dict.fromkeys(r["name"] for r in runs if r["kind"] == kind and r["name"] != DEFAULTS)]
            for name, colour, dot in zip(names, (INK, *COLOURS), DOTS, strict=False):
                line = [run for run in runs if run["name"] == name]
                axes.plot([r["agents"] for r in line], [r["ns_cpu"] for r in line], color=colour, marker=dot, markersize=4, label=name)
            axes.set_title(kind, loc="left", fontsize=10)
            axes.set_xscale("log")
            sizes = sorted({run["agents"] for run in runs})
            axes.set_xticks(sizes, [short(n) for n in sizes])
            axes.minorticks_off()
            axes.set_ylim(0, top)
            axes.set_xlabel("agents", loc="left")
            axes.grid(axis="y", color=PALE, linewidth=0.7)
            axes.spines[["top", "right", "left"]].set_visible(False)
            axes.tick_params(axis="y", length=0)
            axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
            axes.legend(frameon=False, fontsize=8, loc="lower left")
        figure.supylabel("ns per agent and tick", fontsize=9)
        figure.supxlabel(note, fontsize=8, color="#666666", x=0.01, ha="left")
        figure.savefig(path, dpi=130, metadata={"Software": None})
    return path


def table(results: dict[str, Any]) -> str:
    """Return the table of the guide."""
    runs = results["institutions"]
    sizes = sorted({run["agents"] for run in runs})
    cost = {(run["name"], run["agents"]): run["ns_cpu"] for run in runs}
    rows = ["| | " + " | ".join(short(n) for n in sizes) + " | against the defaults |", "|---|" + "---:|" * (len(sizes) + 1)]
    for name in dict.fromkeys(run["name"] for run in runs):
        ratios = [cost[name, n] / cost[DEFAULTS, n] for n in sizes]
        rows.append(f"| {name} | " + " | ".join(f"{cost[name, n]:,.0f}" for n in sizes) + f" | {min(ratios):.2f} to {max(ratios):.2f} |")
    return "\n".join(rows)


def rewritten(page: str, results: dict[str, Any], file: Path) -> str:
    """Return the page of the guide with its block made from results that lie in `file`."""
    machine = results["machine"]
    source = f"Recorded {results['date'][:10]} at commit `{results['commit']}` on {machine['cpu']}, {machine['cores']} cores: "
    block = f"{source}[the numbers]({os.path.relpath(file, PAGE.parent)}).\n\n{table(results)}"
    return BLOCK.sub(lambda match: f"{match[1]}{block}\n{match[3]}", page)


def main() -> None:
    """Measure and keep, or write and draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.institutions", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path, nargs="?")
    chosen = parser.parse_args()
    if chosen.results is None:
        about = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit(), "machine": describe_machine()}
        results = about | {"calibration": calibrate(False), "institutions": measure_institutions()}
        file = RESULTS / f"institutions-{machine_slug()}-{results['commit']}.json"
        file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(file)
        return
    results = json.loads(chosen.results.read_text(encoding="utf-8"))
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), results, chosen.results.resolve()), encoding="utf-8")
    first, last = results["institutions"][0]["ticks"]
    note = f"one thread, ticks {first} to {last}, processor time; {results['machine']['cpu']}, commit {results['commit']}"
    print(PAGE, draw(results["institutions"], note))


if __name__ == "__main__":
    main()
