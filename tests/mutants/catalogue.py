"""The list of mutants, and how one is applied: a piece of source text that occurs a known number of times is replaced."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.yaml")


class BadMutant(ValueError):
    """A mutant that cannot be applied, or that no test is named for."""


@dataclass(frozen=True)
class Mutant:
    """One wrong rule. `old` becomes `new` in `file`: inside `function` if given, and there the k-th of n times (`nth: k of n`)."""

    name: str
    file: str
    old: str
    new: str
    means: str
    tests: list[str] = field(hash=False)
    function: str | None = None
    nth: str = "1 of 1"

    def applied(self, source: str) -> str:
        """Return the source of the file with the mutant in it. Raises BadMutant where the text is not what the list says."""
        low, high = 0, len(source)
        if self.function is not None:
            low, high = self._extent(source, self.function)
        place, count = (int(n) for n in self.nth.split(" of "))
        found = [m.start() for m in re.finditer(re.escape(self.old), source[low:high])]
        where = self.file if self.function is None else f"{self.file}, function {self.function}"
        if len(found) != count:
            raise BadMutant(
                f"mutant {self.name}: {self.old!r} occurs {len(found)} times in {where}; needs {count}. The code has changed: correct "
                "`old` in tests/mutants/mutants.yaml, so that it is the same wrong rule again."
            )
        if self.new == self.old:
            raise BadMutant(f"mutant {self.name}: `new` is the same as `old`; needs a difference.")
        start = low + found[place - 1]
        result = source[:start] + self.new + source[start + len(self.old) :]
        try:
            ast.parse(result)
        except SyntaxError as error:
            raise BadMutant(f"mutant {self.name}: {where} is no Python with it: {error}. Correct `new`.") from None
        return result

    def _extent(self, source: str, name: str) -> tuple[int, int]:
        """Return where a function begins and ends: `name`, or `Class.name`."""
        lines, inside, (*outer, name) = source.splitlines(keepends=True), ast.parse(source), name.split(".")
        for part in outer:
            inside = next(n for n in inside.body if isinstance(n, ast.ClassDef) and n.name == part)
        found = [n for n in ast.walk(inside) if isinstance(n, ast.FunctionDef) and n.name == name]
        if len(found) != 1:
            raise BadMutant(f"mutant {self.name}: {self.file} has {len(found)} functions {name}; needs one. Correct `function`.")
        first, last = found[0].lineno - 1, found[0].end_lineno
        return sum(map(len, lines[:first])), sum(map(len, lines[:last]))


def read_mutants(path: Path = LIST) -> list[Mutant]:
    """Return the mutants of the list. Raises BadMutant for an entry that is not understood or a name used twice."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    groups, mutants = listed["tests"], {}
    for part in listed["files"]:
        for entry in part["mutants"]:
            name = entry.get("name", entry)
            group = entry.pop("tests", part["tests"])
            if group not in groups:
                raise BadMutant(f"{path.name}: mutant {name}: tests: got {group!r}; needs one of {', '.join(groups)}.")
            try:
                mutant = Mutant(file=part["file"], tests=groups[group], **entry)
            except TypeError as error:
                raise BadMutant(f"{path.name}: mutant {name}: {error}. Correct the entry.") from None
            if mutant.name in mutants:
                raise BadMutant(f"{path.name}: two mutants are called {name}; needs different names.")
            mutants[mutant.name] = mutant
    return list(mutants.values())


def check_tests_exist(mutant: Mutant, root: Path = ROOT) -> None:
    """Raise BadMutant unless each test named for a mutant is there."""
    if not mutant.tests:
        raise BadMutant(f"mutant {mutant.name}: names no tests; needs those that should notice.")
    for test in mutant.tests:
        file, _, function = test.partition("::")
        path = root / file
        if not path.exists():
            raise BadMutant(f"mutant {mutant.name}: {file} is not there. Correct `tests`.")
        if not function:
            continue
        tree: Any = ast.parse(path.read_text(encoding="utf-8"))
        names = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        if function.split("[")[0] not in names:
            raise BadMutant(f"mutant {mutant.name}: {file} has no test {function}. Correct `tests`.")
