"""The keys that choose protocols: a name, or a name with parameters; what may stand there; and what it comes to in a world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ...components.economy import Protocols
from ...engine.rng import stream_key
from ...systems.economy.protocols import PROTOCOLS, canonical, names_of, number_of
from ..problems import Finding, nearest, shown
from ..schema import Strict
from .rules import PRESETS

if TYPE_CHECKING:
    from ...engine.world import World
    from .schema import EconomyScenario

NONE_GIVEN: dict[str, Any] = {}


def _one_of(kind: str) -> dict[str, Any]:
    return {"enum": names_of(kind)}


class Search(Strict):
    """How agents look for partners."""

    name: str = Field(strict=True, description="of the protocol", json_schema_extra=_one_of("search"))
    params: dict[str, Any] = Field(NONE_GIVEN, description="its parameters by name; defaults for those not given")


class Matching(Strict):
    """How agents that look for partners come together."""

    name: str = Field(strict=True, description="of the protocol", json_schema_extra=_one_of("matching"))
    params: dict[str, Any] = Field(NONE_GIVEN, description="its parameters by name; defaults for those not given")


class Bargaining(Strict):
    """How partners agree on quantity and payment."""

    name: str = Field(strict=True, description="of the protocol", json_schema_extra=_one_of("bargaining"))
    params: dict[str, Any] = Field(NONE_GIVEN, description="its parameters by name; defaults for those not given")


_INPUTS: dict[str, Any] = {
    "search": Literal[tuple(names_of("search"))] | Search,
    "matching": Literal[tuple(names_of("matching"))] | Matching,
    "bargaining": Literal[tuple(names_of("bargaining"))] | Bargaining,
}


def _complete(kind: str) -> BeforeValidator:
    """Return what turns a name, or a name with some parameters, into today's name with all of them."""

    def complete(value: Any) -> Any:
        if isinstance(value, str):
            value = {"name": value}
        if isinstance(value, Strict):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError("protocol", "a protocol's name, or a mapping of name and params")
        name, params = value.get("name"), value.get("params", {})
        if isinstance(name, str) and isinstance(params, dict):
            name = canonical(kind, name)
            known = PROTOCOLS[kind][name].parameters if name in PROTOCOLS[kind] else {}
            return {**value, "name": name, "params": {k: p.default for k, p in known.items()} | params}
        return value

    return BeforeValidator(complete, json_schema_input_type=_INPUTS[kind])


SearchChoice = Annotated[Search, _complete("search")]
MatchingChoice = Annotated[Matching, _complete("matching")]
BargainingChoice = Annotated[Bargaining, _complete("bargaining")]


def chosen(scenario: EconomyScenario) -> dict[str, Search | Matching | Bargaining]:
    """Return what a scenario chose, by kind."""
    return {"search": scenario.search_protocol, "matching": scenario.matching_protocol, "bargaining": scenario.bargaining_protocol}


def protocol_problems(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield names that nobody knows, and parameters that a protocol does not have, or that are out of bounds."""
    for kind, choice in chosen(scenario).items():
        key = f"{kind}_protocol"
        if choice.name not in PROTOCOLS[kind]:
            yield (key,), shown(choice.name), f"a {kind} protocol", nearest(choice.name, names_of(kind))
            continue
        known = PROTOCOLS[kind][choice.name].parameters
        for name, value in choice.params.items():
            if name not in known:
                has = nearest(name, list(known)) if known else "It has none."
                yield (key, "params", str(name)), "an unknown parameter", f"a parameter of {choice.name}", has
            elif not known[name].admits(value):
                yield (key, "params", name), shown(value), known[name].rule, ""
    if PRESETS[scenario.rules]["search_first"]:
        yield from _not_of_the_last_engine(scenario)
    bargaining, execution = scenario.bargaining_protocol.name, scenario.params.trade_execution_mode
    if execution != "minimum" and bargaining != "compensating_block" and bargaining in PROTOCOLS["bargaining"]:
        remedy = f"Leave it out: {bargaining} looks at all quantities."
        yield ("params", "trade_execution_mode"), shown(execution), "bargaining_protocol compensating_block", remedy
    if bargaining == "posted_price" and scenario.params.spread == 0.0:
        rule = "spread > 0 with bargaining_protocol posted_price"
        yield ("params", "spread"), "0.0", rule, "Without a mark-up the seller gains nothing: its ask is what a unit is worth to it."


def _not_of_the_last_engine(scenario: EconomyScenario) -> Iterator[Finding]:
    """Yield what the original's last engine did not have, and protocols of its that are not reproduced."""
    params, rules = scenario.params, f"under rules: {scenario.rules}"
    for kind, choice in chosen(scenario).items():
        only = next(iter(PROTOCOLS[kind]))
        if choice.name != only and choice.name in PROTOCOLS[kind]:
            yield (f"{kind}_protocol",), shown(choice.name), f"{only} {rules}", "Leave it out, or take another preset of rules."
    for key, only in (("exchange_regime", "barter_only"), ("trade_execution_mode", "minimum")):
        if getattr(params, key) != only:
            yield ("params", key), shown(getattr(params, key)), f"{only} {rules}", "Leave it out, or set rules to vmt or standard."


def set_protocols(world: World, scenarios: Sequence[EconomyScenario], seeds: Sequence[int]) -> None:
    """Tell each world its protocols."""
    protocols = world.edit(Protocols)
    for w, (scenario, seed) in enumerate(zip(scenarios, seeds, strict=True)):
        for kind, choice in chosen(scenario).items():
            getattr(protocols, kind)[w] = number_of(kind, choice.name)
            getattr(protocols, f"{kind}_parameters")[w] = PROTOCOLS[kind][choice.name].encoded(choice.params)
            getattr(protocols, f"{kind}_chances")[w] = stream_key(seed, kind)
