"""The screen: map, numbers, one agent's inside; keys and clicks."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ...engine.errors import EngineError
from . import words
from .keys import KEYS
from .map import CLOSEST, Painter, Window, farthest, fitting
from .opening import Watched
from .pace import FRAMES, Pace
from .panes import Lines, MapPane
from .views import CELLS, Scene, Who
from .watcher import Job, Picture, Watcher

NARROW, SHORT = 56, 9  # narrower windows have no panes beside the map, lower ones no legend
SIDE = ((150, 60), (110, 46), (0, 31))  # (columns of the window, columns of the panes)
MOST_LEGEND = 3  # lines
SLOW, SAID = 0.3, 3.0  # seconds until the screen says that it works; for which a message stays
INTERRUPTED = 130


class Help(ModalScreen[None]):
    """The keys, and how to read the map."""

    AUTO_FOCUS = "#help"

    def __init__(self, text: Callable[[int], object]) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Put the text into a box that scrolls."""
        with VerticalScroll(id="help"):
            yield Static(self._text(max(self.app.size.width - 6, 20)), id="help-text")  # type: ignore[arg-type]

    def on_key(self, event: events.Key) -> None:
        """Close, but for keys that scroll."""
        if event.key not in ("up", "down", "pageup", "pagedown"):
            event.stop()
            event.prevent_default()
            self.dismiss()

    def on_click(self) -> None:
        """Close."""
        self.dismiss()


