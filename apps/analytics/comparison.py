"""Compare institutions: the same seeds under each, and what differs, seed by seed."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...engine.errors import EngineError
from ...scenarios.builder import checked
from ...scenarios.loader import load_scenario
from ...scenarios.schema import Scenario
from ..runs.folder import check_free
from ..runs.launch import Source, run_many
from ..runs.run import Run
from .bootstrap import Interval, bootstrap_mean
from .course import Course, economies_of

MEASURES = {
    "trades": "trades",
    "efficiency": "efficiency, equal weights",
    "voluntary_efficiency": "efficiency, voluntary",
    "gini_goods": "Gini of goods",
    "time_to_gain": "ticks to 90 % of the gains",
}
"""What is compared of each run, at its end, and what it is called.

trades                exchanges
efficiency            gain from trade over the greatest gain of the sum of utilities that the same goods could give
voluntary_efficiency  gain from trade over the greatest one that leaves nobody worse off than without trade; not defined with money
gini_goods            Gini coefficient of A + B in hand
time_to_gain          ticks until 90 % of the final gains from trade were made
"""

AT_ONCE = 200_000  # agents in one batch
TABLE, VALUES, PICTURE = "comparison.json", "values.csv", "comparison.png"


@dataclass(frozen=True)
class Comparison:
    """Scenarios run on the same seeds. `print(comparison)` shows the table.

    names       of the S scenarios, the first of which the others are compared with
    seeds       n of them
    values      for each of MEASURES float64[S, n], NaN where it is not defined
    gains       float64[S, n, T] [util]: gains from trade up to the end of each tick, summed over people
    dispersion  float64[S, n, T + 1]: standard deviation of ln MRS at the start and at the end of each tick
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    values: dict[str, NDArray[np.float64]]
    gains: NDArray[np.float64]
    dispersion: NDArray[np.float64]

    def mean(self, measure: str, s: int) -> Interval:
        """Return the mean of a measure under scenario `s`, with its 95 % interval."""
        found = self.values[measure][s]
        return bootstrap_mean(found[np.isfinite(found)])

    def difference(self, measure: str, s: int) -> Interval:
        """Return the mean over seeds of scenario `s` minus the first one, paired by seed, with its 95 % interval."""
        found = self.values[measure][s] - self.values[measure][0]
        return bootstrap_mean(found[np.isfinite(found)])

    def pairs(self, measure: str, s: int) -> int:
        """Return for how many seeds a measure is defined under both scenario `s` and the first."""
        return int(np.isfinite(self.values[measure][s] - self.values[measure][0]).sum())

    def as_dict(self) -> dict[str, Any]:
        """Return the table as JSON has it; what is not defined is None."""
        number = lambda v: v if np.isfinite(v) else None  # noqa: E731
        interval = lambda i: {name: number(v) for name, v in i._asdict().items()}  # noqa: E731
        rows = []
        for measure in MEASURES:
            others = range(1, len(self.names))
            rows.append({
                "measure": measure,
                "scenarios": [interval(self.mean(measure, s)) for s in range(len(self.names))],
                "differences": [{**interval(self.difference(measure, s)), "seeds": self.pairs(measure, s)} for s in others],
            })  # fmt: skip
        return {"scenarios": list(self.names), "seeds": list(self.seeds), "confidence": 0.95, "rows": rows}

    def save(self, folder: str | Path) -> Path:
        """Write the table, the values and (with `catallax[analysis]`) the picture into a folder; return it."""
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        if importlib.util.find_spec("matplotlib") is not None:
            self.draw(path / PICTURE)
        (path / TABLE).write_text(json.dumps(self.as_dict(), indent=2, allow_nan=False) + "\n", encoding="utf-8")
        lines = [",".join(["scenario", "seed", *MEASURES])]
        for s, name in enumerate(self.names):
            for k, seed in enumerate(self.seeds):
                cells = [f"{self.values[m][s, k]:.10g}" if np.isfinite(self.values[m][s, k]) else "" for m in MEASURES]
                lines.append(",".join(['"' + name.replace('"', '""') + '"', str(seed), *cells]))
        (path / VALUES).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def draw(self, path: str | Path) -> Path:
        """Draw the picture: PNG, SVG or PDF by the ending. Needs `catallax[analysis]`."""
        from .comparison_picture import draw_comparison

        return draw_comparison(self, Path(path))

    def __str__(self) -> str:
        from .comparison_table import as_text

        return as_text(self)


