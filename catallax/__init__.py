"""Catallax: a simulation engine for economies and for those who govern them.

    import catallax as cx

    run = cx.run("bazaar", seed=42)
    run.summary, run.frame("trades")

Public names load when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .apps.analytics import measures as analytics
    from .apps.analytics.comparison import Comparison, compare
    from .apps.analytics.course import efficiency
    from .apps.analytics.edgeworth_picture import draw_edgeworth
    from .apps.analytics.graph import draw_schedule
    from .apps.analytics.movie.make import Movie, movie
    from .apps.analytics.report.page import report
    from .apps.generate.choose import generate_until, most_different
    from .apps.generate.search import Search
    from .apps.runs.branch import branch
    from .apps.runs.launch import run, run_many
    from .apps.runs.replay import Difference, Replay, replay
    from .apps.runs.resume import resume
    from .apps.runs.run import Run, open_run
    from .engine.clock import Clock
    from .engine.columns import BOOL, F64, I8, I32, I64, Columns, Mut, Res, column
    from .engine.commands import Command
    from .engine.errors import AmbiguousOrder, EngineError
    from .engine.events import Event, Events
    from .engine.rows import Rows
    from .engine.system import View
    from .engine.table import Population
    from .engine.telemetry.custom import record
    from .engine.telemetry.record import Record
    from .engine.world import World
    from .kernels.jit import jit, parallel
    from .scenarios.builder import build
    from .scenarios.generate.compat import generate_inventories, generate_scenario, generate_utility_params, get_preset
    from .scenarios.generate.generator import Generated, ScenarioGenerator, generate
    from .scenarios.generate.series import generate_many
    from .scenarios.loader import load_scenario
    from .scenarios.problems import Problem, ScenarioError
    from .scenarios.schema import Scenario
    from .systems.economy.protocols import Parameter, register_bargaining, register_matching, register_search
    from .systems.economy.theory.best import Best, BestStatus, find_best
    from .systems.economy.theory.edgeworth import EdgeworthBox, edgeworth_box
    from .systems.economy.theory.efficiency import Efficiency, measure_efficiency
    from .systems.economy.theory.equilibrium import Equilibrium, EquilibriumStatus, find_equilibrium
    from .systems.economy.theory.exchange import Exchange
    from .systems.economy.theory.money import MoneyEquilibrium, find_money_equilibrium

__version__ = "0.1.0"

_HOMES = {
    "apps.analytics.comparison": ("Comparison", "compare"),
    "apps.analytics.course": ("efficiency",),
    "apps.analytics.edgeworth_picture": ("draw_edgeworth",),
    "apps.analytics.graph": ("draw_schedule",),
    "apps.analytics.movie.make": ("Movie", "movie"),
    "apps.analytics.report.page": ("report",),
    "apps.generate.choose": ("generate_until", "most_different"),
    "apps.generate.search": ("Search",),
    "apps.runs.branch": ("branch",),
    "apps.runs.launch": ("run", "run_many"),
    "apps.runs.replay": ("Difference", "Replay", "replay"),
    "apps.runs.resume": ("resume",),
    "apps.runs.run": ("Run", "open_run"),
    "engine.clock": ("Clock",),
    "engine.columns": ("BOOL", "F64", "I8", "I32", "I64", "Columns", "Mut", "Res", "column"),
    "engine.commands": ("Command",),
    "engine.errors": ("AmbiguousOrder", "EngineError"),
    "engine.events": ("Event", "Events"),
    "engine.rows": ("Rows",),
    "engine.system": ("View",),
    "engine.table": ("Population",),
    "engine.telemetry.custom": ("record",),
    "engine.telemetry.record": ("Record",),
    "engine.world": ("World",),
    "kernels.jit": ("jit", "parallel"),
    "scenarios.builder": ("build",),
    "scenarios.generate.compat": ("generate_inventories", "generate_scenario", "generate_utility_params", "get_preset"),
    "scenarios.generate.generator": ("Generated", "ScenarioGenerator", "generate"),
    "scenarios.generate.series": ("generate_many",),
    "scenarios.loader": ("load_scenario",),
    "scenarios.problems": ("Problem", "ScenarioError"),
    "scenarios.schema": ("Scenario",),
    "systems.economy.protocols": ("Parameter", "register_bargaining", "register_matching", "register_search"),
    "systems.economy.theory.best": ("Best", "BestStatus", "find_best"),
    "systems.economy.theory.edgeworth": ("EdgeworthBox", "edgeworth_box"),
    "systems.economy.theory.efficiency": ("Efficiency", "measure_efficiency"),
    "systems.economy.theory.equilibrium": ("Equilibrium", "EquilibriumStatus", "find_equilibrium"),
    "systems.economy.theory.exchange": ("Exchange",),
    "systems.economy.theory.money": ("MoneyEquilibrium", "find_money_equilibrium"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_NAMESPACES = {"analytics": "apps.analytics.measures"}  # `cx.analytics.gini`: names that are many, and of one kind
__all__ = sorted([*_HOME_OF, *_NAMESPACES, "__version__"])


def __getattr__(name: str) -> Any:
    value: Any
    if name in _NAMESPACES:
        value = import_module(f".{_NAMESPACES[name]}", __name__)
    elif name in _HOME_OF:
        value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    else:
        raise AttributeError(f"module 'catallax' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
