"""Survival of pairs: how long two who came together stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ...engine.errors import EngineError
from ..runs.run import Run

if TYPE_CHECKING:
    import pandas


def pair_durations(run: Run) -> pandas.DataFrame:
    """Return every pairing of a run, in the order in which they began.

    run  with the table `pairings`

    i, j      uids, i the lower
    began     tick in which they paired
    ended     tick in which they parted; -1 if they were together at the end of the run
    duration  [tick] ended - began: 0 for those who part in the tick in which they meet; of those still together the last tick - began
    parted    whether they parted; else the duration is censored: they would have stayed together longer
    how, why  the reasons of pairing and of parting; "" for those still together

    Raises EngineError if `pairings` was not recorded.
    """
    import pandas

    events = run.columns("pairings")
    last = run.ticks_done - 1
    low, high = np.minimum(events["i"], events["j"]), np.maximum(events["i"], events["j"])
    together: dict[tuple[int, int], int] = {}
    rows: list[list[object]] = []
    for tick, i, j, event, reason in zip(
        events["tick"].tolist(), low.tolist(), high.tolist(), events["event"], events["reason"], strict=True
    ):
        if event == "pair":
            together[i, j] = len(rows)
            rows.append([i, j, tick, -1, last - tick, False, reason, ""])
        elif (i, j) in together:
            row = rows[together.pop((i, j))]
            row[3:6], row[7] = [tick, tick - int(str(row[2])), True], reason
    return pandas.DataFrame(rows, columns=["i", "j", "began", "ended", "duration", "parted", "how", "why"])


def kaplan_meier(duration: ArrayLike, ended: ArrayLike) -> pandas.DataFrame:
    """Return the Kaplan-Meier estimate of how many last longer than t.

    duration  [N] how long each was seen, >= 0
    ended     [N] whether it ended then; else it is censored: it was still there, and is at risk at its last duration, but not after

    S(t) = product over times u <= t of (1 - d_u / n_u), where d_u ended at u, of n_u that were at risk: seen for u or longer.
    Var S(t) = S(t)^2 sum_(u <= t) d_u / (n_u (n_u - d_u)) (Greenwood); NaN where all at risk have ended.

    time      each duration that occurs, rising
    at_risk   n_u;  ended  d_u;  censored  how many were seen no longer
    survival  S(time): estimated share that lasts longer
    error     standard error of it

    Raises EngineError for lengths that differ, or a duration below 0.

    Source  Kaplan & Meier 1958, J. Amer. Statist. Assoc. 53(282): 457-481.
    """
    import pandas

    seen, over = np.asarray(duration, float).ravel(), np.asarray(ended, bool).ravel()
    if len(seen) != len(over):
        raise EngineError("kaplan_meier", f"{len(seen)} durations and {len(over)} ends", "one end each")
    if len(seen) and not seen.min() >= 0.0:
        raise EngineError("kaplan_meier", f"a duration of {seen.min():.6g}", "durations >= 0")
    time, which = np.unique(seen, return_inverse=True)
    d = np.bincount(which, over, len(time)).astype(np.int64)
    all_ = np.bincount(which, minlength=len(time))
    n = all_[::-1].cumsum()[::-1]
    survival = np.cumprod((n - d) / n) if len(time) else np.zeros(0)
    left = n - d
    terms = np.divide(d, n * left, out=np.full(len(time), np.nan), where=left > 0)
    terms[d == 0] = 0.0
    error = survival * np.sqrt(np.cumsum(terms))
    return pandas.DataFrame({"time": time, "at_risk": n, "ended": d, "censored": all_ - d, "survival": survival, "error": error})


def pair_survival(run: Run) -> pandas.DataFrame:
    """Return the Kaplan-Meier estimate of how long pairs last, in ticks: `kaplan_meier` of `pair_durations`.

    run  with the table `pairings`. Who is together at the end of the run is censored there.
    """
    pairs = pair_durations(run)
    return kaplan_meier(pairs["duration"], pairs["parted"])
