"""What an agent is up to."""

from __future__ import annotations

from ...engine.columns import I8, I32, Columns, column

ACTIVITIES = ("trade_paired", "trade", "forage", "idle", "idle_home")


class Intent(Columns):
    """What an agent decided in this tick."""

    activity: I8 = column(values=ACTIVITIES, ge=0, le=4, fill=3, doc="what it does")
    target_x: I32 = column(unit="cell", ge=-1, fill=-1, doc="column it walks to, -1 for nowhere")
    target_y: I32 = column(unit="cell", ge=-1, fill=-1, doc="row it walks to, -1 for nowhere")
    target: I32 = column(refers_to="agents", doc="the agent it wants to trade with, -1 for none")
