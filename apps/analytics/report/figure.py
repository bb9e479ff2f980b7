"""The frame of a figure: its title, its legend, its picture, and a line in which the page's script reads values out."""

from __future__ import annotations

from collections.abc import Sequence

from .markup import Html, element

TONES = ("blue", "red", "green", "orange", "purple", "sky")
"""Okabe & Ito 2008, "Color Universal Design", in the order in which they are used; page.css says what they are."""

WIDTH, HEIGHT = 360, 216
LEFT, RIGHT, TOP, BOTTOM = 46, 342, 10, 184
"""[pixel] the plane of a plot in its picture"""


def figure(title: str, unit: str, *content: object, legend: Sequence[Html] = (), chip: Html | None = None, kind: str = "") -> Html:
    """Return a figure; `chip` says of which run it is, where there are several."""
    head = element("figcaption", chip or "", element("b", title), " ", element("span", unit, class_="unit") if unit else "")
    keys = element("div", *legend, class_="legend") if legend else ""
    return element("figure", head, keys, *content, class_=kind or None)


def key(label: str, tone: str, kind: str = "line", dash: int = 0) -> Html:
    """Return an entry of a legend: a line, a box or a dot in a tone."""
    if kind == "line":
        line = element("line", x1=0, x2=22, y1=5, y2=5, class_=f"line s-{tone} d{dash}")
        mark = element("svg", line, width=22, height=10, aria_hidden="true")
    else:
        mark = element("i", class_=f"{kind} b-{tone}")
    return element("span", mark, label, class_="key")


def svg(label: str, *content: object, width: float = WIDTH, height: float = HEIGHT, class_: str | None = None) -> Html:
    """Return a picture that scales with the page; `label` tells it to who cannot see it."""
    return element("svg", *content, viewBox=f"0 0 {width:g} {height:g}", role="img", aria_label=label, class_=class_)
