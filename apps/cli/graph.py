"""`catallax graph`: a picture of what happens in a tick, in which order, to what."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ...engine.errors import EngineError
from ...scenarios.builder import build
from ...scenarios.schema import Scenario


def graph_command(scenario: Scenario, out: Path | None) -> None:
    """Draw the schedule of a scenario and say where. Raises EngineError without matplotlib, or for a format that it cannot write."""
    if importlib.util.find_spec("matplotlib") is None:
        raise EngineError("graph", "no matplotlib", "it, to draw", "pip install 'catallax[analysis]'")
    from ..analytics.graph import draw_schedule

    stem = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in scenario.name)[:80]
    with build(scenario) as world:
        print(draw_schedule(world, out or Path(f"schedule-{stem}.svg"), f"one tick of {scenario.name}"))
