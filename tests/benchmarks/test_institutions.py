"""Every regime and protocol is measured, and shown."""

from __future__ import annotations

from pathlib import Path

from benchmarks import institutions
from benchmarks.workload import economy
from catallax.scenarios.economy.zones import EXCHANGES
from catallax.scenarios.loader import load_scenario
from catallax.systems.economy.protocols import PROTOCOLS


def test_every_regime_and_protocol_is_measured() -> None:
    names = {name for _, name, _ in institutions.institutions()}
    defaults = {next(iter(known)) for known in PROTOCOLS.values()}
    assert names >= (set(EXCHANGES) - {"barter_only"}) | {name for known in PROTOCOLS.values() for name in known} - defaults
    for _, name, changes in institutions.institutions():
        scenario = load_scenario(economy(100, **changes))
        chosen = (scenario.params.exchange_regime, *(getattr(scenario, f"{kind}_protocol").name for kind in PROTOCOLS))
        assert name in (institutions.DEFAULTS, *chosen)


RUNS = [
    {
        "kind": kind,
        "name": name,
        "agents": agents,
        "ticks": [10, 16],
        "ns_cpu": (800.0 if name == institutions.DEFAULTS else 1000.0) * times,
    }
    for kind, name, _ in institutions.institutions()
    for agents, times in ((10_000, 1.0), (100_000, 1.5))
]


def test_the_picture_has_a_panel_for_each_kind(tmp_path: Path) -> None:
    assert institutions.draw(RUNS, "a note", tmp_path / "cost.png").stat().st_size > 20_000


def test_the_guide_is_written_from_results() -> None:
    results = {"date": "2026-01-01T00:00", "commit": "abc", "machine": {"cpu": "a processor", "cores": 2}, "institutions": RUNS}
    page = institutions.PAGE.read_text(encoding="utf-8")
    made = institutions.rewritten(page, results, institutions.PAGE.parent / "here.json")
    assert "| nash | 1,000 | 1,500 | 1.25 to 1.25 |" in made and "[the numbers](here.json)" in made
    assert institutions.rewritten(made, results, institutions.PAGE.parent / "here.json") == made
