"""A world small enough to reason about: sheep that walk, eat grass, and may be born and die. Used by the engine's tests."""

from __future__ import annotations

from catallax.engine.clock import Clock
from catallax.engine.columns import F64, I32, Columns, Mut, Res, column
from catallax.engine.events import Event, Events
from catallax.engine.rows import Rows
from catallax.engine.system import View
from catallax.engine.world import World


class Place(Columns):
    """Where it is."""

    x: I32 = column(unit="cell", ge=0, doc="place")


class Energy(Columns):
    """What it lives on."""

    energy: F64 = column(unit="joule", ge=0, doc="energy")


class Friend(Columns):
    """Whom it follows."""

    friend: I32 = column(refers_to="sheep", doc="another sheep")


class Grass(Columns):
    """What grows."""

    grass: I32 = column(unit="blade", ge=0, doc="blades")


class Weather(Columns):
    """What falls. A singleton."""

    rain: F64 = column(unit="mm", ge=0, doc="rain")


class Meal(Event):
    """Somebody ate."""

    who: I32 = column(refers_to="sheep", doc="who")


class Meadow(View):
    """The grass."""

    rows: Rows
    grass: Mut[Grass]


def walk(place: Mut[Place]) -> None:
    place.x += 1


def eat(rows: Rows, place: Place, energy: Mut[Energy], meadow: Meadow, meals: Events[Meal]) -> None:
    energy.energy += 1.0
    meadow.grass.grass[:] -= 1
    out = meals.room(len(place.x))
    out.world[: len(place.x)] = 0
    out.who[: len(place.x)] = range(len(place.x))
    meals.added(len(place.x))


def grow(grass: Mut[Grass], weather: Res[Weather], clock: Res[Clock]) -> None:
    grass.grass += int(weather.rain[0])


def make(sheep: int = 3, cells: int = 4, worlds: int = 1) -> World:
    world = World(range(worlds), [Weather])
    world.add_table("sheep", [Place, Energy, Friend], [sheep] * worlds)
    world.add_table("cells", [Grass], [cells] * worlds)
    world.add_events("meals", Meal)
    world.edit(Weather).rain[:] = 2.0
    world.edit(Grass).grass[:] = 10
    world.add(walk)
    world.add(eat, after="walk")
    world.add(grow, after="eat")
    return world