class WatchApp(App[None]):
    """Watches one world."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""  # keys are the screen's, until a number is asked for
    CSS = """
    Screen { background: #ffffff; color: #000000; }
    #title { height: 1; background: #0072B2; color: #ffffff; }
    #legend, #keys { height: 1; background: #ffffff; }
    #middle { height: 1fr; }
    #map { width: 1fr; height: 1fr; background: #D9D9D9; }
    #side { width: 31; height: 1fr; padding: 0 0 0 1; background: #ffffff; }
    #numbers { height: 0; }
    #rule { height: 1; color: #999999; }
    #inside { height: 1fr; }
    #ask { display: none; height: 1; border: none; padding: 0; background: #F0E442; color: #000000; }
    Help { align: center middle; background: #000000 30%; }
    #help { width: 100%; max-width: 92; height: auto; max-height: 100%; padding: 0 2; background: #ffffff; color: #000000;
        scrollbar-background: #ffffff; scrollbar-color: #999999; scrollbar-size-vertical: 1; }
    #help-text { height: auto; }
    """
    BINDINGS: ClassVar = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        *(Binding(key.keys, key.action, key.about, show=False, priority="tab" in key.keys) for key in KEYS),
    ]

    def __init__(self, watched: Watched, speed: float, threads: int | None = None) -> None:
        """Watch a world from where it is, at some ticks a second. It stands still until somebody lets it go."""
        super().__init__()
        self.watcher, self.pace = Watcher(watched, threads), Pace(speed)
        self.view, self.timeline = self.watcher.view, self.watcher.timeline
        self.painter = Painter(self.view, letters=self.no_color or self.console.color_system in (None, "standard"))
        self.title = watched.title
        self.playing, self.selected, self.failure = False, None, None  # type: tuple[bool, Who | None, EngineError | None]
        self.picture: Picture | None = None
        self.window: Window | None = None
        self.pictures = 0
        self._fits, self._said, self._late = True, ("", 0.0), False
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._busy_since: float | None = None

    def compose(self) -> ComposeResult:
        """Put the panes in their places."""
        yield Lines("title")
        yield Lines("legend")
        with Horizontal(id="middle"):
            yield MapPane(self.painter.palette, "map")
            with Vertical(id="side"):
                yield Lines("numbers")
                yield Lines("rule")
                yield Lines("inside")
        yield Input(placeholder=f"number, or name and number ({', '.join((*self.view.tables, CELLS)[:3])}); Esc: none", id="ask")
        yield Lines("keys")

    # -- time ------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Look for the first time, and let the clock go. A signal to stop ends it as Ctrl-C does: with the terminal as it was."""
        if not self.is_headless:
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # there are none on Windows
                    asyncio.get_running_loop().add_signal_handler(number, self.action_interrupt)
        self.run_worker(self._serve(), exit_on_error=True)
        self.set_interval(1 / FRAMES, self._frame)
        self._ask_for(lambda timeline: None)

    @property
    def busy(self) -> bool:
        """Whether something was asked for that is not shown yet."""
        return self._busy_since is not None or not self._jobs.empty()

    async def _serve(self) -> None:
        """Let jobs be carried out, one by one, and show what came of each."""
        while True:
            job = await self._jobs.get()
            self._busy_since = monotonic()
            try:
                self.picture = await asyncio.wrap_future(self.watcher.carry_out(job, self.selected, self.playing))
            except EngineError as error:
                self.failure = error
                self.exit()
                return
            self._busy_since = None
            self.pictures += 1
            if self.picture.at_end:
                self.playing = False
            self._show()
            if self._late:
                self._frame()

    def _ask_for(self, job: Job) -> None:
        self._jobs.put_nowait(job)

    def _frame(self) -> None:
        """Twenty times a second: let time go on if it is time to, unless the thread has not finished yet."""
        self._late = self.busy
        if self._late:
            if self._busy_since is not None and monotonic() - self._busy_since > SLOW:
                self._show_title()
        elif self.playing and (ticks := self.pace.due(monotonic())):
            self._ask_for(self.watcher.go_on(ticks, self.selected))
        elif self._said[0] and monotonic() > self._said[1]:
            self._said = ("", 0.0)
            self._show_title()

    def action_go_or_pause(self) -> None:
        """Go on or pause; at the end, say so."""
        if self.picture is not None and self.picture.at_end and not self.playing:
            self._say("that was the last tick")
            return
        self.playing = not self.playing
        if self.playing:
            self.pace.begin(monotonic())
        else:
            self._ask_for(lambda timeline: None)  # so that reasons are told
        self._show_title()

    def action_move(self, ticks: int) -> None:
        """Pause, and go some ticks on or back."""
        self._pause_and(lambda timeline: timeline.go_to(timeline.tick + ticks))

    def action_previous_stop(self) -> None:
        """Pause, and go back to the snapshot before this tick."""
        self._pause_and(lambda timeline: timeline.go_to(timeline.previous_stop()))

    def action_next_stop(self) -> None:
        """Pause, and go to the next snapshot that is there already."""
        self._pause_and(lambda timeline: timeline.go_to(timeline.next_stop()))

    def action_beginning(self) -> None:
        """Pause, and go back to where it began."""
        self._pause_and(lambda timeline: timeline.go_to(timeline.first))

    def _pause_and(self, job: Job) -> None:
        self.playing = False
        self._ask_for(job)

    def action_faster(self) -> None:
        """Let time go faster."""
        self.pace.faster()
        self._show_title()

    def action_slower(self) -> None:
        """Let time go slower."""
        self.pace.slower()
        self._show_title()

    # -- one of them -----------------------------------------------------------------------------

    def action_select_next(self, by: int) -> None:
        """Look into the next one, or the one before."""
        if self.picture is None:
            return
        scene = self.picture.scene
        row = None if self.selected is None else scene.row_of(self.selected)
        found = words.selected_first(len(scene.x), row, by)
        self._select(None if found is None else scene.who(found))

    def action_unselect(self) -> None:
        """Look into no one, and put the question away."""
        if self.query_one("#ask").display:
            self._put_question_away()
        else:
            self._select(None)

    def action_ask(self) -> None:
        """Ask for a number."""
        question = self.query_one("#ask", Input)
        question.value, question.display = "", True
        question.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look into who was asked for."""
        self._put_question_away()
        text = event.value.strip()
        who = self.view.named(text) if text else None
        if who is None:
            self._say(f"{text!r}: needs a number, or {self.view.tables[0].removesuffix('s')} and a number" if text else "")
        elif self.picture is None or self.picture.scene.place_of(who) is None:
            self._say(f"no {who}")
        else:
            self._select(who)

    def _put_question_away(self) -> None:
        self.query_one("#ask").display = False
        self.set_focus(None)

    def on_click(self, event: events.Click) -> None:
        """Look into who is where somebody clicked: the most telling one, of several; or into the cell."""
        pane = self.query_one("#map")
        if self.picture is None or self.window is None or not pane.region.contains(event.screen_x, event.screen_y):
            return
        xs, ys = self.window.cells_of(event.screen_x - pane.region.x, event.screen_y - pane.region.y)
        self._select(_who_is_in(self.picture.scene, xs, ys))

    def _select(self, who: Who | None) -> None:
        self.selected = who
        self._ask_for(lambda timeline: None)

    def action_scroll_inside(self, pages: int) -> None:
        """Show more of the lines of who is looked into."""
        pane = self.query_one("#inside", Lines)
        pane.scroll_lines(pages * max(pane.size.height - 1, 1))

    # -- what is seen ----------------------------------------------------------------------------

    def action_zoom(self, by: int) -> None:
        """Go closer or farther, with who is looked into in the middle, else the same cell."""
        if self.picture is None or self.window is None:
            return
        window, (width, height) = self.window, self.picture.scene.shape
        least = farthest(window.columns, window.rows, width, height)
        zoom = min(max(window.zoom + by, least), CLOSEST)
        place = self.picture.scene.place_of(self.selected) if self.selected is not None else None
        x, y = place or (window.left + window.cells_across // 2, window.top - window.cells_down // 2)
        self._fits = False
        self.window = replace(window, zoom=zoom).around(x, y, width, height)
        self._show_map()

    def action_fit(self) -> None:
        """Have all of the world in view, now and when the window changes."""
        self._fits = True
        self._show_map()

    def action_pan(self, right: int, up: int) -> None:
        """Move the window over the world."""
        if self.picture is not None and self.window is not None:
            window = self.window
            left, top = window.left + right * max(window.cells_across // 6, 1), window.top + up * max(window.cells_down // 6, 1)
            self.window = replace(window, left=left, top=top).within(*self.picture.scene.shape)
            self._show_map(follow=False)

    def action_letters(self) -> None:
        """Tell kinds by letters, or by colours."""
        self.painter.letters = not self.painter.letters
        self._arrange()
        self._show()

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help(lambda width: words.help_text(self.view, self.painter, min(width, 86))))

    def action_interrupt(self) -> None:
        """Quit as Ctrl-C does."""
        self.exit(return_code=INTERRUPTED)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the screen out anew."""
        self._arrange()
        self.call_after_refresh(self._show)

    def _arrange(self) -> None:
        """Give each pane its place in a window of this size; what there is no room for is left out."""
        width, height = self.size
        side = self.query_one("#side")
        side.display = width >= NARROW
        side.styles.width = next(columns for least, columns in SIDE if width >= least)
        lines = words.legend(self.view, self.painter, width)
        legend = self.query_one("#legend", Lines)
        legend.display = height >= SHORT
        legend.styles.height = min(len(lines), MOST_LEGEND)
        legend.show(lines)
        self.query_one("#keys", Lines).show([words.keys(width)])
        self.query_one("#keys").display = height > 3

    def _show(self) -> None:
        """Show the picture in all panes."""
        if self.picture is None:
            return
        self._show_title()
        self._show_map()
        width = self.query_one("#inside").size.width
        if width > 0:
            lines = words.numbers(self.view, self.watcher.course.until(self.picture.tick), width)
            numbers = self.query_one("#numbers", Lines)
            if numbers.styles.height is None or numbers.styles.height.value != len(lines):
                numbers.styles.height = len(lines)
            numbers.show(lines)
            self.query_one("#rule", Lines).show([words.rule(width)])
            self.query_one("#inside", Lines).show(words.inside(self.picture.inside, width))

    def _show_title(self) -> None:
        if self.picture is None:
            return
        working = self._busy_since is not None and monotonic() - self._busy_since > SLOW
        how = (
            "working" if working else "the end" if self.picture.at_end else f"going {self.pace}" if self.playing else f"paused, {self.pace}"
        )
        told = words.status(self.timeline.tick, self.timeline.end, how, self.picture.state)
        self.query_one("#title", Lines).show([words.title(self._said[0] or self.watcher.watched.title, told, self.size.width)])

    def _show_map(self, follow: bool = True) -> None:
        """Show what the window shows; it follows who is looked into."""
        if self.picture is None:
            return
        pane, scene = self.query_one("#map", MapPane), self.picture.scene
        columns, rows = pane.size
        if columns == 0 or rows == 0:
            return
        place = scene.place_of(self.picture.who) if self.picture.who is not None else None
        if self._fits or self.window is None:
            self.window = fitting(columns, rows, *scene.shape)
        elif (self.window.columns, self.window.rows) != (columns, rows):
            self.window = replace(self.window, columns=columns, rows=rows).within(*scene.shape)
        if follow and place is not None and not self.window.shows(*place):
            self.window = self.window.around(*place, *scene.shape)
        goal = self.picture.inside.target if self.picture.inside is not None else None
        pane.show(self.painter.frame(scene, self.window, place, goal))

    def _say(self, message: str) -> None:
        """Show a message in the title for a while."""
        self._said = (message, monotonic() + SAID)
        self._show_title()

    def on_unmount(self) -> None:
        """Let go of the world."""
        self.watcher.close()


def _who_is_in(scene: Scene, xs: range, ys: range) -> Who | None:
    """Return the most telling one who is in a rectangle of cells, else its upper left cell, None beyond the world."""
    inside = (scene.x >= xs.start) & (scene.x < xs.stop) & (scene.y >= ys.start) & (scene.y < ys.stop)
    found = inside.nonzero()[0]
    if len(found):
        return scene.who(int(found[scene.kind[found].argmax()]))
    width, height = scene.shape
    x, y = xs.start, ys.stop - 1
    return Who(CELLS, x * height + y) if 0 <= x < width and 0 <= y < height else None
