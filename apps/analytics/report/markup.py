"""HTML elements. What is put into one is escaped, unless it is an element itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

VOID = ("img", "input", "meta")
"""Elements that hold nothing, and are not closed."""


class Html(str):
    """Markup: it is put into a page as it stands."""

    __slots__ = ()


def element(name: str, /, *children: object, **attributes: object) -> Html:
    """Return an element. Attribute names are written with `_` for `-`, and may end in one; None leaves one out."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    opening = "".join([name, *(f' {key}="{escape(str(value))}"' for key, value in pairs)])
    return Html(f"<{opening}>" if name in VOID else f"<{opening}>{join(children)}</{name}>")


def join(children: Iterable[object]) -> Html:
    """Return children one after the other, escaped where they are text."""
    return Html("".join(child if isinstance(child, Html) else escape(str(child)) for child in children))


def data(content: Any, **attributes: object) -> Html:
    """Return a script element that holds data, not code: whatever the text in it, it cannot end the element."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    return element("script", Html(text.replace("<", "\\u003c")), type="application/json", **attributes)
