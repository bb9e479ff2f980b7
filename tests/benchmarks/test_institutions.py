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


def test_the_picture_has_a_panel_for_each_kind(tmp_path: Path) -> None:
    runs = [
        {"kind": kind, "name": name, "agents": agents, "ticks": [10, 16], "ns_cpu": 900.0 + len(name)}
        for kind, name, _ in institutions.institutions()
        for agents in (1000, 10_000)
    ]
    assert institutions.draw(runs, "a note", tmp_path / "cost.png").stat().st_size > 20_000
