"""Put the page together: what was run, its parts, its numbers; style and script stand in the page itself."""

from __future__ import annotations

import base64
import hashlib
import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from ....engine.errors import EngineError
from ...runs.run import Run, opened
from .facts import facts_of, headline, numbers_of
from .markup import Html, element
from .recorded import Recorded
from .section import Section
from .tables import links, write_tables

MOST_RUNS = 6
FILE = "report.html"


def report(
    runs: Run | str | Path | Sequence[Run | str | Path],
    path: str | Path | None = None,
    *,
    at: Sequence[int] | None = None,
    csv: str | Path | None = None,
) -> Path:
    """Write a report of a run, or of up to six side by side: one HTML page that needs nothing else. Return where it is.

    runs  or their folders, of one model; what they did not record is said on the page, with the option that records it
    path  where to; report.html in the folder of a run, if not given. What is there is overwritten
    at    ticks [tick] at which distributions and maps are shown, -1 for the start; a few from start to end, if not given.
          Of those recorded, the last one not after each of them is shown
    csv   folder for the numbers of the page as CSV files

    The same run gives the same page, byte for byte. Raises EngineError for runs of different models, or too many or none.
    """
    with ExitStack() as stack:
        together = [stack.enter_context(opened(run)) for run in ([runs] if isinstance(runs, Run | str | Path) else runs)]
        place = _check(together, path)
        labels = _labels(together)
        until = max(int(run.manifest["ticks_done"]) for run in together)
        recorded = [Recorded(run, k, len(together), label, at, until) for k, (run, label) in enumerate(zip(together, labels, strict=True))]
        model = importlib.import_module(f".{together[0].scenario.model}", __package__)
        sections: list[Section] = [section(recorded) for section in model.SECTIONS]
        tables = {name: table for section in sections for name, table in section.tables.items() if table["run"]}
        page = _page(recorded, model.key_numbers, sections, tables)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page, encoding="utf-8", newline="\n")
    if csv is not None:
        write_tables(tables, Path(csv))
    return place


def _check(runs: list[Run], path: str | Path | None) -> Path:
    if not 1 <= len(runs) <= MOST_RUNS:
        raise EngineError("report", f"{len(runs)} runs", f"1 to {MOST_RUNS}", "More do not fit side by side.")
    models = sorted({run.scenario.model for run in runs})
    if len(models) > 1:
        raise EngineError("report", f"runs of {' and '.join(models)}", "runs of one model", "Write a report of each.")
    if path is not None:
        return Path(path)
    if len(runs) > 1 or runs[0].path is None:
        raise EngineError("report", "no path", "a path, if it is not of one run in a folder", "For example cx.report(runs, 'report.html').")
    return runs[0].path / FILE


def _labels(runs: Sequence[Run]) -> list[str]:
    """Return names that tell runs apart: scenario and seed, and folder or number where these are the same."""
    short = [f"{run.manifest['scenario']}, seed {run.manifest['seed']}" for run in runs]
    folders = [run.path.name if run.path else str(k + 1) for k, run in enumerate(runs)]
    longer = [label if short.count(label) == 1 else f"{label} ({folder})" for label, folder in zip(short, folders, strict=True)]
    return [label if longer.count(label) == 1 else f"{label} [{k + 1}]" for k, label in enumerate(longer)]


def _page(runs: Sequence[Recorded], key_numbers: Any, sections: Sequence[Section], tables: dict[str, dict[str, list[Any]]]) -> str:
    style, script = (resources.files(__package__).joinpath(f"page.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    title = runs[0].label if len(runs) == 1 else f"{len(runs)} runs: {', '.join(run.label for run in runs)}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Html(style)),
    )
    index = element("nav", *(element("a", s.title, href=f"#{s.name}") for s in sections), element("a", "Numbers", href="#numbers"))
    numbers = element(
        "section",
        element("h2", "Numbers"),
        element("p", "What the figures show, as CSV." if tables else "None were recorded.", class_="about"),
        links(tables),
        id="numbers",
    )
    body = element(
        "body", element("header", headline(runs), index), element("main", numbers_of(runs, key_numbers), facts_of(runs),
        *(_section(section, len(runs)) for section in sections), numbers), element("script", Html(script)),
    )  # fmt: skip
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _section(section: Section, runs: int) -> Html:
    figures = []
    for length, rows in groupby(section.rows, len):  # figures that show all runs flow; others stand side by side
        if length == 1:
            figures.append(element("div", *(row[0] for row in rows), class_="figures"))
        else:
            figures += [element("div", *row, class_="row", style=f"--runs:{runs}") for row in rows]
    about = element("p", section.about, class_="about")
    notes = dict.fromkeys(section.notes)  # each once
    return element("section", element("h2", section.title), about, *figures, *notes, id=section.name)
