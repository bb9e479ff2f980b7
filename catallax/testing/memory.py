"""What a system remembers outside its columns: module variables, closures, generators. A system should remember nothing.

A run that is resumed goes on in a new process, where all of that is as it was at import. `Memory` brings about the same
without a new process, so that tests can compare.
"""

from __future__ import annotations

import builtins
import copy
import random
from collections.abc import Callable, Iterator, MutableMapping
from types import CellType, CodeType, FunctionType
from typing import Any

import numpy as np

_SIMPLE = (type(None), bool, int, float, complex, str, bytes, np.generic)
_STATEFUL = (np.ndarray, np.random.Generator, np.random.RandomState, random.Random)
_MISSING = object()


class Memory:
    """The plain variables that functions can see, with the values that they had when this was made."""

    def __init__(self, *functions: Callable[..., Any]) -> None:
        self._variables: list[tuple[MutableMapping[str, Any], str, Any, Any]] = []
        self._cells: list[tuple[CellType, Any]] = []
        seen: set[int] = set()
        for function in functions:
            if isinstance(function, FunctionType):
                self._look(function, seen)

    def forget(self) -> None:
        """Put every variable back to what it was."""
        for place, name, kept, value in self._variables:
            if kept is _MISSING:
                place.pop(name, None)
            else:
                place[name] = _put_back(kept, value)
        for cell, value in self._cells:
            cell.cell_contents = _copied(value)

    def _look(self, function: FunctionType, seen: set[int]) -> None:
        if id(function) in seen:
            return
        seen.add(id(function))
        namespace = function.__globals__
        for name in _names(function.__code__):
            value = namespace.get(name, _MISSING)
            if isinstance(value, FunctionType) and value.__globals__ is namespace:
                self._look(value, seen)
            elif (value is _MISSING or _is_plain(value)) and not hasattr(builtins, name) and not name.startswith("__"):
                self._variables.append((namespace, name, value, _copied(value)))
        for name, value in vars(function).items():
            if _is_plain(value):
                self._variables.append((function.__dict__, name, value, _copied(value)))
        for cell in function.__closure__ or ():
            try:
                value = cell.cell_contents
            except ValueError:  # not filled yet
                continue
            if isinstance(value, FunctionType):
                self._look(value, seen)
            elif _is_plain(value):
                self._cells.append((cell, _copied(value)))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (*_SIMPLE, *_STATEFUL, tuple, list, dict, set))


def _copied(value: Any) -> Any:
    """Copy plain data; whatever else is inside, such as a World, stays what it is."""
    if isinstance(value, list | tuple | set):
        return type(value)(_copied(v) for v in value) if type(value) in (list, tuple, set) else value
    if type(value) is dict:
        return {k: _copied(v) for k, v in value.items()}
    return copy.deepcopy(value) if isinstance(value, _STATEFUL) else value


def _put_back(kept: Any, value: Any) -> Any:
    """Give the object itself its old content where it can be changed, for others may hold it too."""
    fresh = _copied(value)
    if type(kept) is list:
        kept[:] = fresh
    elif type(kept) in (dict, set):
        kept.clear()
        kept.update(fresh)
    elif isinstance(kept, np.ndarray) and kept.shape == fresh.shape and kept.flags.writeable:
        kept[...] = fresh
    else:
        return fresh
    return kept
