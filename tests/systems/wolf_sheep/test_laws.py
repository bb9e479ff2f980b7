"""Laws of the whole tick: every animal and every unit of energy is accounted for; batch, threads and stops do not matter."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import catallax as cx
from catallax.components.wolf_sheep import Energy, Grid, Place
from catallax.scenarios.loader import load_scenario
from catallax.testing import meadows
from tests.sameness import assert_a_stop_does_not_matter, assert_batch_is_alone, assert_threads_do_not_matter


@given(meadows())
def test_animals_are_born_and_die_one_by_one(drawn: dict[str, Any]) -> None:
    ticks = cx.run(drawn, record="ticks").columns("ticks")
    for kind, eaten in (("sheep", ticks["eaten"]), ("wolves", 0)):
        alive = ticks[f"n_{kind}"]
        change = (ticks[f"born_{kind}"] - ticks[f"starved_{kind}"] - eaten)[1:]
        assert (np.diff(alive) == change).all()


@given(meadows())
def test_energy_comes_from_meals_and_goes_with_time_and_the_dead(drawn: dict[str, Any]) -> None:
    run, rules_of = cx.run(drawn, record="summary"), load_scenario(drawn).model_dump()
    ticks, deaths = run.columns("ticks"), run.columns("deaths")
    for kind, name, meals in (("sheep", "sheep", "grazed"), ("wolves", "wolf", "eaten")):
        rules = rules_of[kind]
        mine = deaths["kind"] == name
        buried = np.bincount(deaths["tick"][mine], deaths["energy"][mine], minlength=drawn["ticks"])
        gained = rules["gain"] * ticks[meals][1:] - rules["cost"] * ticks[f"n_{kind}"][:-1]
        assert (np.diff(ticks[f"energy_{kind}"]) == gained - buried).all()
        assert (buried <= 0).all() or name == "sheep", "a wolf dies of hunger only"


@given(meadows())
def test_uids_rise_nobody_is_in_debt_and_all_are_on_the_grid(drawn: dict[str, Any]) -> None:
    with cx.build(drawn) as world:
        seen: dict[str, int] = {name: len(world.tables[name]) for name in ("sheep", "wolves")}
        while world.running.any():
            world.step()
            for name, before in seen.items():
                table = world.tables[name]
                assert (np.diff(table.uid) > 0).all()
                born = world.events["births"].rows()
                mine = born["uid"][born["kind"] == (name == "wolves")]
                assert mine.tolist() == list(range(before, int(table.next_uid[0])))
                seen[name] = int(table.next_uid[0])
                assert (table.read(Energy).energy >= 0).all()
                place = table.read(Place)
                assert ((place.x >= 0) & (place.x < world[Grid].width[0])).all()
                assert ((place.y >= 0) & (place.y < world[Grid].height[0])).all()


@settings(max_examples=15)
@given(st.lists(st.tuples(meadows(), st.integers(1, 9)), min_size=2, max_size=4))
def test_a_world_in_a_batch_is_the_world_alone(drawn: list[tuple[dict[str, Any], int]]) -> None:
    assert_batch_is_alone([{**scenario, "ticks": ticks} for scenario, ticks in drawn])


@settings(max_examples=10)
@given(meadows(), st.integers(0, 7))
def test_a_stop_on_the_way_does_not_matter(drawn: dict[str, Any], stop: int) -> None:
    assert_a_stop_does_not_matter(drawn, stop)


def test_the_number_of_threads_does_not_matter() -> None:
    """Worlds of several blocks, so that threads really share them."""
    changes = {"grid.width": 200, "grid.height": 200, "sheep.count": 9_000, "wolves.count": 5_000}
    assert_threads_do_not_matter(cx.load_scenario("wolf_sheep", changes=changes), ticks=5, record="summary")


def test_one_animal_more_changes_no_other_animals_start() -> None:
    with cx.build("wolf_sheep") as few, cx.build(cx.load_scenario("wolf_sheep", changes={"sheep.count": 450})) as many:
        for group, names in ((Place, ("x", "y")), (Energy, ("energy",))):
            for name in names:
                columns = [getattr(world.tables["sheep"].read(group), name) for world in (few, many)]
                assert (columns[0] == columns[1][:400]).all()
        assert (few.tables["wolves"].read(Place).x == many.tables["wolves"].read(Place).x).all()
