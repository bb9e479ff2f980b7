"""Traces of the original engine, reproduced from scenario and seed alone: alone, in a batch, for any number of threads."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import catallax as cx
from tests.shared import shared

TRACES = (
    "m1_barter_foundational_s42",
    "m2_money_only_demo01_s42",
    "m3_mixed_money_test_s42",
    "m4_money_only_linear_s42",
    "m5_mode_schedule_s42",
    "m6_log_money_s42",
    "m7_batch_maximum_s42",
    "m8_single_forage_regen_s42",
    "h1_head_edgeworth4_s42",
    "h2_head_mixed10_s42",
)


def golden(name: str) -> dict[str, Any]:
    trace: dict[str, Any] = json.loads(shared(f"goldens/economy/{name}.json").read_text())
    if name.startswith("h"):  # of the original's last engine; the others are of its money era, the preset of old files
        trace["scenario"]["rules"] = "vmt_protocols"
    return trace


def check(run: cx.Run, trace: dict[str, Any]) -> None:
    agents, cells = run.frame("agents"), run.frame("cells")
    initial = agents[agents.tick == -1]
    assert [[r.x, r.y] for r in initial.itertuples()] == [a["pos"] for a in trace["initial"]["agents"]]
    goods = len(trace["initial"]["agents"][0]["inv"])  # the last engine has no money
    assert [[r.A, r.B, r.M][:goods] for r in initial.itertuples()] == [a["inv"] for a in trace["initial"]["agents"]]
    ground = cells[cells.tick == -1]
    assert [[r.x, r.y, r.good, r.amount] for r in ground.itertuples()] == trace["initial"]["resources"]
    none = lambda *place: None if place[0] < 0 else (place[0] if len(place) == 1 else list(place))  # noqa: E731
    by_tick, cells_by_tick = dict(list(agents.groupby("tick"))), dict(list(cells.groupby("tick")))
    modes = run.frame("ticks").set_index("tick")["mode"]
    for frame in trace["frames"]:
        rows = list(by_tick[frame["tick"]].itertuples())
        where = f"tick {frame['tick']}"
        assert modes[frame["tick"]] == frame["mode"], where
        assert [[r.x, r.y] for r in rows] == frame["pos"], where
        assert [[r.A, r.B, r.M][:goods] for r in rows] == frame["inv"], where
        assert [none(r.partner) for r in rows] == frame["paired"], where
        assert [none(r.target_x, r.target_y) for r in rows] == frame["target"], where
        assert [none(r.forage_x, r.forage_y) for r in rows] == frame["committed"], where
        assert [r.activity for r in rows] == frame.get("decision", [r.activity for r in rows]), where  # the last engine logs none
        assert [r.utility_goods for r in rows] == frame["u_goods"], where
        amounts = cells_by_tick[frame["tick"]].amount.tolist() if frame["resources"] else []
        assert amounts == frame["resources"], where
    trades = run.frame("trades")
    assert [
        [t.tick, t.x, t.y, t.buyer, t.seller, f"{t.good}<->{t.medium}", t.quantity, t.payment, t.price] for t in trades.itertuples()
    ] == [
        [t["tick"], t["x"], t["y"], t["buyer"], t["seller"], t["pair"], t[f"d{t['pair'][0]}"], t[f"d{t['pair'][-1]}"], t["price"]]
        for t in trace["trades"]
    ]
    pairings = run.frame("pairings").astype(object).replace(np.nan, None)
    assert [[p.tick, p.i, p.j, p.event, p.reason, p.surplus_i, p.surplus_j] for p in pairings.itertuples()] == [
        [p["tick"], p["i"], p["j"], p["event"], p["reason"], p["surplus_i"], p["surplus_j"]] for p in trace["pairing_events"]
    ]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", TRACES)
def test_alone(name: str, threads: int) -> None:
    trace = golden(name)
    check(cx.run(trace["scenario"], seed=trace["seed"], ticks=trace["ticks"], threads=threads), trace)


def test_in_a_batch_with_others() -> None:
    traces = [golden(name) for name in TRACES]
    others = [golden("m1_barter_foundational_s42")["scenario"]] * 3
    runs = cx.run_many([*others, *(t["scenario"] for t in traces)], seeds=[1, 2, 3, *(t["seed"] for t in traces)], ticks=80)
    for run, trace in zip(runs[3:], traces, strict=True):
        last = trace["ticks"]
        frames = [f for f in trace["frames"] if f["tick"] < trace["ticks"]]
        tables = {name: (frame := run.frame(name))[frame.tick < last] for name in run.tables}
        run.frame = tables.__getitem__  # type: ignore[method-assign, assignment]
        check(run, {**trace, "frames": frames})


def test_the_gate_of_the_original_does_nothing_but_bring_pairs_together() -> None:
    """economy.md section 14, Q1: gated is barter, trade for trade; pairs form on quotes that were not yet of the regime."""
    trace = golden("m3_mixed_money_test_s42")
    params = trace["scenario"]["params"]
    barter, gated = (
        cx.run({**trace["scenario"], "params": {**params, "exchange_regime": regime}}, seed=42, ticks=60)
        for regime in ("barter_only", "mixed_liquidity_gated")
    )
    assert barter.frame("trades").equals(gated.frame("trades")) and len(barter.frame("trades")) == 8
    assert barter.frame("pairings").surplus_i.max() < 200 < 7e5 < gated.frame("pairings").surplus_i.max()
