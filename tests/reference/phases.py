"""The phases of a tick, one function each, as economy.md section 2 tells them (the money-era engine, and section 14's repairs)."""

from __future__ import annotations

import math

from catallax.kernels import rng

from .bargaining import agreed, barter_block, gains, holding, shared, typed_trade
from .divisible import best_gain, decimal_block, overlap, partners
from .economy import EXCHANGES, Agent, Economy, Place
from .search import place_elsewhere, sight


def event(e: Economy, i: int, j: int, kind: str, reason: str, rank: int = -1, surplus: float = math.nan) -> None:
    e.pairings.append({"i": i, "j": j, "event": kind, "reason": reason, "rank": rank, "surplus": surplus})


def mode_at(tick: int, forage: int, trade: int, trade_first: bool) -> str:
    if forage + trade == 0:
        return "both"
    place = tick % (forage + trade)
    return ("trade" if place < trade else "forage") if trade_first else ("forage" if place < forage else "trade")


def mode(e: Economy) -> None:
    """A zone's own rules come first, then an agent's, then those of all."""
    e.mode = mode_at(e.tick, *e.cycle)
    for zone in e.zones:
        if zone.cycle is not None:
            zone.mode = mode_at(e.tick, *zone.cycle)
    was = {a.id: a.mode for a in e.agents}
    for a in e.agents:
        a.mode, now = e.mode, int(e.rules["open"])
        if a.own_cycle is not None:
            forage, trade, offset = a.own_cycle
            a.mode = mode_at(e.tick + offset, forage, trade, e.cycle[2])
        if a.own_open is not None:
            now = a.own_open
        zone = e.zone_at(a.pos)
        if zone is not None:
            a.mode = zone.mode or a.mode
            now = now if zone.open is None else zone.open
        if a.open != now:
            a.open, a.changed = now, True
    gone = [a for a in e.agents if was[a.id] != a.mode]
    for a in gone:
        if a.partner is not None:
            event(e, min(a.id, a.partner), max(a.id, a.partner), "unpair", f"mode_switch_{was[a.id]}_to_{a.mode}")
            e.agents[a.partner].partner = None
            a.partner = None
        a.committed = None
    if not e.rules["claims_outlive_mode"]:
        e.claims = {place: holder for place, holder in e.claims.items() if e.agents[holder] not in gone}


def requote(e: Economy) -> None:
    for i in e.agents:
        if i.changed:
            quote(e, i)
            value(e, i)
            i.changed = False


# -- perception: the gate ------------------------------------------------------------------------


def liquidity(e: Economy) -> None:
    if not e.rules["gated"]:
        return
    for i in e.agents:
        seen = 0
        for j in e.agents:
            asks = [
                j.ask[kind]
                for kind in (1, 2)
                if j.ask[kind] < math.inf and (not e.rules["sellers_hold"] or holding(j)[EXCHANGES[kind][0]] >= 1)
            ]
            seen += e.distance(i.pos, j.pos) <= i.vision and max(asks, default=0.0) > e.rules["epsilon"]
        i.barters = seen < e.rules["min_quotes"] or not i.open & 8


# -- decision ------------------------------------------------------------------------------------


def surplus(e: Economy, i: Agent, j: Agent) -> float:
    candidates = [0.0]
    for kind, (good, medium) in enumerate(EXCHANGES):
        if not shared(e.rules, i, j, kind):
            continue
        if holding(j)[good] >= 1 and holding(i)[medium] >= 1:
            candidates.append(i.bid[kind] - j.ask[kind])
        if holding(i)[good] >= 1 and holding(j)[medium] >= 1:
            candidates.append(j.bid[kind] - i.ask[kind])
    return max(candidates)


def preferences(e: Economy, i: Agent) -> list[tuple[int, float, float]]:
    found = []
    for j in e.agents:
        d = e.distance(i.pos, j.pos)
        on_the_way = j.committed is not None and not (j.id < i.id and e.cells[j.committed].amount == 0)
        if j is i or d > sight(e, i) or j.mode == "forage" or on_the_way or i.cooldowns.get(j.id, 0) > e.tick:
            continue
        s = surplus(e, i, j)
        if s > 0:
            found.append((j.id, s, s * e.rules["beta"] ** d))
    return sorted(found, key=lambda entry: (-entry[2], entry[0]))


