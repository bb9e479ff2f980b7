"""Memory: bytes per agent, everything counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .fresh_process import answer_of

REFERENCE_AGENTS = 10_000  # what a process needs anyway is what it needs with so few

COUNT = """
import json
from benchmarks.bench_memory import peak_bytes
from benchmarks.workload import build, step
with build({agents}) as world:
    step(world, {ticks})
    columns = {{}}
    for table in world.tables.values():
        for group in table.groups:
            name = f"{{table.name}}.{{group.__name__}}"
            columns[name] = sum(getattr(table.read(group), c.name).nbytes for c in group.columns)
        columns[f"{{table.name}}, offsets, uids and room for births"] = table.nbytes - sum(
            size for name, size in columns.items() if name.startswith(table.name + ".")
        )
    for events in world.events.values():
        free = events.room(0)
        columns[events.name] = sum((a if a.base is None else a.base).nbytes for a in vars(free).values())
    print(json.dumps({{"columns": columns, "digest": world.digest(), "peak": peak_bytes()}}))
"""


def peak_bytes() -> int:
    """Return the most memory that this process has held at once.

    Linux only: what `getrusage` tells begins with the memory of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def bytes_per_agent(agents: int, ticks: int = 13) -> dict[str, Any]:
    """Return bytes per agent: of all columns and event tables, and by which the peak of a fresh process's memory grows.

    The second counts cells, scratch, buffers, copies made on the way, and whatever the builder needed.
    """
    big, small = (answer_of(COUNT.format(agents=n, ticks=ticks)) for n in (agents, REFERENCE_AGENTS))
    columns = {name: size / agents for name, size in big["columns"].items()}
    assert big["peak"] > sum(big["columns"].values()) > 8 * agents, "the columns do not fit into the peak, or were not counted"
    return {
        "agents": agents,
        "ticks": ticks,
        "arrays": sum(columns.values()),
        "peak": (big["peak"] - small["peak"]) / (agents - REFERENCE_AGENTS) if agents > REFERENCE_AGENTS else None,
        "by_group": columns,
    }


def test_memory(benchmark: Any, agents: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(bytes_per_agent, args=(agents,), rounds=1)
