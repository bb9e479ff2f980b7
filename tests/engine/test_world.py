"""Worlds: what systems may touch, in which order they run, and that two worlds do not meet."""

from __future__ import annotations

import threading

import esper
import numpy as np
import pytest

from catallax.engine.clock import Clock
from catallax.engine.columns import Columns, Mut, Res
from catallax.engine.errors import AmbiguousOrder, EngineError
from catallax.engine.events import Events
from catallax.engine.rows import Rows
from catallax.engine.system import View
from catallax.engine.table import Population, Table
from catallax.engine.world import World

from .worlds import Energy, Friend, Grass, Meal, Place, Weather, eat, grow, make, walk


def test_a_step_runs_the_systems_in_order_and_counts_the_tick() -> None:
    with make() as world:
        world.step()
        assert world.tick == 1
        assert world[Place].x.tolist() == [1, 1, 1]
        assert world[Grass].grass.tolist() == [11, 11, 11, 11]
        assert world.events["meals"].rows()["who"].tolist() == [0, 1, 2]


def test_an_undeclared_write_raises() -> None:
    def cheat(place: Place) -> None:
        place.x += 1

    with make() as world:
        world.add(cheat, after="walk")
        with pytest.raises(ValueError, match="read-only"):
            world.step()


def test_an_undeclared_write_to_a_view_and_to_a_singleton_raises() -> None:
    class Look(View):
        grass: Grass

    def cheat_view(place: Place, look: Look) -> None:
        look.grass.grass[:] = 0

    def cheat_singleton(place: Place, weather: Res[Weather]) -> None:
        weather.rain[:] = 0

    cheat_view.__annotations__ = {"place": Place, "look": Look}
    for cheat in (cheat_view, cheat_singleton):
        with make() as world:
            world.add(cheat, after="grow")
            with pytest.raises(ValueError, match="read-only"):
                world.step()


def test_an_ambiguous_order_is_refused_and_names_both() -> None:
    with make() as world:

        def trample(grass: Mut[Grass]) -> None:
            grass.grass[:] = 0

        world.add(trample)
        with pytest.raises(AmbiguousOrder, match=r"eat and trample: got no order, though both touch cells\.Grass"):
            world.step()


def test_systems_that_do_not_meet_need_no_order() -> None:
    def tire(energy: Mut[Energy]) -> None:
        energy.energy -= 1.0

    with make() as world:
        world.add(tire, after="eat")
        world.step()
        assert [s.name for s in world.schedule] == ["walk", "eat", "grow", "tire"]


def test_a_cycle_and_an_unknown_name_are_refused() -> None:
    with make() as world:
        world.add(walk, name="again", after="grow", before="walk")
        with pytest.raises(EngineError, match="without a cycle"):
            world.step()
    with make() as world:
        world.add(walk, name="again", after="wlak")
        with pytest.raises(EngineError, match="'wlak'; needs the name of a system"):
            world.step()


def test_a_system_that_matches_nothing_and_a_view_that_matches_twice_are_refused() -> None:
    class Nowhere(Columns):
        """Not in any table."""

    class Both(View):
        energy: Energy

    def lost(nowhere: Nowhere) -> None: ...

    def torn(grass: Grass, both: Both) -> None: ...

    lost.__annotations__ = {"nowhere": Nowhere}
    torn.__annotations__ = {"grass": Grass, "both": Both}
    with make() as world:
        world.add(lost)
        with pytest.raises(EngineError, match="no table with Nowhere"):
            world.step()
    with make() as world:
        world.add_table("goats", [Energy], [1])
        world.add(torn, after=("eat", "grow"))
        with pytest.raises(EngineError, match="2 tables with Energy"):
            world.step()


def test_a_parameter_without_meaning_is_refused() -> None:
    def wrong(place: int) -> None: ...

    with make() as world, pytest.raises(EngineError, match="parameter place"):
        world.add(wrong)


def test_missing_singletons_and_events_are_refused() -> None:
    class Tax(Columns):
        """Nobody pays it."""

    def levy(place: Place, tax: Res[Tax]) -> None: ...

    levy.__annotations__ = {"place": Place, "tax": Res[Tax]}
    with make() as world:
        world.add(levy, after="walk")
        with pytest.raises(EngineError, match=r"Res\[Tax\]; needs one of the singletons: Clock, Weather"):
            world.step()
    with World() as world:
        world.add_table("sheep", [Place, Energy], [1])
        world.add_table("cells", [Grass], [1])
        world.add(eat)
        with pytest.raises(EngineError, match="no event table of Meal"):
            world.step()


def test_a_system_runs_once_for_each_table_that_has_its_groups() -> None:
    with make() as world:
        world.add_table("goats", [Place], [2])
        world.step()
        assert world.tables["goats"].read(Place).x.tolist() == [1, 1]
        with pytest.raises(EngineError, match="sheep, goats; needs exactly one"):
            world[Place]


