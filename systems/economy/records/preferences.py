"""Whom each agent would like to trade with, best first."""

from __future__ import annotations

import numpy as np

from ....components.economy import EXCHANGES, Recording
from ....engine.telemetry.record import Record, Rows, record_columns
from ....engine.world import World
from .lists import Before, keep, list_partners


def read_preferences(world: World, before: Before) -> Rows:
    """One row per name on a list, as far as the scenario asks for."""
    agents = world.tables["agents"]
    found = list_partners(world, before, world[Recording].ranks)
    who = np.repeat(np.arange(len(agents)), found.kept)
    w = agents.world_of[who]
    return np.searchsorted(w, np.arange(world.n_worlds + 1)), {
        "uid": agents.uid[who],
        "partner": agents.uids(w, found.partner),
        "rank": np.arange(len(who)) - found.first[who],
        "surplus": found.surplus,
        "discounted_surplus": found.discounted,
        "distance": found.away,
        "exchange": found.exchange,
    }


PREFERENCES = Record("preferences", record_columns(
    ("uid", "i8", "1", "the agent"),
    ("partner", "i8", "1", "uid of who is on its list"),
    ("rank", "i4", "1", "0 for the best"),
    ("surplus", "f8", "medium per good", "overlap of their quotes"),
    ("discounted_surplus", "f8", "medium per good", "the same, discounted by distance"),
    ("distance", "i4", "cell", "how far away it stood"),
    ("exchange", "i1", "1", "the exchange in which the quotes overlap most", EXCHANGES),
), read_preferences, is_list=True, within="decision", before=keep)  # fmt: skip