def compare(
    *scenarios: Source,
    seeds: int | Sequence[int] = 20,
    ticks: int | None = None,
    out: str | Path | None = None,
    threads: int | None = None,
    progress: bool = False,
) -> Comparison:
    """Run scenarios on the same seeds and compare what comes of them.

    scenarios  two or more exchange economies: paths, shipped names, dicts; the others are compared with the first
    seeds      how many (1, 2, 3, ...), or which
    ticks      in place of the scenarios' own length, which must be the same for all
    out        a folder for the table, the values and the picture, new or empty; None writes nothing
    threads    as `run`;  progress  True for a line on standard error

    Raises ScenarioError for a bad scenario, EngineError for a bad option; nothing has run then.
    """
    loaded = [load_scenario(source) for source in scenarios]
    chosen = _seeds(seeds)
    _check(loaded, ticks)
    if out is not None:
        check_free(Path(out))
    length = loaded[0].ticks if ticks is None else checked(ticks, "ticks", 1)
    record = f"agents={length},trades"
    most = max(getattr(scenario, "agents", 1) for scenario in loaded)
    together = max(1, AT_ONCE // (most * len(loaded)))
    parts: list[list[list[Any]]] = []
    for first in range(0, len(chosen), together):
        here = chosen[first : first + together]
        asked = [scenario for scenario in loaded for _ in here]
        runs = run_many(asked, seeds=here * len(loaded), ticks=length, record=record, threads=threads, progress=progress)
        if any(run.manifest["status"] != "done" for run in runs):
            raise KeyboardInterrupt
        found = [_measure(run, start) for run, start in zip(runs, economies_of(runs), strict=True)]
        parts.append([[found[s * len(here) + k] for k in range(len(here))] for s in range(len(loaded))])
        for run in runs:
            run.close()
    comparison = _collect(_names(loaded), tuple(chosen), [[one for part in parts for one in part[s]] for s in range(len(loaded))])
    if out is not None:
        comparison.save(out)
    return comparison


def _seeds(seeds: int | Sequence[int]) -> list[int]:
    chosen = list(range(1, checked(seeds, "seeds", 1) + 1)) if isinstance(seeds, int) else [checked(seed, "seeds", 0) for seed in seeds]
    if len(set(chosen)) != len(chosen) or not chosen:
        raise EngineError("compare", f"seeds {chosen}", "at least one, each once")
    return chosen


def _check(loaded: list[Scenario], ticks: int | None) -> None:
    if len(loaded) < 2:
        raise EngineError("compare", f"{len(loaded)} scenario", "at least 2", "For example cx.compare('a.yaml', 'b.yaml').")
    for scenario in loaded:
        if scenario.model != "economy":
            raise EngineError("compare", f"{scenario.name}, of model {scenario.model}", "exchange economies: model economy")
    lengths = [scenario.ticks for scenario in loaded]
    if ticks is None and len(set(lengths)) > 1:
        raise EngineError("compare", f"lengths of {', '.join(map(str, lengths))} ticks", "the same length for all", "Give ticks.")


def _names(loaded: list[Scenario]) -> tuple[str, ...]:
    """Return what to call the scenarios: their names, numbered where they are the same."""
    names = [scenario.name for scenario in loaded]
    return tuple(name if names.count(name) == 1 else f"{name} ({k + 1})" for k, name in enumerate(names))


def _measure(run: Run, start: Any) -> dict[str, Any]:
    """Return what is compared of one run."""
    course, ticks = Course(run, start), run.columns("ticks")
    return {
        "trades": float(course.trades),
        "efficiency": course.efficiency().share,
        "voluntary_efficiency": np.nan if course.pays_money else course.efficiency(voluntary=True).share,
        "gini_goods": float(ticks["gini_goods"][-1]),
        "time_to_gain": course.time_to_gain(),
        "gains": course.gains(),
        "dispersion": ticks["mrs_dispersion"],
    }


def _collect(names: tuple[str, ...], seeds: tuple[int, ...], found: list[list[dict[str, Any]]]) -> Comparison:
    values = {measure: np.array([[one[measure] for one in row] for row in found], float) for measure in MEASURES}
    gains, dispersion = (np.array([[one[what] for one in row] for row in found], float) for what in ("gains", "dispersion"))
    return Comparison(names, seeds, values, gains, dispersion)
