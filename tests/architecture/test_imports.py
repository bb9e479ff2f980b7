"""Which folder may import what. The same contracts stand in .importlinter, which `make check` runs on the wheel."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kernels", "engine", "components", "systems", "scenarios", "apps")  # lower first


def sources() -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield folder, path


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (absolute name, line) of everything a file imports."""
    package = ["catallax", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{module}.{alias.name}", node.lineno


def test_imports_point_down() -> None:
    for folder, path in sources():
        for name, line in imports(path):
            parts = name.split(".")
            assert parts[0] not in FOLDERS, f"{path}:{line}: bare import of {name} would give a second copy of every class"
            if parts[0] == "catallax" and len(parts) > 1:
                assert FOLDERS.index(parts[1]) <= FOLDERS.index(folder), f"{path}:{line}: {folder} must not import {parts[1]}"


def test_each_library_has_its_place() -> None:
    allowed = {
        "numba": lambda p: p.startswith("kernels/"),
        "esper": lambda p: p == "engine/world.py",
        "h5py": lambda p: p.startswith(("engine/telemetry/", "apps/")),
        "yaml": lambda p: p.startswith("scenarios/"),
        "pydantic": lambda p: p.startswith(("scenarios/", "apps/")),
        "textual": lambda p: p.startswith("apps/watch/"),
        **dict.fromkeys(("pandas", "xarray", "matplotlib", "typer", "rich"), lambda p: p.startswith("apps/")),
    }
    for _, path in sources():
        place = path.relative_to(ROOT).as_posix()
        for name, line in imports(path):
            library = name.split(".")[0]
            assert library not in allowed or allowed[library](place), f"{place}:{line} must not import {library}"


def test_components_know_only_columns_and_events() -> None:
    for path in (ROOT / "components").rglob("*.py"):
        for name, line in imports(path):
            if name.startswith("catallax.engine"):
                assert name.startswith(("catallax.engine.columns.", "catallax.engine.events.")), f"{path}:{line}: {name}"


def test_importing_everything_leaves_no_bare_package_behind() -> None:
    code = (
        "import sys, pkgutil, importlib, catallax\n"
        f"for folder in {FOLDERS!r}:\n"
        "    package = importlib.import_module('catallax.' + folder)\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(found.name)\n"
        f"assert not set({FOLDERS!r}) & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
