"""A run as an xarray dataset: read lazily from a folded file, or from memory or a journal as it stands."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core import indexing

from ...engine.telemetry.custom import VALUE
from ...engine.telemetry.folded import FoldedFile
from ...engine.telemetry.layout import ROW_SIZE
from ...engine.telemetry.reader import TelemetryReader, name_values
from .lineage import past_ticks

if TYPE_CHECKING:
    from .run import Run

ENGINES = {"netcdf4": "netCDF4", "h5netcdf": "h5netcdf"}  # of xarray, the faster first, with the package that each needs


def dataset_of(reader: TelemetryReader) -> xarray.Dataset:
    """Return aggregates by tick, and the states of entities by tick and uid: what `Run.dataset` describes."""
    groups = {name: _table(reader, name) for name in reader.tables if reader.is_series(name) or _has_entities(reader, name)}
    dataset = xarray.Dataset()
    for name, table in sorted(groups.items(), key=lambda item: item[0] != "ticks"):
        if name == "ticks":
            rows = {column: _Rows(data.variable) for column, data in table.data_vars.items()}
            variables = {c: xarray.Variable("tick", _lazy(array), _told(table[c])) for c, array in rows.items()}
            dataset = xarray.Dataset(variables, coords={"tick": table["tick"].to_numpy()})
        elif reader.is_series(name):
            dataset = _with_series(dataset, name, table)
        else:
            dataset = _with_entities(dataset, name, table)

    def close() -> None:
        for table in groups.values():
            table.close()

    dataset.set_close(close)
    return dataset


def dataset_with_past(parent: Run, at: int, own: xarray.Dataset) -> xarray.Dataset:
    """Return the dataset of a branch behind what its parent recorded before tick `at`."""
    past, joined = parent.dataset(), []
    for dim in [str(name) for name in own.dims if str(name).endswith("tick")]:
        along = [name for name, values in own.data_vars.items() if values.dims[0] == dim and name in past]
        earlier = past[along].isel({dim: is_past(parent, dim.removesuffix("_tick"), at, past[dim].to_numpy())})
        joined.append(xarray.concat([earlier, own[along]], dim=dim, join="outer", data_vars="minimal", coords="minimal", compat="equals"))
    return xarray.merge(joined, join="outer", compat="equals").assign_attrs(own.attrs) if joined else own


def is_past(parent: Run, prefix: str, at: int, ticks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which ticks of a dimension of the parent's dataset the branch shares, bool[T]."""
    table = {"tick": "ticks", "agent": "agents"}.get(prefix, prefix)
    shared = [tick for tick, _ in past_ticks(parent, table, at, ticks)]
    return np.isin(ticks, shared)


def _has_entities(reader: TelemetryReader, table: str) -> bool:
    return reader.has_states(table) and "uid" in reader.tables[table]


def _table(reader: TelemetryReader, name: str) -> xarray.Dataset:
    """Return a table as it lies in a folded file: ticks, `row_size` of each, and columns along the rows."""
    source, engine = reader.source, next((name for name, package in ENGINES.items() if importlib.util.find_spec(package)), None)
    if isinstance(source, FoldedFile) and source.layout >= 2 and engine is not None:
        return xarray.open_dataset(source.path, group=name, engine=engine, decode_cf=False, cache=False)
    columns = reader.columns(name, decode=False)
    ticks, along = columns.pop("tick"), "tick" if reader.is_series(name) else "row"
    variables = {column: (along, values, reader.attributes(name, column)) for column, values in columns.items()}
    if along == "tick":
        return xarray.Dataset(variables, coords={"tick": ticks})
    tick, size = np.unique(ticks, return_counts=True)
    if len(ticks):
        variables["uid"][2]["actual_range"] = np.array([columns["uid"].min(), columns["uid"].max()])
    return xarray.Dataset({ROW_SIZE: ("tick", size), **variables}, coords={"tick": tick})


