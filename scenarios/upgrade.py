"""From a version 1 file to version 2, by changing the text where it must change and nowhere else.

Comments, key order, quotes, indentation and line breaks stay as they are. What version 2 does not know, and version 1 had no
use for, becomes a comment. The new text is loaded and compared with the old before it is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from .economy.versions import PROTOCOL_KEYS, RENAMED
from .loader import Loaded, load_text
from .problems import Problem, ScenarioError
from .yaml_source import Path, compose_yaml, dotted

IGNORED = ("an unknown key", "a key of version 2")


@dataclass(frozen=True)
class Upgraded:
    """The text of a version 2 file, what was done to it, and the scenario that it describes."""

    text: str
    notes: tuple[str, ...]
    loaded: Loaded


@dataclass(frozen=True)
class _Entry:
    """A key of a mapping in the text, with its value, the mapping, and its place in it."""

    key: yaml.Node
    value: yaml.Node
    mapping: yaml.MappingNode
    number: int


def upgrade_text(text: str, source: str) -> Upgraded:
    """Return a scenario file of version 1 as one of version 2 that gives the same runs; one of version 2 as it is.

    Raises ScenarioError for a bad file, and for one that must be rewritten by hand (aliases in the wrong places).
    """
    before = load_text(text, source)
    entries = dict(_entries(compose_yaml(text), ()))
    if entries[("schema_version",)].value.value != "1":
        return Upgraded(text, (), before)
    ignored = {warning.key for warning in before.warnings if warning.got in IGNORED}
    fields = type(before.scenario).model_fields
    idle = {(key,) for key in PROTOCOL_KEYS if getattr(before.scenario, key) == fields[key].default} | {("params", "resource_max_amount")}
    old = [path for path in entries if dotted(path) in ignored or path in idle]
    old = [path for path in old if not any(path[:k] in old for k in range(1, len(path)))]
    notes = ["schema_version is 2"]
    edits: list[tuple[int, int, str]] = []
    old = sorted(_with_empty_parents(old, entries), key=lambda p: entries[p].key.start_mark.index)
    for path in old:
        edits += _without(text, entries[path], source, {id(entries[gone].key) for gone in old})
        notes.append(f"{dotted(path)} is left out: it had no effect")
    edits += _renamed(text, entries, source, notes)
    result = _edited(text, edits)
    try:
        after = load_text(result, source)
    except ScenarioError as error:
        raise _by_hand(source, "file", f"text whose upgrade does not load: {error.problems[0]}") from None
    if after.scenario != before.scenario:
        raise _by_hand(source, "file", "text whose upgrade is another scenario")
    return Upgraded(result, tuple(notes), after)


def _entries(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, _Entry]]:
    if isinstance(node, yaml.MappingNode):
        for number, (key, value) in enumerate(node.value):
            yield (*path, str(key.value)), _Entry(key, value, node, number)
            yield from _entries(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for k, child in enumerate(node.value):
            yield from _entries(child, (*path, k))


def _with_empty_parents(paths: list[Path], entries: dict[Path, _Entry]) -> list[Path]:
    """Return what to leave out: a mapping of which nothing is left goes as a whole."""
    for parent in {path[:-1] for path in paths if path[:-1] in entries}:
        inside = [path for path in paths if path[:-1] == parent]
        if len(inside) == len(entries[inside[0]].mapping.value):
            return _with_empty_parents([path for path in paths if path not in inside] + [parent], entries)
    return paths


def _renamed(text: str, entries: dict[Path, _Entry], source: str, notes: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the edits of what has another name in version 2: (start, end, new text)."""
    version, side = entries[("schema_version",)], entries[("N",)]
    _check_value_follows(text, version, source)
    yield *_span(version.value), "2"
    if ("rules",) not in entries:
        yield _rules_after(text, version)
        notes.append("rules is vmt, as for any file of version 1")
    _check_value_follows(text, side, source)
    start, end = _span(side.value)
    yield *_span(side.key), "grid"
    yield start, end, f"{{width: {text[start:end]}, height: {text[start:end]}}}"
    notes.append("N is grid")
    for path, entry in entries.items():
        if len(path) == 2 and path[0] == "params" and path[1] in RENAMED:
            yield *_span(entry.key), RENAMED[path[1]]
            notes.append(f"{dotted(path)} is {RENAMED[path[1]]}")
        if len(path) == 3 and path[0] in ("initial_inventories", "resource_seed") and path[2] == "uniform_int":
            yield *_span(entry.key), "uniform"
            notes.append(f"{dotted(path)} is uniform")


def _rules_after(text: str, version: _Entry) -> tuple[int, int, str]:
    if version.mapping.flow_style:
        return version.value.end_mark.index, version.value.end_mark.index, ", rules: vmt"
    end = text.find("\n", version.value.end_mark.index)
    line = " " * version.key.start_mark.column + "rules: vmt"
    if end < 0:
        return len(text), len(text), f"\n{line}"
    newline = "\r\n" if text[end - 1] == "\r" else "\n"
    return end + 1, end + 1, line + newline


def _without(text: str, entry: _Entry, source: str, gone: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that leave a key out: its lines become comments, or it goes from between its neighbours in braces."""
    start, end = entry.key.start_mark.index, _last_leaf(entry.value).end_mark.index
    _check_value_follows(text, entry, source)
    if entry.mapping.flow_style:
        kept = [number for number, (key, _) in enumerate(entry.mapping.value) if id(key) not in gone]
        if entry.number < kept[-1]:
            yield start, entry.mapping.value[entry.number + 1][0].start_mark.index, ""
        else:
            before = entry.mapping.value[entry.number - 1][1]  # some key is kept, so there is one
            yield _last_leaf(before).end_mark.index, end, ""
        return
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        raise _by_hand(source, str(entry.key.value), "a key without effect that does not begin its line")
    end = start + len(text[start:end].rstrip())
    while line < end:
        here = line + min(entry.key.start_mark.column, len(text[line:end]) - len(text[line:end].lstrip(" ")))
        if text[line:].split("\n", 1)[0].strip():
            yield here, here, "# "
        following = text.find("\n", line)
        line = len(text) if following < 0 else following + 1


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """Return what ends a value in the text; the end of a block itself lies behind the comments that follow."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_leaf(last[1] if isinstance(last, tuple) else last)
    return node


def _check_value_follows(text: str, entry: _Entry, source: str) -> None:
    """Refuse an alias: its value stands elsewhere in the text."""
    between = text[entry.key.end_mark.index : max(entry.key.end_mark.index, entry.value.start_mark.index)]
    lines = [line.split("#", 1)[0].strip() for line in between.split("\n")]
    if entry.value.start_mark.index < entry.key.end_mark.index or "".join(lines).strip() not in (":", ""):
        raise _by_hand(source, str(entry.key.value), "an alias")


def _span(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(set(edits), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _by_hand(source: str, key: str, got: str) -> ScenarioError:
    remedy = "Upgrade it by hand: see the guide on scenario files."
    return ScenarioError(source, [Problem(key, got, "a file that can be upgraded without a change of meaning", remedy)])
