"""How many powers, exponentials and logarithms each system takes per agent and tick, counted, not estimated.

A process of its own imports the kernels interpreted (NUMBA_DISABLE_JIT), with every `a ** b`, `math.exp` and `math.log` in
their source rewritten to count itself. Kernels compiled by numba could not tell.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from .fresh_process import answer_of

PACKAGE = "catallax.kernels"
HOOK = "__counted__"
COUNTED: dict[str, Callable[..., float]] = {"pow": lambda a, b: a**b, "exp": math.exp, "log": math.log}
AGENTS, TICKS = 400, 3


def count_operations(agents: int = AGENTS, ticks: int = TICKS) -> dict[str, dict[str, float]]:
    """Return {system: {"pow": n, "exp": n, "log": n}}, each per agent and tick, from tick 10 on."""
    code = f"from benchmarks.operations import child; child({agents}, {ticks})"
    return answer_of(code, NUMBA_DISABLE_JIT="1", PYTHONWARNINGS="ignore")


def child(agents: int, ticks: int) -> None:
    """Count in this process, and print the counts as JSON."""
    if not os.environ.get("NUMBA_DISABLE_JIT"):
        raise RuntimeError("NUMBA_DISABLE_JIT: got nothing; needs 1. Call count_operations.")
    counts: Counter[tuple[str, str]] = Counter()
    system = [""]

    def counted(name: str, *arguments: Any) -> float:
        counts[system[0], name] += 1
        return COUNTED[name](*arguments)

    setattr(builtins, HOOK, counted)
    sys.meta_path.insert(0, _Finder())
    from .phases import wrapped_systems
    from .workload import FIRST_TICK, build, step

    def entering(name: str, call: Callable[[Any], None]) -> Callable[[Any], None]:
        def entered(chosen: Any) -> None:
            system[0] = name
            call(chosen)

        return entered

    with build(agents) as world:
        step(world, FIRST_TICK)
        counts.clear()
        with wrapped_systems(world, entering):
            step(world, ticks)
        names = [s.name for s in world.schedule]
    print(json.dumps({name: {kind: counts[name, kind] / agents / ticks for kind in COUNTED} for name in names}))


class _Finder(MetaPathFinder):
    """Finds the modules of the kernels, and loads them through `_Loader`."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if not fullname.startswith(f"{PACKAGE}."):
            return None
        parent = sys.modules[fullname.rpartition(".")[0]]
        stem = Path(next(iter(parent.__path__))) / fullname.rpartition(".")[2]
        is_package = stem.is_dir()
        file = str(stem / "__init__.py" if is_package else stem.with_suffix(".py"))
        places = [str(stem)] if is_package else None
        return importlib.util.spec_from_file_location(fullname, file, loader=_Loader(fullname, file), submodule_search_locations=places)


class _Loader(SourceFileLoader):
    """Compiles a module with its operations counted, past any cache of byte code."""

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path), self.path)
        return compile(ast.fix_missing_locations(_Counting().visit(tree)), self.path, "exec")


class _Counting(ast.NodeTransformer):
    """Turns `a ** b` into `__counted__("pow", a, b)`, and `math.exp(x)` likewise."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _count("pow", [node.left, node.right]) if isinstance(node.op, ast.Pow) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in ("math", "np", "libm"):
            name = "pow" if function.attr == "power" else function.attr
            if name in COUNTED:
                return _count(name, node.args)
        return node


def _count(name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(HOOK, ast.Load()), [ast.Constant(name), *arguments], [])
