"""A small picture of a run's course from what it recorded: the numbers of its table `ticks` over time."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.figure import Figure

from ..runs.run import Run
from .colours import BLUE
from .picture import label

MOST = 6  # that a reader takes in at a glance
PIXELS = 2000  # a line of more points than that looks the same


def series_png(run: Run) -> bytes | None:
    """Return a PNG of the first six numbers that change in the run's table `ticks`; None if none was recorded or none changes."""
    if "ticks" not in run.tables:
        return None
    columns = run.columns("ticks")
    ticks = columns.pop("tick")
    changing = {name: v for name, v in columns.items() if v.dtype.kind in "if" and len(v) and (v != v[0]).any()}
    shown = list(changing)[:MOST]
    if not shown:
        return None
    rows = (len(shown) + 2) // 3
    figure = Figure(figsize=(10, 2.2 * rows), layout="constrained")
    chosen = np.unique(np.linspace(0, len(ticks) - 1, min(len(ticks), PIXELS)).astype(np.int64))
    for axes, name in zip(figure.subplots(rows, 3, squeeze=False).flat, [*shown, *[""] * (3 * rows - len(shown))], strict=True):
        if not name:
            axes.set_axis_off()
            continue
        axes.plot(ticks[chosen], changing[name][chosen], color=BLUE, linewidth=1.2)
        label(axes, name, "")
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=90, metadata={"Software": None})
    return file.getvalue()
