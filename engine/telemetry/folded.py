"""The tables of an HDF5 file of telemetry, of layout 2 or 1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from .layout import ROW_SIZE


class FoldedFile:
    """An HDF5 file that is read. In layout 1 each row has its tick in every table; in layout 2 states have it by runs of rows."""

    def __init__(self, path: Path) -> None:
        """Open a file. Raises EngineError if it is not one."""
        self.path = path
        try:
            self.file = h5py.File(path, "r")
        except OSError as error:
            raise EngineError(str(path), f"no readable telemetry ({error})", "an HDF5 file") from None

    @property
    def layout(self) -> int:
        """The version of the layout."""
        return int(self.file.attrs["catallax_layout"])

    @property
    def columns(self) -> dict[str, list[str]]:
        """Names of the tables and their columns, tick first."""
        groups = {name: group for name, group in self.file.items() if isinstance(group, h5py.Group)}
        return {name: [column for column in group if column != ROW_SIZE] for name, group in groups.items()}

    def kind(self, table: str) -> str:
        """Return how the rows of a table lie: see `layout.kind_of`; in layout 1 a series is of kind states."""
        return str(self.file[table].attrs.get("kind", ""))

    def length(self, table: str) -> int:
        """Return the number of rows of a table."""
        *_, last = self.columns[table]
        return int(self.file[table][last].shape[0])

    def values(self, table: str, column: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Return rows start:stop of a column, or all."""
        group = self.file[table]
        if column == "tick" and ROW_SIZE in group:
            values: NDArray[Any] = np.repeat(group["tick"][:], group[ROW_SIZE][:])[start:stop]
        else:
            values = group[column][start:stop]
        return values

    def attributes(self, table: str, column: str) -> dict[str, Any]:
        """Return unit, meaning and names of values of a column."""
        return dict(self.file[table][column].attrs)

    def close(self) -> None:
        """Close the file."""
        self.file.close()
