"""`catallax generate --until` and `--diverse`: candidates are run, and those that are wanted are written."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from ...scenarios.generate.generator import Generated, ScenarioGenerator
from ...scenarios.generate.save import check_free
from ..generate.choose import generate_until, most_different
from ..generate.condition_parser import clauses_of
from ..generate.outcome import COLUMNS
from ..generate.search import Found, Search
from .generate_files import make, parts_of, paths_of
from .run import tell_if_cold

Json = dict[str, Any]


def list_columns(as_json: bool) -> None:
    """Print what a condition may name."""
    if as_json:
        print(json.dumps({"columns": [{"name": name, "unit": m.unit, "doc": m.doc} for name, m in COLUMNS.items()]}))
        return
    for name, meaning in COLUMNS.items():
        print(f"{name:22}  {meaning.doc} [{meaning.unit}]")


def until_command(
    name: str,
    flags: Mapping[str, Any],
    condition: str,
    max_tries: int,
    ticks: int,
    count: int | None,
    diverse: int | None,
    seeds: str,
    output: Path | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Search, write what was found, and tell of it; return the exit code: 1 if fewer were found than asked for."""
    clauses_of(condition, COLUMNS, "--until")
    single = count is None and diverse is None
    if diverse is not None and count is not None and diverse > count:
        raise typer.BadParameter(f"got {diverse} of --count {count}; needs at most as many", param_hint="--diverse")
    wanted = 1 if single else count or max_tries
    first = paths_of(name, None if single else 1, output)[0]  # refuses a name that is none before anything runs
    if single:
        check_free(first, force or dry_run)
    if not as_json:
        tell_if_cold()
    told = (lambda tried, found: None) if as_json else _Line()
    found = generate_until(condition, name, wanted=wanted, max_tries=max_tries, ticks=ticks, seeds=seeds, told=told, **flags)
    kept, enough = list(found.found), len(found.found) >= (1 if diverse is not None and count is None else wanted)
    if diverse is not None and found.found and not found.interrupted:
        enough = enough and len(kept) >= diverse
        chosen = most_different([one.generated for one in kept], min(diverse, len(kept)), ticks=ticks)
        kept = [one for one in kept if any(one.generated is other for other in chosen)]
    if single:
        kept = [_alone(one, name, flags, seeds) for one in kept]
    paths = _paths(name, [one.generated for one in kept], single, output)
    _write([one.generated for one in kept], paths, force, dry_run)
    _tell_search(found, kept, paths, dry_run, as_json)
    return 130 if found.interrupted else 0 if enough else 1


def diverse_command(
    name: str, flags: Mapping[str, Any], ticks: int, count: int | None, diverse: int, seeds: str,
    output: Path | None, force: bool, dry_run: bool, as_json: bool,
) -> int:  # fmt: skip
    """Generate, run, and write the most different; return the exit code."""
    if count is None or diverse > count:
        raise typer.BadParameter(f"got {diverse}; needs --count, at least as many to choose from, or --until", param_hint="--diverse")
    if not as_json:
        tell_if_cold()
    chosen = most_different(make(name, count, seeds, flags), diverse, ticks=ticks)
    paths = _paths(name, chosen, False, output)
    _write(chosen, paths, force, dry_run)
    if as_json:
        rows = [{"name": one.name, "seed": one.seed, "path": str(path)} for one, path in zip(chosen, paths, strict=True)]
        print(json.dumps({"dry_run": dry_run, "candidates": count, "ticks": ticks, "generated": rows}))
        return 0
    print(f"the {diverse} most different of {count}, after {ticks} ticks")
    _tell_paths(paths, dry_run)
    return 0


class _Line:
    """A line on a terminal that says how far the search is."""

    def __call__(self, tried: int, found: int) -> None:
        if sys.stderr.isatty():
            print(f"\rtried {tried}, found {found}", end="\n" if found else "", file=sys.stderr, flush=True)


def _alone(one: Found, name: str, flags: Mapping[str, Any], seeds: str) -> Found:
    """Return the one scenario that was wanted under the name that was asked for, as its own seed gives it alone."""
    if seeds != "sequential":
        return one
    return replace(one, generated=ScenarioGenerator(name, **{**flags, "seed": one.generated.seed}).generate())


def _paths(name: str, made: Sequence[Generated], single: bool, output: Path | None) -> list[Path]:
    """Return where each is written: one alone as without a search, several under the names that they have as candidates."""
    if single:
        return paths_of(name, None, output)[: len(made)]
    folder, _, suffix = parts_of(name, output)
    return [folder / f"{one.name}{suffix}" for one in made]


def _write(made: Sequence[Generated], paths: Sequence[Path], force: bool, dry_run: bool) -> None:
    """Write all files, if none of them is in the way."""
    for path in paths:
        check_free(path, force or dry_run)
    for one, path in zip(made, paths, strict=True):
        if not dry_run:
            one.save(path, force)


def _tell_search(found: Search, kept: Sequence[Found], paths: Sequence[Path], dry_run: bool, as_json: bool) -> None:
    if as_json:
        rows = [
            {"name": one.generated.name, "seed": one.generated.seed, "path": str(path), "outcome": one.outcome}
            for one, path in zip(kept, paths, strict=True)
        ]
        clauses = [
            {"clause": c.text, "met": c.met, "undefined": {trouble.value: n for trouble, n in c.undefined.items()}} for c in found.clauses
        ]
        nearest = found.nearest and {"seed": found.nearest.generated.seed, "outcome": found.nearest.outcome}
        head = {"dry_run": dry_run, "condition": found.condition, "ticks": found.ticks, "tried": found.tried, "found": len(found.found)}
        print(json.dumps({**head, "interrupted": found.interrupted, "clauses": clauses, "nearest": nearest, "generated": rows}))
        return
    print(f"tried {found.tried}, each for {found.ticks} ticks; {len(found.found)} satisfy: {found.condition}")
    for clause in found.clauses:
        why = "".join(f"; in {n}, {trouble.value}" for trouble, n in clause.undefined.items())
        print(f"  {clause.met:>5} satisfy  {clause.text}{why}")
    if found.nearest is not None:
        print(f"  nearest: seed {found.nearest.generated.seed}, with {_outcome(found.condition, found.nearest)}")
    for one in kept[:10]:
        print(f"  {one.generated.name}: seed {one.generated.seed}, {_outcome(found.condition, one)}")
    _tell_paths(paths, dry_run)
    if found.interrupted:
        print("interrupted; what was found is kept", file=sys.stderr)


def _outcome(condition: str, one: Found) -> str:
    """Return what a candidate came to in the columns that a condition names."""
    named = [name for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", condition)) if name in COLUMNS]
    shown = lambda value: "not defined" if value is None else f"{value:,.4g}"  # noqa: E731
    return ", ".join(f"{name} {shown(one.outcome[name])}" for name in named)


def _tell_paths(paths: Sequence[Path], dry_run: bool) -> None:
    for path in paths:
        print(f"{'would write' if dry_run else 'wrote'} {path}")
