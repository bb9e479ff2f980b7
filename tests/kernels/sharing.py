"""Which arguments a kernel writes, and which of its arguments share memory: for kernels/promises.py."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.core.registry import CPUDispatcher

import catallax.kernels
from benchmarks.capture import arrays_in
from catallax.kernels.jit import Inlined, Parallel
from catallax.kernels.shares import SHARE

Function = Callable[..., Any]
COMPILED = (CPUDispatcher, Inlined, Parallel)


class Passed(NamedTuple):
    """An array that a kernel passes on: the argument of its own from which it has it, or a name of its own."""

    name: str
    to: Function
    argument: str


def kernels() -> Iterator[Function]:
    """Yield all our compiled functions, as Python has them."""
    for module in pkgutil.walk_packages(catallax.kernels.__path__, "catallax.kernels."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, COMPILED) and (function := plain(found)).__module__ == module.name:
                yield function


def plain(kernel: Any) -> Function:
    """Return the Python function of a compiled one."""
    return kernel.__wrapped__ if isinstance(kernel, Inlined) else kernel.py_func


def tree_of(function: Function) -> ast.FunctionDef:
    """Return the source of a function."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def root(node: ast.expr, views: dict[str, str]) -> str | None:
    """Return the name of the array that an expression is, or is a part of; None if it is no array for sure."""
    if isinstance(node, ast.Name):
        return None if node.id == "np" else views.get(node.id, node.id)
    if isinstance(node, ast.Subscript):
        return root(node.value, views)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return root(node.func.value, views)
    return None


@cache
def views_of(function: Function) -> dict[str, str]:
    """Return, for each name that a kernel gives to an array or a part of one, the array."""
    views: dict[str, str] = {}
    for node in ast.walk(tree_of(function)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (origin := root(node.value, views)) is not None:
            views[node.targets[0].id] = origin
    return views


@cache
def passed_on(function: Function) -> tuple[Passed, ...]:
    """Return the arrays that a kernel passes to other kernels of ours."""
    around, views = inspect.getclosurevars(function), views_of(function)
    known = {**around.globals, **around.nonlocals}
    found = []
    for node in ast.walk(tree_of(function)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        called = known.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            called = getattr(known.get(node.func.value.id), node.func.attr, None)
        if isinstance(called, COMPILED):
            assert not any(isinstance(argument, ast.Starred) for argument in node.args), ast.unparse(node)
            for name, argument in zip(inspect.signature(plain(called)).parameters, node.args, strict=False):
                if (origin := root(argument, views)) is not None and name in arrays(plain(called)):
                    found.append(Passed(origin, plain(called), name))
    return tuple(found)


@cache
def arrays(function: Function) -> frozenset[str]:
    """Return the arguments of which a kernel uses items."""
    tree, own = tree_of(function), set(inspect.signature(function).parameters)
    used = {n.value.id for n in ast.walk(tree) if isinstance(n, ast.Subscript | ast.Attribute) and isinstance(n.value, ast.Name)}
    used |= {passed.name for passed in passed_on(function)}
    return frozenset(used & own)


@cache
def written(function: Function) -> frozenset[str]:
    """Return the arguments of which a kernel writes items, itself or in what it calls."""
    tree, views = tree_of(function), views_of(function)
    changed = {root(n, views) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)}
    changed |= {root(n.target, views) for n in ast.walk(tree) if isinstance(n, ast.AugAssign)}
    changed |= {passed.name for passed in passed_on(function) if passed.argument in written(passed.to)}
    return frozenset(changed & set(inspect.signature(function).parameters))


def check_call(kernel: Any, arguments: tuple[Any, ...]) -> None:
    """Raise AssertionError if a kernel is called with an array that it writes, and another one of the same memory."""
    function = plain(kernel)
    if not str(function.__module__).startswith("catallax.kernels") or function.__module__ not in sys.modules:
        return  # another's; or one that a test has made up
    parameters = inspect.signature(function).parameters
    if SHARE in parameters:
        return  # the whole kernel was checked with the same arrays; and `ast.parse` fails where two threads call it at once (CPython #106905)
    given = dict(zip(parameters, arguments, strict=False))
    for name in written(function):
        for other, value in given.items():
            for one in arrays_in(given.get(name)):
                for two in arrays_in(value):
                    shared = other != name and np.may_share_memory(one, two) and np.shares_memory(one, two)
                    assert not shared, f"{function.__module__}.{function.__name__}: {name}, which it writes, shares memory with {other}"


def check_all_calls() -> None:
    """Check each call from Python to a kernel, from now on."""
    if numba.config.DISABLE_JIT:
        return
    for kind in (CPUDispatcher, Parallel):

        def checked(kernel: Any, *arguments: Any, call: Any = kind.__call__) -> Any:
            check_call(kernel, arguments)
            return call(kernel, *arguments)

        kind.__call__ = checked  # type: ignore[method-assign]
