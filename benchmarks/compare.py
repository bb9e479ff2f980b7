"""`make bench-compare REF=...`: this tree against another commit, the same ticks by turns, as ratios.

    python -m benchmarks.compare REF [--agents 10000,100000] [--rounds 7] [--ticks 5]

REF is checked out into a scratch worktree with an environment and a compile cache of its own. Both packages then run the
same workload in processes of their own, a few ticks each in turn, so that a slow minute hits both. What is measured, and
how, is this tree's (`contender.py`), for both.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from .stopwatch import Spread, spread
from .workload import short

ROOT = Path(__file__).resolve().parents[1]
CONTENDER = Path(__file__).with_name("contender.py")


class Row(NamedTuple):
    """A workload, or a system in it, on both sides: median ns per agent and tick, and how many times faster the new one is."""

    name: str
    old: float
    new: float
    speed_up: Spread


class Contender:
    """A process that runs the workload with one of the two packages."""

    def __init__(self, python: Path, cwd: Path, cache: Path | None) -> None:
        """Start it. It compiles on its first request."""
        environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")} | {"NUMBA_NUM_THREADS": "1"}
        if cache is not None:
            environment["CATALLAX_CACHE_DIR"] = str(cache)
        self.process = subprocess.Popen(
            [str(python), str(CONTENDER)], cwd=cwd, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, agents: int, ticks: int) -> dict[str, Any]:
        """Run the next ticks. Raises RuntimeError if the process has died; its standard error says why."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"agents": agents, "ticks": ticks}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process of {self.process.args} has died; its message is above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Contender:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        with suppress(BrokenPipeError):  # it has died
            self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    """Check a commit out into a scratch worktree and install it there; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="catallax-compare-") as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", str(tree), ref], cwd=ROOT, check=True)
        try:
            environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
            subprocess.run(["uv", "sync", "--quiet"], cwd=tree, env=environment, check=True)
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def duel(old: Contender, new: Contender, agents: int, ticks: int, rounds: int) -> tuple[list[Row], bool]:
    """Run the same ticks on both sides by turns; return the rows of a table, and whether the digests were equal throughout."""
    old.run(agents, 1), new.run(agents, 1)  # compile
    answers: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for k in range(rounds):
        if k % 2 == 0:
            first = old.run(agents, ticks)
            answers.append((first, new.run(agents, ticks)))
        else:
            second = new.run(agents, ticks)
            answers.append((old.run(agents, ticks), second))
    return compare(answers, agents, ticks), all(a["digest"] == b["digest"] for a, b in answers)


def compare(answers: Sequence[tuple[dict[str, Any], dict[str, Any]]], agents: int, ticks: int) -> list[Row]:
    """Return the whole tick, then each system that both sides know, from the answers (old, new) of all rounds."""
    rows = [_row(f"tick, {short(agents)}", [(old["cpu"], new["cpu"]) for old, new in answers], agents * ticks)]
    for name in answers[0][1]["systems"]:
        if name in answers[0][0]["systems"]:
            pairs = [(old["systems"][name], new["systems"][name]) for old, new in answers]
            rows.append(_row(f"  {name}", pairs, agents * ticks))
    return rows


def _row(name: str, pairs: list[tuple[float, float]], agent_ticks: int) -> Row:
    to_ns = 1e9 / agent_ticks
    ratios = [old / new if new > 0 else float("inf") for old, new in pairs]
    return Row(name, spread([old for old, _ in pairs]).median * to_ns, spread([new for _, new in pairs]).median * to_ns, spread(ratios))


def comparison_table(rows: list[Row]) -> Table:
    """Return the rows as a table for print."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "old ns", "new ns", "speed-up", "quartiles"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for row in rows:
        low_high = f"{row.speed_up.low:.2f} to {row.speed_up.high:.2f}"
        table.add_row(row.name, f"{row.old:.1f}", f"{row.new:.1f}", f"{row.speed_up.median:.2f}", low_high)
    return table


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ref", help="a commit, tag or branch: the old side")
    parser.add_argument("--agents", default="10000,100000", help="numbers of agents, with commas")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--ticks", type=int, default=5, help="ticks in each turn")
    chosen = parser.parse_args()
    console = Console(highlight=False)
    with checked_out(chosen.ref) as tree, ExitStack() as stack:
        old = stack.enter_context(Contender(tree / ".venv" / "bin" / "python", tree, tree.parent / "cache"))
        new = stack.enter_context(Contender(Path(sys.executable), ROOT / "benchmarks", None))
        console.print(f"old {chosen.ref}, new this tree; ns per agent and tick, one thread; speed-up: old time / new time")
        for agents in map(int, chosen.agents.split(",")):
            rows, equal = duel(old, new, agents, chosen.ticks, chosen.rounds)
            console.print(comparison_table(rows))
            console.print(f"digests {'equal' if equal else 'DIFFER: the two do not compute the same'}\n")


if __name__ == "__main__":
    main()
