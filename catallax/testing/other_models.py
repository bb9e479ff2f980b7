"""Small worlds for Hypothesis of the models that are no economy: every key, as files that can be read."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .origins import origins

number = st.sampled_from
grids = st.fixed_dictionaries({"width": st.integers(1, 6), "height": st.integers(1, 6)}, optional={"torus": st.booleans()})
"""A small grid."""


def _head(model: str, ticks: int) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "schema_version": st.just(2), "name": st.just("drawn"), "model": st.just(model), "seed": st.integers(0, 50),
        "ticks": st.just(ticks), "grid": grids,
    }  # fmt: skip


def meadows(most_animals: int = 12, *, ticks: int = 7) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a small predator-prey scenario as a dict: `model: wolf_sheep`. It shrinks towards an empty cell.

    most_animals  the greatest number of sheep, and of wolves, at the start
    """

    def animals(gains: list[int]) -> st.SearchStrategy[dict[str, Any]]:
        rest = {"gain": number(gains), "cost": st.integers(0, 2), "birth_chance": number([0.0, 0.1, 0.5, 1.0])}
        return st.fixed_dictionaries({"count": st.integers(0, most_animals)}, optional=rest)

    grass = st.fixed_dictionaries({}, optional={"grown": number([0.0, 0.5, 1.0]), "regrowth_ticks": number([0, 1, 3])})
    own = {"sheep": animals([0, 2, 5]), "wolves": animals([0, 4, 9])}
    rest = {"generated_by": origins, "grass": grass, "neighbourhood": number(["moore", "von_neumann"])}
    return st.fixed_dictionaries({**_head("wolf_sheep", ticks), **own}, optional=rest)


@st.composite
def forests(draw: st.DrawFn, *, ticks: int = 9) -> dict[str, Any]:
    """Draw a small forest fire as a dict: `model: forest_fire`. It shrinks towards an empty cell."""
    rest = {
        "generated_by": origins, "neighbourhood": number(["von_neumann", "moore"]),
        "growth_chance": number([0.0, 0.2]), "lightning_chance": number([0.0, 0.1]),
    }  # fmt: skip
    density = {"density": number([0.0, 0.4, 0.8, 1.0])}
    scenario: dict[str, Any] = draw(st.fixed_dictionaries({**_head("forest_fire", ticks), **density}, optional=rest))
    start = draw(number([None, "left", "nowhere", "place"]))
    if start is not None:
        scenario["fire"] = {"start": start}
    if start == "place":
        width, height = scenario["grid"]["width"], scenario["grid"]["height"]
        scenario["fire"] |= {"x": draw(st.integers(0, width - 1)), "y": draw(st.integers(0, height - 1))}
    return scenario
