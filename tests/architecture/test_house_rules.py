"""How the code reads: docstrings that agree with signatures, files of one idea, no names that say nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catallax.components.economy import ACTIVITIES, FAMILIES, MODES
from catallax.components.forest_fire import STATES
from catallax.kernels import burning, choice, institutions, utility

from .test_imports import ROOT, sources

KERNELS = sorted((ROOT / "kernels").rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_compiled(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id in ("jit", "parallel", "inline") for d in function.decorator_list)


@pytest.mark.parametrize("path", KERNELS, ids=lambda p: p.name)
def test_every_kernel_documents_each_argument_with_its_dtype(path: Path) -> None:
    """An argument has a line `name : dtype ...`, or is named in a neighbour's line ("likewise bid")."""
    for function in functions(path):
        if not is_compiled(function):
            continue
        text = ast.get_docstring(function) or ""
        lines = dict(re.findall(r"^(\w+)\s*: (.*)$", text, flags=re.MULTILINE))
        names = [argument.arg for argument in function.args.args]
        for name in names:
            mentioned = any(re.search(rf"\b{name}\b", line) for line in lines.values()) or re.search(r"likewise[^\n]*" + name, text)
            assert name in lines or mentioned, f"{path.name}:{function.name} does not say what {name} is"
        for name in lines:
            assert name in names, f"{path.name}:{function.name} documents {name}, which is no argument"
        assert any(word in " ".join(lines.values()) for word in ("float64", "int64", "int32", "int8", "uint64", "bool")), path


def test_files_hold_one_idea_and_functions_can_be_read_at_once() -> None:
    for path in [*(path for _, path in sources()), *sorted((ROOT / "catallax").rglob("*.py"))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 500, f"{path} has {len(lines)} lines"
        for function in functions(path):
            assert function.end_lineno is not None
            docstring = (ast.get_docstring(function, clean=False) or "").count("\n")
            arguments = function.body[0].lineno - function.lineno
            length = function.end_lineno - function.lineno - docstring - arguments
            assert length <= 60, f"{path}:{function.name} has {length} lines"


def test_no_file_is_called_nothing() -> None:
    for _, path in sources():
        assert path.stem not in {"utils", "helpers", "common", "manager", "base", "misc"}, path


def test_numbers_in_kernels_are_the_names_of_components() -> None:
    kernel = [choice.TRADE_PAIRED, choice.TRADE, choice.FORAGE, choice.IDLE, choice.IDLE_HOME]
    assert [ACTIVITIES[k] for k in kernel] == ["trade_paired", "trade", "forage", "idle", "idle_home"]
    assert [MODES[k] for k in (institutions.BOTH, institutions.FORAGE_ONLY, institutions.TRADE_ONLY)] == ["both", "forage", "trade"]
    families = (utility.CES, utility.LINEAR, utility.QUADRATIC, utility.TRANSLOG, utility.STONE_GEARY)
    assert [FAMILIES[k] for k in families] == ["ces", "linear", "quadratic", "translog", "stone_geary"]
    assert [STATES[k] for k in (burning.EMPTY, burning.TREE, burning.BURNING, burning.BURNT)] == ["empty", "tree", "burning", "burnt"]
