"""`make bench`: measures everything, prints each number beside what it must reach, and keeps it as JSON.

    python -m benchmarks.report [--quick | --long] [--most AGENTS] [--out FILE]

Nothing fails here: on a machine that is slow just now, the calibration at the top says so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from .bench_batch import batch_against_one
from .bench_engine import engine_overhead, snapshot_of
from .bench_generate import measure_generator
from .bench_looking import path_in_large_run, report_of_run
from .bench_memory import bytes_per_agent
from .bench_recording import PLANS, cost_of_recording
from .bench_search import measure_search
from .bench_startup import start_up
from .bench_ticks import speed, two_threads_against_one
from .bench_watch import WINDOWS, cost_of_watching
from .calibration import calibrate
from .costs import kernel_costs
from .growth import measure_growth
from .machine import commit, describe_machine, machine_slug
from .operations import count_operations
from .stopwatch import threads
from .tables import print_report

RESULTS = Path(__file__).resolve().parent / "results"
QUICK, USUAL, LONG = "quick", "usual", "long"
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
EARLY, SHORT, LATE = (10, 50), (10, 20), (200, 300)  # ticks
Job = tuple[str, Callable[[], Any]]


def least_disturbed(agents: int, rules: str, window: tuple[int, int]) -> dict[str, Any]:
    """Run the same ticks a few times, and return the fastest: what others do on the machine only ever adds time."""
    turns = 1 if window == LATE else 2 if agents == LARGE else 3
    return min((speed(agents, rules, window) for _ in range(turns)), key=lambda run: run["ns_cpu"])


def jobs(size: str, most: int = LARGE) -> Iterator[Job]:
    """Yield (key in the results, what measures it), with at most so many agents. A key that ends in [] collects a list."""
    sizes = [n for n in (SMALL, MIDDLE, LARGE) if n <= (SMALL if size == QUICK else most)]
    largest, middle = sizes[-1], min(sizes[-1], MIDDLE)
    yield "calibration", lambda: calibrate(size == QUICK)
    for agents, rules, window in _runs(size):
        if agents in sizes:
            yield "ticks[]", lambda agents=agents, rules=rules, window=window: least_disturbed(agents, rules, window)
    yield "threads", lambda: two_threads_against_one(largest, 3, 6)
    yield "batch", lambda: batch_against_one(middle, 3, 5)
    for plan in PLANS:
        yield "recording[]", lambda plan=plan: cost_of_recording(middle, plan, 50, 7)
    yield "startup", lambda: start_up(1 if size == QUICK else 5, cold=size != QUICK)
    yield "generator", lambda: measure_generator(1 if size == QUICK else 5)
    for window in WINDOWS:
        yield "watch[]", lambda window=window: cost_of_watching(SMALL, window, 60 if size == QUICK else 200)
    yield "search", lambda: measure_search(1 if size == QUICK else 3)
    yield "memory", lambda: bytes_per_agent(largest)
    yield "engine", lambda: engine_overhead(200)
    yield "snapshot", lambda: snapshot_of(largest, 5)
    gigabytes = {QUICK: 0.1, USUAL: 1.0, LONG: 10.0}[size]
    for chunks_a_tick in (1, 16) if largest == LARGE else (1,):
        yield "path[]", lambda chunks_a_tick=chunks_a_tick: path_in_large_run(gigabytes, chunks_a_tick, 5)
    yield "report", lambda: report_of_run(1000, 100 if size == QUICK else 1000, 3)
    for agents in sizes:
        yield f"kernels.{agents}", lambda agents=agents: kernel_costs(agents, 5)
    yield "operations", count_operations
    if size == LONG:
        yield "growth", measure_growth


def _runs(size: str) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """Yield (agents, rules, ticks) of the runs of the workload."""
    yield SMALL, "standard", EARLY
    yield SMALL, "vmt", EARLY
    if size != QUICK:
        yield SMALL, "standard", LATE
        yield MIDDLE, "standard", EARLY
        yield MIDDLE, "vmt", EARLY
        yield LARGE, "standard", EARLY if size == LONG else SHORT
    if size == LONG:
        yield MIDDLE, "standard", LATE
        yield LARGE, "vmt", EARLY
        yield LARGE, "standard", LATE


def measure(planned: list[Job], results: dict[str, Any], keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Do the jobs one after the other, telling on standard error; put their answers into `results` by key, and keep them after each."""
    speed(100)  # compiles what the workload needs, outside every clock
    for k, (key, job) in enumerate(planned, 1):
        began = perf_counter()
        print(f"{k:>3} of {len(planned)}  {key.removesuffix('[]'):18}", end="", file=sys.stderr, flush=True)
        with threads(1):
            _put(results, key, job())
        keep(results)
        print(f"{perf_counter() - began:7.1f} s", file=sys.stderr)
    return results


def _put(results: dict[str, Any], key: str, answer: Any) -> None:
    if key.endswith("[]"):
        results.setdefault(key.removesuffix("[]"), []).append(answer)
    elif "." in key:
        outer, inner = key.split(".")
        results.setdefault(outer, {})[inner] = answer
    else:
        results[key] = answer


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", dest="size", action="store_const", const=QUICK, help="10 k agents only: about a minute")
    which.add_argument("--long", dest="size", action="store_const", const=LONG, help="also late ticks and 1 k to 4 M agents")
    parser.add_argument("--most", type=int, default=LARGE, help="no more agents than this, growth apart (1000000)")
    parser.add_argument("--out", type=Path, help="file to write; benchmarks/results/MACHINE-COMMIT.json if not given")
    parser.set_defaults(size=USUAL)
    chosen = parser.parse_args()
    if chosen.most < SMALL:
        parser.error(f"--most: got {chosen.most}; needs at least {SMALL}.")
    at = commit()
    head = {"machine": describe_machine(), "commit": at, "date": datetime.now(UTC).isoformat(timespec="seconds"), "size": chosen.size}
    out = chosen.out or RESULTS / f"{machine_slug()}-{at}{'-quick' if chosen.size == QUICK else ''}.json"

    def keep(results: dict[str, Any]) -> None:
        out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")

    print_report(measure(list(jobs(chosen.size, chosen.most)), dict(head), keep))
    print(f"kept in {out}")


if __name__ == "__main__":
    main()
