"""Comparisons are by turns, of the same ticks, with the digests of both sides."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks.compare import CONTENDER, Contender, compare, comparison_table, duel


def answer(cpu: float, digest: str = "d", **systems: float) -> dict[str, Any]:
    return {"wall": cpu, "cpu": cpu, "systems": systems, "digest": digest}


class Scripted:
    """Answers as told, and notes when it was asked."""

    def __init__(self, name: str, log: list[str], cpu: float, digests: str) -> None:
        self.name, self.log, self.cpu, self.digests = name, log, cpu, iter(digests)

    def run(self, agents: int, ticks: int) -> dict[str, Any]:
        self.log.append(self.name)
        return answer(self.cpu, next(self.digests))


def test_ratios_are_medians_over_rounds_and_systems_are_those_that_both_know() -> None:
    answers = [
        (answer(2.0, trade=1.0, gone=1.0), answer(1.0, trade=1.0, added=9.0)),
        (answer(9.0, trade=1.0, gone=1.0), answer(3.0, trade=0.5, added=9.0)),
        (answer(2.0, trade=1.0, gone=1.0), answer(0.5, trade=0.25, added=9.0)),
    ]
    tick, trade = compare(answers, agents=1000, ticks=2)
    assert (tick.name, tick.old, tick.new) == ("tick, 1k", 2.0 * 1e9 / 2000, 1.0 * 1e9 / 2000)
    assert tick.speed_up == (3.0, 2.5, 3.5)
    assert (trade.name, trade.speed_up.median) == ("  trade", 2.0)
    text = io.StringIO()
    Console(file=text, width=80).print(comparison_table([tick, trade]))
    assert "3.00" in text.getvalue() and "2.50 to 3.50" in text.getvalue()


def test_sides_take_turns_and_a_differing_digest_is_seen() -> None:
    log: list[str] = []
    _, equal = duel(Scripted("a", log, 1.0, "xxxx"), Scripted("b", log, 1.0, "xxxx"), 10, 1, 3)  # type: ignore[arg-type]
    assert equal and "".join(log) == "ababbaab"
    _, equal = duel(Scripted("a", [], 1.0, "xxxx"), Scripted("b", [], 1.0, "xxyx"), 10, 1, 3)  # type: ignore[arg-type]
    assert not equal


def test_a_tree_compared_with_itself_computes_the_same() -> None:
    here = CONTENDER.parent
    with Contender(Path(sys.executable), here, None) as old, Contender(Path(sys.executable), here, None) as new:
        rows, equal = duel(old, new, 50, 1, 2)
    assert equal
    assert [row.name for row in rows][:2] == ["tick, 50", "  mode"]


def test_a_contender_that_dies_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Contender(Path(sys.executable), tmp_path, None) as side, pytest.raises(RuntimeError, match="has died"):
        side.run(-1, 1)
    assert "agents" in capfd.readouterr().err
