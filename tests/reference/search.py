"""What agents do that see nobody to trade with, under `random_walk` and `memory` (docs/guide/protocols.md)."""

from __future__ import annotations

from catallax.kernels import rng

from .economy import Agent, Economy, Place


def sight(e: Economy, i: Agent) -> int:
    """How far an agent sees partners and cells."""
    return min(i.vision, e.rules["interaction_radius"]) if e.protocols["search"][0] == "random_walk" else i.vision


def place_elsewhere(e: Economy, i: Agent, forage_score: float | None) -> Place | None:
    """Where an agent goes that wants no partner as the tick begins, if not to the cell it wants, or home."""
    name, params, key = e.protocols["search"]
    if name == "random_walk" and forage_score is None:
        return wander(e, i, key)
    if name == "memory" and i.memory is not None and i.mode != "forage":
        return recall(e, i, forage_score, params["retention"])
    return None


def wander(e: Economy, i: Agent, key: int) -> Place | None:
    everywhere = [(x, y) for x in range(e.width) for y in range(e.height)]
    offsets = {(e.steps(i.pos[0], x, e.width), e.steps(i.pos[1], y, e.height)): (x, y) for x, y in everywhere}
    near: list[Place] = [offsets[o] for o in sorted(offsets) if 0 < abs(o[0]) + abs(o[1]) <= i.vision]
    return near[int(rng.bits(key, e.tick, i.id, 0)) % len(near)] if near else None


def recall(e: Economy, i: Agent, forage_score: float | None, retention: float) -> Place | None:
    assert i.memory is not None
    place, when, worth = i.memory
    far = e.distance(i.pos, place)
    worth_now = worth * retention ** float(e.tick - when) * e.rules["beta"] ** float(far)
    return place if forage_score is None or forage_score < worth_now else None
