"""What it takes to look at a run: one agent's path out of a large file, and the report."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import h5py
import matplotlib.pyplot as plt
import numpy as np
import pytest

import catallax as cx
from catallax.engine.telemetry import chunks, writer

from . import stopwatch
from .fresh_process import ROOT
from .workload import economy

CHUNK = writer.CHUNK
TICKS = 6
GIGABYTE = 10**9


def path_in_large_run(gigabytes: float, chunks_a_tick: int, rounds: int) -> dict[str, Any]:
    """Open a run folder of this size and draw the path of one agent; return seconds, everything counted.

    The run is real for its first ticks; then its chunks are repeated until the file is large enough. A tick of agents fills
    chunks. The file was just written, so that it is in memory as far as there is room.
    """
    agents = chunks_a_tick * CHUNK
    uid = agents - CHUNK // 2  # in the middle of a chunk
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "run"
        with cx.run(economy(agents), seed=1, ticks=TICKS, rules="standard", out=folder, record="agents") as run:
            x = run.frame("agents").query(f"uid == {uid}")["x"].to_numpy()
        size, ticks = _lengthen(folder / "telemetry.h5", gigabytes * GIGABYTE, agents)
        taken = []
        for _ in range(rounds):
            began = perf_counter()
            with cx.open_run(folder) as run:
                path = run.trajectory(uid, ["x", "y"])
            figure, axes = plt.subplots()
            axes.plot(path["x"], path["y"])
            figure.savefig(Path(made) / "path.png")
            plt.close(figure)
            taken.append(perf_counter() - began)
            assert np.array_equal(path["x"], np.resize(x, ticks)) and path["tick"][-1] == ticks - 2
    return {"bytes": size, "agents": agents, "ticks": ticks - 1, "seconds": stopwatch.spread(taken)._asdict()}


def _lengthen(path: Path, size: float, rows: int) -> tuple[int, int]:
    """Repeat the chunks of the table of agents until the file has `size` bytes; return its bytes and its ticks."""
    longer = path.with_name("longer.h5")
    with h5py.File(path) as source, h5py.File(longer, "w", libver=("v110", "v110")) as target:
        few = len(source["agents/tick"])
        ticks = max(int(size / path.stat().st_size * few), few)
        target.attrs.update(source.attrs)
        agents = target.create_group("agents", track_order=True)
        agents.attrs.update(source["agents"].attrs)
        agents["tick"], agents["row_size"] = np.arange(-1, ticks - 1), np.full(ticks, rows)
        for name, column in source["agents"].items():
            if name not in agents:
                data = chunks.create_column(agents, name, column.dtype, ticks * rows, CHUNK)
                stored = [column.id.read_direct_chunk((first,))[1] for first in range(0, few * rows, CHUNK)]
                for k, first in enumerate(range(0, ticks * rows, CHUNK)):
                    data.write_direct_chunk((first,), stored[k % len(stored)])
                agents[name].attrs.update(column.attrs)
    longer.replace(path)
    return path.stat().st_size, ticks


def report_of_run(agents: int, ticks: int, rounds: int) -> dict[str, Any]:
    """Let `catallax report` make the page of a run in which everything was recorded; return seconds, start-up counted."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "run"
        cx.run(economy(agents), seed=1, ticks=ticks, rules="standard", out=folder, record="full").close()
        command = [sys.executable, "-m", "catallax", "report", str(folder)]
        taken = []
        for _ in range(rounds):
            began = perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            taken.append(perf_counter() - began)
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert "</html>" in page and "Gini" in page
    return {"agents": agents, "ticks": ticks, "seconds": stopwatch.spread(taken)._asdict()}


@pytest.mark.parametrize("chunks_a_tick", [1, 4])
def test_path_in_large_run(benchmark: Any, chunks_a_tick: int) -> None:
    benchmark.extra_info |= benchmark.pedantic(path_in_large_run, args=(0.1, chunks_a_tick, 3), rounds=1)


def test_report(benchmark: Any) -> None:
    benchmark.extra_info |= benchmark.pedantic(report_of_run, args=(100, 100, 1), rounds=1)
