"""A run in the words of the original's telemetry: its tables, filled from ours. Masked values become NULL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ...scenarios.economy.schema import EconomyScenario
from ...scenarios.economy.zones import EXCHANGES, regimes_of
from ..runs.run import Run
from .course import economies_of

Columns = dict[str, NDArray[Any]]
CLASSES = np.array(["UCES", "ULinear", "UQuadratic", "UTranslog", "UStoneGeary"], object)  # in the order of our families
ALTERNATIVES = 5
PAIRS = (("A<->M", 2), ("B<->M", 4), ("A<->B", 1))  # the original's order, and our bits


def agent_snapshots(run: Run, own: Columns) -> Columns:
    """From `agents`; prices and lambda from `quotes`, whom it wants from `decisions`, where they were recorded at the same tick."""
    quotes, tick, uid = _rows(run, "quotes", own), own["tick"], own["uid"]
    priced = ("ask_A_in_B", "bid_A_in_B", "p_min", "p_max", "ask_A_in_M", "bid_A_in_M", "ask_B_in_M", "bid_B_in_M")
    changes, wanted = _recorded(run, "lambda_updates"), _rows(run, "decisions", own)
    moved = np.zeros(len(uid), np.int64)
    if changes is not None:
        moved = (_places(changes["tick"], changes["uid"], tick, uid) >= 0).astype(np.int64)
    family = economies_of([run])[0].family
    return {
        "tick": tick,
        "agent_id": uid,
        "x": own["x"],
        "y": own["y"],
        **{f"inventory_{good}": own[good] for good in "ABM"},
        "utility": own["utility_goods"],
        **{name: _taken(quotes, name) for name in priced},
        "perceived_price_A": _nothing(len(uid)),
        "perceived_price_B": _nothing(len(uid)),
        "lambda_money": _taken(quotes, "lambda"),
        "lambda_changed": moved,
        "target_agent_id": _present(_taken(wanted, "partner")),
        "target_x": _present(own["target_x"]),
        "target_y": _present(own["target_y"]),
        "utility_type": np.ma.masked_array(CLASSES[family[np.minimum(uid, len(family) - 1)]], uid >= len(family)),
    }


def resource_snapshots(run: Run, own: Columns) -> Columns:
    """From `cells`, those on which there is something."""
    here = own["amount"] > 0
    return {
        name: own[ours][here] for name, ours in (("tick", "tick"), ("x", "x"), ("y", "y"), ("resource_type", "good"), ("amount", "amount"))
    }


def decisions(run: Run, own: Columns) -> Columns:
    """From `decisions`. The original calls what the agent decided to do target_type, and the cell to which a forager goes claimed."""
    goals = zip(own["activity"], own["target_x"].tolist(), own["target_y"].tolist(), strict=True)
    claimed = [f"{x},{y}" if activity == "forage" else None for activity, x, y in goals]
    return {
        "tick": own["tick"],
        "agent_id": own["uid"],
        "chosen_partner_id": _present(own["partner"]),
        "surplus_with_partner": _known(own["surplus"]),
        "target_type": own["activity"],
        "target_x": _present(own["target_x"]),
        "target_y": _present(own["target_y"]),
        "num_neighbors": own["n_neighbours"],
        "alternatives": _alternatives(own),
        "mode": own["mode"],
        "claimed_resource_pos": np.array(claimed, object),
        "is_paired": own["is_paired"],
        "is_foraging_committed": own["is_foraging_committed"],
    }


def trades(run: Run, own: Columns) -> Columns:
    """From `trades`; lambda before the trade from `quotes`, where they were recorded at the tick before."""
    before = own["tick"] - 1
    amounts = {
        f"d{good}": np.where(own["good"] == good, own["quantity"], np.where(own["medium"] == good, own["payment"], 0)) for good in "ABM"
    }
    return {
        **{name: own[name] for name in ("tick", "x", "y")},
        "buyer_id": own["buyer"],
        "seller_id": own["seller"],
        **amounts,
        "price": own["price"],
        "direction": _direction(run, own),
        "exchange_pair_type": own["good"] + "<->" + own["medium"],
        **{f"{side}_lambda": _taken(_rows(run, "quotes", {"tick": before, "uid": own[side]}), "lambda") for side in ("buyer", "seller")},
        "buyer_surplus": own["surplus_buyer"],
        "seller_surplus": own["surplus_seller"],
    }


def trade_attempts(run: Run, own: Columns) -> Columns:
    """From `attempts`, blocks of A for B that were tried: the original's columns have no room for money."""
    chosen = (own["good"] == "A") & (own["medium"] == "B") & (own["quantity"] > 0)
    own = {name: values[chosen] for name, values in own.items()}
    found: Columns = {
        "tick": own["tick"],
        "buyer_id": own["buyer"],
        "seller_id": own["seller"],
        "direction": _direction(run, own),
        "price": own["price"],
        **{f"{side}_{quote}": own[f"{quote}_{side}"] for side in ("buyer", "seller") for quote in ("ask", "bid")},
        "surplus": own["surplus"],
        "dA_attempted": own["quantity"],
        "dB_calculated": own["payment"],
    }
    for side, sign in (("buyer", 1), ("seller", -1)):
        found |= {
            f"{side}_A_init": own[f"{side}_A"],
            f"{side}_B_init": own[f"{side}_B"],
            f"{side}_U_init": own[f"{side}_utility"],
            f"{side}_A_final": own[f"{side}_A"] + sign * own["quantity"],
            f"{side}_B_final": own[f"{side}_B"] - sign * own["payment"],
            f"{side}_U_final": _known(own[f"{side}_utility_after"]),
            f"{side}_improves": own[f"{side}_improves"],
        }
    results = np.where(own["result"] == "agreed", "success", "fail").astype(object)
    return found | {
        "buyer_feasible": own["buyer_can"],
        "seller_feasible": own["seller_can"],
        "result": results,
        "result_reason": own["reason"],
    }


