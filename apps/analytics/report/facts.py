"""What was run, and what it came to in a few numbers: the top of the page."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ....scenarios.loader import dump_yaml
from ....scenarios.models import MODELS
from .markup import Html, element, join
from .recorded import Recorded

ENDED = {"running": "killed, or still running"}


def headline(runs: Sequence[Recorded]) -> Html:
    """Return the title, and a line under it for each run."""
    if len(runs) > 1:
        keys = [element("li", run.chip or "", " ", run.label, " – ", _in_words(run)) for run in runs]
        return join([element("h1", f"{len(runs)} runs side by side"), element("ol", *keys, class_="runs")])
    return join([element("h1", runs[0].manifest["scenario"]), element("p", _in_words(runs[0]), class_="lead")])


def _in_words(run: Recorded) -> str:
    told = run.manifest
    model = MODELS[run.scenario.model]
    grid: Any = getattr(run.scenario, "grid", None)
    parts = [model.name.replace("_", " "), f"seed {told['seed']}"]
    parts += [f"rules {told['rules']}"] if told["rules"] else []
    parts += [f"{model.size(run.scenario):,} {model.inhabitant}s"]
    parts += [f"{grid.width} × {grid.height} cells"] if grid is not None and model.inhabitant != "cell" else []
    return ", ".join([*parts, f"{run.ticks_done:,} of {told['ticks']:,} ticks, {ENDED.get(told['status'], told['status'])}"])


def facts_of(runs: Sequence[Recorded]) -> Html:
    """Return what identifies each run, and under it what else is known of where it came from."""
    names = ("scenario", "kind", "seed", "rules", "ticks", "ticks_done", "status", "record", "scenario_hash", "state_digest")
    return element(
        "section", element("h2", "What was run"), _rows(runs, names),
        element("details", element("summary", "versions, machine, command line, rules"),
                _rows(runs, ("catallax", "python", "libraries", "machine", "started", "seconds", "command_line", "switches"))),
        *(element("details", element("summary", run.chip or "", " the scenario, with every value in it"),
                  element("pre", dump_yaml(run.scenario))) for run in runs),
        id="what",
    )  # fmt: skip


def numbers_of(runs: Sequence[Recorded], key_numbers: Callable[[Recorded], Mapping[str, str]]) -> Html:
    """Return the key numbers: tiles for one run, a table for several."""
    found = [key_numbers(run) for run in runs]
    if len(runs) == 1:
        tiles = [element("div", element("b", value), element("span", name), class_="tile") for name, value in found[0].items()]
        return element("section", element("div", *tiles, class_="tiles"), id="key")
    names = dict.fromkeys(name for numbers in found for name in numbers)
    rows = [element("tr", element("th", name, scope="row"), *(element("td", n.get(name, "–")) for n in found)) for name in names]
    return element("section", element("h2", "Side by side"), _table(runs, rows), id="key")


def _rows(runs: Sequence[Recorded], names: Sequence[str]) -> Html:
    told = [name for name in names if any(run.manifest.get(name) not in (None, {}, []) for run in runs)]
    words = [name.replace("_", " ") for name in told]
    if len(runs) == 1:
        pairs = [element("div", element("dt", word), element("dd", _said(name, runs[0]))) for word, name in zip(words, told, strict=True)]
        return element("dl", *pairs)
    cells = [[element("td", _said(name, run)) for run in runs] for name in told]
    return _table(runs, [element("tr", element("th", word, scope="row"), *row) for word, row in zip(words, cells, strict=True)])


def _table(runs: Sequence[Recorded], rows: Sequence[Html]) -> Html:
    names = [element("th", run.chip or "", element("span", run.label, class_="label"), scope="col") for run in runs]
    return element("div", element("table", element("tr", element("td"), *names), *rows, class_="facts"), class_="scroll")


def _said(name: str, run: Recorded) -> str:
    value = run.manifest.get(name)
    if name == "command_line":
        return shlex.join(value or [])
    if isinstance(value, dict):
        return ", ".join(f"{key} {entry if isinstance(entry, str) else json.dumps(entry)}" for key, entry in value.items())
    return "–" if value is None else str(value)
