"""Reads telemetry files back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError


class TelemetryReader:
    """The tables of a telemetry file, by name."""

    def __init__(self, source: Path | h5py.File) -> None:
        """Open a file, or read one that is in memory."""
        try:
            self.file = source if isinstance(source, h5py.File) else h5py.File(source, "r")
        except OSError as error:
            raise EngineError(str(source), f"no readable telemetry ({error})", "an HDF5 file", "Was the run killed?") from None

    @property
    def tables(self) -> dict[str, list[str]]:
        """Names of the tables and their columns, tick first."""
        return {name: list(group) for name, group in self.file.items()}

    def length(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(self.file[table]["tick"].shape[0])

    def has_states(self, table: str) -> bool:
        """Return whether a table's rows are states of entities, one for each, not events or lists."""
        return bool(self.file[table].attrs.get("kind") == "states")

    def columns(self, table: str, decode: bool = True) -> dict[str, NDArray[Any]]:
        """Return the columns of a table; `decode` gives names in place of the numbers of an enumeration."""
        if table not in self.file:
            raise EngineError("run", repr(table), f"a table that was recorded: {', '.join(self.file)}", "Record it: record='full'.")
        return {name: self._column(self.file[table][name], decode) for name in self.tables[table]}

    def attributes(self, table: str, column: str) -> dict[str, Any]:
        """Return unit, meaning and names of values of a column."""
        return dict(self.file[table][column].attrs)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    @staticmethod
    def _column(data: h5py.Dataset, decode: bool) -> NDArray[Any]:
        values: NDArray[Any] = data[:]
        if decode and "flag_meanings" in data.attrs:
            names = np.array([*str(data.attrs["flag_meanings"]).split(" "), "none"], dtype=object)
            return names[values]  # -1, for none, is the last
        return values
