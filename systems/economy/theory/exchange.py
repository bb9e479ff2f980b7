"""A pure exchange economy: who likes what, and owns what. No grid, no ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....components.economy import FAMILIES, PARAMETERS, Inventory, Preferences, Rules
from ....engine.errors import EngineError
from ....engine.world import World
from ....kernels.welfare import levels


@dataclass(frozen=True)
class Exchange:
    """An exchange economy of N people and two goods.

    family      int8[N]              numbers of families, as in `Preferences.family`
    parameters  float64[N, 6]        their parameters, in the order of the family
    goods       float64[N, 2] [unit] endowments, columns A, B; >= 0

    `Exchange.of(world)` takes what everyone likes and holds now; `Exchange.among(people, goods)` is written by hand.
    """

    family: NDArray[np.int8]
    parameters: NDArray[np.float64]
    goods: NDArray[np.float64]

    def __post_init__(self) -> None:
        n = len(self.family)
        if self.parameters.shape != (n, 6) or self.goods.shape != (n, 2):
            got = f"parameters {self.parameters.shape}, goods {self.goods.shape}"
            raise EngineError("exchange", got, f"shapes ({n}, 6) and ({n}, 2) for {n} people")
        if not (np.isfinite(self.goods).all() and (self.goods >= 0).all()):
            raise EngineError("exchange", "goods below 0, or not finite", "finite amounts >= 0")

    @classmethod
    def of(cls, world: World, w: int = 0) -> Exchange:
        """Return the economy of world `w` as it stands. Raises EngineError if it is no economy, or has no world `w`."""
        if "agents" not in world.tables or Preferences not in world.tables["agents"].groups:
            raise EngineError("exchange", "a world without preferences", "an economy", "Build one: cx.build('bazaar').")
        if not 0 <= w < world.n_worlds:
            raise EngineError("exchange", f"world {w}", f"one of 0 to {world.n_worlds - 1}")
        offsets, liked = world.tables["agents"].offsets, world[Preferences]
        here = slice(int(offsets[w]), int(offsets[w + 1]))
        return cls(liked.family[here].copy(), liked.parameters[here].copy(), world[Inventory].goods[here] / world[Rules].unit[w])

    @classmethod
    def among(cls, people: Sequence[Mapping[str, Any]], goods: Any) -> Exchange:
        """Return an economy written by hand.

        people  one mapping each, as in a mix: {"type": "ces", "params": {"rho": 0.4, "wA": 0.5, "wB": 0.5}}
        goods   [N, 2] amounts of A and B

        Raises EngineError for a family or parameter that is not known, or one that is missing.
        """
        family, parameters = np.zeros(len(people), np.int8), np.zeros((len(people), 6))
        for i, person in enumerate(people):
            kind, given = person.get("type"), dict(person.get("params", {}))
            if kind not in PARAMETERS:
                raise EngineError(f"person {i}", repr(kind), f"a type: {', '.join(FAMILIES)}")
            names = PARAMETERS[kind]
            missing = [name for name in names if name not in given and (kind, name) != ("quadratic", "gamma")]
            if missing or set(given) - set(names):
                raise EngineError(f"person {i}", f"parameters {', '.join(given) or 'none'}", f"{', '.join(names)} for {kind}")
            family[i] = FAMILIES.index(kind)
            parameters[i, : len(names)] = [float(given.get(name, 0.0)) for name in names]
        return cls(family, parameters, np.array(goods, float).reshape(-1, 2))

    def __len__(self) -> int:
        return len(self.family)

    @property
    def totals(self) -> NDArray[np.float64]:
        """How much there is of A and of B, float64[2]."""
        return self.goods.sum(axis=0)

    def utilities(self, bundles: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return everyone's utility [util] of what they own, or of bundles float64[N, 2]."""
        found = np.empty(len(self))
        levels(self.family, self.parameters, self.goods if bundles is None else np.ascontiguousarray(bundles, float), found)
        return found
