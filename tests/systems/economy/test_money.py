"""What money does: the gate, its scale, and lambda that follows prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx
from catallax.components.economy import Cell, Inventory, Market, MoneyTaste, Position, Quotes, Vision
from catallax.kernels.liquidity import mark_sellers
from catallax.kernels.market import A_FOR_M, B_FOR_M
from catallax.scenarios.builder import build, build_world
from catallax.scenarios.loader import load_scenario


def variant(name: str, **params: Any) -> Any:
    return cx.load_scenario(name, changes={f"params.{key}": value for key, value in params.items()})


@pytest.mark.parametrize("enough", [0, 1, 3, 4, 5])
def test_who_sees_sellers_enough_does_not_barter(enough: int) -> None:
    """Three stand together, one apart; everyone sees itself."""
    scenario = variant("thin_and_thick", liquidity_gate={"min_quotes": enough})
    with build({**scenario.model_dump(exclude_unset=True), "agents": 4, "positions": {"x": 0, "y": 0}}) as world:
        world.edit(Position).x[:], world.edit(Vision).radius[:] = [0, 1, 2, 30], [2, 1, 2, 2]
        world.run_system("liquidity", np.ones(1, np.bool_))
        assert world[Market].barters.tolist() == [enough > 3, enough > 3, enough > 3, enough > 1]


def test_a_seller_may_have_to_hold_what_it_sells() -> None:
    gate = {"min_quotes": 2, "sellers_hold": True}
    scenario = variant("thin_and_thick", liquidity_gate=gate)
    with build({**scenario.model_dump(exclude_unset=True), "agents": 2, "positions": {"x": 0, "y": 0}}) as world:
        for goods, barters in (([[3, 0], [0, 2]], False), ([[0, 0], [0, 2]], True), ([[0, 0], [0, 0]], True)):
            world.edit(Inventory).goods[:] = goods
            world.run_system("liquidity", np.ones(1, np.bool_))
            assert world[Market].barters.tolist() == [barters] * 2


def test_thick_markets_pay_in_money_and_thin_ones_barter() -> None:
    trades = cx.run("thin_and_thick").frame("trades")
    thick = trades.x < 12
    barter = trades.medium == "B"
    assert thick.sum() > 1000 and (~thick).sum() > 300
    assert barter[thick].mean() < 0.01 < 0.05 < barter[~thick].mean()


COBB_DOUGLAS = {"type": "stone_geary", "params": {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 0.0, "gamma_B": 0.0}}
SUBSTITUTES = {"type": "ces", "params": {"rho": 0.5, "wA": 1.0, "wB": 1.0}}


def two_alone(utility: dict[str, Any], held: dict[str, Any], **params: Any) -> dict[str, Any]:
    """Two agents who see their own cell only, and on it nobody else: the prices in view are their own asks."""
    return {
        "schema_version": 2, "name": "two alone", "rules": "standard", "grid": {"width": 3, "height": 1}, "agents": 2,
        "initial_inventories": held, "positions": {"x": [0, 2], "y": 0}, "utilities": {"mix": [{"weight": 1.0, **utility}]},
        "resource_seed": {"density": 0.0, "amount": 0},
        "params": {"exchange_regime": "money_only", "vision_radius": 0, "spread": 0.0, "lambda_money": 1.0, **params},
    }  # fmt: skip


def test_who_has_nothing_of_a_good_asks_a_price_in_money_that_epsilon_does_not_limit() -> None:
    """MU_A is u^(1/2) A^(-1/2): with no A and 4 B, 2 / 1e-6. A floor of epsilon under A would make it 4."""
    with build(two_alone(SUBSTITUTES, {"A": 0, "B": 4, "M": 1}, epsilon=0.25)) as world:
        _, in_a, in_b = world[Quotes].ask[0]
        assert (in_a, in_b) == (pytest.approx(2e6), pytest.approx(1.0))


def test_lambda_moves_by_a_ten_millionth_but_not_by_a_ten_billionth() -> None:
    learns = {"money_mode": "kkt_lambda", "lambda_update_rate": 1.0}
    with build(two_alone(COBB_DOUGLAS, {"A": 1, "B": 1, "M": 1}, **learns)) as world:
        world.edit(MoneyTaste).weight[:, 0] = 1.0 - 1e-7, 1.0 - 1e-10
        world.edit(Quotes).ask[:] = 0.5  # for which a unit of money buys a utility of 1
        world.run_system("valuation", np.ones(1, np.bool_))
        assert world[MoneyTaste].weight[:, 0].tolist() == [1.0, 1.0 - 1e-10]


def test_lambda_moves_in_the_worlds_that_learn_and_changes_name_agents_by_their_place_there() -> None:
    files = [
        two_alone(COBB_DOUGLAS, {"A": 1, "B": 1, "M": 1}, spread=0.25, money_mode=m) for m in ("quasilinear", "kkt_lambda", "kkt_lambda")
    ]
    with build_world([load_scenario(f) for f in files], [1, 2, 3], [1, 1, 1]) as world:
        world.step()
        updates = world.events["lambda_updates"].rows()
        assert list(zip(updates["world"].tolist(), updates["agent"].tolist(), strict=True)) == [(1, 0), (1, 1), (2, 0), (2, 1)]


def test_a_price_that_nobody_asks_is_inferred_from_what_the_agent_bids_in_barter() -> None:
    """Sated with both goods it bids nothing for A, so A is worth nothing in money either; 0.25 is the floor of prices."""
    sated = {"type": "quadratic", "params": {"A_star": 3.0, "B_star": 4.0, "sigma_A": 1.0, "sigma_B": 1.0}}
    with build(two_alone(sated, {"A": 5, "B": 6, "M": 1}, money_mode="kkt_lambda", epsilon=0.25)) as world:
        world.edit(Quotes).ask[:] = np.inf, np.inf, 0.5
        world.run_system("valuation", np.ones(1, np.bool_))
        updates = world.events["lambda_updates"].rows()
        assert (updates["hat_a"][0], updates["hat_b"][0]) == (-4.0 / 0.25, -4.0 / 0.5)


@pytest.mark.parametrize(("must_hold", "expected"), [(True, [False, False, True]), (False, [True, True, True])])
def test_a_seller_must_hold_what_it_sells_only_where_the_rules_say_so(must_hold: bool, expected: list[bool]) -> None:
    ask, goods, sells = np.full((3, 3), np.inf), np.array([[0, 0], [0, 0], [0, 1]]), np.zeros(3, np.bool_)
    ask[0, A_FOR_M] = ask[1, B_FOR_M] = ask[2, B_FOR_M] = 2.0
    mark_sellers(np.array([0]), np.array([0, 3]), np.array([1e-9]), np.array([must_hold]), goods, ask, sells)
    assert sells.tolist() == expected


def test_lambda_follows_what_goods_are_worth_after_the_harvest() -> None:
    """With 2 A in place of 1 money buys half the utility at the asks of the tick, which were made before."""
    learns = {"money_mode": "kkt_lambda", "lambda_update_rate": 1.0, "forage_rate": 1}
    with build(two_alone(COBB_DOUGLAS, {"A": 1, "B": 1, "M": 1}, **learns)) as world:
        cell = world.edit(Cell)
        cell.good[:], cell.amount[:] = 0, (1, 0, 0)  # for the first alone
        world.step()
        assert world[Inventory].goods.tolist() == [[2, 1], [1, 1]]
        assert world[MoneyTaste].weight[:, 0].tolist() == [0.5, 1.0]


def test_the_scale_of_money_changes_rounding_and_nothing_else() -> None:
    """Q5: under the original's rules trade dies as the scale grows (economy.md 14); by economics it must not."""
    outcomes = {}
    for scale in (10, 100, 1000):
        run = cx.run(variant("money_or_barter", exchange_regime="money_only", money_scale=scale))
        trades = run.frame("trades")
        outcomes[scale] = np.array([run.summary["utility_gained"], (trades.price / scale).median(), (trades.payment / scale).sum()])
    assert np.allclose(outcomes[100], outcomes[1000], rtol=0.04)
    assert np.allclose(outcomes[10][:2], outcomes[1000][:2], rtol=0.1), "a price of 0.47 is a payment of 5"
    by_the_original = [
        len(cx.run(variant("money_or_barter", exchange_regime="money_only", money_scale=scale), rules="vmt").frame("trades"))
        for scale in (1, 1000)
    ]
    assert by_the_original[0] > 0 == by_the_original[1]


