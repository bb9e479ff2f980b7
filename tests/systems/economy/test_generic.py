"""Every system of the economy under the generic tests: access, bounds, threads, and what each says that it keeps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import catallax as cx
import catallax.testing as ct
from catallax.components.economy import Commitment, Intent, Pairing, Position
from catallax.scenarios.economy.schema import Params
from catallax.testing.economies import PARAMS
from catallax.testing.threads import threads
from tests.strategies import ON_A_TORUS, TORUS

with cx.build("two_traders") as _world:
    SYSTEMS = [system.name for system in _world.schedule]

starts = ct.worlds(ct.scenarios(ticks=6))


@pytest.mark.parametrize("system", SYSTEMS)
@settings(max_examples=6)
@given(start=starts)
def test_access(system: str, start: ct.Start) -> None:
    with threads(1):
        ct.check_access(start, system)


@settings(max_examples=12)
@given(start=ct.worlds(ct.scenarios(ticks=6, fixed={"params.resource_spawn_rate": 0.4})))
def test_access_of_spawning(start: ct.Start) -> None:
    with threads(1):
        ct.check_access(start, "spawning")


@pytest.mark.parametrize("system", ["movement", "regeneration", "foraging"])
@settings(max_examples=15)
@given(start=ON_A_TORUS)
def test_a_shifted_torus_gives_a_shifted_result(system: str, start: ct.Start) -> None:
    with threads(1):
        ct.check_shift(start, system, TORUS, 2, 1)


@settings(max_examples=20)
@given(start=starts)
def test_blocks_and_threads_do_not_matter(start: ct.Start) -> None:
    ct.check_threads(start)


@settings(max_examples=15)
@given(start=starts, log=ct.commands(ticks=5))
def test_agents_may_die_and_be_born_at_any_tick(start: ct.Start, log: list[cx.Command]) -> None:
    def check(world: cx.World) -> None:
        ct.references(world)
        ct.uids_rise(world)
        ct.mutual(world, Pairing, "partner")
        ct.bounds(world, [Position, Pairing, Commitment, Intent])

    with threads(1):
        ct.trace(start, commands=log, each=check)


def test_scenarios_draw_every_parameter_that_matters_to_barter() -> None:
    money = {
        "trade_execution_mode", "exchange_regime", "money_mode", "money_utility_form", "M_0", "money_scale", "lambda_money",
        "lambda_update_rate", "lambda_bounds", "liquidity_gate", "earn_money_enabled", "log_preferences",
    }  # fmt: skip
    assert set(PARAMS) == set(Params.model_fields) - money
    assert {name: default for name, (default, _) in PARAMS.items()} == {name: Params.model_fields[name].default for name in PARAMS}
