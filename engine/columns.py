"""Column groups: the components of the world. A group declares its columns once; an instance holds their arrays.

    class Position(Columns):
        '''Where a thing stands.'''

        x: I32 = column(unit="cell", ge=0, doc="column of the grid, from the left")

The annotation gives the dtype. Kernels never see a group: a system hands them the plain arrays `position.x`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

I8 = Annotated[NDArray[np.int8], np.int8]
I32 = Annotated[NDArray[np.int32], np.int32]
I64 = Annotated[NDArray[np.int64], np.int64]
U64 = Annotated[NDArray[np.uint64], np.uint64]
F64 = Annotated[NDArray[np.float64], np.float64]
BOOL = Annotated[NDArray[np.bool_], np.bool_]

G = TypeVar("G")
WRITES, SINGLETON = "writes", "singleton"
Mut = Annotated[G, WRITES]
"""`Mut[Group]`: the system writes the group's columns. Without it they are read-only arrays."""
Res = Annotated[G, SINGLETON]
"""`Res[Group]`: one row per world instead of one per entity. `Mut[Res[Group]]` may be written."""


@dataclass(frozen=True)
class Column:
    """What is known of a column: dtype, shape of one row (a name stands for a size fixed at build time), unit, range."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int | str, ...]
    unit: str
    doc: str
    ge: float | None
    le: float | None
    fill: float
    values: tuple[str, ...]
    refers_to: str | None

    @property
    def signature(self) -> str:
        """The part that a reader's code depends on, for schema digests."""
        return f"{self.name}:{self.dtype.str}:{self.shape}:{self.unit}:{self.values}:{self.refers_to}"


@dataclass(frozen=True)
class _Declaration:
    shape: tuple[int | str, ...]
    unit: str
    doc: str
    ge: float | None
    le: float | None
    fill: float
    values: tuple[str, ...]
    refers_to: str | None


def column(
    *,
    unit: str = "1",
    doc: str,
    shape: Sequence[int | str] = (),
    ge: float | None = None,
    le: float | None = None,
    fill: float = 0,
    values: Sequence[str] = (),
    refers_to: str | None = None,
) -> Any:
    """Declare a column. Its dtype is that of the annotation (`I8`, `I32`, `I64`, `F64`, `BOOL`).

    unit       the unit of measurement, "1" for a pure number
    shape      shape of one row: () for a number, (2,) for two, ("slots",) for a size that the builder gives
    ge, le     least and greatest value
    fill       value of new rows that are not given one
    values     names of the values 0, 1, ... of an enumeration
    refers_to  name of a table: the column holds world-local rows of that table, -1 for none. The engine keeps them right
               when rows move, and makes them -1 when the row dies; readers see uids.
    """
    if refers_to is not None:
        fill, ge = -1, -1
    return _Declaration(tuple(shape), unit, doc, ge, le, fill, tuple(values), refers_to)


class Columns:
    """A named group of columns. Subclass it with one annotated `column(...)` per line; data only, no methods.

    `class Options(Columns, scratch=True)` is recomputed each tick: it is not part of snapshots or digests.
    """

    columns: ClassVar[tuple[Column, ...]] = ()
    scratch: ClassVar[bool] = False

    def __init_subclass__(cls, scratch: bool = False) -> None:
        super().__init_subclass__()
        hints = get_type_hints(cls, include_extras=True)
        found = []
        for name, declared in list(vars(cls).items()):
            if isinstance(declared, _Declaration):
                dtype = getattr(hints.get(name), "__metadata__", (None,))[0]
                if dtype is None:
                    raise TypeError(f"{cls.__name__}.{name}: got no dtype; needs an annotation such as I32 or F64.")
                found.append(Column(name, np.dtype(dtype), **vars(declared)))
                delattr(cls, name)
        inherited = [c for base in cls.__mro__[1:] for c in vars(base).get("columns", ())]
        cls.columns = (*dict.fromkeys(inherited), *found)
        cls.scratch = scratch

    def __repr__(self) -> str:
        rows = len(getattr(self, self.columns[0].name, ())) if self.columns else 0
        return f"{type(self).__name__}({', '.join(c.name for c in self.columns)}; {rows} rows)"


def schema_digest(groups: Sequence[type[Columns]]) -> str:
    """Return a digest of the names, dtypes, shapes and units of the groups' columns: what readers of stored data rely on."""
    text = ";".join(f"{group.__name__}({','.join(c.signature for c in group.columns)})" for group in groups)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
