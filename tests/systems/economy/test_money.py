"""What money does: the gate, its scale, and lambda that follows prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import catallax as cx
from catallax.components.economy import Inventory, Market, Position, Vision
from catallax.scenarios.builder import build


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
