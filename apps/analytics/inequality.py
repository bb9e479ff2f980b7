"""Inequality: Gini coefficient and Lorenz curve, of any values and of what a run recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...engine.errors import EngineError
from ..runs.run import Run

if TYPE_CHECKING:
    import pandas

GOODS = "goods"


class Lorenz(NamedTuple):
    """A Lorenz curve: `share` of the whole is held by that `population` share of the poorest. Both float64[N + 1], from 0 to 1."""

    population: NDArray[np.float64]
    share: NDArray[np.float64]


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient of values [N], each >= 0 and finite: 0 if all are equal, (N - 1) / N if one has all.

    G = 2 sum_r(r x_r) / (N sum x) - (N + 1) / N over the values in rising order, r = 1 .. N: half the mean difference
    between two people, over the mean. 0 if there is nothing to hold, as in the table `ticks`; NaN of no values.

    Raises EngineError for a value below 0 or not finite.

    Source  Sen 1973, On Economic Inequality, section 2.
    """
    ordered = _ordered(values)
    n = len(ordered)
    if n == 0:
        return np.nan
    if ordered[-1] == 0.0:
        return 0.0
    weighted = float((np.arange(1, n + 1) * _shares(ordered)).sum())
    return max(2.0 * weighted / n - (n + 1.0) / n, 0.0)


def lorenz(values: ArrayLike) -> Lorenz:
    """Return the Lorenz curve of values [N], N >= 1, each >= 0 and finite.

    L(k / N) = sum of the k least / sum of all, k = 0 .. N. Where there is nothing to hold it is the line of equality.

    Raises EngineError for no values, or one below 0 or not finite.

    Source  Lorenz 1905, Publications of the American Statistical Association 9(70): 209-219.
    """
    ordered = _ordered(values)
    if len(ordered) == 0:
        raise EngineError("lorenz", "no values", "at least one")
    population = np.linspace(0.0, 1.0, len(ordered) + 1)
    if ordered[-1] == 0.0:
        return Lorenz(population, population.copy())
    share = np.concatenate([[0.0], np.cumsum(_shares(ordered))])
    share[-1] = 1.0
    return Lorenz(population, np.minimum(share, 1.0))


def inequality(run: Run, of: str = GOODS) -> pandas.DataFrame:
    """Return how unequal agents are at each tick at which they were recorded.

    run  with the table `agents`, at any period
    of   a column of `agents`, such as "M" or "utility_goods", or "goods" for A + B in hand; values must be >= 0

    tick           -1 is the initial state
    gini           [1] see `gini`
    mean, median   in units of the column
    bottom_half    [1] share of the whole that the poorer half holds: L(1/2), between neighbouring people in a straight line
    top_tenth      [1] share of the whole that the richest tenth holds: 1 - L(9/10), likewise

    Raises EngineError for a column that is not there, that holds no numbers, or with values below 0: a Gini coefficient of
    negative amounts says nothing. The utility of quadratic preferences is such an amount.
    """
    import pandas

    agents = run.columns("agents")
    values = _column(agents, of)
    ticks, first = np.unique(agents["tick"], return_index=True)  # rows are in the order of ticks
    rows: list[dict[str, Any]] = []
    for tick, here in zip(ticks, np.split(values, first)[1:], strict=True):
        curve = lorenz(here)
        rows.append({
            "tick": int(tick),
            "gini": gini(here),
            "mean": float(here.mean()),
            "median": float(np.median(here)),
            "bottom_half": float(np.interp(0.5, curve.population, curve.share)),
            "top_tenth": 1.0 - float(np.interp(0.9, curve.population, curve.share)),
        })  # fmt: skip
    return pandas.DataFrame(rows, columns=["tick", "gini", "mean", "median", "bottom_half", "top_tenth"])


def _column(agents: dict[str, NDArray[Any]], of: str) -> NDArray[np.float64]:
    numeric = [name for name, column in agents.items() if column.dtype.kind in "if" and name not in ("tick", "uid")]
    if of != GOODS and of not in numeric:
        raise EngineError("inequality", repr(of), f"a column of numbers: {', '.join([GOODS, *numeric])}")
    values: NDArray[np.float64] = np.asarray(agents["A"] + agents["B"] if of == GOODS else agents[of], float)
    if len(values) and not values.min() >= 0.0:
        raise EngineError("inequality", f"{of} of {values.min():.6g}", "amounts >= 0", "Take goods, A, B or M.")
    return values


def _shares(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what share of the whole each holds; in parts of the greatest, or the sum might overflow."""
    parts = ordered / ordered[-1]
    shares: NDArray[np.float64] = parts / parts.sum()
    return shares


def _ordered(values: ArrayLike) -> NDArray[np.float64]:
    ordered: NDArray[np.float64] = np.sort(np.asarray(values, float).ravel())
    if len(ordered) and not (ordered[0] >= 0.0 and np.isfinite(ordered[-1])):
        raise EngineError("values", f"{ordered[0]:.6g} to {ordered[-1]:.6g}", "finite amounts >= 0", "Leave out who has none to measure.")
    return ordered
