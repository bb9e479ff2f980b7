"""Pairs: how they formed, why they parted, and why what they tried failed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ..axis import span
from ..bars import bars
from ..lines import Line, plot
from ..markup import Html
from ..recorded import Recorded
from ..section import Section

WORDS = {
    "mutual_consent": "each other's first choice",
    "fallback": "best of those left over",
    "trade_failed": "trade failed",
    "no_overlap": "their prices do not overlap",
    "dB_nonpositive": "no whole unit of B to pay",
    "dM_nonpositive": "no whole unit of money to pay",
    "seller_insufficient_A": "seller has too little A",
    "seller_insufficient_B": "seller has too little B",
    "buyer_insufficient_B": "buyer has too little B",
    "buyer_insufficient_M": "buyer has too little money",
    "both_utility_no_improvement": "would help neither",
    "buyer_utility_no_improvement": "would not help the buyer",
    "seller_utility_no_improvement": "would not help the seller",
}


def pairings(runs: Sequence[Recorded]) -> Section:
    """Return pairs formed and parted over time, and reasons."""
    section = Section(
        "pairings", "Pairs, and why they fail",
        "A pair forms, tries to agree when it meets, and parts when it cannot. Attempts are the exchanges that partners tried before.",
    )  # fmt: skip
    able = section.need(runs, "pairs", "pairings")
    counted = {run.place: {event: _reasons(run, event) for event in ("pair", "unpair")} for run in able}
    if able:
        over = {run.place: _over_time(run) for run in able}
        y = span(*(line.y for lines in over.values() for line in lines), zero=True)
        section.for_each(runs, lambda run: plot("pairs in a tick", "", over[run.place], x=run.time, y=y, chip=run.chip), able)
        _bars(section, runs, "how pairs formed", "green", {place: found["pair"] for place, found in counted.items()})
        _bars(section, runs, "why pairs parted", "red", {place: found["unpair"] for place, found in counted.items()})
    refused = {run.place: _refused(run) for run in section.need(runs, "why the exchanges that partners tried failed", "attempts")}
    _bars(section, runs, "why attempts failed", "orange", refused)
    for run in runs:
        for what, reasons in {**counted.get(run.place, {}), "attempt": refused.get(run.place, {})}.items():
            names = list(reasons)
            section.keep("reasons", run, {"what": [what] * len(names), "reason": names, "count": [reasons[name] for name in names]})
    return section


def _reasons(run: Recorded, event: str) -> dict[str, int]:
    """Return how often there was each reason, the most frequent first; ranks on lists are left out."""
    columns = run.columns("pairings")
    told = Counter(columns["reason"][columns["event"] == event].tolist())
    return _sorted(told)


def _refused(run: Recorded) -> dict[str, int]:
    columns = run.columns("attempts")
    return _sorted(Counter(columns["reason"][columns["result"] == "refused"].tolist()))


def _sorted(told: Mapping[str, int]) -> dict[str, int]:
    whole: Counter[str] = Counter()
    for reason, count in told.items():
        whole[re.sub(r"_rank_\d+$", "", reason)] += count
    return dict(sorted(whole.items(), key=lambda item: (-item[1], item[0])))


def _over_time(run: Recorded) -> list[Line]:
    columns, lines = run.columns("pairings"), []
    for k, (event, label, tone) in enumerate((("pair", "formed", "green"), ("unpair", "parted", "red"))):
        lines.append(Line(label, run.bin_ticks(), run.per_tick(columns["tick"][columns["event"] == event]), tone, k))
    return lines


def _bars(section: Section, runs: Sequence[Recorded], title: str, tone: str, found: Mapping[int, Mapping[str, int]]) -> None:
    most = max((count for reasons in found.values() for count in reasons.values()), default=0)

    def draw(run: Recorded) -> Html | None:
        reasons = found.get(run.place)
        if not reasons:
            return None
        rows = [(WORDS.get(reason, reason.replace("_", " ")), count) for reason, count in reasons.items()]
        return bars(title, "", rows, tone, float(most), run.chip)

    section.for_each(runs, draw)
