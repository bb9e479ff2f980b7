"""Networks of exchange: who trades with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ..runs.run import Run

if TYPE_CHECKING:
    import pandas


class Network(NamedTuple):
    """Who traded with whom. An edge leads from seller to buyer, as the good does. Only those who traded are in it.

    edges        a row for each seller and buyer: seller, buyer, trades [trade], gains [util] of both from these trades
    agents       a row for each who traded: uid, buyers (out-degree), sellers (in-degree), partners (degree, each counted once),
                 trades, gains [util] (its own), component (number of its weakly connected component; 0 is the largest)
    reciprocity  [1] share of edges whose opposite is an edge too; NaN without edges
    components   how many weakly connected components there are
    """

    edges: pandas.DataFrame
    agents: pandas.DataFrame
    reciprocity: float
    components: int


def exchange_network(
    run: Run, *, good: str | None = None, medium: str | None = None, since: int | None = None, until: int | None = None
) -> Network:
    """Return the network of exchange of a run: see `Network`.

    run           with the table `trades`
    good, medium  only trades of that good, or for that medium: "A", "B", "M"; all if not given
    since, until  only trades of ticks since <= tick <= until

    Reciprocity is the number of edges (i, j) for which (j, i) is an edge, over the number of edges. Two agents are in one weak
    component if trades connect them, whatever their direction.

    Raises EngineError if `trades` was not recorded, or for a good or medium that there is not.

    Source  Wasserman & Faust 1994, Social Network Analysis, chapter 4 (degree, component); Newman 2010, Networks, section 7.10
            (reciprocity).
    """
    import pandas

    trades = run.frame("trades")
    chosen = np.ones(len(trades), np.bool_)
    for name, value in (("good", good), ("medium", medium)):
        if value is not None:
            if value not in ("A", "B", "M"):
                raise EngineError("exchange_network", f"{name} {value!r}", "A, B or M")
            chosen &= (trades[name] == value).to_numpy()
    tick = trades["tick"].to_numpy()
    chosen &= (tick >= (since if since is not None else 0)) & (tick <= (until if until is not None else np.iinfo(np.int64).max))
    trades = trades[chosen]
    trades = trades.assign(gains=trades["surplus_buyer"] + trades["surplus_seller"])
    groups = trades.groupby(["seller", "buyer"], sort=True)
    edges = groups.size().to_frame("trades").join(groups["gains"].sum()).reset_index()
    seller, buyer = edges["seller"].to_numpy(), edges["buyer"].to_numpy()
    uid = np.union1d(seller, buyer)
    out, into = np.searchsorted(uid, seller), np.searchsorted(uid, buyer)
    n = len(uid)
    codes, back = out * n + into, into * n + out
    neighbours = np.unique(np.concatenate([codes, back])) // max(n, 1)
    component = _components(n, out, into)
    took = [np.searchsorted(uid, trades[side].to_numpy()) for side in ("seller", "buyer")]
    agents = pandas.DataFrame({
        "uid": uid,
        "buyers": np.bincount(out, minlength=n),
        "sellers": np.bincount(into, minlength=n),
        "partners": np.bincount(neighbours, minlength=n),
        "trades": sum(np.bincount(rows, minlength=n) for rows in took),
        "gains": sum(np.bincount(rows, trades[f"surplus_{side}"], n) for rows, side in zip(took, ("seller", "buyer"), strict=True)),
        "component": component,
    })  # fmt: skip
    reciprocity = float(np.isin(back, codes).mean()) if len(codes) else np.nan
    return Network(edges, agents, reciprocity, int(component.max()) + 1 if n else 0)


def _components(n: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the component of each of n nodes that edges (a, b) connect: int64[n], 0 for the largest, ties to the lowest node.

    Each node takes the lowest name among its own and its neighbours', and then the name of that, until nothing changes.
    """
    name = np.arange(n)
    while True:
        lower = name.copy()
        np.minimum.at(lower, a, name[b])
        np.minimum.at(lower, b, name[a])
        lower = lower[lower]
        if np.array_equal(lower, name):
            break
        name = lower
    roots, member, size = np.unique(name, return_inverse=True, return_counts=True)
    rank = np.empty(len(roots), np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(roots))
    return rank[member]