def _with_series(dataset: xarray.Dataset, name: str, table: xarray.Dataset) -> xarray.Dataset:
    """Add a series that may have another period than `ticks`: its columns by its own ticks."""
    dim = f"{name}_tick"
    for column in table.data_vars:
        called = name if list(table.data_vars) == [VALUE] else f"{name}_{column}"
        dataset[called] = xarray.Variable(dim, _lazy(_Rows(table[column].variable)), _told(table[column]))
    return dataset.assign_coords({dim: table["tick"].to_numpy()})


def _with_entities(dataset: xarray.Dataset, name: str, table: xarray.Dataset) -> xarray.Dataset:
    """Add the states of the entities of one table, dense by tick and uid."""
    prefix, dims = ("agent", ("agent_tick", "uid")) if name == "agents" else (name, (f"{name}_tick", f"{name}_uid"))
    low, high = (int(bound) for bound in table["uid"].attrs.get("actual_range", (0, -1)))
    place = _Place(table[ROW_SIZE].to_numpy(), table["uid"].variable, low, high - low + 1)
    columns = [column for column in table.data_vars if column not in (ROW_SIZE, "uid")]
    for column in columns:
        dense = _States(_Rows(table[column].variable), place)
        dataset[f"{prefix}_{column}"] = xarray.Variable(dims, _lazy(dense), _told(table[column]))
    return dataset.assign_coords({dims[0]: table["tick"].to_numpy(), dims[1]: np.arange(low, high + 1)})


def _told(column: xarray.DataArray) -> dict[str, str]:
    return {name: str(column.attrs[name]) for name in ("units", "long_name") if name in column.attrs}


def _lazy(array: BackendArray) -> indexing.LazilyIndexedArray:
    return indexing.LazilyIndexedArray(array)


class _Rows(BackendArray):
    """A column as it is stored, names in place of the numbers of an enumeration; rows are read when they are asked for."""

    def __init__(self, column: xarray.Variable) -> None:
        self.column, self.shape = column, column.shape
        self.has_names = "flag_meanings" in column.attrs
        self.dtype = np.dtype(object) if self.has_names else column.dtype

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, lambda k: self.read(k[0]))

    def read(self, key: Any) -> Any:
        return name_values(self.column.attrs, self.column[key].to_numpy())


class _Place:
    """Where in a ragged table the entities of each tick are.

    starts int64[T+1]  rows of tick t are starts[t]:starts[t+1]
    low, width         the least uid, and how many there are up to the greatest
    """

    def __init__(self, row_size: NDArray[np.int64], uid: xarray.Variable, low: int, width: int) -> None:
        self.starts = np.concatenate([[0], np.cumsum(row_size)])
        self.uid, self.low, self.width = uid, low, width

    def scatter(self, first: int, last: int, rows: Any, dense: NDArray[Any]) -> None:
        """Set dense[k, who] to the rows (as an array that reads them) of ticks first to last, which lie together."""
        begin, end = int(self.starts[first]), int(self.starts[last + 1])
        size = np.diff(self.starts[first : last + 2])
        if (size == self.width).all():  # everybody is there: rows are in the order of uids
            dense[:] = rows(slice(begin, end)).reshape(dense.shape)
        else:
            when = np.repeat(np.arange(len(size)), size)
            dense[when, self.uid[begin:end].to_numpy() - self.low] = rows(slice(begin, end))


class _States(BackendArray):
    """A column of states of entities, dense by tick and uid. Who is absent is NaN, or None among names."""

    def __init__(self, rows: _Rows, place: _Place) -> None:
        self.rows, self.place = rows, place
        self.shape = (len(place.starts) - 1, place.width)
        self.dtype = np.dtype(object if rows.has_names else float)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._read)

    def _read(self, key: tuple[Any, ...]) -> Any:
        when, who = key
        ticks = np.atleast_1d(np.arange(self.shape[0])[when])
        dense = np.full((len(ticks), self.shape[1]), None if self.rows.has_names else np.nan, self.dtype)
        for together in np.split(np.arange(len(ticks)), np.flatnonzero(np.diff(ticks) != 1) + 1):
            if len(together):
                part = slice(together[0], together[-1] + 1)
                self.place.scatter(int(ticks[together[0]]), int(ticks[together[-1]]), self.rows.read, dense[part])
        chosen = dense[..., who]
        return chosen[0] if isinstance(when, int | np.integer) else chosen
