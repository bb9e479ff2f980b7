"""What an agent could do this tick."""

from __future__ import annotations

from ...engine.columns import F64, I8, I32, Columns, column

RANKS = 4  # whoever loses so many partners, and very few do, looks around again


class Options(Columns, scratch=True):
    """Proposals as things stand at the start of the tick; rows of agents that did not look hold old ones."""

    partner: I32 = column(shape=(RANKS,), refers_to="agents", doc="the best partners, -1 for none")
    partner_score: F64 = column(unit="B per A", doc="overlap of quotes with the first of them, discounted by distance")
    kept: I32 = column(refers_to="cells", doc="a cell that it still claims though it is not committed to it, -1 for none")
    standing: I8 = column(doc="bits: takes part in the fallback of matching, chose to forage")