def forage_choice(e: Economy, i: Agent) -> tuple[Place, float] | None:
    best: tuple[Place, float] | None = None
    order = sorted(e.cells, key=lambda p: (e.steps(i.pos[0], p[0], e.width), e.steps(i.pos[1], p[1], e.height)))
    for place in order:
        ground, d = e.cells[place], e.distance(i.pos, place)
        taken = e.rules["claiming"] and e.claims.get(place, i.id) != i.id
        if ground.amount == 0 or d > sight(e, i) or taken:
            continue
        h = min(ground.amount, e.rules["forage_rate"])
        after = i.utility.u(i.A + h, i.B) if ground.good == "A" else i.utility.u(i.A, i.B + h)
        score = (after - i.utility.u(i.A, i.B)) * e.rules["beta"] ** d
        if best is None or score > best[1]:
            best = (place, score)
    return best


def set_out(e: Economy, i: Agent, place: Place) -> None:
    i.target_pos, i.target, i.activity, i.committed = place, None, "forage", place
    if e.rules["claiming"]:
        e.claims[place] = i.id


def go_home(i: Agent) -> None:
    i.target_pos, i.target, i.activity = i.home, None, "idle_home"


def release_stale_claims(e: Economy) -> None:
    if e.rules["claiming"]:
        for place, holder in list(e.claims.items()):
            i = e.agents[holder]
            if i.committed != place and (i.pos == place or i.target_pos != place):
                del e.claims[place]


def look_elsewhere(e: Economy) -> dict[int, Place]:
    """Who goes neither to a partner nor to the cell it would like best nor home, as things stand when the tick begins."""
    places = {}
    for i in e.agents:
        if i.partner is None and (i.committed is None or e.cells[i.committed].amount == 0):
            listed = preferences(e, i) if i.mode != "forage" else []
            cell = forage_choice(e, i) if i.mode != "trade" else None
            if not listed or (cell is not None and listed[0][2] <= cell[1]):
                place = place_elsewhere(e, i, None if cell is None else cell[1])
                if place is not None:
                    places[i.id] = place
    return places


def choose(e: Economy) -> None:
    elsewhere = look_elsewhere(e)
    for i in e.agents:
        i.listed = []
        if i.committed is not None:
            if e.cells[i.committed].amount > 0:
                i.target_pos, i.target, i.activity = i.committed, None, "forage"
                continue
            if e.rules["claiming"]:
                e.claims.pop(i.committed, None)
            i.committed = None
        if i.mode != "forage":
            i.listed = preferences(e, i)
        if i.partner is not None:  # its list is told, and nothing follows from it
            i.target_pos, i.target, i.activity = e.agents[i.partner].pos, i.partner, "trade_paired"
            continue
        if i.id in elsewhere:
            i.target_pos, i.target, i.activity = elsewhere[i.id], None, "idle"
            continue
        cell = forage_choice(e, i) if i.mode != "trade" else None
        if i.listed and (cell is None or i.listed[0][2] > cell[1]):
            i.target, i.activity = i.listed[0][0], "trade"
            i.target_pos = e.agents[i.target].pos
        elif cell is not None:
            set_out(e, i, cell[0])
        elif i.mode == "trade":
            i.target_pos, i.target, i.activity = None, None, "idle"
        else:
            go_home(i)


def pair(e: Economy, i: Agent, j: Agent) -> None:
    i.partner, j.partner = j.id, i.id
    i.cooldowns.pop(j.id, None)
    j.cooldowns.pop(i.id, None)


def consent(e: Economy) -> None:
    if e.protocols["matching"][0] != "three_pass":
        return
    for i in e.agents:
        if i.partner is None and i.target is not None and i.id < i.target:
            j = e.agents[i.target]
            if j.partner is None and j.target == i.id:
                pair(e, i, j)
                event(e, i.id, j.id, "pair", "mutual_consent", -1, surplus(e, i, j))


def fallback(e: Economy) -> None:
    (protocol, _, key), pool = e.protocols["matching"], []
    for i in e.agents:
        for rank, (j, s, discounted) in enumerate(i.listed):
            hidden = not e.rules["foragers_pair"] and (i.committed is not None or e.agents[j].committed is not None)
            if i.partner is None and e.agents[j].partner is None and not hidden:
                lot = rng.uniform(key, e.tick, min(i.id, j), max(i.id, j))
                listed_back = i.id in [other for other, _, _ in e.agents[j].listed]
                worth = {"greedy_surplus": s, "random": lot, "stable": discounted if listed_back else -math.inf}.get(protocol, discounted)
                ranked = rank if protocol in ("three_pass", "stable") else -1
                pool += [(-worth, i.id, j, ranked, s)] if worth > -math.inf else []
    for _, a, b, rank, s in sorted(pool):
        i, j = e.agents[a], e.agents[b]
        if i.partner is None and j.partner is None:
            pair(e, i, j)
            i.target, i.target_pos, j.target, j.target_pos = j.id, j.pos, i.id, i.pos
            event(e, a, b, "pair", "fallback" if protocol == "three_pass" else protocol, rank, s)


