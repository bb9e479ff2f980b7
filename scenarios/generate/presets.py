"""Presets: what to begin with. Each is a file whose leading comment says which question it serves.

A preset of the original generator is a set of flags; a research preset is a template (`template.py`): a scenario with ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ..problems import Problem, ScenarioError, nearest
from ..yaml_source import parse_yaml

ORIGINALS = ("minimal", "standard", "large", "money_demo", "mixed_economy")


@dataclass(frozen=True)
class Preset:
    """A preset.

    about   the leading comment of its file: the question it serves
    flags   what the flags of the command line would say, by Python name; empty for a template
    besides what is different of them without --compat
    values  the template; empty for flags
    text    the file without its comment
    """

    name: str
    about: str
    flags: Mapping[str, Any]
    besides: Mapping[str, Any]
    values: Mapping[str, Any]
    text: str

    @property
    def question(self) -> str:
        """The first line of what it is about."""
        return self.about.splitlines()[0]


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets: the original's five, then the others by name."""
    found = {entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml")}
    return (*ORIGINALS, *sorted(found - set(ORIGINALS)))


@cache
def read_preset(name: str) -> Preset:
    """Return a preset by name. Read once; do not change it. Raises ScenarioError that names the nearest one."""
    if name not in preset_names():
        raise ScenarioError("generate", [Problem("--preset", repr(name), "the name of a preset", nearest(name, preset_names()))])
    text = (_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    data, _, _ = parse_yaml(text, name)
    lines = text.splitlines()
    comment = lines[: next(k for k, line in enumerate(lines) if not line.startswith("#"))]
    about = "\n".join(line.removeprefix("#").removeprefix(" ") for line in comment)
    flags = data.get("flags", {})
    return Preset(name, about, flags, data.get("besides", {}), {} if flags else data, "\n".join(lines[len(comment) :]) + "\n")


def _folder() -> Any:
    return resources.files(__package__) / "presets"
