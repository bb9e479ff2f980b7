"""Quantities as scenario files have them, for Hypothesis: a number for all, a list with one for each, or a distribution."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]


def laws(low: float, high: float, *, whole: bool = True, closed: bool = False) -> Strategy:
    """Draw a distribution of numbers from low to high: any of the four.

    whole   whether whole numbers stand there
    closed  whether all are cut off at low and high; else bells may have one end or both ends open, where whole numbers stand

    Each takes more drawing than a number does, so that Hypothesis shrinks it to one.
    """
    number: Strategy = st.integers(int(low), int(high)) if whole else st.sampled_from([low, high, (low + high) / 2])
    pairs = st.tuples(number, number)
    weighted = pairs.map(lambda pair: {"values": list(pair), "weights": [0.25, 0.75]})
    kinds: dict[str, Strategy] = {"uniform": pairs.map(sorted), "choice": st.lists(number, min_size=2, max_size=3) | weighted}
    if low < high:
        cuts: dict[str, Strategy] = {"low": st.just(int(low) if whole else low), "high": st.just(int(high) if whole else high)}
        none: dict[str, Strategy] = {}
        needed, free = (cuts, none) if closed or not whole else (none, cuts)
        spread: Strategy = st.sampled_from([(high - low) / 4, high - low])
        bell: dict[str, Strategy] = {"mean": number, "sd": spread}
        kinds["normal"] = st.fixed_dictionaries({**bell, **needed}, optional=free)
        if high > 0:  # else there is no logarithm
            medians = st.sampled_from([(low + high) / 2, high] if low + high > 0 else [high])
            log_bell: dict[str, Strategy] = {
                "mu": medians.map(lambda median: round(math.log(median), 3)),
                "sigma": st.sampled_from([0.5, 1.0]),
            }
            kinds["lognormal"] = st.fixed_dictionaries({**log_bell, **needed}, optional=free)
    return st.one_of(*(_named(name, inner) for name, inner in kinds.items()))


def _named(name: str, inner: Strategy) -> Strategy:
    return inner.map(lambda drawn: {name: drawn})


def amounts(agents: int, low: int, high: int, *, closed: bool = False) -> Strategy:
    """Draw whole numbers from low to high: one for all, a list with one for each agent, or a distribution (as `laws`)."""
    one = st.integers(low, high)
    return st.one_of(one, st.lists(one, min_size=agents, max_size=agents), laws(low, high, closed=closed))


def reals(agents: int, low: float, high: float) -> Strategy:
    """Draw numbers from low to high likewise. Round ones."""
    one = st.sampled_from([low, high, (low + high) / 2])
    return st.one_of(one, st.lists(one, min_size=agents, max_size=agents), laws(low, high, whole=False))
