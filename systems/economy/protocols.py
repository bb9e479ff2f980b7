"""The protocols that there are, by kind and name: what each does, its parameters and their bounds, and where its kernel is.

A new one is a kernel and a line here; `register_search`, `register_matching` and `register_bargaining` add one from
outside. Kernels are imported when they are first needed.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from ...engine.errors import EngineError

MOST_PARAMETERS = 4


@dataclass(frozen=True)
class Parameter:
    """A number from `ge` to `le`, or one of `choices`; `default` where a file does not give it."""

    default: float | str
    doc: str
    ge: float = -math.inf
    le: float = math.inf
    choices: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """What a value must be."""
        return f"one of {', '.join(self.choices)}" if self.choices else f"a number from {self.ge:g} to {self.le:g}"

    def admits(self, value: Any) -> bool:
        """Return whether a value may stand in a file."""
        if self.choices:
            return isinstance(value, str) and value in self.choices
        return isinstance(value, int | float) and not isinstance(value, bool) and self.ge <= value <= self.le and math.isfinite(value)

    def encoded(self, value: Any) -> float:
        """Return a value as kernels get it: a number, or the place among the choices."""
        return float(self.choices.index(value) if self.choices else value)


@dataclass(frozen=True)
class Protocol:
    """A protocol: what it does in one line, its parameters in the order in which kernels get them, and names that older files use.

    kernel     the compiled kernel, of a protocol that was registered from outside; built-in ones are found by name
    remembers  whether it wants to know where each agent last traded
    """

    doc: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    old_names: tuple[str, ...] = ()
    kernel: Callable[..., Any] | None = None
    remembers: bool = False

    def encoded(self, params: Mapping[str, Any]) -> list[float]:
        """Return the parameters as kernels get them, MOST_PARAMETERS numbers."""
        values = [parameter.encoded(params.get(name, parameter.default)) for name, parameter in self.parameters.items()]
        return values + [0.0] * (MOST_PARAMETERS - len(values))


PROTOCOLS: dict[str, dict[str, Protocol]] = {
    "search": {
        "distance_discounted": Protocol(
            "the neighbour in view with the greatest overlap of quotes, discounted by distance", old_names=("distance_discounted_search",)
        ),
        "random_walk": Protocol("whoever is within reach to trade; who finds nothing goes to any cell in view"),
        "memory": Protocol(
            "as distance_discounted; who sees no partner goes back to where it last traded",
            {"retention": Parameter(0.95, "part of what is remembered that is left a tick later", 0.0, 1.0)},
            remembers=True,
        ),
    },
    "matching": {
        "three_pass": Protocol("mutual consent first, then the best of all other pairs", old_names=("three_pass_matching",)),
        "greedy_surplus": Protocol(
            "the pair with the greatest overlap of quotes first, whatever the distance", old_names=("greedy_surplus_matching",)
        ),
        "random": Protocol("any pair of which one would like to trade with the other, drawn by lot", old_names=("random_matching",)),
        "stable": Protocol("so that no two would rather have each other"),
    },
    "bargaining": {
        "compensating_block": Protocol("the smallest block, at the lowest price, that leaves both better off"),
        "nash": Protocol("the block with the greatest product of gains"),
        "split_difference": Protocol("the block with the least difference between gains"),
        "take_it_or_leave_it": Protocol(
            "the block that is best for the one who proposes",
            {
                "proposer": Parameter("random", "who proposes, of the two ids", choices=("random", "lower_id", "higher_id")),
                "power": Parameter(0.5, "chance that the lower id proposes, if random", 0.0, 1.0),
            },
        ),
        "posted_price": Protocol("the quantity that is best for the buyer at the seller's ask"),
        "zero_intelligence": Protocol(
            "a unit, if a random bid reaches a random ask; neither at a loss",
            {"ceiling": Parameter(0.0, "highest ask, or what the unit is worth to the buyer if that is more", 0.0, 1e9)},
        ),
    },
}
"""By kind, then by name. The first of each kind is the default; numbers count from it."""


def names_of(kind: str) -> list[str]:
    """Return the names that a file may use for protocols of a kind, older ones at the end."""
    known = PROTOCOLS[kind]
    return [*known, *(old for protocol in known.values() for old in protocol.old_names)]


def canonical(kind: str, name: str) -> str:
    """Return the name of a protocol that goes by an older one; any other name as it is."""
    return next((new for new, protocol in PROTOCOLS[kind].items() if name in protocol.old_names), name)


def number_of(kind: str, name: str) -> int:
    """Return the number by which worlds know a protocol of this process."""
    return list(PROTOCOLS[kind]).index(name)


_HOMES = {
    "search": ("searches", "look_elsewhere", "Seeker"),
    "matching": ("matchings", "revalue", "Pair"),
    "bargaining": ("protocols", "bargain", "Block"),
}
"""Where the kernels of each kind are, what they are called, and what their functions get."""


def kernel_of(kind: str, number: int) -> Callable[..., Any]:
    """Return the kernel of a protocol of bargaining or matching other than the default, or of one that was registered."""
    name, protocol = list(PROTOCOLS[kind].items())[number]
    if protocol.kernel is not None:
        return protocol.kernel
    folder, function, _ = _HOMES[kind]
    kernel: Callable[..., Any] = getattr(import_module(f"...kernels.{folder}.{name}", __package__), function)
    return kernel


def register_bargaining(name: str, function: Callable[..., Any], parameters: Mapping[str, Parameter] | None = None) -> str:
    """Add a bargaining protocol, and return its name: scenario files may choose it from now on, in this process.

    name        what files call it; a protocol that was registered under it before is replaced
    function    from a `Block` (kernels/protocols/agreement.py) to a number: of all blocks that help both, partners agree on the one with
                the highest; compiled with `catallax.jit`, or a plain function that can be
    parameters  up to four, by name; the function finds them in `block.parameters`, in this order

    Raises EngineError for the name of a built-in protocol, and for too many parameters.
    """
    return _register("bargaining", name, function, parameters)


def register_search(name: str, function: Callable[..., Any], parameters: Mapping[str, Parameter] | None = None) -> str:
    """Add a search protocol, and return its name, as `register_bargaining` does.

    function    from a `Seeker` (kernels/searches/own.py), an agent that wants nobody in view, to the cell to which it goes, x * height + y;
                any number that is no cell leaves it to forage or to go home
    """
    return _register("search", name, function, parameters)


def register_matching(name: str, function: Callable[..., Any], parameters: Mapping[str, Parameter] | None = None) -> str:
    """Add a matching protocol, and return its name, as `register_bargaining` does.

    function    from a `Pair` (kernels/matchings/pairs.py) to a number: of all pairs of which one would trade with the other, the one with
                the highest is formed first, and so on; NaN and minus infinity refuse
    """
    return _register("matching", name, function, parameters)


def _register(kind: str, name: str, function: Callable[..., Any], parameters: Mapping[str, Parameter] | None) -> str:
    there, (folder, _, given) = PROTOCOLS[kind].get(name), _HOMES[kind]
    if there is not None and there.kernel is None:
        raise EngineError(f"register_{kind}", repr(name), "a name that no built-in protocol has", "Choose another name.")
    if len(parameters or {}) > MOST_PARAMETERS:
        raise EngineError(f"register_{kind}", f"{len(parameters or {})} parameters", f"at most {MOST_PARAMETERS}")
    if not callable(function):
        raise EngineError(f"register_{kind}", repr(function), f"a function from a {given} to a number")
    jit, own = import_module("...kernels.jit", __package__), import_module(f"...kernels.{folder}.own", __package__)
    compiled = jit.jit(function) if inspect.isfunction(function) else function
    PROTOCOLS[kind][name] = Protocol(function.__doc__ or "", dict(parameters or {}), (), own.kernel_of(compiled), remembers=True)
    return name
