"""Time as somebody who watches needs it: a world goes on tick by tick, and back to any tick that it has come through."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from ...engine.snapshot import Snapshot
from ...engine.world import World

MOST, LEAST = 64, 3  # snapshots in memory, as far as there is room
ROOM = 512 * 2**20  # [byte] for all of them, if each were a whole copy
RECENT = 8  # ticks before the one gone back to: who goes back goes back again


class Timeline:
    """One world, and snapshots of it from which any tick behind it is worked out again: the same state to the last bit.

    first  the tick at which it began: there is no way back beyond
    end    the first tick that it does not run

    Snapshots are copies on write, kept at every `gap`-th tick from `first` on. The gap is 1 at the start; whenever there are
    more than there is room for (64, fewer in large worlds), it doubles, and every second one is let go. So a jump back steps
    over less than two gaps, which is at most a thirtieth of the way or so. `offered` are further ticks of which a snapshot can be
    loaded: those that a run keeps on disk.
    """

    def __init__(
        self,
        world: World,
        *,
        observe: Callable[[World], None] = lambda world: None,
        offered: Sequence[int] = (),
        load: Callable[[int], Snapshot] | None = None,
    ) -> None:
        """Begin at the world's tick; `observe` is called now, after each tick, and wherever a jump comes to."""
        self.world, self.observe = world, observe
        self.first, self.end = world.tick, int(world.end[0])
        self.stopping = threading.Event()
        self.gap = 1
        self._most = int(np.clip(ROOM // max(1, sum(t.nbytes for t in world.tables.values())), LEAST, MOST))
        self._kept = {self.first: world.snapshot()}
        self._recent: dict[int, Snapshot] = {}
        self._load, self._offered = load, [tick for tick in sorted(offered) if self.first < tick]
        observe(world)

    @property
    def tick(self) -> int:
        """The tick that comes next."""
        return self.world.tick

    @property
    def at_end(self) -> bool:
        """Whether all ticks are done."""
        return self.tick >= self.end

    @property
    def stops(self) -> list[int]:
        """Ticks of which there is a snapshot, rising."""
        return sorted({*self._kept, *self._offered})

    def advance(self, ticks: int, seconds: float = np.inf) -> int:
        """Do so many ticks, fewer at the end, when `stopping` is set, or when that takes longer than so long; return how many."""
        began, done = perf_counter(), 0
        while done < ticks and not self.at_end and not self.stopping.is_set():
            self._step()
            done += 1
            if perf_counter() - began > seconds:
                break
        return done

    def go_to(self, tick: int) -> None:
        """Go to the state with which a tick begins, on or back; not beyond `first` and `end`."""
        tick = min(max(tick, self.first), self.end)
        if tick < self.tick or any(self.tick < stop <= tick for stop in self.stops):
            self._restore(tick)
        while self.tick < tick and not self.stopping.is_set():
            if tick - self.tick <= min(RECENT, self._most):
                self._recent[self.tick] = self.world.snapshot()
            self._step()

    def previous_stop(self) -> int:
        """Return the last tick before this one of which there is a snapshot, `first` if there is none."""
        return max((stop for stop in self.stops if stop < self.tick), default=self.first)

    def next_stop(self) -> int:
        """Return the first tick after this one of which there is a snapshot, this one if there is none."""
        return min((stop for stop in self.stops if stop > self.tick), default=self.tick)

    def before(self) -> Snapshot | None:
        """Return the state with which the tick done last began, None if none was done. The world is left as it is."""
        tick = self.tick - 1
        if tick < self.first:
            return None
        if tick not in self._recent:
            now = self.world.snapshot()
            self._restore(tick)
            while self.tick < tick:
                self.world.step()
            self._recent = {tick: self.world.snapshot()}
            self.world.restore(now)
        return self._recent[tick]

    def keep_before(self) -> None:
        """Keep this state, so that `before` finds it after the next tick."""
        self._recent = {self.tick: self.world.snapshot()}

    def _step(self) -> None:
        self.world.step()
        self._keep()
        self.observe(self.world)

    def _keep(self) -> None:
        """Keep a snapshot if one is due here, and let go of every second one if there are too many."""
        since = self.tick - self.first
        if since % self.gap == 0 and self.tick not in self._kept:
            self._kept[self.tick] = self.world.snapshot()
        while len(self._kept) > self._most:
            self.gap *= 2
            self._kept = {tick: found for tick, found in self._kept.items() if (tick - self.first) % self.gap == 0}

    def _restore(self, tick: int) -> None:
        """Go to the last snapshot that is not after a tick."""
        known = sorted({*self.stops, *self._recent})
        best = known[bisect_right(known, tick) - 1]
        if best in self._recent:
            self.world.restore(self._recent[best])
        elif best in self._kept:
            self.world.restore(self._kept[best])
        else:
            assert self._load is not None
            self.world.restore(self._load(best))
        self._recent = {t: found for t, found in self._recent.items() if t <= tick}
        self.observe(self.world)