def choose_again(e: Economy) -> None:
    for i in e.agents:
        if i.partner is None and i.target is not None:
            cell = forage_choice(e, i) if i.mode == "both" else None
            if cell is None:
                go_home(i)
            else:
                set_out(e, i, cell[0])


def decision(e: Economy) -> None:
    if e.rules["search_first"]:
        return
    release_stale_claims(e)
    choose(e)
    consent(e)
    fallback(e)
    choose_again(e)
    for i in e.agents:
        if i.partner is not None:
            i.activity = "trade_paired"


# -- search, then matching: the original's last engine ------------------------------------------------


def search_and_match(e: Economy) -> None:
    if not e.rules["search_first"]:
        return
    release_stale_claims(e)
    for i in e.agents:
        search(e, i)
    for i in e.agents:
        j = e.agents[i.listed[0][0]] if i.listed else i
        if i.id < j.id and i.partner is None and j.partner is None and j.listed and j.listed[0][0] == i.id:
            turn_to_each_other(e, i, j, "mutual_consent")
    pool = [(-discounted, i.id, j) for i in e.agents if i.partner is None for j, _, discounted in i.listed]
    for _, a, b in sorted(pool):
        if e.agents[a].partner is None and e.agents[b].partner is None:
            turn_to_each_other(e, e.agents[a], e.agents[b], "greedy_fallback")


def search(e: Economy, i: Agent) -> None:
    i.listed = []
    if i.partner is not None:
        i.target_pos, i.target, i.activity = e.agents[i.partner].pos, i.partner, "trade_paired"
        return
    if i.committed is not None:
        if e.cells[i.committed].amount > 0:
            i.target_pos, i.target, i.activity = i.committed, None, "forage"
            return
        if e.rules["claiming"]:
            e.claims.pop(i.committed, None)
        i.committed = None
    i.listed = partners(e, i) if e.mode != "forage" else []
    cell = best_gain(e, i) if e.mode != "trade" else None
    if i.listed and (e.mode == "trade" or i.listed[0][2] > (cell[1] if cell else 0.0)):
        i.target, i.activity = i.listed[0][0], "trade"
        i.target_pos = e.agents[i.target].pos
    elif cell:
        set_out(e, i, cell[0])
    elif e.mode == "trade":
        i.activity = "idle"  # and goes on to where it was going
    else:
        go_home(i)
        if e.cells[i.home].good is not None:  # it counts as foraging
            i.committed, i.activity = i.home, "forage"


def turn_to_each_other(e: Economy, i: Agent, j: Agent, reason: str) -> None:
    pair(e, i, j)
    i.target, i.target_pos, j.target, j.target_pos = j.id, j.pos, i.id, i.pos
    i.activity = j.activity = "trade_paired"
    event(e, i.id, j.id, "pair", reason, -1, overlap(i, j))


# -- movement, trade, foraging, regeneration, housekeeping ---------------------------------------------


def movement(e: Economy) -> None:
    for i in e.agents:
        goal = e.agents[i.partner].pos if i.partner is not None else i.target_pos
        if goal is None:
            continue
        if i.target is not None:
            j = e.agents[i.target]
            dx, dy = abs(e.steps(i.pos[0], j.pos[0], e.width)), abs(e.steps(i.pos[1], j.pos[1], e.height))
            if dx + dy <= e.rules["interaction_radius"]:
                continue
            if j.target == i.id and dx == 1 and dy == 1 and i.id < j.id:
                continue
        for _ in range(e.rules["move_budget"]):
            dx, dy = e.steps(i.pos[0], goal[0], e.width), e.steps(i.pos[1], goal[1], e.height)
            if dx == 0 and dy == 0:
                break
            if abs(dx) >= abs(dy):
                i.pos = ((i.pos[0] + (1 if dx > 0 else -1)) % e.width, i.pos[1])
            else:
                i.pos = (i.pos[0], (i.pos[1] + (1 if dy > 0 else -1)) % e.height)