def mode_changes(run: Run, own: Columns) -> Columns:
    """From `mode_changes`, those of the world as a whole: the original has no zones."""
    here = (own["zone"] < 0) & (own["uid"] < 0)
    return {"tick": own["tick"][here], "old_mode": own["old"][here], "new_mode": own["new"][here]}


def tick_states(run: Run, own: Columns) -> Columns:
    """From `ticks`, and what the scenario says may be exchanged; where it says several things, all of them."""
    regimes = regimes_of(cast(EconomyScenario, run.scenario))
    bits = int(np.bitwise_or.reduce([EXCHANGES[regime] for regime in regimes]))
    pairs, n = json.dumps([name for name, bit in PAIRS if bits & bit]), len(own["tick"])
    return {
        "tick": own["tick"],
        "current_mode": own["mode"],
        "exchange_regime": np.array([",".join(regimes)] * n, object),
        "active_pairs": np.where(own["mode"] == "forage", "[]", pairs).astype(object),
    }


def lambda_updates(run: Run, own: Columns) -> Columns:
    """From `lambda_updates`."""
    names = ("lambda_old", "lambda_new", "lambda_hat_A", "lambda_hat_B", "lambda_hat")
    clamped = own["clamped"] != "none"
    return {
        "tick": own["tick"],
        "agent_id": own["uid"],
        **{name: _known(own[name]) for name in names},
        "clamped": clamped.astype(np.int64),
        "clamp_type": np.ma.masked_array(own["clamped"], ~clamped),
    }


def pairings(run: Run, own: Columns) -> Columns:
    """From `pairings`."""
    surplus = {name: _known(own[name]) for name in ("surplus_i", "surplus_j")}
    return {"tick": own["tick"], "agent_i": own["i"], "agent_j": own["j"], "event": own["event"], "reason": own["reason"], **surplus}


def preferences(run: Run, own: Columns) -> Columns:
    """From `preferences`."""
    same = {name: own[name] for name in ("rank", "surplus", "discounted_surplus", "distance")}
    return {"tick": own["tick"], "agent_id": own["uid"], "partner_id": own["partner"], **same, "pair_type": own["exchange"]}


FILLED: dict[str, tuple[str, Callable[[Run, Columns], Columns]]] = {
    "agent_snapshots": ("agents", agent_snapshots),
    "resource_snapshots": ("cells", resource_snapshots),
    "decisions": ("decisions", decisions),
    "trades": ("trades", trades),
    "trade_attempts": ("attempts", trade_attempts),
    "mode_changes": ("mode_changes", mode_changes),
    "tick_states": ("ticks", tick_states),
    "lambda_updates": ("lambda_updates", lambda_updates),
    "pairings": ("pairings", pairings),
    "preferences": ("preferences", preferences),
}
"""Each table of the original but the first: the recorded table that it comes from, and how."""


