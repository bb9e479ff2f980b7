"""A scenario as YAML text, laid out as a person would write it, and the same bytes on every machine.

A value that fits on a line stands on one; a longer mapping has a line for each key, a longer list fills lines. PyYAML would be ten
times slower without its C library, and lays out long lists differently with it. What is written reads as the same data
in YAML 1.1 (PyYAML) and 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_. /-]*[A-Za-z0-9_./-])?")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def yaml_text(values: Mapping[str, Any], comment: str = "") -> str:
    """Return nested data of mappings, lists, text, numbers, true, false and null as a YAML document under a comment."""
    head = [f"# {line}".rstrip() for line in comment.splitlines()]
    return "\n".join([*head, *_block(values, 0)]) + "\n"


def _block(values: Mapping[str, Any], indent: int) -> Iterable[str]:
    """Yield the lines of a mapping, a key on each."""
    pad = " " * indent
    for key, value in values.items():
        name = _scalar(str(key))
        line = f"{pad}{name}: {flow(value)}"
        if len(line) <= WIDTH or not value or not isinstance(value, Mapping | list | tuple):
            yield line
        elif isinstance(value, Mapping):
            yield f"{pad}{name}:"
            yield from _block(value, indent + 2)
        elif all(isinstance(entry, Mapping) for entry in value):
            yield f"{pad}{name}:"
            for entry in value:
                yield from _entry(entry, indent + 2)
        else:
            yield from _filled(f"{pad}{name}: [", value, " " * (indent + 2))


def _entry(entry: Mapping[str, Any], indent: int) -> Iterable[str]:
    """Yield the lines of a mapping in a list."""
    line = f"{' ' * indent}- {flow(entry)}"
    if len(line) <= WIDTH:
        yield line
        return
    lines = list(_block(entry, indent + 2))
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _filled(line: str, values: Sequence[Any], pad: str) -> Iterable[str]:
    """Yield the lines of a long list, each as full as it can be."""
    last = len(values) - 1
    for k, value in enumerate(values):
        word = flow(value) + ("]" if k == last else ",")
        if len(line) + 1 + len(word) > WIDTH and line.strip():
            yield line.rstrip()
            line = pad
        line += word if line.endswith("[") or line == pad else f" {word}"
    yield line


def flow(value: Any) -> str:
    """Return a value on one line, as it stands in braces or after `--set KEY=`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _number(float(value))
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no value of a scenario")
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _number(value: float) -> str:
    """Return a float as YAML 1.1 reads one too: 1e-12 is text there, 1.0e-12 a number."""
    text = repr(value)
    if text in ("inf", "-inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
