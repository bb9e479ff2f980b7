"""Files that flags name, read as data; messages about them begin with the flag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..loader import text_of
from ..problems import Problem, ScenarioError, shown
from ..yaml_source import Path, Place, parse_yaml


def read_source(flag: str, source: str | Mapping[str, Any], needs: str) -> tuple[Mapping[str, Any], Mapping[Path, Place], str]:
    """Return the data of a file (JSON or YAML), or of a mapping as it is; the place of each value in the file; its name for messages.

    needs  what the data should be, for a file that holds no mapping

    Raises ScenarioError for a file that cannot be read.
    """
    if isinstance(source, Mapping):
        return source, {}, flag
    name = f"{flag} {source}"
    try:
        text, _ = text_of(source)
        data, places, problems = parse_yaml(text, name)
    except ScenarioError as error:
        raise ScenarioError(name, error.problems) from None
    if not isinstance(data, Mapping):
        problems.append(Problem("file", shown(data), needs))
    if problems:
        raise ScenarioError(name, problems)
    return data, places, name
