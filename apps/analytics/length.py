"""How long a run is, as far as is known."""

from __future__ import annotations

from ..runs.run import Run


def ticks_run(run: Run) -> int:
    """Return how many ticks a run has run. One that goes on, or was killed, says so only in what it recorded."""
    done = int(run.manifest["ticks_done"])
    recorded = run.columns("ticks")["tick"] if "ticks" in run.tables else ()
    return max(done, int(recorded[-1]) + 1) if len(recorded) else done
