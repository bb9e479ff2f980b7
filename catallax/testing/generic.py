"""All generic tests for a system, in one line.

    TestTax = ct.generic_tests(tax, after="regeneration", before="housekeeping", components={"agents": [Treasury]}, conserves=[...])

makes a class that pytest collects: `TestTax::test_access`, `TestTax::test_threads` and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as Settings
from hypothesis import strategies as st

from ..engine.columns import Columns
from ..engine.errors import EngineError
from ..engine.world import World
from ..scenarios.loader import load_scenario
from .access import check_access
from .blueprint import Blueprint, Setup
from .economies import scenarios
from .invariants import Named, Total, check_bounds, check_conservation, check_mutual
from .memory import Memory
from .metamorphic import check_batch, check_crowd, check_deaths, check_repeat, check_split, check_threads
from .start import ScenarioStart, Start, TablesStart
from .strategies import commands
from .strategies import worlds as draw_worlds
from .threads import threads
from .torus import Torus, check_shift
from .twin import Twin, check_twin

LONG = 5  # checks that keep no states run this many times longer
PHASES = [phase for phase in Phase if phase is not Phase.explain]  # explaining traces every line: ten times slower
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def generic_tests(
    system: Callable[..., None] | str,
    *,
    worlds: st.SearchStrategy[Start] | Blueprint | None = None,
    after: str | Sequence[str] = (),
    before: str | Sequence[str] = (),
    every: int = 1,
    when: Callable[..., Any] | None = None,
    components: Mapping[str, Sequence[type[Columns]]] | None = None,
    setup: Setup | None = None,
    conserves: Sequence[Total] = (),
    mutual: Sequence[Named] = (),
    twin: Twin | None = None,
    rtol: float = 0.0,
    torus: Torus | None = None,
    mortal: Sequence[str] | None = None,
    ticks: int = 15,
    settings: Settings | None = None,
) -> type[GenericTests]:
    """Return a class of tests for a system, to be collected by pytest under the name that it is given.

    system      a function, or the name of a system that is in the worlds already, or that `setup` adds
    worlds      where it runs: drawn barter scenarios if not given; a `Blueprint`, or a strategy of starts (`ct.worlds`)
    after, before, every, when   as `World.add`
    components  column groups to add to tables that are there
    setup       called with each new world before the system is added
    conserves   totals that each call keeps: (Inventory, "goods"), a list of columns whose sum is kept, or a function of the world
    mutual      columns of references that are mutual after each call
    twin        a slow version of the system in plain Python (`check_twin`)
    rtol        greatest relative difference to the twin, and of totals of real numbers
    torus       how the world lies on a torus, if the system does not mind being shifted
    mortal      tables whose rows may die: agents, or all tables of a blueprint, if not given; [] for none
    ticks       length of runs; invariants run five times as long
    settings    Hypothesis settings in place of the profile's
    """
    subject = _Subject(
        system, tuple(components.items()) if components else (), setup, {"after": after, "before": before, "every": every, "when": when}
    )
    ticks = max(ticks, 2 * every)
    starts = subject.starts(worlds, ticks)
    name = subject.name
    tables = _mortal_tables(worlds) if mortal is None else list(mortal)
    short = starts.map(lambda start: start.lasting(max(6, 2 * every)))
    long = starts.map(lambda start: start.lasting(LONG * ticks))
    lengths = st.tuples(starts, st.integers(1, 6)).map(lambda drawn: drawn[0].lasting(drawn[1]))

    checks: dict[str, tuple[Callable[..., None], dict[str, st.SearchStrategy[Any]]]] = {
        "access": (lambda start: check_access(start, name), {"start": short}),
        "bounds": (lambda start: check_bounds(start, name), {"start": long}),
        "repeat": (check_repeat, {"start": starts}),
        "threads": (check_threads, {"start": short}),
        "crowd": (check_crowd, {"start": starts}),
        "batch": (
            lambda start, others: check_batch([start, *others]),
            {"start": lengths, "others": st.lists(lengths, min_size=1, max_size=2)},
        ),
        "split": (check_split, {"start": starts, "stop": st.integers(0, ticks - 1)}),
    }
    if conserves:
        checks["conservation"] = (lambda start: check_conservation(start, name, conserves, rtol), {"start": long})
    if mutual:
        checks["mutual"] = (lambda start: check_mutual(start, name, mutual), {"start": long})
    if twin is not None:
        checks["twin"] = (lambda start: check_twin(start, name, twin, rtol), {"start": starts})
    if tables:
        log = commands(tables=tables, ticks=5)
        checks["deaths"] = (lambda start, log: check_deaths(start, name, log), {"start": short, "log": log})
    if torus is not None:
        step = st.integers(0, 3)
        checks["shift"] = (lambda start, dx, dy: check_shift(start, name, torus, dx, dy), {"start": starts, "dx": step, "dy": step})
    tests = {f"test_{check}": _test(check, *found, settings) for check, found in checks.items()}
    return type(f"{name.title()}Tests", (GenericTests,), {**tests, "subject": subject, "checks": checks, "__module__": __name__})


class GenericTests:
    """The generic tests of one system. Made by `generic_tests`."""

    subject: _Subject
    checks: Mapping[str, tuple[Callable[..., None], Mapping[str, Any]]]

    @classmethod
    def replay(cls, check: str, start: str | Path | Mapping[str, Any] | Blueprint, *rows: Mapping[str, Any], **details: Any) -> None:
        """Run one check again on what a failing example printed.

        start    a scenario (path or dict), or the blueprint, followed by the rows of the world
        details  what else was printed: stop=3, log=[...]
        """
        if check not in cls.checks:
            raise EngineError("replay", repr(check), f"one of {', '.join(cls.checks)}")
        found = cls.start_of(start, *rows)
        if "others" in details:
            details["others"] = [cls.start_of(start, other) if rows else cls.start_of(other) for other in details["others"]]
        with threads(1):
            cls.checks[check][0](start=found, **details)

    @classmethod
    def start_of(cls, start: Any, *rows: Mapping[str, Any]) -> Start:
        """Return the start of a scenario, or of rows of a blueprint, with the system in it."""
        if isinstance(start, Blueprint):
            return cls.subject.in_start(TablesStart(blueprint=start, rows=rows[0]))
        return cls.subject.in_start(ScenarioStart(scenario=load_scenario(start).model_dump(exclude_unset=True)))


def _test(check: str, run: Callable[..., None], drawn: dict[str, st.SearchStrategy[Any]], asked: Settings | None) -> staticmethod[[], None]:
    chosen = Settings(parent=asked, phases=PHASES, deadline=None, suppress_health_check=QUIET, report_multiple_bugs=False)
    if check == "crowd":
        chosen = Settings(parent=chosen, max_examples=min(3, chosen.max_examples))

    def test(**example: Any) -> None:
        with _printed(check, example), threads(1):
            run(**example)

    test.__name__ = test.__qualname__ = f"test_{check}"
    return staticmethod(chosen(given(**drawn)(test)))  # no instance: Hypothesis warns where two of them share a test


@contextmanager
def _printed(check: str, example: Mapping[str, Any]) -> Iterator[None]:
    """Add to an error what can be pasted to see it again."""
    try:
        yield
    except Exception as error:
        error.add_note(_recipe(check, **example))
        raise


def _recipe(check: str, start: Start, **details: Any) -> str:
    if "others" in details:
        details["others"] = [other.rows if isinstance(other, TablesStart) else other.scenario for other in details["others"]]
    more = "".join(f", {name}={value!r}" for name, value in details.items())
    if isinstance(start, TablesStart):
        return f"To see it again, call on the class of the test:\n.replay({check!r}, blueprint, {dict(start.rows)!r}{more})"
    return (
        f"To see it again, paste the lines between the rules into drawn.yaml and call on the class of the test:\n"
        f".replay({check!r}, 'drawn.yaml'{more})\n{RULE}\n{start.text()}{RULE}"
    )


RULE = "# " + "-" * 60


class _Subject:
    """The system that is tested, and how it gets into a world."""

    def __init__(
        self,
        system: Callable[..., None] | str,
        components: Sequence[tuple[str, Sequence[type[Columns]]]],
        setup: Setup | None,
        options: dict[str, Any],
    ) -> None:
        self.system, self.components, self.before_it, self.options = system, components, setup, options
        self.name = system if isinstance(system, str) else system.__name__
        self.memory = Memory(*(f for f in (system, setup) if callable(f)))

    def install(self, world: World) -> None:
        """Add the system and what it needs, where the world does not have it."""
        for table, groups in self.components:
            for group in groups:
                world.add_component(table, group)
        if self.before_it is not None:
            self.before_it(world)
        if callable(self.system):
            world.add(self.system, **self.options)

    def in_start(self, start: Start) -> Start:
        """Return a start whose worlds have the system."""
        return start.using(self.install, self.memory)

    def starts(self, source: st.SearchStrategy[Start] | Blueprint | None, ticks: int) -> st.SearchStrategy[Start]:
        """Draw starts that last so many ticks."""
        if source is None:
            source = draw_worlds(scenarios(most_agents=4, most_side=4))
        elif isinstance(source, Blueprint):
            source = draw_worlds(source)
        return source.map(lambda start: self.in_start(start.lasting(ticks)))


def _mortal_tables(source: st.SearchStrategy[Start] | Blueprint | None) -> list[str]:
    return list(source.tables) if isinstance(source, Blueprint) else ["agents"]
