"""Phase 5: animals bear young."""

from __future__ import annotations

import numpy as np

from ...components.wolf_sheep import Birth, Energy, Place, Rules, Species
from ...engine.clock import Clock
from ...engine.columns import Mut, Res
from ...engine.events import Events
from ...engine.rows import Rows
from ...engine.table import Population
from ...kernels import metabolism


def reproduction(
    rows: Rows,
    energy: Mut[Energy],
    place: Place,
    species: Species,
    animals: Population,
    rules: Res[Rules],
    clock: Res[Clock],
    births: Events[Birth],
) -> None:
    """Let each animal bear one young by chance, on its cell, and give it half of its energy.

    Draws   stream "sheep births" or "wolf births", by uid
    Keeps   energy of parents and young together
    After   starvation     Before  regrowth
    """
    share = np.full(len(energy.energy), -1)
    metabolism.bear(
        rows.blocks, rows.uid, species.kind, clock.tick, rules.births, rules.birth_chance, energy.energy, share
    )  # fmt: skip
    parents = np.flatnonzero(share >= 0)
    worlds, kind = rows.world_of(parents), species.kind[parents]
    young = {
        Place: {"x": place.x[parents], "y": place.y[parents]},
        Energy: {"energy": share[parents]},
        Species: {"kind": kind},
    }
    uids = animals.spawn(worlds, 1, young)
    n, out = len(parents), births.room(len(parents))
    out.world[:n], out.kind[:n], out.uid[:n] = worlds, kind, uids
    out.parent[:n], out.energy[:n] = rows.uid[parents], share[parents]
    births.added(n)
