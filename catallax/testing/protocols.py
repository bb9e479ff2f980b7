"""Protocols for drawn economies: each that comes with Catallax, by its name, by older ones, or with parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from ..systems.economy.protocols import PROTOCOLS, Parameter, Protocol

number = st.sampled_from
NUMBERS = (0.0, 0.5, 1.0, 20.0)


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    return number([*parameter.choices] if parameter.choices else [value for value in NUMBERS if parameter.admits(value)])


@st.composite
def _choice(draw: st.DrawFn, known: Mapping[str, Protocol]) -> Any:
    """A protocol as a file names it: by its name, or an older one, alone or with parameters."""
    names = {word: protocol for name, protocol in known.items() for word in (name, *protocol.old_names)}
    name = draw(number(list(names)))
    params = {key: _values(parameter) for key, parameter in names[name].parameters.items()}
    some, every = st.fixed_dictionaries({}, optional=params), st.fixed_dictionaries(params)
    how = draw(number([None, None, some, every]))
    return name if how is None else {"name": name, "params": draw(how)}


def add_protocols(draw: st.DrawFn, scenario: dict[str, Any], fixed: Mapping[str, Any]) -> None:
    """Let a scenario choose protocols, but for keys that are `fixed`, and change what does not go with them."""
    for kind, known in PROTOCOLS.items():
        key, named = f"{kind}_protocol", {name: p for name, p in known.items() if p.kernel is None}
        if scenario["rules"] == "vmt_protocols":  # it has the defaults alone
            named = dict([next(iter(named.items()))])
        if key not in fixed and draw(st.booleans()):
            scenario[key] = draw(_choice(named))
    bargaining = scenario.get("bargaining_protocol", "compensating_block")
    name = bargaining if isinstance(bargaining, str) else bargaining["name"]
    if not name.startswith("compensating_block"):
        scenario["params"].pop("trade_execution_mode", None)  # they look at all quantities
    if name == "posted_price":
        scenario["params"].setdefault("spread", 0.05)  # else the seller gains nothing
