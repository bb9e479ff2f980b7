"""The schema of an exchange economy. Older files are rewritten to it when they are read (`versions.py`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from ..distributions import EACH, LIST, NUMBER, ONE, Law, Refused, Span
from ..schema import MOST, MOST_CELLS, MOST_ENTITIES, Count, Scenario, Share, Strict, Ticks
from .protocols import Bargaining, BargainingChoice, Matching, MatchingChoice, Search, SearchChoice

Amount = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9)]
Positive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=1e9)]
NotNegative = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1e9)]
Coordinate = Annotated[int, Field(strict=True, ge=0, lt=MOST_CELLS)]
Sight = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Units = Annotated[int, Field(strict=True, ge=0, le=MOST)]

# a number for all, a list with one for each agent, or a distribution from which each agent's is drawn
Amounts = Annotated[Annotated[Amount, Tag(NUMBER)] | Annotated[list[Amount], Tag(LIST)] | Law | Refused, EACH]
Positives = Annotated[Annotated[Positive, Tag(NUMBER)] | Annotated[list[Positive], Tag(LIST)] | Law | Refused, EACH]
NotNegatives = Annotated[Annotated[NotNegative, Tag(NUMBER)] | Annotated[list[NotNegative], Tag(LIST)] | Law | Refused, EACH]
Coordinates = Annotated[Annotated[Coordinate, Tag(NUMBER)] | Annotated[list[Coordinate], Tag(LIST)] | Law | Refused, EACH]
Sights = Annotated[Annotated[Sight, Tag(NUMBER)] | Annotated[list[Sight], Tag(LIST)] | Law | Refused, EACH]
Lengths = Annotated[Annotated[Ticks, Tag(NUMBER)] | Annotated[list[Ticks], Tag(LIST)] | Law | Refused, EACH]
# a number, or a distribution
UnitsOrLaw = Annotated[Annotated[Units, Tag(NUMBER)] | Law | Refused, ONE]
RealOrLaw = Annotated[Annotated[Real, Tag(NUMBER)] | Law | Refused, ONE]


RegimeName = Literal["barter_only", "money_only", "mixed", "mixed_liquidity_gated"]
Regimes = Annotated[
    Annotated[RegimeName, Tag(NUMBER)] | Annotated[list[RegimeName], Tag(LIST)],
    Discriminator(lambda value: LIST if isinstance(value, list | tuple) else NUMBER),
]
MOST_ZONES = 127


class Endowments(Strict):
    """What each agent holds at the start: one number for all, a list with one for each, or a distribution."""

    A: Amounts = Field(description="[unit]")
    B: Amounts = Field(description="[unit]")
    M: Amounts | None = Field(None, description="money [major unit]")
    lambda_money: Positives | None = Field(None, description="marginal utility of money; overrides params")
    M_0: NotNegatives | None = Field(None, description="shift of logarithmic utility of money; overrides params")
    correlation: float | None = Field(
        None, strict=True, ge=-1.0, le=1.0, allow_inf_nan=False, description="of the normal scores of A and B, two distributions"
    )


class Positions(Strict):
    """Where each agent begins: one coordinate for all, a list with one for each, or a distribution."""

    x: Coordinates = Field(description="column, counted from 0 [cell]")
    y: Coordinates = Field(description="row, counted from 0 [cell]")


class MixEntry(Strict):
    """One utility function, and the share of agents that have it."""

    type: Literal["ces", "linear", "quadratic", "translog", "stone_geary"] = Field(description="family")
    weight: float = Field(strict=True, ge=0.0, le=1e9, allow_inf_nan=False, description="share; all of them sum to 1")
    params: dict[str, RealOrLaw] = Field(description="the family's parameters; those that are distributions are drawn for each agent")


class Dirichlet(Strict):
    """Shares of the population that differ from world to world around the weights of the mix."""

    dirichlet: Positive = Field(description="concentration: the greater, the nearer are shares to weights")


class Utilities(Strict):
    """The preferences in the population."""

    mix: list[MixEntry] = Field(min_length=1, description="drawn for each agent by weight")
    shares: Dirichlet | None = Field(None, description="how the weights of a world are drawn; as they are if not given")


class ResourceSeed(Strict):
    """Resources on the ground at the start."""

    density: float = Field(strict=True, ge=0.0, le=1.0, allow_inf_nan=False, description="share of cells that bear a resource")
    amount: UnitsOrLaw = Field(description="units on each [unit]; > 0 if density > 0")


class ModeSchedule(Strict):
    """A cycle of foraging and trading: one for all, one for each zone that has its own, or one for each agent."""

    type: Literal["global_cycle", "spatial_zones", "agent_specific"] = Field(
        "global_cycle",
        description="the same cycle for all; zones have their own, and this one, if it is given, holds elsewhere; each agent has its own",
    )
    forage_ticks: Lengths | None = Field(None, description="length of the foraging part [tick]; >= 1 unless agent_specific")
    trade_ticks: Lengths | None = Field(None, description="length of the trading part [tick]; >= 1 unless agent_specific")
    start_mode: Literal["forage", "trade"] = Field("forage", description="which part comes first")
    offset: Lengths | None = Field(None, description="agent_specific: by how much an agent's cycle is ahead [tick]; 0 if not given")


class ZoneSchedule(Strict):
    """A cycle of foraging and trading in a zone."""

    forage_ticks: Ticks = Field(description="length of the foraging part [tick]; both 0: no cycle, but both at any time")
    trade_ticks: Ticks = Field(description="length of the trading part [tick]")
    start_mode: Literal["forage", "trade"] = Field("forage", description="which part comes first")


class ZoneEntry(Strict):
    """A rectangle of cells with rules of its own. What it does not say is as elsewhere."""

    name: str = Field(strict=True, min_length=1, max_length=200, description="what people will call it; no two have the same")
    x: Span = Field(description="[first, last] column, both in the zone [cell]")
    y: Span = Field(description="[first, last] row, both in the zone [cell]")
    exchange_regime: RegimeName | None = Field(None, description="what those who stand here exchange for what")
    mode_schedule: ZoneSchedule | None = Field(None, description="when they may trade and forage")
    resource_growth_rate: Ticks | None = Field(None, description="regrowth a tick [unit]; 0 for none")
    resource_regen_cooldown: Ticks | None = Field(None, description="ticks after a harvest before regrowth [tick]")


class LambdaBounds(Strict):
    """Bounds on the marginal utility of money."""

    lambda_min: Positive = Field(1e-6, description="lower bound")
    lambda_max: Positive = Field(1e6, description="upper bound, above the lower one")


class LiquidityGate(Strict):
    """When barter is open in the gated regime."""

    min_quotes: Ticks = Field(3, description="barter is open to whom fewer sellers for money are in view")
    sellers_hold: bool = Field(False, strict=True, description="count only sellers that hold a unit of what they sell")


class Params(Strict):
    """How agents behave."""

    spread: NotNegative = Field(0.0, description="mark-up of asks, mark-down of bids")
    vision_radius: Sights = Field(5, description="how far agents see [cell]")
    interaction_radius: Ticks = Field(1, description="how near partners must be to trade [cell]; 0 is the same cell")
    move_budget_per_tick: Count = Field(1, description="steps a tick [cell]")
    dA_max: Count = Field(5, description="most units of A in one trade [unit]")
    forage_rate: Count = Field(1, description="most units in one harvest [unit]")
    epsilon: Positive = Field(1e-12, description="least gain in utility that counts; floor under amounts in ratios")
    beta: float = Field(0.95, strict=True, gt=0.0, le=1.0, allow_inf_nan=False, description="discount of a gain per step of distance")
    resource_growth_rate: Ticks = Field(0, description="regrowth a tick [unit]; 0 for none")
    resource_max_amount: Count | None = Field(None, description="regrowth stops here [unit]; the seeded amount if not given")
    resource_regen_cooldown: Ticks = Field(5, description="ticks after a harvest before regrowth [tick]")
    resource_spawn_rate: Share = Field(0.0, description="probability that a resource appears on a cell in a tick")
    resource_spawn_amount: Count = Field(1, description="how much appears [unit]; at most resource_max_amount, if that is given")
    resource_spawn_only_empty: bool = Field(True, strict=True, description="only on cells on which there is nothing")
    trade_cooldown_ticks: Ticks = Field(5, description="ticks after a failed trade before the two meet again [tick]")
    trade_execution_mode: Literal["minimum", "maximum"] = Field("minimum", description="first block that helps both, or the largest")
    enable_resource_claiming: bool = Field(True, strict=True, description="foragers claim the cell they go to")
    enforce_single_harvester: bool = Field(True, strict=True, description="a cell is harvested once a tick at most")
    exchange_regime: Regimes = Field("barter_only", description="what is exchanged for what; a list has one for each agent")
    money_mode: Literal["quasilinear", "kkt_lambda"] = Field("quasilinear", description="how the utility of money is set")
    money_utility_form: Literal["linear", "log"] = Field("linear", description="utility of money")
    M_0: NotNegative = Field(0.0, description="shift of logarithmic utility of money")
    money_scale: Count = Field(1, description="minor units in a major unit of money")
    lambda_money: Positive = Field(1.0, description="marginal utility of money")
    lambda_update_rate: float = Field(0.2, strict=True, ge=0.0, le=1.0, allow_inf_nan=False, description="speed of kkt_lambda")
    lambda_bounds: LambdaBounds = Field(LambdaBounds(), description="bounds of kkt_lambda")
    liquidity_gate: LiquidityGate = Field(LiquidityGate(), description="mixed_liquidity_gated only")
    earn_money_enabled: bool = Field(False, strict=True, description="has no effect")
    log_preferences: bool = Field(False, strict=True, description="the table preferences has whole lists, not the first three")


class EconomyScenario(Scenario):
    """An exchange economy."""

    model: Literal["economy"] = Field("economy", exclude=True, description="the default, so files need not say it")
    rules: Literal["standard", "vmt", "vmt_protocols"] = Field("standard", description="preset of rules")
    agents: int = Field(strict=True, ge=1, le=MOST_ENTITIES, description="how many")
    initial_inventories: Endowments
    positions: Positions | None = Field(None, description="where agents begin; scattered over all cells if not given")
    utilities: Utilities
    resource_seed: ResourceSeed
    params: Params = Params()
    mode_schedule: ModeSchedule | None = Field(None, description="when agents may trade and forage; both at any time if not given")
    zones: list[ZoneEntry] = Field([], max_length=MOST_ZONES, description="rectangles with rules of their own, which do not overlap")
    search_protocol: SearchChoice = Field(Search(name="distance_discounted"), description="how agents look for partners")
    matching_protocol: MatchingChoice = Field(Matching(name="three_pass"), description="how they come together")
    bargaining_protocol: BargainingChoice = Field(Bargaining(name="compensating_block"), description="how they agree")
