"""The printed report: calibration, every number beside its goal, systems and kernels. Fits 80 columns."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from .goals import NOT_YET, find, numbers
from .workload import short

MARKS = {True: "yes", False: "NO", None: ""}
LEAST = 1.0  # ns per agent: cheaper kernels are summed up in one row


def print_report(results: dict[str, Any], console: Console | None = None) -> None:
    """Print all tables."""
    console = console or Console(highlight=False)
    machine = results["machine"]
    console.print(f"{machine['cpu']}, {machine['cores']} cores; commit {results['commit']}; {results['date']}", soft_wrap=True)
    for table in (calibration_table(results), goals_table(results), systems_table(results), kernels_table(results)):
        console.print(f"\n{table.title}", style="italic", markup=False)
        table.title = None  # rich would wrap it to the width of the table
        console.print(table)
    console.print(f"\nnot there yet: {'; '.join(NOT_YET)}")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, box=None, pad_edge=False, header_style="bold")
    for k, column in enumerate(columns):
        table.add_column(column, justify="right" if k else "left", no_wrap=k > 0)
    return table


def calibration_table(results: dict[str, Any]) -> Table:
    """What the machine could do at the time."""
    table = _table("the machine, just now", "", *(name.replace("_", " ") for name in results["calibration"]))
    for name in next(iter(results["calibration"].values())):
        label, unit = name.rsplit("_", 1) if not name.endswith("gb_per_s") else (name.removesuffix("_gb_per_s"), "GB/s")
        values = (numbers[name] for numbers in results["calibration"].values())
        table.add_row(f"{label.replace('_', ' ')} [{unit}]".replace("[", "\\["), *(f"{value:.2f}" for value in values))
    return table


def goals_table(results: dict[str, Any]) -> Table:
    """Each number of the design."""
    table = _table(
        "one thread where nothing else is said; M/s: million agent-ticks a second of processor time",
        "what",
        "measured",
        "must reach",
        "reached?",
    )
    for number in numbers(results):
        table.add_row(number.what, number.shown, number.needs, MARKS[number.reached])
    return table


def systems_table(results: dict[str, Any]) -> Table:
    """Processor ns per agent and tick of each system, by number of agents."""
    runs = {n: find(results, n, "standard", 10) for n in (10_000, 100_000, 1_000_000)}
    runs = {n: run for n, run in runs.items() if run}
    table = _table("ns per agent and tick, one thread, standard", "system", *(short(n) for n in runs))
    names = dict.fromkeys(name for run in runs.values() for name in run["ns_cpu_by_system"])
    for name in names:
        table.add_row(name, *(f"{run['ns_cpu_by_system'].get(name, 0.0):.1f}" for run in runs.values()))
    rest = (run["ns_cpu"] - sum(run["ns_cpu_by_system"].values()) for run in runs.values())
    table.add_row("between systems", *(f"{value:.1f}" for value in rest))
    table.add_row("all", *(f"{run['ns_cpu']:.1f}" for run in runs.values()), style="bold")
    return table


def kernels_table(results: dict[str, Any]) -> Table:
    """Processor ns per agent of each kernel at tick 10, by number of agents."""
    costs = results["kernels"]
    table = _table("ns per agent in tick 30, one thread, each call repeated alone", "kernel", *(short(int(n)) for n in costs))
    names = dict.fromkeys(name for found in costs.values() for name in found)
    large = [name for name in names if max(found.get(name, {"ns": 0.0})["ns"] for found in costs.values()) >= LEAST]
    for name in large:
        table.add_row(name, *(f"{found[name]['ns']:.1f}" if name in found else "" for found in costs.values()))
    rest = (sum(cost["ns"] for name, cost in found.items() if name not in large) for found in costs.values())
    if len(large) < len(names):
        table.add_row(f"{len(names) - len(large)} others", *(f"{value:.1f}" for value in rest))
    return table
