"""The models: kinds of worlds that a scenario file can ask for. This is the one place that knows which there are.

A model is a package of scenarios (schema, rules between fields, builder) and what the rest needs to know of it: what it
records and what a run of it comes to. Loader, runs and command line ask here, and know no model by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .economy import checks as economy_checks
from .economy.rules import PRESETS, parts_of_a_unit
from .economy.schema import EconomyScenario
from .forest_fire.schema import ForestFireScenario
from .forest_fire.schema import find_problems as forest_problems
from .problems import Finding
from .schema import Scenario
from .wolf_sheep.schema import WolfSheepScenario

if TYPE_CHECKING:
    from ..engine.telemetry.record import Record
    from ..engine.world import World

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wiring:
    """The part of a model that runs. It brings compiled kernels, so it is imported when it is first needed.

    build      makes one World for scenarios and their seeds, ready for the first tick
    records    what can be recorded; one is called `ticks` and has a row for each world, in order
    summarise  the outcome of world w in a few numbers, from the World at its end, the `ticks` row that it began with,
               and the sums of `summed`
    summed     columns of `ticks` that are summed over the run
    labels     summary names that the closing table shows, with its words for them
    changed    told when parameters of a World have changed between two ticks, to work out anew what it keeps of them
    """

    build: Callable[[Sequence[Any], Sequence[int]], World]
    records: tuple[Record, ...]
    summarise: Callable[[World, int, Row, Mapping[str, int]], dict[str, int | float]]
    summed: tuple[str, ...]
    labels: Mapping[str, str]
    changed: Callable[[World], None] = lambda world: None


def _no_findings(scenario: Any) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True)
class Model:
    """A kind of world.

    name         what the key `model` of a scenario file says
    schema       the keys of its files
    load         imports the part that runs
    inhabitants  tables whose rows are counted where size and speed are told
    inhabitant   the word for one of them
    size         how many of them a scenario begins with
    problems     rules between fields
    beginnings   keys that say how a run begins, and nothing about what happens later
    presets      named sets of switches that the key `rules` chooses from; empty where there is no such key
    parts        in how many parts of a unit the world of a scenario counts what is divisible
    """

    name: str
    schema: type[Scenario]
    load: Callable[[], Wiring]
    inhabitants: tuple[str, ...]
    inhabitant: str
    size: Callable[[Any], int]
    problems: Callable[[Any], Iterable[Finding]] = _no_findings
    beginnings: tuple[str, ...] = ()
    presets: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    parts: Callable[[Any], int] = lambda scenario: 1

    @cached_property
    def wiring(self) -> Wiring:
        """The part that runs."""
        return self.load()

    def count(self, world: World) -> int:
        """Return how many inhabitants a World of this model has, in all its worlds."""
        return sum(len(world.tables[table]) for table in self.inhabitants)


def _economy() -> Wiring:
    from ..systems.economy import records
    from .economy import builder

    return Wiring(builder.build, records.RECORDS, records.summarise, records.SUMMED, records.LABELS, builder.quote_again)


def _wolf_sheep() -> Wiring:
    from ..systems.wolf_sheep import records
    from .wolf_sheep import builder

    return Wiring(builder.build, records.RECORDS, records.summarise, records.SUMMED, records.LABELS)


def _forest_fire() -> Wiring:
    from ..systems.forest_fire import records
    from .forest_fire import builder

    return Wiring(builder.build, records.RECORDS, records.summarise, records.SUMMED, records.LABELS)


DEFAULT = "economy"

ECONOMY = Model(
    name=DEFAULT,
    schema=EconomyScenario,
    load=_economy,
    inhabitants=("agents",),
    inhabitant="agent",
    size=lambda scenario: scenario.agents,
    problems=economy_checks.find_problems,
    beginnings=("seed", "grid", "agents", "initial_inventories", "positions", "resource_seed"),
    presets=PRESETS,
    parts=lambda scenario: parts_of_a_unit(scenario.rules),
)
WOLF_SHEEP = Model(
    name="wolf_sheep",
    schema=WolfSheepScenario,
    load=_wolf_sheep,
    inhabitants=("sheep", "wolves"),
    inhabitant="animal",
    size=lambda scenario: scenario.sheep.count + scenario.wolves.count,
    beginnings=("seed", "grid"),
)
FOREST_FIRE = Model(
    name="forest_fire",
    schema=ForestFireScenario,
    load=_forest_fire,
    inhabitants=("cells",),
    inhabitant="cell",
    size=lambda scenario: scenario.grid.width * scenario.grid.height,
    beginnings=("seed", "grid", "density", "fire"),
    problems=forest_problems,
)
MODELS: dict[str, Model] = {model.name: model for model in (ECONOMY, WOLF_SHEEP, FOREST_FIRE)}
