"""The course of a run as an economist sees it: gains from trade, efficiency, who would hold what without trade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...components.economy import GOODS
from ...engine.errors import EngineError
from ...scenarios.builder import build_world
from ...scenarios.models import MODELS
from ...systems.economy.theory.efficiency import Efficiency, measure_efficiency
from ...systems.economy.theory.exchange import Exchange
from ..runs.run import Run

SHARE_OF_GAINS = 0.9


def economies_of(runs: Sequence[Run]) -> list[Exchange]:
    """Return the economy that each run began with. Raises EngineError for a run of a model that has no trade."""
    for run in runs:
        if run.scenario.model != "economy":
            raise EngineError("runs", f"{run.scenario.name}, of model {run.scenario.model}", "runs of exchange economies")
    scenarios = [run.scenario for run in runs]
    with build_world(scenarios, [s.seed for s in scenarios], [s.ticks for s in scenarios]) as world:
        return [Exchange.of(world, w) for w in range(len(runs))]


class Course:
    """One run with what theory says of it. It needs the recorded tables `agents` (any period) and `trades`."""

    def __init__(self, run: Run, start: Exchange) -> None:
        """Read a run that began with the economy `start`."""
        agents, trades = run.columns("agents"), run.columns("trades")
        self.start, self.ticks_done = start, run.ticks_done
        self.ticks: NDArray[np.int64] = np.unique(agents["tick"])
        self._goods = np.column_stack([agents["A"], agents["B"]]).astype(float).reshape(len(self.ticks), len(start), 2)
        self._uid = agents["uid"][: len(start)]
        self._trades = trades
        self._parts = MODELS[run.scenario.model].parts(run.scenario)

    @property
    def trades(self) -> int:
        """How many exchanges there were."""
        return len(self._trades["tick"])

    @property
    def pays_money(self) -> bool:
        """Whether anything was sold for money."""
        return bool((self._trades["medium"] == "M").any())

    def gains(self) -> NDArray[np.float64]:
        """Return the gains from trade [util] up to each tick 0, 1, ...: the sum of what trades gave to both sides, float64[T]."""
        surplus = self._trades["surplus_buyer"] + self._trades["surplus_seller"]
        return np.cumsum(np.bincount(self._trades["tick"], surplus, minlength=self.ticks_done)[: self.ticks_done])

    def time_to_gain(self, share: float = SHARE_OF_GAINS) -> float:
        """Return how many ticks it took until that share of the final gains was made; NaN if there are none."""
        gains = self.gains()
        if not len(gains) or gains[-1] <= 0.0:
            return np.nan
        return float(np.argmax(gains >= share * gains[-1])) + 1.0

    def economy(self, k: int = -1) -> Exchange:
        """Return who likes and holds what at the k-th recorded tick."""
        return Exchange(self.start.family, self.start.parameters, self._goods[k])

    def untraded(self, k: int = -1) -> NDArray[np.float64]:
        """Return what each would hold at the k-th recorded tick had nobody traded and all else been the same, float64[N, 2]."""
        until = self._trades["tick"] <= self.ticks[k]
        held = self._goods[k].copy()
        for who, given in (("buyer", -1.0), ("seller", 1.0)):
            row = np.searchsorted(self._uid, self._trades[who][until])
            for what, amount, sign in (("good", "quantity", given), ("medium", "payment", -given)):
                for g, good in enumerate(GOODS[:2]):
                    those = self._trades[what][until] == good
                    np.add.at(held[:, g], row[those], sign * self._trades[amount][until][those])
        return np.round(held * self._parts) / self._parts

    def efficiency(self, k: int = -1, *, voluntary: bool = False) -> Efficiency:
        """Return the efficiency of trade up to the k-th recorded tick: see `measure_efficiency`.

        Raises EngineError for a voluntary one where money was paid: goods alone do not show that who gave them up agreed to it.
        """
        if voluntary and self.pays_money:
            remedy = "Measure with equal weights; with one lambda for all that is what everyone could agree to."
            raise EngineError("efficiency", "trades for money", "barter, to say from goods what everyone could agree to", remedy)
        return measure_efficiency(self.economy(k), self.untraded(k), voluntary=voluntary)


def efficiency(run: Run, *, voluntary: bool = False) -> Efficiency:
    """Return the efficiency of a run at its end: the share of what trade could gain that trade has gained.

    run        of an exchange economy, with the tables `agents` and `trades` recorded: record="full", or "agents=100,trades"
    voluntary  measure against what everyone could agree to; else against the greatest sum of utilities

    Money changes hands but makes no utility by itself: with one lambda for all, payments cancel out of the sum.
    What people gathered counts as their own: the run is compared with the same run in which they keep what they gather.

    Source  Gode & Sunder 1993, J. Polit. Econ. 101(1): 119-137.
    """
    return Course(run, economies_of([run])[0]).efficiency(voluntary=voluntary)
