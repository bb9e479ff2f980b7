"""Commands: changes from outside (a person, an actor, a script), queued, carried out between ticks, and logged.

A run is its scenario, its seed and its log of commands; nothing else may change a running world. A kind of command is a
function that changes the world, registered under a name; a command is that name with plain values, so it can be stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .errors import EngineError

if TYPE_CHECKING:
    from .world import World


@dataclass(frozen=True)
class Command:
    """A change to one world before one of its ticks. `values` are plain JSON values."""

    tick: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    world: int = 0


class CommandQueue:
    """Commands that wait, and the log of those carried out. `world.commands.push(Command(...))`."""

    def __init__(self) -> None:
        self._kinds: dict[str, Callable[..., None]] = {}
        self.waiting: list[Command] = []
        self.log: list[Command] = []

    def register(self, kind: str, change: Callable[..., None]) -> None:
        """Name a change: `change(world, number_of_the_world, **values)`."""
        self._kinds[kind] = change

    def push(self, command: Command) -> None:
        """Queue a command for its tick; commands of one tick are carried out in the order in which they came."""
        if command.kind not in self._kinds:
            known = ", ".join(sorted(self._kinds)) or "none are registered"
            raise EngineError("commands", repr(command.kind), f"a registered kind: {known}", "Register it with commands.register.")
        if isinstance(command.world, bool) or not isinstance(command.world, int) or command.world < 0:
            raise EngineError("commands", f"world {command.world!r}", "the number of a world, from 0", "")
        self.waiting.append(command)

    def apply(self, world: World) -> None:
        """Carry out the commands whose tick has come. A command for a tick that is past is an error."""
        if not self.waiting:
            return
        tick = world[Clock].tick
        due = [c for c in self.waiting if c.tick <= tick[c.world]]
        for command in due:
            if command.tick < tick[command.world]:
                raise EngineError(
                    "commands", f"{command.kind} for tick {command.tick}", f"tick >= {tick[command.world]}", "That tick is past."
                )
            self._kinds[command.kind](world, command.world, **command.values)
            self.waiting.remove(command)
            self.log.append(command)

    def save(self, path: Path, world: int = 0) -> None:
        """Write the log of one world as JSON lines."""
        lines = [json.dumps({k: v for k, v in asdict(c).items() if k != "world"}) for c in self.log if c.world == world]
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")

    def replay(self, commands: Iterable[Command]) -> None:
        """Queue the commands of a log."""
        for command in commands:
            self.push(command)


def load_commands(path: Path, world: int = 0) -> list[Command]:
    """Read a log of commands (JSON lines) for one world."""
    return [Command(world=world, **json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
