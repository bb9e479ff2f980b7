"""`catallax generate --compat vmt`: what the original generator prints, writes, and exits with (economy.md section 7)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from ...scenarios.generate.generator import Generated
from ...scenarios.generate.original import FLAGS, OriginalError, OriginalRequest, read_original
from ...scenarios.generate.presets import ORIGINALS
from ...scenarios.generate.request import REGIMES, flag
from ...scenarios.problems import ScenarioError
from .generate_files import make, paths_of

CHOICES = {"preset": ORIGINALS, "exchange_regime": REGIMES}


def generate_original(
    name: str, flags: Mapping[str, Any], count: int | None, seeds: str, output: Path | None, dry_run: bool, verbose: bool, as_json: bool
) -> None:
    """Write the original's file, over what is there, and say what the original said.

    Values that it takes and we do not (a density of 1.7, a rho that rounds to 0) are written, with a warning on standard error; with
    --validate they are refused.
    """
    given = {key: value for key, value in flags.items() if value is not None and key not in ("compat", "validate")}
    _check_usage(given)
    try:
        asked = read_original(name, given)
        made = make(name, count, seeds, flags)
    except OriginalError as error:
        if as_json:
            print(json.dumps({"error": str(error), "problems": []}))
        else:
            print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    paths = [Path(output or f"scenarios/{name}.yaml")] if count is None else paths_of(name, count, output)
    results = []
    for one, path in zip(made, paths, strict=True):
        if not dry_run:
            one.save(path, force=True)
        elif not as_json:
            sys.stdout.write(one.text)
        results.append({"name": one.name, "seed": one.seed, "path": str(path)} | ({"values": one.values} if dry_run else {}))
        if not dry_run and not as_json:
            _tell(path, asked)
        _warn(one)
    if as_json:
        print(json.dumps({"dry_run": dry_run, "generated": results}))


def _check_usage(given: Mapping[str, Any]) -> None:
    """Refuse what the original's command line refuses, as it does: exit code 2."""
    unknown = [flag(key) for key in given if key not in FLAGS]
    if unknown:
        raise typer.BadParameter(f"unrecognized arguments: {' '.join(unknown)} (with --compat vmt)")
    for key, choices in CHOICES.items():
        if key in given and given[key] not in choices:
            listed = ", ".join(map(repr, choices))
            raise typer.BadParameter(f"argument {flag(key)}: invalid choice: {given[key]!r} (choose from {listed})")


def _tell(path: Path, asked: OriginalRequest) -> None:
    density, most, regrowth = asked.resources
    lines = [f"\u2713 Generated {path}"]
    lines += [f"  - Preset: {asked.preset}"] if asked.preset else []
    lines += [
        f"  - {asked.agents} agents on {asked.grid}\u00d7{asked.grid} grid",
        f"  - Utilities: {', '.join(asked.utilities)}",
        f"  - Inventory range: [{asked.inventory_range[0]}, {asked.inventory_range[1]}]",
        f"  - Exchange regime: {asked.exchange_regime}",
    ]
    lines += ["  - Money inventories: generated (same range as goods)"] if asked.exchange_regime != "barter_only" else []
    lines += [f"  - Resources: density={density}, max={most}, regen={regrowth}", f"  - Seed: {asked.seed or 'random'}"]
    print("\n".join(lines))


def _warn(one: Generated) -> None:
    try:
        _ = one.scenario
    except ScenarioError as error:
        for problem in error.problems:
            print(f"warning: {one.name}: the original writes it, and it is not valid: {problem}", file=sys.stderr)