def learning(**params: Any) -> Any:
    scenario = variant("money_or_barter", exchange_regime="money_only", **params).model_dump(exclude_unset=True)
    held = {**scenario["initial_inventories"], "lambda_money": {"uniform": [0.2, 5.0]}}
    return cx.load_scenario({**scenario, "initial_inventories": held})


def test_lambda_follows_prices_converges_and_moves_them() -> None:
    still, learned = (cx.run(learning(money_mode=mode), record="full") for mode in ("quasilinear", "kkt_lambda"))
    assert len(still.frame("lambda_updates")) == 0
    updates = learned.frame("lambda_updates")
    moves = (updates.lambda_new - updates.lambda_old).abs().groupby(updates.tick // 30).mean()
    assert (np.diff(moves) < 0).all() and moves.iloc[-1] < moves.iloc[0] / 1000
    assert (updates.lambda_hat == updates[["lambda_hat_A", "lambda_hat_B"]].min(axis=1)).all()
    by_agent = updates.sort_values("tick").groupby("uid")
    assert by_agent.lambda_new.last().std() < 0.5 * by_agent.lambda_old.first().std()
    late = lambda run: run.frame("trades").query("30 <= tick < 60").price.median()  # noqa: E731
    assert late(learned) > 1.5 * late(still)


def test_lambda_stays_within_its_bounds_and_says_so() -> None:
    bounds = {"lambda_min": 0.5, "lambda_max": 1.0}
    updates = cx.run(learning(money_mode="kkt_lambda", lambda_bounds=bounds), record="lambda_updates").frame("lambda_updates")
    assert updates.lambda_new.between(0.5, 1.0).all()
    assert set(updates.clamped) == {"none", "lower", "upper"}
    assert (updates.lambda_new[updates.clamped == "lower"] == 0.5).all() and (updates.lambda_new[updates.clamped == "upper"] == 1.0).all()
