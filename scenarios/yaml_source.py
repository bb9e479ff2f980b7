"""YAML text to plain data and the place of every value in the text.

PyYAML's own loader would lose the places, keep the last of two equal keys, read `1e-12` as text (YAML 1.1), and follow
aliases that multiply without end; so we walk its node tree ourselves, with a limit on nodes.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from .problems import Problem, ScenarioError

MOST_NODES = 5_000_000
MOST_DEPTH = 50
Place = tuple[int, int]
Path = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """A safe loader that reads 1e-12 as a number (YAML 1.2) and leaves dates alone."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"^[-+]?(?:(?:[0-9][0-9_]*)?\.[0-9_]+(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[0-9][0-9_]*\.|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+0123456789."),
)


def parse_yaml(text: str, source: str) -> tuple[Any, dict[Path, Place], list[Problem]]:
    """Return the data of one YAML document, the (line, column), from 1, of each key or list entry by its path, and problems.

    Problems are duplicate keys and values that cannot be built. Raises ScenarioError for what is not YAML at all.
    """
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        problem = Problem("file", f"character {error.character!r} at {error.position}", "plain text in UTF-8", "Remove the character.")
        raise ScenarioError(source, [problem]) from None
    builder = _Builder(loader)
    try:
        node = loader.get_single_node()
        data = builder.build(node, (), 0) if node is not None else None
    except yaml.MarkedYAMLError as error:
        raise ScenarioError(source, [_syntax_problem(error)]) from None
    except (_TooMuch, RecursionError):
        what = f"aliases or nesting that expand to over {MOST_NODES} values or {MOST_DEPTH} levels"
        raise ScenarioError(source, [Problem("file", what, "plain scenario data", "Write the values out.")]) from None
    finally:
        loader.dispose()
    return data, builder.places, builder.problems


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the node tree of a text that `parse_yaml` has read: every node knows where it begins and ends."""
    return yaml.compose(text, Loader=_Loader)


class _TooMuch(Exception):
    """The document expands beyond the limits."""


class _Builder:
    def __init__(self, loader: _Loader) -> None:
        self.loader = loader
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def build(self, node: yaml.Node, path: Path, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > MOST_DEPTH:
            raise _TooMuch
        self.places.setdefault(path, _place(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, k), depth + 1) for k, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                found = self.build(value_node, path, depth + 1)
                for part in found if isinstance(found, list) else [found]:
                    merged = {**(part if isinstance(part, dict) else {}), **merged}  # of several, the first wins
                continue
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            self.places[(*path, key)] = _place(key_node)
            if key in own:
                self._complain(key_node, (*path, key), "the key a second time", "each key once", "Remove one of the two.")
            own[key] = self.build(value_node, (*path, key), depth + 1)
        return {**merged, **own}

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        if node.tag == "tag:yaml.org,2002:int" and len(str(node.value)) > 300:
            return float("inf")  # Python refuses to print integers of thousands of digits; no rule admits one
        try:
            if node.tag == "tag:yaml.org,2002:float":
                return float(_special(str(node.value).replace("_", "")))
            return self.loader.construct_object(node)
        except Exception as error:  # PyYAML raises whatever its constructors raise: KeyError, AttributeError, ...
            what = getattr(error, "problem", None) or f"{node.value!r} as {node.tag}"
            self._complain(node, path, str(what), "a plain value", "Leave out the tag.")
            return None

    def _complain(self, node: yaml.Node, path: Path, got: str, needs: str, remedy: str) -> None:
        self.problems.append(Problem(dotted(path), got, needs, remedy, *_place(node)))


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _special(text: str) -> str:
    lowered = text.lower()
    return lowered.replace(".inf", "inf").replace(".nan", "nan") if lowered.endswith((".inf", ".nan")) else text


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = (error.problem or error.context or "something that is not YAML").replace("\n", " ")
    remedy = "Indent with spaces, not tabs." if "\\t" in what or "'\t'" in what else "Check quotes, brackets and indentation."
    return Problem("file", what, "YAML", remedy, mark.line + 1 if mark else None, mark.column + 1 if mark else None)


def dotted(path: Path) -> str:
    """Return a path as a user writes it: ('utilities', 'mix', 0) is utilities.mix[0]."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text or "file"
