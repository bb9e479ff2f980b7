"""How long a run is, as far as is known."""

from __future__ import annotations

from ..runs.run import Run


def ticks_run(run: Run) -> int:
    """Return how many ticks a run has run. One that goes on, or was killed, says so only in what it recorded."""
    done = int(run.manifest["ticks_done"])
    if "ticks" not in run.tables or run.count("ticks") == 0:
        return done
    return max(done, int(run.columns("ticks")["tick"][-1]) + 1)
