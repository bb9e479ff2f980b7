"""An exchange economy: agents by what they do, goods on the ground, trades and prices over time."""

from __future__ import annotations

import numpy as np

from ...components.economy import ACTIVITIES, EXCHANGES, GOODS, MODES, Aggregates, Cell, Claim, Grid, Intent, Mode, Position
from ...engine.world import World
from ..analytics.colours.economy import ACTIVITY_COLOURS, ACTIVITY_WORDS, GOOD_COLOURS, good_tint
from . import economy_inside
from .views import CELLS, Inside, Kind, Layer, Scene, Series, Told, View, Who

LETTERS = "TLFIH"  # of the activities
LEVELS = 4
SHADES = {"A": "░▒▓█", "B": ".-=#"}
PRICES = {name: f"price_{k}" for k, name in enumerate(EXCHANGES)}


class EconomyView(View):
    """Agents, of whom those who trade are on top; cells by the good that they bear and how much."""

    def scene(self, world: World) -> Scene:
        """Return agents by activity, and the ground."""
        agents, cells = world.tables["agents"], world.tables["cells"]
        here, ground = slice(0, int(agents.offsets[1])), slice(0, int(cells.offsets[1]))
        shape = (int(world[Grid].width[0]), int(world[Grid].height[0]))
        cell, position = world[Cell], world[Position]
        amount = cell.amount[ground].reshape(shape).copy()
        most = int(max(amount.max(initial=1), cell.capacity[ground].max(initial=1)))
        kind = (len(ACTIVITIES) - 1 - world[Intent].activity[here]).astype(np.uint8)
        return Scene(
            position.x[here].copy(), position.y[here].copy(), kind, (("agents", agents.uid_in(0)),),
            cell.good[ground].reshape(shape).copy(), amount, (most, most),
        )  # fmt: skip

    def measure(self, world: World) -> dict[str, float]:
        """Return the aggregates, and the mean price of the tick's trades in each exchange."""
        numbers = world[Aggregates]
        names = ("n_trades", "n_pairs", "utility_mean", "gini_goods", "mrs_dispersion")
        found = {name: float(getattr(numbers, name)[0]) for name in names}
        trades = world.events["trades"].rows()
        of_world = trades["world"] == 0
        for exchange, name in PRICES.items():
            good, medium = (GOODS.index(part) for part in exchange.split("<->"))
            price = trades["price"][of_world & (trades["good"] == good) & (trades["medium"] == medium)]
            found[name] = float(price.mean()) if len(price) else np.nan
        return found

    def state(self, world: World) -> str:
        """Tell when only one of trade and foraging goes on."""
        mode = MODES[world[Mode].current[0]]
        return "" if mode == "both" else f"only {mode}"

    def inside(self, world: World, who: Who, told: Told) -> Inside:
        """Return what an agent has, wants, does and why; or what lies on a cell."""
        if who.table != CELLS:
            return economy_inside.inside(world, who.uid, told)
        cell, height = world[Cell], int(world[Grid].height[0])
        good, holder = int(cell.good[who.uid]), int(world[Claim].holder[who.uid])
        lines = [("cell", f"{who.uid // height},{who.uid % height}")]
        if good < 0:
            lines.append(("bears", "nothing"))
        else:
            lines.append(("bears", f"{cell.amount[who.uid]} {GOODS[good]}, grows to {cell.capacity[who.uid]}"))
            lines.append(("harvest", f"last in tick {cell.harvested[who.uid]}" if cell.harvested[who.uid] >= 0 else "never so far"))
        if holder >= 0:
            lines.append(("claimed", f"by agent {int(world.tables['agents'].uid_in(0)[holder])}"))
        return Inside(lines)


VIEW = EconomyView(
    kinds=tuple(Kind(LETTERS[k], ACTIVITY_COLOURS[k], ACTIVITY_WORDS[k]) for k in reversed(range(len(ACTIVITIES)))),
    layers=tuple(
        Layer(good.lower(), tuple(good_tint(good, level, LEVELS) for level in range(1, LEVELS + 1)), SHADES[good], f"{good} on the ground")
        for good in GOOD_COLOURS
    ),
    series=(
        Series("n_trades", "trades"),
        Series("n_pairs", "pairs"),
        Series("utility_mean", "utility", from_zero=False),
        *(Series(name, f"price {exchange[0]}/{exchange[-1]}", from_zero=False) for exchange, name in PRICES.items()),
        Series("gini_goods", "gini"),
        Series("mrs_dispersion", "mrs sd"),
    ),
    tables=("agents",),
    records=("decisions", "preferences", "pairings", "attempts", "trades"),
)
