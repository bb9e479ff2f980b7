"""Every number of the design that can be measured today, taken from results, beside what it must reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .workload import short

Results = dict[str, Any]

NOT_YET = (
    "general models ahead of every peer",
    "orchestration overhead per phase, estimate, credit limit",
    "1000 runs in the database",
    "physics tasks",
)


class Number(NamedTuple):
    """A number: what it is, what was measured (None if it was not), what it must reach ("" for nothing), whether it does."""

    what: str
    got: float | None
    unit: str
    needs: str = ""
    reached: bool | None = None

    @property
    def shown(self) -> str:
        """The number as text, three digits."""
        if self.got is None:
            return "not measured"
        return f"{self.got:.3g} {self.unit}" if self.got < 1000 else f"{self.got:,.0f} {self.unit}"


def numbers(results: Results) -> list[Number]:
    """Return all numbers, in the order of the design."""
    return [*_ticks(results), *_many(results), *_outside_the_tick(results), *_runs(results)]


def _ticks(results: Results) -> Iterator[Number]:
    for agents, needs in ((10_000, None), (100_000, 2.0), (1_000_000, 1.5)):
        yield _at_least(f"{short(agents)} agents{_window(results, agents)}", _millions(results, agents), "M/s", needs)
    yield _at_most("1m against 10k agents, cost of each", _flatness(results), "x", 1.5)
    for agents in (10_000, 100_000, 1_000_000):
        late = find(results, agents, "standard", 200)
        yield Number(f"{short(agents)} agents, ticks 200 to 300", late and 1000 / late["ns_cpu"], "M/s")
    yield _at_most("rules vmt against standard, cost", _vmt(results), "x", 2.0)
    threads = results.get("threads")
    yield _at_least(f"two threads against one, {short(threads['agents']) if threads else '1m'}", _told(threads, "speed_up"), "x", 1.5)


def _many(results: Results) -> Iterator[Number]:
    batch = results.get("batch")
    name = f"{batch['worlds']:,} worlds x {batch['agents_each']} agents" if batch else "1,000 worlds x 100 agents"
    yield _at_most(f"{name} against one", _told(batch, "cost_against_one_world"), "x", 1.2)
    for plan in ("summary", "agents=10"):
        found = next((r for r in results.get("recording", ()) if r["record"] == plan), None)
        share = _told(found, "extra_share")
        yield _at_most(f"recording {plan}, extra time", None if share is None else 100 * share, "%", 5.0)


def _outside_the_tick(results: Results) -> Iterator[Number]:
    startup, memory, engine = results.get("startup", {}), results.get("memory", {}), results.get("engine", {})
    yield _at_most("first tick, warm cache", _told(startup, "first_tick_warm"), "s", 3.0)
    yield _at_most("first tick, cold", _told(startup, "first_tick_cold"), "s", 30.0)
    yield Number("import catallax", _told(startup, "import"), "s")
    for key, what, bound in (
        ("one", "a scenario generated", 0.1), ("series", "500 scenarios generated", 5.0), ("command", "catallax generate, in all", 1.0)
    ):  # fmt: skip
        yield _at_most(what, _told(results.get("generator"), key), "s", bound)
    for columns, rows in ((80, 24), (200, 60)):
        seen = next((w for w in results.get("watch", ()) if w["window"] == [columns, rows]), None)
        yield _at_most(f"watch 10k agents at 20/s, {columns} x {rows}", seen and seen["cores"], "cores", 1.0)
    yield _at_most("500 candidates searched, 50 ticks", _told(results.get("search"), "seconds"), "s", 5.0)
    at = f"{short(memory['agents']) if memory else '1m'} agents"
    yield _at_most(f"columns and events, {at}", memory.get("arrays"), "B/agent", 400.0)
    yield _at_most(f"peak memory of the process, {at}", memory.get("peak"), "B/agent", 400.0)
    for key, what in (("empty_tick", "an empty tick"), ("system", "an idle system"), ("event", "an event"), ("snapshot", "a snapshot")):
        value = engine.get(key)
        yield Number(f"engine: {what}", None if value is None else value / 1000, "us")


def _runs(results: Results) -> Iterator[Number]:
    snapshot, report = results.get("snapshot"), results.get("report")
    at = f", {short(snapshot['agents'])} agents" if snapshot else ""
    yield _at_most(f"a snapshot{at}", snapshot and snapshot["ns"] / 1e6, "ms", 1.0)
    yield Number(f"the tick after it{at}, longer by", snapshot and 100 * snapshot["next_tick_longer"], "%")
    for path in results.get("path") or [None]:
        of = f", {path['bytes'] / 1e9:.2g} GB, {path['ticks']:,} ticks" if path else ""
        yield _at_most(f"one agent's path{of}", _told(path, "seconds"), "s", 1.0)
    of = f", {report['agents']:,} agents, {report['ticks']:,} ticks" if report else ""
    yield _at_most(f"report{of}", _told(report, "seconds"), "s", 5.0)


def find(results: Results, agents: int, rules: str, first: int) -> Any:
    """Return the measured run of the workload from tick `first` on with one thread, None if there is none."""
    for run in results.get("ticks", ()):
        if (run["agents"], run["rules"], run["ticks"][0], run["threads"]) == (agents, rules, first, 1):
            return run
    return None


def _window(results: Results, agents: int) -> str:
    run = find(results, agents, "standard", 10)
    return f", ticks {run['ticks'][0]} to {run['ticks'][1]}" if run else ""


def _millions(results: Results, agents: int) -> float | None:
    run = find(results, agents, "standard", 10)
    return run and 1000 / run["ns_cpu"]


def _ratio(run: Any, other: Any) -> float | None:
    """Return the ratio of costs over the ticks that both ran."""
    if run is None or other is None:
        return None
    common = min(len(run["ns_cpu_by_tick"]), len(other["ns_cpu_by_tick"]))
    return float(sum(run["ns_cpu_by_tick"][:common]) / sum(other["ns_cpu_by_tick"][:common]))


def _flatness(results: Results) -> float | None:
    return _ratio(find(results, 1_000_000, "standard", 10), find(results, 10_000, "standard", 10))


def _vmt(results: Results) -> float | None:
    ratios = [_ratio(find(results, n, "vmt", 10), find(results, n, "standard", 10)) for n in (1_000_000, 100_000, 10_000)]
    return next((ratio for ratio in ratios if ratio is not None), None)


def _told(found: Any, key: str) -> float | None:
    """What the least times of each side give, where that was taken; else the median."""
    return found[key].get("least", found[key]["median"]) if found and key in found else None


def _at_least(what: str, got: float | None, unit: str, bound: float | None) -> Number:
    if bound is None:
        return Number(what, got, unit)
    return Number(what, got, unit, f">= {bound:g} {unit}", None if got is None else got >= bound)


def _at_most(what: str, got: float | None, unit: str, bound: float) -> Number:
    return Number(what, got, unit, f"<= {bound:g} {unit}", None if got is None else got <= bound)
