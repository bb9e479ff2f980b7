"""Where each kernel is called in the workload: found by running it, so that no list of kernels has to be kept."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import catallax as cx

from .capture import KernelCall, Site, intercepted
from .workload import FIRST_TICK, PARAMS, build, step

# The economy itself; one whose mode switches at tick 12, for what only happens then; one in which everybody has very much;
# one in which money drives barter out, and is worth what it buys; one in which resources appear; two in which agents search in
# another way; one in which all search before any pair.
WORKLOADS: dict[str, dict[str, Any]] = {
    "economy": {},
    "switching": {"mode_schedule": {"type": "global_cycle", "forage_ticks": 6, "trade_ticks": 6, "start_mode": "trade"}},
    "rich": {"initial_inventories": {"A": 10**7, "B": 10**7}},
    "money": {
        "initial_inventories": {"A": 24, "B": 24, "M": 100},
        "params": PARAMS | {"exchange_regime": "mixed_liquidity_gated", "money_mode": "kkt_lambda"},
    },
    "spawning": {"schema_version": 2, "params": {"resource_spawn_rate": 0.01}},
    "walking": {"schema_version": 2, "search_protocol": "random_walk"},
    "remembering": {"schema_version": 2, "search_protocol": "memory"},
    "protocols": {"rules": "vmt_protocols"},
}
LAST_TICK = FIRST_TICK + 3
DISCOVERY_AGENTS = 1000


class Moment(NamedTuple):
    """A tick of a workload."""

    workload: str
    tick: int


@cache
def kernel_sites(agents: int = DISCOVERY_AGENTS) -> dict[Site, Moment]:
    """Return every place where a system calls a kernel, with the first moment, from tick 10 on, at which it does."""
    found: dict[Site, Moment] = {}
    for workload, changes in WORKLOADS.items():
        with build(agents, **changes) as world:
            step(world, FIRST_TICK)
            while world.tick < LAST_TICK:
                now = Moment(workload, world.tick)
                for site in _sites_of_a_tick(world):
                    found.setdefault(site, now)
    return found


def _sites_of_a_tick(world: cx.World) -> list[Site]:
    sites: list[Site] = []

    def note(call: KernelCall) -> Any:
        sites.append(call.site)
        return call()

    with intercepted(world, note):
        world.step()
    return sites


@cache
def system_moments() -> dict[str, Moment]:
    """Return the systems of the workloads, with the first moment at which each calls a kernel."""
    found: dict[str, Moment] = {}
    for site, moment in kernel_sites().items():
        found.setdefault(site.system, moment)
    return found


class Film:
    """The worlds of the workloads at any of their ticks, for one number of agents; each runs once."""

    def __init__(self, agents: int) -> None:
        self.agents = agents
        self.worlds: dict[str, cx.World] = {}
        self.states: dict[Moment, Any] = {}

    def at(self, moment: Moment) -> cx.World:
        """Return the world of a workload as it is before a tick."""
        if moment.workload not in self.worlds:
            world = self.worlds[moment.workload] = build(self.agents, **WORKLOADS[moment.workload])
            while world.tick <= LAST_TICK:
                if world.tick >= FIRST_TICK:
                    self.states[Moment(moment.workload, world.tick)] = world.snapshot()
                world.step()
        world = self.worlds[moment.workload]
        world.restore(self.states[moment])
        return world

    def close(self) -> None:
        """Let go of the worlds."""
        for world in self.worlds.values():
            world.close()
        self.worlds, self.states = {}, {}
