"""What several commands take: arguments and options, and how the texts of some are read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ...scenarios.loader import Loaded, load, load_text
from ...scenarios.models import MODELS
from ...scenarios.problems import ScenarioError, nearest

ScenarioArgument = Annotated[str, typer.Argument(metavar="SCENARIO", help="A path, - for standard input, or a shipped name.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else there.")]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]
ThreadsOption = Annotated[int | None, typer.Option(min=1, help="Threads; one for small worlds, else all cores, if not given.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def read_scenario(source: str, rules: str | None, changes: dict[str, Any]) -> Loaded:
    """Load a scenario as the command line names it."""
    if source == "-":
        return load_text(sys.stdin.read(), "standard input", rules=rules, changes=changes)
    return load(source, rules=rules, changes=changes)


def known_rules(rules: str | None) -> str | None:
    """Return a preset of rules as it was given. Raises a usage error for one that no model has."""
    known = list(dict.fromkeys(preset for model in MODELS.values() for preset in model.presets))
    if rules is not None and rules not in known:
        raise typer.BadParameter(f"got {rules!r}; needs one of {', '.join(known)}. {nearest(rules, known)}", param_hint="--rules")
    return rules


def refuse_unsupported(loaded: Loaded) -> None:
    """Raise ScenarioError for a scenario that is valid and cannot be run here."""
    unsupported = [warning for warning in loaded.warnings if warning.needs.endswith("to run")]
    if unsupported:
        raise ScenarioError(loaded.source, unsupported)


def parse_values(vary: str) -> list[dict[str, Any]]:
    """Parse KEY=V,V,...: a change for each value, which also becomes the name of the scenario."""
    key, separator, values = vary.partition("=")
    if not separator or not key.strip() or not values.strip():
        raise typer.BadParameter(f"got {vary!r}; needs KEY=V,V..., for example params.beta=0.9,1.0", param_hint="--vary")
    parsed = parse_changes([f"{key}=[{values}]"])[key.strip()]
    return [{key.strip(): value, "name": str(value)} for value in parsed]


def parse_ticks(text: str) -> list[int]:
    """Parse T,T,...: ticks, of which -1 is the start."""
    try:
        ticks = [int(part) for part in text.split(",")]
    except ValueError:
        ticks = []
    if not ticks or min(ticks) < -1:
        raise typer.BadParameter(f"got {text!r}; needs ticks from -1 on, for example -1,50,100", param_hint="--at")
    return ticks


def parse_changes(changes: list[str]) -> dict[str, Any]:
    """Parse KEY=VALUE options; values are YAML, so numbers are numbers."""
    from ...scenarios.yaml_source import parse_yaml

    result: dict[str, Any] = {}
    for change in changes:
        key, separator, value = change.partition("=")
        if not separator or not key.strip():
            raise typer.BadParameter(f"got {change!r}; needs KEY=VALUE, for example params.beta=0.9", param_hint="--set")
        try:
            parsed, _, problems = parse_yaml(value, f"--set {key}")
        except ScenarioError as error:
            parsed, problems = None, error.problems
        if problems:
            raise typer.BadParameter(f"got {value!r} for {key}; needs a YAML value, such as 3, true or [1, 2]", param_hint="--set")
        result[key.strip()] = parsed
    return result
