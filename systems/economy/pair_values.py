"""Protocols of matching other than `three_pass` say what each possible pair is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...components.economy import Market, Options, Protocols
from ...engine.clock import Clock
from ...engine.rows import Rows
from ...kernels.matchings.pairs import Edges, Pool, Worlds
from .protocols import kernel_of, number_of

THREE_PASS = number_of("matching", "three_pass")


def revalue(
    rows: Rows,
    shape: tuple[NDArray[Any], ...],
    offers: Market,
    options: Options,
    protocols: Protocols,
    clock: Clock,
    pool: tuple[NDArray[Any], ...],
    edges: tuple[NDArray[Any], ...],
    within: tuple[NDArray[np.int64], ...],
    best: tuple[NDArray[Any], ...],
) -> None:
    """Change the values of edges, and drop those that a protocol refuses, in worlds that do not match by `three_pass`.

    shape   width, height and torus of each world
    pool, edges, within, best  as `fallback` lists them: the values, the number of edges of each block, and the best are changed
    """
    numbers, (first, size, room, used) = protocols.matching[rows.blocks[:, 0]], within
    worlds = Worlds._make((rows.offsets, *shape, clock.tick, protocols.matching_chances, protocols.matching_parameters))
    for number in np.unique(numbers[numbers != THREE_PASS]):
        chosen = np.flatnonzero(numbers == number)
        left = used[chosen]
        kernel_of("matching", int(number))(
            rows.blocks[chosen], first[chosen], size[chosen], room[chosen], left,
            worlds, Pool._make((*pool, rows.uid, options.standing, offers.barters)), Edges._make((*edges, *best)),
        )  # fmt: skip
        used[chosen] = left
