"""The state of one exchange economy as plain objects, and how to read it off one world of a `World`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from catallax.components.economy import (
    ACTIVITIES,
    FAMILIES,
    MODES,
    PARAMETERS,
    Cell,
    Claim,
    Commitment,
    Cooldowns,
    Customs,
    Grid,
    Home,
    Institution,
    Intent,
    Inventory,
    Market,
    Memory,
    Mode,
    MoneyTaste,
    Pairing,
    Position,
    Preferences,
    Protocols,
    Quotes,
    Rules,
    Spawning,
    Vision,
    Zone,
)
from catallax.engine.clock import Clock
from catallax.engine.world import World
from catallax.systems.economy.protocols import PROTOCOLS

from . import utility

Place = tuple[int, int]
EXCHANGES = (("A", "B"), ("A", "M"), ("B", "M"))  # good, medium


@dataclass
class Agent:
    id: int
    pos: Place
    home: Place
    vision: int
    A: Any  # int, or Decimal where goods are divisible; likewise B
    B: Any
    M: int
    utility: Any
    weight: float
    shift: float
    changed: bool
    ask: tuple[float, ...]  # for each of EXCHANGES
    bid: tuple[float, ...]
    rate: float
    level: float
    gain: tuple[float, float]
    cooldowns: dict[int, int]
    committed: Place | None
    partner: int | None
    target_pos: Place | None
    target: int | None
    activity: str
    mode: str = "both"
    open: int = 15
    own_cycle: tuple[int, int, int] | None = None  # foraging, trading, offset
    own_open: int | None = None
    barters: bool = True
    memory: tuple[Place, int, float] | None = None  # of the last trade: where, when, overlap of quotes
    listed: list[tuple[int, float, float]] = field(default_factory=list)  # (id, surplus, discounted), best first


@dataclass
class Ground:
    good: str | None
    amount: int
    capacity: int
    harvested: int | None


@dataclass
class Area:
    """The rules of a zone; None wherever it has none of its own."""

    cells: set[Place]
    open: int | None
    cycle: tuple[int, int, bool] | None
    mode: str | None
    growth_rate: int | None
    regrowth_rest: int | None


@dataclass
class Economy:
    """One economy. `events` collects what happened in this tick, in order."""

    width: int
    height: int
    torus: bool
    rules: dict[str, Any]
    tick: int
    mode: str
    cycle: tuple[int, int, bool]
    agents: list[Agent]
    cells: dict[Place, Ground]
    claims: dict[Place, int]
    zones: list[Area]
    spawns: dict[str, Any]
    protocols: dict[str, tuple[str, dict[str, Any], Any]]  # by kind: name, parameters, key of draws
    trades: list[dict[str, Any]] = field(default_factory=list)
    pairings: list[dict[str, Any]] = field(default_factory=list)
    lambdas: list[dict[str, Any]] = field(default_factory=list)

    def steps(self, origin: int, goal: int, size: int) -> int:
        """Signed steps the shorter way; the positive way if both are equally short."""
        if not self.torus:
            return goal - origin
        return min(((goal - origin) % size, -((origin - goal) % size)), key=lambda d: (abs(d), d < 0))

    def zone_at(self, place: Place) -> Area | None:
        return next((zone for zone in self.zones if place in zone.cells), None)

    def distance(self, a: Place, b: Place) -> int:
        return abs(self.steps(a[0], b[0], self.width)) + abs(self.steps(a[1], b[1], self.height))


def _place(world: World, c: int, height: int) -> Place | None:
    return None if c < 0 else (int(c) // height, int(c) % height)


def _memory(memory: Memory, i: int) -> tuple[Place, int, float] | None:
    if not (memory.worth[i] > 0).any():
        return None
    return (int(memory.x[i, 0]), int(memory.y[i, 0])), int(memory.tick[i, 0]), float(memory.worth[i, 0])


def _protocol(world: World, kind: str, w: int) -> tuple[str, dict[str, Any], Any]:
    chosen = world[Protocols]
    name, protocol = list(PROTOCOLS[kind].items())[int(getattr(chosen, kind)[w])]
    values = getattr(chosen, f"{kind}_parameters")[w]
    params = {k: p.choices[int(v)] if p.choices else float(v) for (k, p), v in zip(protocol.parameters.items(), values, strict=False)}
    return name, params, getattr(chosen, f"{kind}_chances")[w]


def _own_cycle(customs: Customs, i: int) -> tuple[int, int, int] | None:
    if customs.forage_ticks[i].max(initial=-1) < 0:
        return None
    return int(customs.forage_ticks[i, 0]), int(customs.trade_ticks[i, 0]), int(customs.offset[i, 0])


def _zones(world: World, w: int, height: int) -> list[Area]:
    base, top = world.tables["cells"].offsets[w : w + 2]
    first, last = world.tables["zones"].offsets[w : w + 2]
    zone, areas = world[Zone], []
    none = lambda v: None if v < 0 else int(v)  # noqa: E731
    for z in range(first, last):
        cells = {divmod(int(c), height) for c in np.flatnonzero(world[Cell].zone[base:top] == z - first)}
        cycle = (int(zone.forage_ticks[z]), int(zone.trade_ticks[z]), bool(zone.trade_first[z])) if zone.forage_ticks[z] >= 0 else None
        mode = None if zone.mode[z] < 0 else MODES[zone.mode[z]]
        areas.append(Area(cells, none(zone.open[z]), cycle, mode, none(zone.growth_rate[z]), none(zone.regrowth_rest[z])))
    return areas


def read_economy(world: World, w: int = 0) -> Economy:
    """Read world `w` of a `World` that has not begun (or between two ticks)."""
    low, high = world.tables["agents"].offsets[w : w + 2]
    base, top = world.tables["cells"].offsets[w : w + 2]
    grid, rules, mode, clock = world[Grid], world[Rules], world[Mode], world[Clock]
    width, height = int(grid.width[w]), int(grid.height[w])
    unit = int(rules.unit[w])
    amount = lambda parts: int(parts) if unit == 1 else Decimal(int(parts)) / unit  # noqa: E731
    agents = []
    for i in range(low, high):
        name = FAMILIES[world[Preferences].family[i]]
        values = [float(v) for v in world[Preferences].parameters[i][: len(PARAMETERS[name]) + (name == "ces")]]
        likes = utility.FAMILIES[name](*values)
        slots = zip(world[Cooldowns].partner[i], world[Cooldowns].until[i], strict=True)
        none = lambda v: None if v < 0 else int(v)  # noqa: E731
        target_x = int(world[Intent].target_x[i])
        agents.append(
            Agent(
                id=int(i - low),
                pos=(int(world[Position].x[i]), int(world[Position].y[i])),
                home=(int(world[Home].x[i]), int(world[Home].y[i])),
                vision=int(world[Vision].radius[i]),
                A=amount(world[Inventory].goods[i, 0]),
                B=amount(world[Inventory].goods[i, 1]),
                M=int(world[Inventory].money[i]),
                utility=likes if unit == 1 else utility.OfDecimals(likes),
                weight=float(world[MoneyTaste].weight[i].sum()),  # there is one, or none
                shift=float(world[MoneyTaste].shift[i].sum()),
                changed=bool(world[Inventory].changed[i]),
                ask=tuple(world[Quotes].ask[i].tolist()),
                bid=tuple(world[Quotes].bid[i].tolist()),
                rate=float(world[Quotes].rate[i]),
                level=float(world[Quotes].level[i]),
                gain=(float(world[Quotes].gain[i, 0]), float(world[Quotes].gain[i, 1])),
                cooldowns={int(p): int(u) for p, u in slots if p >= 0 and u > clock.tick[w]},
                committed=_place(world, world[Commitment].cell[i], height),
                partner=none(world[Pairing].partner[i]),
                target_pos=None if target_x < 0 else (target_x, int(world[Intent].target_y[i])),
                target=none(world[Intent].target[i]),
                activity=ACTIVITIES[world[Intent].activity[i]],
                mode=MODES[world[Institution].mode[i]],
                open=int(world[Institution].open[i]),
                own_cycle=_own_cycle(world[Customs], i),
                own_open=none(world[Customs].open[i].max(initial=-1)),
                barters=bool(world[Market].barters[i]),
                memory=_memory(world[Memory], i),
            )
        )
    cells, claims = {}, {}
    for c in range(base, top):
        place = divmod(int(c - base), height)
        good, last = int(world[Cell].good[c]), int(world[Cell].harvested[c])
        cells[place] = Ground(
            None if good < 0 else "AB"[good], int(world[Cell].amount[c]), int(world[Cell].capacity[c]), None if last < 0 else last
        )
        if world[Claim].holder[c] >= 0:
            claims[place] = int(world[Claim].holder[c])
    return Economy(
        width, height, bool(grid.torus[w]),
        {col.name: getattr(rules, col.name)[w].item() for col in Rules.columns},
        int(clock.tick[w]), MODES[mode.current[w]],
        (int(mode.forage_ticks[w]), int(mode.trade_ticks[w]), bool(mode.trade_first[w])), agents, cells, claims,
        _zones(world, w, height),
        {col.name: getattr(world[Spawning], col.name)[w] for col in Spawning.columns},
        {kind: _protocol(world, kind, w) for kind in PROTOCOLS},
    )  # fmt: skip