def simulation_run(run: Run) -> dict[str, Any]:
    """Return the row of `simulation_runs`."""
    scenario, manifest = cast(EconomyScenario, run.scenario), run.manifest
    params, regimes = scenario.params, regimes_of(scenario)
    end = datetime.fromisoformat(manifest["started"]) + timedelta(seconds=manifest["seconds"]) if "seconds" in manifest else None
    return {
        "scenario_name": scenario.name,
        "start_time": manifest["started"],
        "end_time": end.isoformat() if end else None,
        "total_ticks": run.ticks_done,
        "num_agents": scenario.agents,
        "grid_width": scenario.grid.width,
        "grid_height": scenario.grid.height,
        "config_json": json.dumps(scenario.model_dump(mode="json")),
        "exchange_regime": ",".join(regimes),
        "money_mode": params.money_mode if regimes != ["barter_only"] else None,
        "money_scale": params.money_scale,
    }


def own_rows(run: Run, table: str) -> Columns:
    """Return what a run recorded from tick 0 on: the original does not log the initial state."""
    columns = run.columns(table)
    begun = columns["tick"] >= 0
    return {name: values[begun] for name, values in columns.items()}


def _direction(run: Run, own: Columns) -> NDArray[Any]:
    """Return who did what, as the original words it: i is the lower of the two (economy.md section 8)."""
    scenario = cast(EconomyScenario, run.scenario)
    if scenario.rules == "vmt_protocols":
        return np.full(len(own["tick"]), "A_traded_for_B", object)
    i_buys, regimes = own["buyer"] < own["seller"], regimes_of(scenario)
    if regimes == ["barter_only"] or (scenario.rules == "vmt" and regimes == ["mixed_liquidity_gated"]):  # the path of barter: Q1
        return np.where(i_buys, "i_buys_A", "j_buys_A").astype(object)
    sells = np.where(i_buys, "j_sells_", "i_sells_").astype(object) + own["good"]
    return np.where(own["medium"] == "M", sells + "_for_M", sells).astype(object)


def _alternatives(own: Columns) -> NDArray[Any]:
    """Return the first names on each list as `uid:surplus; uid:surplus`."""
    named = [(own[f"alternative_{k}"].tolist(), own[f"surplus_{k}"].tolist()) for k in range(1, ALTERNATIVES + 1)]
    texts = [
        "; ".join(f"{names[row]}:{surplus[row]:.4f}" for names, surplus in named if names[row] >= 0) for row in range(len(own["tick"]))
    ]
    return np.array(texts, object)


def _recorded(run: Run, table: str) -> Columns | None:
    return run.columns(table) if table in run.tables else None


def _rows(run: Run, table: str, like: Columns) -> tuple[Columns | None, NDArray[np.int64]]:
    """Return a recorded table of agents, and its row for each (tick, uid) of another, -1 where it has none."""
    found = _recorded(run, table)
    if found is None or len(found["tick"]) == 0:
        return None, np.full(len(like["tick"]), -1)
    return found, _places(found["tick"], found["uid"], like["tick"], like["uid"])


def _places(tick: NDArray[Any], uid: NDArray[Any], at: NDArray[Any], whose: NDArray[Any]) -> NDArray[np.int64]:
    """Return where (at, whose) stands among (tick, uid), -1 where it does not."""
    if len(tick) == 0:
        return np.full(len(at), -1)
    wide = int(max(uid.max(), whose.max(initial=0))) + 1
    key, wanted = (tick + 1) * wide + uid, (at + 1) * wide + whose
    order = np.argsort(key, kind="stable")
    place = order[np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)]
    return np.where(key[place] == wanted, place, -1)


def _taken(rows: tuple[Columns | None, NDArray[np.int64]], name: str) -> NDArray[Any]:
    """Return a column of the rows that `_rows` found, masked where there is none or no number."""
    found, place = rows
    if found is None:
        return _nothing(len(place))
    values = found[name][np.maximum(place, 0)]
    missing = place < 0
    return np.ma.masked_array(values, missing | np.isnan(values) if values.dtype.kind == "f" else missing)


def _nothing(n: int) -> NDArray[Any]:
    return np.ma.masked_all(n, np.float64)


def _present(values: NDArray[Any]) -> NDArray[Any]:
    """Mask uids and coordinates of nothing."""
    return np.ma.masked_array(values, np.ma.getmaskarray(values) | (np.ma.getdata(values) < 0))


def _known(values: NDArray[Any]) -> NDArray[Any]:
    return np.ma.masked_array(values, np.isnan(values))