def trade(e: Economy) -> None:
    if e.mode == "forage" and not e.rules["local_modes"]:
        return
    for i in e.agents:
        if i.partner is None or i.partner < i.id:
            continue
        j = e.agents[i.partner]
        if e.distance(i.pos, j.pos) > e.rules["interaction_radius"]:
            continue
        if e.rules["decimal_blocks"]:
            found = decimal_block(e, i, j)
            if found is None:
                fail(e, i, j)
            else:
                settle(e, found[0].pos, found[0], found[1], 0, *found[2:])
            continue
        name, params, key = e.protocols["bargaining"]
        if name != "compensating_block":
            if not e.rules["typed"] and i.bid[0] - j.ask[0] <= 0 and j.bid[0] - i.ask[0] <= 0:
                if e.rules["no_overlap_parts"]:
                    fail(e, i, j)
                continue
            found = agreed(e.rules, name, params, i, j, rng.uniform(key, e.tick, i.id, j.id))
            if found is None:
                fail(e, i, j)
                continue
            quantity, payment = found["quantity"], found["payment"]
            where = i.pos if e.rules["typed"] else found["buyer"].pos
            settle(e, where, found["buyer"], found["seller"], found["kind"], quantity, payment, payment / quantity)
            continue
        if e.rules["typed"]:
            block = typed_trade(e.rules, i, j)
            if block is None:
                fail(e, i, j)
            else:
                buyer, seller, kind, quantity, payment = block
                settle(e, i.pos, buyer, seller, kind, quantity, payment, payment / quantity)
            continue
        if i.bid[0] - j.ask[0] <= 0 and j.bid[0] - i.ask[0] <= 0:
            if e.rules["no_overlap_parts"]:
                fail(e, i, j)
            continue
        buyer, seller = (i, j) if i.bid[0] - j.ask[0] > j.bid[0] - i.ask[0] else (j, i)
        barter = barter_block(buyer, seller, e.rules["quantity_max"], e.rules["epsilon"])
        if barter is None:
            fail(e, i, j)
            continue
        settle(e, buyer.pos, buyer, seller, 0, *barter)


def settle(e: Economy, where: Place, buyer: Agent, seller: Agent, kind: int, quantity: int, payment: int, price: float) -> None:
    good, medium = EXCHANGES[kind]
    rules = e.rules if e.rules["typed"] else {**e.rules, "money_form": 0}
    of_buyer, of_seller = gains(rules, buyer, seller, kind, quantity, payment)
    overlap = surplus(e, buyer, seller)
    if e.protocols["search"][0] == "memory":
        for agent in (buyer, seller):
            agent.memory = (agent.pos, e.tick, overlap) if overlap > 0 else None
    for agent, sign in ((buyer, 1), (seller, -1)):
        setattr(agent, good, getattr(agent, good) + sign * quantity)
        setattr(agent, medium, getattr(agent, medium) - sign * payment)
        agent.changed = True
    e.trades.append(
        {"x": where[0], "y": where[1], "buyer": buyer.id, "seller": seller.id, "good": "ABM".index(good), "medium": "ABM".index(medium),
         "quantity": int(quantity * rules["unit"]), "payment": int(payment * rules["unit"]), "price": price, "gain_buyer": of_buyer, "gain_seller": of_seller}
    )  # fmt: skip


def fail(e: Economy, i: Agent, j: Agent) -> None:
    i.partner = j.partner = None
    if e.rules["cooldown"] > 0:
        i.cooldowns[j.id] = j.cooldowns[i.id] = e.tick + e.rules["cooldown"]
    event(e, i.id, j.id, "unpair", "no_feasible_trade" if e.rules["decimal_blocks"] else "trade_failed")


def foraging(e: Economy) -> None:
    visited = set()
    for i in e.agents:
        ground = e.cells[i.pos]
        if i.partner is not None or i.mode == "trade" or ground.amount == 0 or (e.rules["single_harvester"] and i.pos in visited):
            continue
        visited.add(i.pos)
        h = min(ground.amount, e.rules["forage_rate"])
        ground.amount -= h
        ground.harvested = e.tick
        if ground.good == "A":
            i.A += h
        else:
            i.B += h
        i.changed = True
        if i.committed is not None:
            i.committed = None
            i.cooldowns.clear()


def regeneration(e: Economy) -> None:
    for place, ground in e.cells.items():
        zone, growth, rest = e.zone_at(place), e.rules["growth_rate"], e.rules["regrowth_rest"]
        if zone is not None:
            growth = growth if zone.growth_rate is None else zone.growth_rate
            rest = rest if zone.regrowth_rest is None else zone.regrowth_rest
        rested = ground.harvested is not None and e.tick - ground.harvested >= rest
        if growth > 0 and rested and ground.amount < ground.capacity:
            ground.amount = min(ground.amount + growth, ground.capacity)


