"""What is recorded of an economy, from its objects: rows as a script would see them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from catallax.components.economy import ACTIVITIES, EVENTS, MODES, REASONS

from .bargaining import holding, money_utility, shared
from .economy import EXCHANGES, Agent, Economy, Place
from .phases import surplus

Row = dict[str, Any]


def agents(e: Economy) -> list[Row]:
    where = lambda prefix, place: dict(zip((f"{prefix}_x", f"{prefix}_y"), place or (-1, -1), strict=True))  # noqa: E731
    return [
        {"uid": i.id, "x": i.pos[0], "y": i.pos[1], "A": float(i.A), "B": float(i.B), "M": i.M, "utility_goods": i.level,
         "utility": i.level + money_utility(e.rules, i, i.M),
         "activity": ACTIVITIES.index(i.activity), "partner": -1 if i.partner is None else i.partner,
         **where("target", i.target_pos), **where("forage", i.committed)}
        for i in e.agents
    ]  # fmt: skip


def cells(e: Economy) -> list[Row]:
    bearing: list[tuple[Place, Any]] = [(place, ground) for place, ground in e.cells.items() if ground.good is not None]
    return [{"x": place[0], "y": place[1], "good": "AB".index(ground.good), "amount": ground.amount} for place, ground in bearing]


def trades(e: Economy) -> list[Row]:
    renamed = {"gain_buyer": "surplus_buyer", "gain_seller": "surplus_seller"}
    in_units = lambda row: row | {k: row[k] / e.rules["unit"] for k in ("quantity", "payment")}  # noqa: E731
    return [{renamed.get(k, k): v for k, v in in_units(row).items()} for row in e.trades]


def pairings(e: Economy) -> list[Row]:
    return [
        {"i": row["i"], "j": row["j"], "event": EVENTS.index(row["event"]), "reason": REASONS.index(row["reason"]),
         "rank": row["rank"], "surplus_i": row["surplus"], "surplus_j": row["surplus"]}
        for row in e.pairings
    ]  # fmt: skip


def ticks(e: Economy) -> Row:
    held, rates = [float(i.A) + float(i.B) for i in e.agents], [i.rate for i in e.agents if 0 < i.rate < math.inf]
    on_ground = lambda good: sum(ground.amount for ground in e.cells.values() if ground.good == good)  # noqa: E731
    apart = sum(abs(a - b) for a in held for b in held)
    return {
        "mode": MODES.index(e.mode), "n_agents": len(e.agents), "n_trades": len(e.trades),
        "n_pairs": sum(i.partner is not None for i in e.agents) / 2,
        "total_A": sum(i.A for i in e.agents), "total_B": sum(i.B for i in e.agents), "total_M": sum(i.M for i in e.agents),
        "resource_A": on_ground("A"), "resource_B": on_ground("B"),
        "utility_mean": sum(i.level for i in e.agents) / len(e.agents), "utility_min": min(i.level for i in e.agents),
        "gini_goods": apart / (2 * len(held) * sum(held)) if sum(held) else 0.0,
        "mrs_dispersion": float(np.std(np.log(rates))) if rates else math.nan,
    }  # fmt: skip


def lambda_updates(e: Economy) -> list[Row]:
    renamed = {"agent": "uid", "hat_a": "lambda_hat_A", "hat_b": "lambda_hat_B", "bound": "clamped"}
    return [{renamed.get(k, f"lambda_{k}"): v for k, v in row.items()} for row in e.lambdas]


# -- inside the tick: as things stand when all have decided --------------------------------------------


def exchange(e: Economy, i: Agent, j: Agent) -> int:
    """The exchange in which quotes overlap most: money before barter where several do."""
    best, chosen = 0.0, -1
    for kind in (1, 2, 0):
        good, medium = EXCHANGES[kind]
        if not shared(e.rules, i, j, kind):
            continue
        for buyer, seller in ((i, j), (j, i)):
            if holding(seller)[good] >= 1 and holding(buyer)[medium] >= 1 and buyer.bid[kind] - seller.ask[kind] > best:
                best, chosen = buyer.bid[kind] - seller.ask[kind], kind
    return chosen


def preferences(e: Economy, ranks: int) -> list[Row]:
    return [
        {"uid": i.id, "partner": j, "rank": rank, "surplus": s, "discounted_surplus": discounted,
         "distance": e.distance(i.pos, e.agents[j].pos), "exchange": exchange(e, i, e.agents[j])}
        for i in e.agents for rank, (j, s, discounted) in enumerate(i.listed[:ranks])
    ]  # fmt: skip


def decisions(e: Economy) -> list[Row]:
    rows = []
    for i in e.agents:
        place = "place" if i.activity == "idle" else "home" if i.committed is None else "resource"
        target = "agent" if i.target is not None else "none" if i.target_pos is None else place
        held = sorted(place for place, holder in e.claims.items() if holder == i.id)
        claim = i.committed if i.committed in held else held[0] if held else (-1, -1)
        row: Row = {
            "uid": i.id, "partner": -1 if i.target is None else i.target,
            "surplus": math.nan if i.target is None else surplus(e, i, e.agents[i.target]),
            "target": ("none", "agent", "resource", "home", "place").index(target),
            **dict(zip(("target_x", "target_y"), i.target_pos or (-1, -1), strict=True)),
            "n_neighbours": sum(j is not i and e.distance(i.pos, j.pos) <= i.vision for j in e.agents),
            "mode": MODES.index(i.mode), "activity": ACTIVITIES.index(i.activity), "claim_x": claim[0], "claim_y": claim[1],
            "is_paired": i.partner is not None, "is_foraging_committed": i.committed is not None,
        }  # fmt: skip
        for k in range(5):
            name, s, _ = i.listed[k] if k < len(i.listed) else (-1, math.nan, 0.0)
            row |= {f"alternative_{k + 1}": name, f"surplus_{k + 1}": s}
        rows.append(row)
    return rows


def quotes(e: Economy) -> list[Row]:
    rows = []
    for i in e.agents:
        low, high = i.utility.bounds(i.A, i.B, e.rules["epsilon"])
        row: Row = {"uid": i.id, "p_min": low, "p_max": high, "mrs": i.rate, "lambda": math.nan, "mu_money": math.nan}
        for kind, name in enumerate(("A_in_B", "A_in_M", "B_in_M")):
            told = kind < len(i.ask) and i.open & 1 << kind and (e.rules["quoted"] >> kind & 1 or i.ask[kind] != 0 or i.bid[kind] != 0)
            row |= {f"ask_{name}": i.ask[kind] if told else math.nan, f"bid_{name}": i.bid[kind] if told else math.nan}
        ask, bid, eps, spread = math.nan, math.nan, e.rules["epsilon"], e.rules["spread"]
        if not math.isnan(row["ask_A_in_B"]):
            ask = max(0.0, 1 / high * (1 + spread)) if high > eps else 1e6
            bid = max(0.0, (1 / low if low > eps else 1e6) * (1 - spread))
        row |= {"ask_B_in_A": ask, "bid_B_in_A": bid}
        if e.rules["money_form"] > 0:
            held = i.M / e.rules["money_unit"] + i.shift
            row |= {"lambda": i.weight, "mu_money": i.weight / max(held, eps) if e.rules["money_form"] == 2 else i.weight}
        rows.append(row)
    return rows


def mode_changes(e: Economy, world: str, zones: list[str | None], agents: list[str]) -> list[Row]:
    """What changed since the modes were these."""
    number = {id(zone): k for k, zone in enumerate(e.zones)}
    found: list[tuple[str | None, str | None, int, int]] = [(world, e.mode, -1, -1)]
    found += [(old, zone.mode, k, -1) for k, (old, zone) in enumerate(zip(zones, e.zones, strict=True))]
    if e.rules["local_modes"]:
        found += [(old, i.mode, number.get(id(e.zone_at(i.pos)), -1), i.id) for old, i in zip(agents, e.agents, strict=True)]
    return [{"old": MODES.index(a), "new": MODES.index(b), "zone": zone, "uid": uid} for a, b, zone, uid in found if a != b and a and b]
