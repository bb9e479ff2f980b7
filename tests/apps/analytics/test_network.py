"""Networks of exchange against sets and a search from node to node."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catallax as cx

from .recorded import Recorded, trading


def reachable(nodes: set[int], edges: set[tuple[int, int]]) -> list[set[int]]:
    left, found = set(nodes), []
    while left:
        group, frontier = set(), [min(left)]
        while frontier:
            node = frontier.pop()
            group.add(node)
            frontier += [b if a == node else a for a, b in edges if node in (a, b) and ({a, b} - group)]
        found.append(group)
        left -= group
    return found


@given(trading(agents=9))
def test_edges_nodes_and_components(run: Recorded) -> None:
    network, rows = cx.analytics.exchange_network(run), list(zip(*run.columns("trades").values(), strict=True))
    edges = {(r[2], r[1]) for r in rows}
    assert {(e.seller, e.buyer) for e in network.edges.itertuples()} == edges and len(network.edges) == len(edges)
    assert network.edges.trades.sum() == len(rows)
    for e in network.edges.itertuples():
        here = [r for r in rows if (r[2], r[1]) == (e.seller, e.buyer)]
        assert e.trades == len(here) and e.gains == pytest.approx(sum(r[8] + r[9] for r in here))
    nodes = {uid for edge in edges for uid in edge}
    assert set(network.agents.uid) == nodes
    for a in network.agents.itertuples():
        assert a.buyers == sum(s == a.uid for s, _ in edges) and a.sellers == sum(b == a.uid for _, b in edges)
        assert a.partners == len({uid for edge in edges if a.uid in edge for uid in edge} - {a.uid})
        assert a.trades == sum(a.uid in r[1:3] for r in rows)
        assert a.gains == pytest.approx(sum(r[8] * (r[1] == a.uid) + r[9] * (r[2] == a.uid) for r in rows))
    groups = reachable(nodes, edges)
    assert network.components == len(groups)
    named = [set(part.uid) for _, part in network.agents.groupby("component")]
    assert sorted(map(sorted, named)) == sorted(map(sorted, groups))
    assert [len(group) for group in named] == sorted(map(len, groups), reverse=True), "the largest is number 0"
    if edges:
        assert network.reciprocity == pytest.approx(sum((b, a) in edges for a, b in edges) / len(edges))
    else:
        assert math.isnan(network.reciprocity) and network.components == 0


@given(trading(), st.integers(0, 7), st.integers(0, 7))
def test_parts_of_a_network_are_all_of_it(run: Recorded, since: int, length: int) -> None:
    whole = len(run.columns("trades")["tick"])
    trades = lambda **chosen: cx.analytics.exchange_network(run, **chosen).edges.trades.sum()  # noqa: E731
    assert trades(medium="B") + trades(medium="M") == whole == trades(good="A") + trades(good="B")
    cut = since + length
    assert trades(until=cut) + trades(since=cut + 1) == whole
    assert trades(since=since, until=cut) == sum(since <= t <= cut for t in run.columns("trades")["tick"])


def test_a_long_chain_is_one_component() -> None:
    n = 200
    rows = {"tick": [0] * n, "buyer": list(range(n)), "seller": list(range(1, n + 1)), "good": ["A"] * n, "medium": ["B"] * n}
    network = cx.analytics.exchange_network(Recorded(1, trades={**rows, "surplus_buyer": [1.0] * n, "surplus_seller": [0.5] * n}))
    assert network.components == 1 and network.reciprocity == 0.0 and network.agents.gains.sum() == 1.5 * n
    with pytest.raises(cx.EngineError, match="good 'C'; needs A, B or M"):
        cx.analytics.exchange_network(Recorded(1, trades={**rows, "surplus_buyer": [1.0] * n, "surplus_seller": [0.5] * n}), good="C")