def valuation(e: Economy) -> None:
    """Lambda follows the asks of this tick; everyone sees them as they stood (Jacobi)."""
    if not e.rules["lambda_learns"]:
        return
    r = e.rules
    for i in e.agents:
        price: dict[int, float] = {}
        for kind in (1, 2):
            seen = [j.ask[kind] for j in e.agents if j.ask[kind] < math.inf and e.distance(i.pos, j.pos) <= i.vision]
            asks = sorted(a for a in seen if a > r["epsilon"])
            if asks:
                price[kind] = asks[(len(asks) - 1) // 2]
        if not price:
            continue
        low, high = i.utility.bounds(i.A, i.B, r["epsilon"])
        if 1 not in price:
            price[1] = price[2] * max(high * (1 - r["spread"]), 0.0)
        if 2 not in price:
            price[2] = price[1] * max((1 / low if low > r["epsilon"] else 1e6) * (1 - r["spread"]), 0.0)
        hats = [
            mu / max(price[kind] / r["money_scale"], r["epsilon"])
            for kind, mu in zip((1, 2), i.utility.mu(i.A, i.B, r["epsilon"]), strict=True)
        ]
        free = (1 - r["lambda_rate"]) * i.weight + r["lambda_rate"] * min(hats)
        new = min(max(free, r["lambda_min"]), r["lambda_max"])
        if abs(new - i.weight) > 1e-9:
            bound = 0 if new == free else (1 if free < r["lambda_min"] else 2)
            e.lambdas.append(
                {"agent": i.id, "old": i.weight, "new": new, "hat_a": hats[0], "hat_b": hats[1], "hat": min(hats), "bound": bound}
            )
            i.weight, i.changed = new, True


def quote(e: Economy, i: Agent) -> None:
    r, zero = e.rules, 0.0
    low, high = i.utility.bounds(i.A, i.B, r["epsilon"])
    prices = [(low, high) if r["quoted"] & 1 else (zero, zero)]
    if len(i.ask) > 1:
        of_money = i.weight
        if r["money_form"] == 2:
            of_money = i.weight / max(i.M / r["money_unit"] + i.shift, r["epsilon"])
        for bit, mu in zip((2, 4), i.utility.mu(i.A, i.B, 1e-12), strict=True):
            price = (mu / of_money if of_money > r["epsilon"] else 1e6) * r["money_scale"]
            prices.append((price, price) if r["quoted"] & bit else (zero, zero))
    i.ask = tuple(max(0.0, p[0] * (1 + r["spread"])) for p in prices)
    i.bid = tuple(max(0.0, p[1] * (1 - r["spread"])) for p in prices)
    for kind in range(len(i.ask)):
        if r["quoted"] & ~i.open & 1 << kind:
            i.ask, i.bid = (*i.ask[:kind], math.inf, *i.ask[kind + 1 :]), (*i.bid[:kind], zero, *i.bid[kind + 1 :])


def value(e: Economy, i: Agent) -> None:
    i.rate, i.level = i.utility.mrs(i.A, i.B, e.rules["epsilon"]), i.utility.u(i.A, i.B)
    i.gain = i.utility.u(float(i.A) + 1.0, i.B) - i.level, i.utility.u(i.A, float(i.B) + 1.0) - i.level


def spawning(e: Economy) -> None:
    for (x, y), ground in e.cells.items():
        cell = x * e.height + y
        if rng.uniform(e.spawns["chances"], e.tick, cell, 0) >= e.spawns["rate"] or (e.spawns["only_empty"] and ground.amount > 0):
            continue
        quantity = int(e.spawns["quantity"])
        if ground.good is None:
            ground.good = "A" if rng.uniform(e.spawns["chances"], e.tick, cell, 1) < 0.5 else "B"
            ground.capacity = int(e.spawns["cap"])
        ground.capacity = max(ground.capacity, quantity)
        ground.amount = max(ground.amount, min(ground.amount + quantity, ground.capacity))


def housekeeping(e: Economy) -> None:
    requote(e)
    for i in e.agents:
        if i.partner is not None and e.agents[i.partner].partner != i.id:
            event(e, i.id, i.partner, "unpair", "integrity_repair")
            i.partner = None


PHASES = {
    "mode": mode, "requote": requote, "liquidity": liquidity, "decision": decision, "search_and_match": search_and_match, "movement": movement, "trade": trade, "foraging": foraging,
    "valuation": valuation, "regeneration": regeneration, "spawning": spawning, "housekeeping": housekeeping,
}  # fmt: skip
