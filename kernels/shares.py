"""A loop over `prange`, rewritten so that several threads each run a share of it.

numba's own parallel loops are compiled by passes that take as long as all the rest of the first tick. Here the kernel is compiled
once, as serial code that is told which share of the loop to run, and threads are Python's (docs/design/010).
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

SHARE, SHARES = "share_", "shares_"  # the arguments that are put before a kernel's own


def share_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with two more arguments in front, k and n, which runs the kth of n shares of its loop.

    Shares are next to each other and differ by at most one round. Raises TypeError unless the function is one loop
    `for ... in prange(...)` without a step, with `return 0` or nothing after it: what else it did would be done once for each share.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    kernel = tree.body[0]
    assert isinstance(kernel, ast.FunctionDef)
    loop = _only_loop(kernel)
    if loop is None:
        raise TypeError(
            f"{function.__module__}.{function.__qualname__}: got another shape; "
            "needs one loop over prange, and `return 0` or nothing after it. Make two kernels of two loops, and let results fill an array."
        )
    kernel.decorator_list = []
    kernel.args.args[:0] = [ast.arg(SHARE), ast.arg(SHARES)]
    first, last = [ast.Constant(0), *loop.args][-2:]
    loop.func, loop.args = ast.Name("range", ast.Load()), [_part(first, last, SHARE), _part(first, last, f"{SHARE} + 1")]
    return _define(tree, function)


def _only_loop(kernel: ast.FunctionDef) -> ast.Call | None:
    """Find the call of prange that a kernel is made of, None if it is made of anything else."""
    body = kernel.body[1:] if ast.get_docstring(kernel) is not None else kernel.body
    if not isinstance(body[0], ast.For) or [ast.unparse(statement) for statement in body[1:]] not in ([], ["return 0"]):
        return None
    loop, calls = body[0].iter, [node for node in ast.walk(kernel) if _is_prange(node)]
    return loop if isinstance(loop, ast.Call) and calls == [loop] and len(loop.args) in (1, 2) else None


def _is_prange(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "prange"


def _part(first: ast.expr, last: ast.expr, k: str) -> ast.expr:
    begin, end = ast.unparse(first), ast.unparse(last)
    return ast.parse(f"({begin}) + (({end}) - ({begin})) * ({k}) // {SHARES}", mode="eval").body


def _define(tree: ast.Module, function: Callable[..., Any]) -> Callable[..., Any]:
    """Define the rewritten function where the original stands: with its globals, file, line and name, and the variables it closes over."""
    kernel = tree.body[0]
    closed = inspect.getclosurevars(function).nonlocals
    maker = ast.parse(f"def make({', '.join(closed)}):\n    return {function.__name__}").body[0]
    assert isinstance(maker, ast.FunctionDef)
    maker.body.insert(0, kernel)
    ast.increment_lineno(kernel, function.__code__.co_firstlineno - 1)
    scope: dict[str, Any] = {}
    code = compile(ast.fix_missing_locations(ast.Module([maker], [])), function.__code__.co_filename, "exec")
    exec(code, function.__globals__, scope)
    shared: Callable[..., Any] = scope["make"](**closed)
    shared.__qualname__, shared.__module__ = function.__qualname__, function.__module__
    return shared
