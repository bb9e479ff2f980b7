"""Commands change a world between ticks, are logged, and replay to the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from catallax.engine.commands import Command, load_commands
from catallax.engine.errors import EngineError
from catallax.engine.world import World

from .worlds import Weather, make


def rain(world: World, number: int, mm: float) -> None:
    world.edit(Weather).rain[number] = mm


def commanded() -> World:
    world = make()
    world.commands.register("rain", rain)
    return world


def test_a_log_replays_to_the_same_state(tmp_path: Path) -> None:
    with commanded() as world, commanded() as again:
        world.commands.push(Command(2, "rain", {"mm": 7.0}))
        world.commands.push(Command(3, "rain", {"mm": 1.0}))
        for _ in range(5):
            world.step()
        world.commands.save(tmp_path / "commands.jsonl")
        again.commands.replay(load_commands(tmp_path / "commands.jsonl"))
        for _ in range(5):
            again.step()
        assert world.commands.log == again.commands.log
        assert len(world.commands.log) == 2
        assert world.digest() == again.digest()


def test_commands_that_cannot_be_carried_out_are_refused() -> None:
    with commanded() as world:
        with pytest.raises(EngineError, match="a registered kind: rain"):
            world.commands.push(Command(0, "snow"))
        world.step()
        world.commands.push(Command(0, "rain", {"mm": 1.0}))
        with pytest.raises(EngineError, match="for tick 0; needs tick >= 1"):
            world.step()
