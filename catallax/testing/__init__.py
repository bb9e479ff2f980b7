"""What modellers test their own systems with, and what our own suite uses.

    import catallax.testing as ct

    TestTax = ct.generic_tests(tax, after="regeneration", before="housekeeping", conserves=[(Inventory, "goods")])

That line gives the system `tax` every generic test. Names load when they are first used. Needs `catallax[testing]`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .access import check_access
    from .blueprint import Blueprint
    from .changes import register_changes
    from .economies import families, scenarios
    from .generic import generic_tests
    from .invariants import bounds, check_bounds, check_conservation, check_mutual, conserved, mutual, references, total, uids_rise
    from .machine import world_machine
    from .metamorphic import check_batch, check_crowd, check_deaths, check_repeat, check_split, check_threads
    from .other_models import forests, meadows
    from .start import ScenarioStart, Start, TablesStart
    from .strategies import columns, commands, tables, worlds
    from .torus import Torus, check_shift
    from .traces import assert_same, state_of, trace
    from .twin import by_row, check_twin

_HOMES = {
    "access": ("check_access",),
    "blueprint": ("Blueprint",),
    "changes": ("register_changes",),
    "generic": ("generic_tests",),
    "invariants": (
        "bounds", "check_bounds", "check_conservation", "check_mutual", "conserved", "mutual", "references", "total", "uids_rise",
    ),
    "machine": ("world_machine",),
    "metamorphic": ("check_batch", "check_crowd", "check_deaths", "check_repeat", "check_split", "check_threads"),
    "economies": ("families", "scenarios"),
    "other_models": ("forests", "meadows"),
    "start": ("ScenarioStart", "Start", "TablesStart"),
    "strategies": ("columns", "commands", "tables", "worlds"),
    "torus": ("Torus", "check_shift"),
    "traces": ("assert_same", "state_of", "trace"),
    "twin": ("by_row", "check_twin"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'catallax.testing' has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
