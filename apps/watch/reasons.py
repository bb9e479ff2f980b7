"""Why an agent did what it did: the tick done last is run again in a second world, which records it.

What agents decided, and among what, is known only inside of a tick (docs/design/008). Recording it for all would slow every tick
down by as much again, and nobody would look at it; so only that one tick is run again, from the state with which it began,
and only when somebody looks. The world that is watched is left alone. Copies on write make it cheap to put another in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Recording
from ...engine.clock import Clock
from ...engine.snapshot import Snapshot
from ...engine.telemetry.record import Record, Recorder
from ...engine.world import World
from ...systems.economy.records.decisions import ALTERNATIVES
from ..analytics.log import WHO, as_rows
from ..runs.run import ranked_reasons
from .views import Row


class Reasons:
    """Tells the rows of recorded tables that are about one agent in one tick, as a run would have recorded them."""

    def __init__(self, build: Callable[[], World], records: Sequence[str], parts: int) -> None:
        """Build nothing yet: `build` makes a world like the one that is watched, which counts in so many parts of a unit."""
        self._build, self._records, self._parts = build, records, parts
        self._world: World | None = None

    def of(self, before: Snapshot, uid: int) -> dict[str, list[Row]]:
        """Run the tick that begins with a state, and return the rows of agent `uid` in it, by table."""
        if self._world is None:
            self._world = self._build()
            self._world.edit(Recording).ranks[:] = ALTERNATIVES
            self._recorder = Recorder(self._world, dict.fromkeys(self._records, 1), self._take, goes_on=True)
        world = self._world
        world.restore(before)
        self._recorder.last = world[Clock].tick - 1
        self._uid, self._found = uid, dict[str, list[Row]]()
        world.step()
        self._recorder.after_tick(world)
        return self._found

    def close(self) -> None:
        """Close the second world, if there is one."""
        if self._world is not None:
            self._world.close()

    def _take(self, w: int, record: Record, tick: int, columns: dict[str, NDArray[Any]]) -> None:
        """Keep the rows that are about the agent."""
        if w != 0:
            return
        names = WHO.get(record.name, ("uid",))
        chosen = np.logical_or.reduce([columns[name] == self._uid for name in names])
        units = record.in_parts(self._parts).in_units({name: values[chosen] for name, values in columns.items()})
        named = {c.name: np.array([*c.values, "none"], object)[units[c.name]] if c.values else units[c.name] for c in record.columns}
        ticks = {"tick": np.full(int(chosen.sum()), tick)}
        self._found[record.name] = list(as_rows(ranked_reasons({**ticks, **named})))
