"""What another scenario would change in the middle of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...engine.snapshot import Snapshot


def overlay(where: str, now: Snapshot, old: Snapshot, new: Snapshot) -> Snapshot:
    """Return a state with the parameters of another scenario.

    now  the state to change; old the state with which its own scenario begins, new that with which the other one does

    A column that the two scenarios begin with differently is a parameter if the run has left it as it was: it takes the new values.
    One that the run has changed is state, and stays. Raises EngineError if columns have other shapes, or nothing would change.
    """
    tables, replaced = {}, 0
    for name, state in now.tables.items():
        first, other = old.tables[name], new.tables[name]
        if not _same(first.next_uid, other.next_uid):
            raise EngineError(where, f"another number of {name}", "changes that leave as many as there were", "Begin a run of its own.")
        arrays = {}
        for group, columns in state.arrays.items():
            arrays[group] = dict(columns)
            for column, values in columns.items():
                begun, wanted = first.arrays[group][column], other.arrays[group][column]
                if begun.shape[1:] != wanted.shape[1:]:
                    raise EngineError(
                        where, f"other columns {group.__name__}.{column}", "changes that need the same columns", "Begin a run of its own."
                    )
                if not _same(begun, wanted) and _same(begun, values):
                    arrays[group][column] = wanted
                    replaced += 1
        tables[name] = type(state)(state.offsets, state.uid, state.next_uid, state.sizes, arrays)
    if not replaced:
        raise EngineError(where, "changes that say how a run begins", "at least one that matters later, such as params.beta", "")
    return Snapshot(tables, now.waiting, now.log)


def _same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()