def test_period_and_condition_choose_worlds() -> None:
    def rest(energy: Mut[Energy]) -> None:
        energy.energy[:] = 0.0

    def in_world_1(clock: Res[Clock]) -> np.ndarray:
        return np.arange(len(clock.tick)) == 1

    with make(worlds=2) as world:
        seen = []

        def watch(clock: Res[Clock]) -> None:
            seen.append(clock.tick.tolist())

        world.add(watch, every=3)
        world.step(), world.step(), world.step(), world.step()
        assert seen == [[0, 0], [3, 3]]
        world.add(rest, after="eat", when=in_world_1)
        world.step()  # `rest` ignores which worlds are chosen: it has no Rows, so all rest
        assert world[Energy].energy.max() == 0.0


def test_a_condition_asks_for_singletons_only() -> None:
    def wet(grass: Grass) -> np.ndarray:
        return grass.grass > 0

    with make() as world, pytest.raises(EngineError, match="more than singletons"):
        world.add(walk, name="w", after="grow", when=wet)


def test_two_worlds_alive_at_once_do_not_touch_each_other() -> None:
    with make(sheep=2) as first, make(sheep=5) as second:
        first.step()
        second.step()
        second.step()
        assert first[Place].x.tolist() == [1, 1]
        assert second[Place].x.tolist() == [2] * 5
        first.close()
        second.step()
        with pytest.raises(EngineError, match="closed world"):
            first.step()


def test_worlds_in_threads_take_turns() -> None:
    worlds = [make(sheep=k + 1) for k in range(4)]
    errors = []

    def run(world: World) -> None:
        try:
            for _ in range(20):
                world.step()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(world,)) for world in worlds]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not errors
    assert [world[Place].x.tolist() for world in worlds] == [[20] * (k + 1) for k in range(4)]
    [world.close() for world in worlds]


def test_a_world_can_be_inspected_with_plain_esper_calls() -> None:
    with make() as world, world._active():
        found = [table.name for _, (table, _) in esper.get_components(Table, Place)]
        assert found == ["sheep"]
        events = [events.name for _, events in esper.get_component(Events)]
        assert events == ["meals"]


def test_describe_tells_tables_units_and_schedule() -> None:
    with make() as world:
        text = world.describe()
        for part in (
            "sheep: 3 rows",
            "[joule]",
            "[mm]",
            "meals",
            "2. eat",
            "reads  sheep.Place",
            "writes cells.Grass, meals.Meal, sheep.Energy",
        ):
            assert part in text


def test_references_follow_rows_and_forget_the_dead() -> None:
    with make(sheep=4) as world:
        world.edit(Friend).friend[:] = [3, 2, 1, 0]
        sheep = world.tables["sheep"]
        sheep.kill(0, [1])
        sheep.spawn(0, 1, {Friend: {"friend": 2}})
        world.flush()
        assert sheep.uid.tolist() == [0, 2, 3, 4]
        assert world[Friend].friend.tolist() == [2, -1, 0, 1]  # uid 3; dead; uid 0; 2 was row of uid 2


def test_a_view_gives_births_and_deaths_of_another_table() -> None:
    class Flock(View):
        rows: Rows
        friend: Friend
        population: Population

    def wither(rows: Rows, grass: Grass, flock: Flock) -> None:
        flock.population.kill(0, flock.rows.uid[:1])
        flock.population.spawn(rows.world_of(np.array([0])), 2)

    wither.__annotations__ = {"rows": Rows, "grass": Grass, "flock": Flock}
    with make() as world:
        world.add(wither, after="grow")
        world.step(), world.step()
        assert world.tables["sheep"].uid.tolist() == [2, 3, 4, 5, 6]


def test_a_component_can_be_added_to_a_table_that_is_there() -> None:
    with make() as world:
        world.step()
        world.add_component("cells", Energy)
        assert world.tables["cells"].read(Energy).energy.tolist() == [0.0] * 4
        world.step()
        with pytest.raises(EngineError, match="second Energy in cells"):
            world.add_component("cells", Energy)
        with pytest.raises(EngineError, match="'goats'; needs a table: worlds, sheep, cells"):
            world.add_component("goats", Energy)


def test_names_are_given_once() -> None:
    with make() as world:
        with pytest.raises(EngineError, match="second table"):
            world.add_table("sheep", [Place], [1])
        with pytest.raises(EngineError, match="second system"):
            world.add(grow)
        with pytest.raises(EngineError, match="every >= 1"):
            world.add(grow, name="g", every=0)
        with pytest.raises(EngineError, match="second table"):
            world.add_events("meals", Meal)
