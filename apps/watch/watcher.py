"""Who touches the world: a thread that carries out one job after the other, and hands over a picture of what came of each.

A picture is a copy. So the screen scrolls, zooms and quits while a tick of a million agents takes its second.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from ...engine.world import World
from ...kernels.jit import limit_threads
from ...scenarios.models import MODELS
from ..runs.batch import threads_for
from .opening import Watched
from .pace import FRAMES
from .reasons import Reasons
from .sparklines import Course
from .timeline import Timeline
from .views import CELLS, Inside, Scene, Told, Who, view_of

Job = Callable[[Timeline], None]
ASKED_WHILE_GOING, MOST_ASKED = 2_000, 100_000
"""Inhabitants: in larger worlds reasons are told when time stands still; and, as they take longer than a few seconds there, not at all."""


@dataclass(frozen=True)
class Picture:
    """What is shown of a moment: the tick that comes next, the map, a word on what goes on, and who is looked into."""

    tick: int
    at_end: bool
    scene: Scene
    state: str
    who: Who | None
    inside: Inside | None


class Watcher:
    """A world, its time, and the numbers of the ticks that were come through."""

    def __init__(self, watched: Watched, threads: int | None = None) -> None:
        """Begin where the world is. Threads are for parallel kernels: one for small worlds, else all cores, if not given."""
        model = MODELS[watched.scenario.model]
        self.watched, self.view = watched, view_of(model.name)
        self.course = Course([series.name for series in self.view.series], watched.world.tick)
        self.timeline = Timeline(watched.world, observe=self._note, offered=watched.offered, load=watched.load)
        self._reasons = Reasons(watched.build, self.view.records, model.parts(watched.scenario))
        inhabitants = watched.inhabitants
        self._asks_while_going, self._asks = inhabitants <= ASKED_WHILE_GOING, inhabitants <= MOST_ASKED
        use = threads_for(inhabitants, threads)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watched", initializer=limit_threads, initargs=(use,))

    def carry_out(self, job: Job, who: Who | None, going: bool) -> Future[Picture]:
        """Do a job, and look: into `who` too, and why it did what it did, unless time is `going` on and the world is large."""
        return self._thread.submit(self._look_after, job, who, not going or self._asks_while_going)

    def go_on(self, ticks: int, who: Who | None) -> Job:
        """Return the job of doing so many ticks, or as many as there is time for until the next picture."""
        explained = who is not None and self._asks_while_going

        def job(timeline: Timeline) -> None:
            if explained:  # what explains the last tick is the state with which it begins
                timeline.advance(ticks - 1, 0.6 / FRAMES)
                timeline.keep_before()
                timeline.advance(1)
            else:
                timeline.advance(ticks, 0.8 / FRAMES)

        return job

    def close(self) -> None:
        """Let the thread finish the tick that is running, and close the worlds."""
        self.timeline.stopping.set()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._reasons.close()
        self.watched.world.close()

    def _look_after(self, job: Job, who: Who | None, explain: bool) -> Picture:
        job(self.timeline)
        world = self.timeline.world
        scene = self.view.scene(world)
        inside = None
        if who is not None and scene.place_of(who) is None:
            inside = Inside([("gone", f"{who} is not there")])
        elif who is not None:
            explained = self.view.records and who.table != CELLS
            found = self.view.inside(world, who, self._told(who) if explained and explain and self._asks else {})
            silence = f"told in worlds of up to {MOST_ASKED:,}" if not self._asks else "" if explain else "told when time stands still"
            inside = replace(found, lines=[*found.lines, ("why", silence)]) if explained and silence else found
        return Picture(self.timeline.tick, self.timeline.at_end, scene, self.view.state(world), who, inside)

    def _told(self, who: Who) -> Told:
        """Return why somebody did what it did in the tick done last."""
        before = self.timeline.before()
        return {} if before is None else self._reasons.of(before, who.uid)

    def _note(self, world: World) -> None:
        self.course.note(world.tick, self.view.measure(world))
