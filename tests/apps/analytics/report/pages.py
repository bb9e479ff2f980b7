"""Reads a report as its readers do: figures with the numbers behind them, links with what they hold, all text."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

VOID = {"meta", "img", "input"}


@dataclass
class Figure:
    title: str = ""
    text: str = ""
    data: Any = None


@dataclass
class Page(HTMLParser):
    """What is in a page. Every element is closed in order, or reading it fails."""

    text: str = ""
    figures: list[Figure] = field(default_factory=list)
    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    @classmethod
    def read(cls, path: Path) -> Page:
        page = cls()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        assert page._open == []
        return page

    def figure(self, title: str) -> Figure:
        return next(figure for figure in self.figures if figure.title.endswith(title))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "figure":
            self.figures.append(Figure())
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if told.get("download"):
            content = unquote((told["href"] or "").removeprefix("data:text/csv;charset=utf-8,"))
            self.files[told["download"] or ""] = list(csv.DictReader(io.StringIO(content)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag in ("td", "th", "tr") and "figure" in self._open:
            self.figures[-1].text += " "

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if "figure" in self._open and inside == "script":
            self.figures[-1].data = json.loads(data)
        elif inside not in ("script", "style"):
            self.text += data
            if "figure" in self._open:
                self.figures[-1].text += data
                if inside == "b" and "figcaption" in self._open:
                    self.figures[-1].title += data


def points(figure: Figure, line: int = 0) -> dict[float, float]:
    """Return y by x of a line of a plot."""
    told = figure.data["lines"][line]
    return dict(zip(told["x"], told["y"], strict=True))


def numbers(figure: Figure) -> list[int]:
    """Return the whole numbers in the text of a figure."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", figure.text)]
