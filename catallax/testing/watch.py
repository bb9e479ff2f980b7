"""Watching a system: something to do before and after each of its calls, inside a running world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.errors import EngineError
from ..engine.system import System
from ..engine.world import World

Look = Callable[[World], None]


def find_system(world: World, name: str) -> System:
    """Return a system of the world's schedule by its name. Raises EngineError."""
    for system in world.schedule:
        if system.name == name:
            return system
    raise EngineError("world", repr(name), f"a system: {', '.join(s.name for s in world.schedule)}", "Add it first.")


def watch(world: World, name: str, before: Look = lambda world: None, after: Look = lambda world: None, *, flush: bool = False) -> None:
    """Call `before` and `after` around each call of a system. Its period and its condition hold as ever.

    flush  carry out the births and deaths that it ordered before `after` is called
    """
    system = find_system(world, name)

    def watched(call: Callable[[Any], None]) -> Callable[[Any], None]:
        def around(chosen: Any) -> None:
            before(world)
            call(chosen)
            if flush:
                world.flush()
            after(world)

        return around

    system.calls = [watched(call) for call in system.calls]
