"""Event studies: what changes around a tick, or around a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...engine.commands import load_commands
from ...engine.errors import EngineError
from ...scenarios.builder import checked
from ..runs import folder as run_folder
from ..runs.run import Run
from .bootstrap import bootstrap_mean

if TYPE_CHECKING:
    import pandas

Series = Callable[[Run], "pandas.Series[float]"]


def event_study(
    runs: Run | Sequence[Run],
    of: str | Series,
    at: int | Sequence[int] | Callable[[Run], Sequence[int]],
    *,
    before: int = 10,
    after: int = 10,
) -> pandas.DataFrame:
    """Return how a series runs around events, on average over events, against its level before them.

    runs           one or many; each event of each run counts once
    of             a column of the table `ticks`, or a function that takes a run and returns a pandas Series indexed by tick
    at             tick of the event, or several, or a function that takes a run and returns them, such as `command_ticks`
    before, after  how many ticks around it, >= 1 and >= 0

    With y_k(s) the series s ticks after event k of K, and its level before, b_k = mean of y_k(-before), ..., y_k(-1):

    offset      s, -before .. after; 0 is the tick of the event
    events      K
    mean        mean over events of y_k(s), in units of the series
    change      mean over events of y_k(s) - b_k: what is abnormal if without the event the level had stayed
    low, high   95 % bootstrap interval of `change` over events; NaN for one event
    cumulative  sum of `change` from offset 0 on; 0 before

    Raises EngineError without events, for a series that is not there, or where the window reaches ticks that it does not have.

    Source  MacKinlay 1997, J. Econ. Lit. 35(1): 13-39 (constant mean model; cumulative abnormal changes).
    """
    import pandas

    width, length = checked(before, "before", 1), checked(after, "after", 0)
    windows = [_window(run, of, tick, width, length) for run in _listed(runs) for tick in _ticks(run, at)]
    if not windows:
        raise EngineError("event_study", "no events", "at least one", "Give a tick in `at`.")
    values = np.array(windows)
    change = values - values[:, :width].mean(axis=1, keepdims=True)
    offset = np.arange(-width, length + 1)
    intervals = [bootstrap_mean(column) for column in change.T]
    means = change.mean(axis=0)
    return pandas.DataFrame({
        "offset": offset,
        "events": len(windows),
        "mean": values.mean(axis=0),
        "change": means,
        "low": [interval.low for interval in intervals],
        "high": [interval.high for interval in intervals],
        "cumulative": np.cumsum(np.where(offset >= 0, means, 0.0)),
    })  # fmt: skip


def command_ticks(run: Run, kind: str | None = None) -> list[int]:
    """Return the ticks before which commands were carried out in a run, rising, each once.

    kind  only commands of this kind; all if not given

    Raises EngineError for a run that was kept in memory: its commands are in the folder of a run.
    """
    if run.path is None:
        raise EngineError("command_ticks", "a run in memory", "a run folder, which has the log of commands", "Run with out=...")
    commands = load_commands(run.path / run_folder.COMMANDS)
    return sorted({command.tick for command in commands if kind is None or command.kind == kind})


def _listed(runs: Run | Sequence[Run]) -> Sequence[Run]:
    return [runs] if isinstance(runs, Run) else runs


def _ticks(run: Run, at: int | Sequence[int] | Callable[[Run], Sequence[int]]) -> list[int]:
    chosen = at(run) if callable(at) else at
    return [checked(tick, "at", 0) for tick in ([chosen] if isinstance(chosen, int) else chosen)]


def _window(run: Run, of: str | Series, tick: int, before: int, after: int) -> NDArray[np.float64]:
    """Return the series of a run from `before` ticks before an event to `after` ticks after it, float64[before + 1 + after]."""
    series = of(run) if callable(of) else _column(run, of)
    wanted = np.arange(tick - before, tick + after + 1)
    missing = wanted[~np.isin(wanted, series.index)]
    if len(missing):
        got = f"an event at tick {tick}, with {before} ticks before it and {after} after it"
        raise EngineError("event_study", got, f"the series at all of them; it has none at tick {missing[0]}", "Give a shorter window.")
    return np.asarray(series.reindex(wanted), np.float64)


def _column(run: Run, of: str) -> pandas.Series[float]:
    ticks = run.frame("ticks").set_index("tick")
    numbers = ticks.select_dtypes("number")
    if of not in numbers:
        raise EngineError(
            "event_study", repr(of), f"a column of numbers of `ticks`: {', '.join(map(str, numbers))}; or a function of a run"
        )
    return numbers[of]
