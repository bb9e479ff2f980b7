"""Custom records: tables of one's own in what a run records, each filled by a function of the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from ..errors import EngineError
from .record import Record, RecordColumn, Rows

if TYPE_CHECKING:
    from ..world import World

VALUE = "value"
"""The column of a record that declares none."""
UID = RecordColumn("uid", "i8", "1", "the entity")
WORDS = ("none", "summary", "full")  # that a plan of recording understands in place of names
TAKEN = ("tick", "row_size")  # columns that a file has besides


def record(
    name: str,
    *,
    columns: type[Columns] | None = None,
    dtype: str = "f8",
    unit: str = "1",
    doc: str = "",
    table: str | None = "worlds",
    is_event: bool = False,
) -> Callable[[Callable[[World], Any]], Record]:
    """Make a record of a function of the world: `@cx.record("my_series")`. The name is then that of the `Record`.

        @cx.record("goods", unit="unit of good", doc="goods in all hands")
        def goods(world):
            return np.bincount(world.tables["agents"].world_of, world[Inventory].goods.sum(axis=1), world.n_worlds)

    name      of the table: an identifier that no other table of the run has
    columns   a group that declares names, dtypes, units and meanings, shape () each; then the function returns a dict of them.
              If not given there is one, `value`, that has
    dtype     "f8", "i8", "i4", "i1" or "u8",
    unit      its unit of measurement, and
    doc       its meaning; the first line of the function's docstring if not given
    table     what a row is. "worlds": one row a tick for each world. The name of another table: one for each of its rows; a column
              `uid` is added. None: the function says, and returns (offsets, columns), in which rows offsets[w]:offsets[w+1],
              int64[W+1], are those of world w
    is_event  whether rows tell what happened in one tick: they are recorded at each, those of the initial state left out

    A column is an array with a value for each row, in the order of rows; for a single row a number will do. Where many worlds
    run as one (`run_many`), the function sees all of them, and a number for all is refused.

    The function must only look, and depend on nothing but the world, or a replay will differ. It may be called more often than it is
    recorded. Raises EngineError for a bad name, dtype or shape; when it is read, for values that do not fit what is declared.
    """
    where = f"record {name!r}"
    if not name.isidentifier() or name in WORDS or name.endswith("_row"):
        raise EngineError(where, "a name that a table cannot have", f"an identifier, none of {', '.join(WORDS)}, not ending in _row")

    def decorate(function: Callable[[World], Any]) -> Record:
        text = doc or (function.__doc__ or "").strip().partition("\n")[0] or name
        declared = (RecordColumn(VALUE, _dtype(where, dtype), unit, text),) if columns is None else _declared(where, columns)
        added = () if table in ("worlds", None) else (UID,)
        for column in declared:
            if column.name in (*TAKEN, *(one.name for one in added)):
                raise EngineError(where, f"a column {column.name}", "another name: there is one already", "Rename it.")

        def read(world: World) -> Rows:
            return _read(where, function(world), world, table, declared)

        return Record(name, (*added, *declared), read, is_event, is_list=table is None, is_series=table == "worlds" and not is_event)

    return decorate


def _declared(where: str, group: type[Columns]) -> tuple[RecordColumn, ...]:
    for column in group.columns:
        if column.shape:
            raise EngineError(where, f"{column.name} of shape {column.shape}", "one number a row", "Declare a column for each.")
    return tuple(RecordColumn(c.name, _dtype(where, c.dtype), c.unit, c.doc, c.values) for c in group.columns)


def _dtype(where: str, dtype: np.dtype[Any] | str) -> str:
    name = dtype if isinstance(dtype, str) else "i1" if dtype == np.bool_ else dtype.str[1:]
    if name not in ("f8", "i8", "i4", "i1", "u8"):
        raise EngineError(where, f"dtype {dtype}", "f8, i8, i4, i1 or u8")
    return name


def _read(where: str, found: Any, world: World, table: str | None, declared: tuple[RecordColumn, ...]) -> Rows:
    """Return what a function gave as rows; raise EngineError where it is not what was declared."""
    offsets, uid = _rows(where, found, world, table)
    values = found[1] if table is None else found
    if not isinstance(values, Mapping):
        values = {VALUE: values}
    if set(values) != {column.name for column in declared}:
        raise EngineError(where, f"columns {', '.join(map(str, values))}", f"columns {', '.join(c.name for c in declared)}")
    return offsets, uid | {c.name: _fit(f"{where}, {c.name}", values[c.name], c.dtype, int(offsets[-1])) for c in declared}


def _rows(where: str, found: Any, world: World, table: str | None) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Return the offsets of a record's rows, and their uids where they are entities."""
    if table is not None:
        if table not in world.tables:
            raise EngineError(where, f"no table {table!r}", f"one of the world's: {', '.join(world.tables)}")
        rows = world.tables[table]
        return rows.offsets, {} if table == "worlds" else {UID.name: rows.uid}
    if not isinstance(found, tuple) or len(found) != 2:
        raise EngineError(where, type(found).__name__, "(offsets, columns)", "Or say which table's rows they are: table=...")
    offsets = np.asarray(found[0])
    whole = offsets.dtype.kind in "iu" and offsets.shape == (world.n_worlds + 1,)
    if not whole or offsets[0] != 0 or (np.diff(offsets) < 0).any():
        raise EngineError(where, f"offsets {offsets}", f"{world.n_worlds + 1} whole numbers that begin with 0 and never fall")
    return offsets.astype(np.int64), {}


def _fit(where: str, given: Any, dtype: str, rows: int) -> NDArray[Any]:
    """Return a column as it was declared; raise EngineError if that would change its values."""
    values = np.asarray(given)
    if values.ndim == 0 and rows == 1:
        values = values.reshape(1)
    if values.shape != (rows,):
        remedy = "Worlds of a batch are read at once: give each its own." if values.ndim == 0 else ""
        raise EngineError(where, f"shape {values.shape}", f"shape ({rows},), a value for each row", remedy)
    if values.dtype != np.bool_ and not np.can_cast(values.dtype, dtype, "same_kind"):
        raise EngineError(where, f"dtype {values.dtype}", f"values of dtype {dtype}", "Declare another dtype, or convert them.")
    fitted = values.astype(dtype)
    if fitted.dtype.kind != "f" and (fitted != values).any():
        raise EngineError(where, "a value that is too large", f"what dtype {dtype} can hold", "Declare another dtype.")
    return fitted
