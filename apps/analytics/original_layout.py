"""The tables of the original's telemetry, with their columns in order, so that old notebooks and viewers find what they look for.

Every table but the first also has `id`, a number of its own for each row, and `run_id`, in front. Facts: the original's money era.
"""

from __future__ import annotations

RUNS = "simulation_runs"
DATABASE = "telemetry.db"  # what the original calls its file


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """Return (name, type) of each column of a list like `tick:INTEGER x:INTEGER`; the type of a name without one is REAL."""
    pairs = (item.partition(":") for item in text.split())
    return tuple((name, kind or "REAL") for name, _, kind in pairs)


_HANDS = "A_init:INTEGER {0}_B_init:INTEGER {0}_U_init {0}_A_final:INTEGER {0}_B_final:INTEGER {0}_U_final {0}_improves:INTEGER"

TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    RUNS: _columns(
        "scenario_name:TEXT start_time:TEXT end_time:TEXT total_ticks:INTEGER num_agents:INTEGER grid_width:INTEGER grid_height:INTEGER "
        "config_json:TEXT exchange_regime:TEXT money_mode:TEXT money_scale:INTEGER"
    ),
    "agent_snapshots": _columns(
        "tick:INTEGER agent_id:INTEGER x:INTEGER y:INTEGER inventory_A:INTEGER inventory_B:INTEGER inventory_M:INTEGER utility "
        "ask_A_in_B bid_A_in_B p_min p_max ask_A_in_M bid_A_in_M ask_B_in_M bid_B_in_M perceived_price_A perceived_price_B "
        "lambda_money lambda_changed:INTEGER target_agent_id:INTEGER target_x:INTEGER target_y:INTEGER utility_type:TEXT"
    ),
    "resource_snapshots": _columns("tick:INTEGER x:INTEGER y:INTEGER resource_type:TEXT amount:INTEGER"),
    "decisions": _columns(
        "tick:INTEGER agent_id:INTEGER chosen_partner_id:INTEGER surplus_with_partner target_type:TEXT target_x:INTEGER target_y:INTEGER "
        "num_neighbors:INTEGER alternatives:TEXT mode:TEXT claimed_resource_pos:TEXT is_paired:INTEGER is_foraging_committed:INTEGER"
    ),
    "trades": _columns(
        "tick:INTEGER x:INTEGER y:INTEGER buyer_id:INTEGER seller_id:INTEGER dA:INTEGER dB:INTEGER dM:INTEGER price direction:TEXT "
        "exchange_pair_type:TEXT buyer_lambda seller_lambda buyer_surplus seller_surplus"
    ),
    "trade_attempts": _columns(
        "tick:INTEGER buyer_id:INTEGER seller_id:INTEGER direction:TEXT price buyer_ask buyer_bid seller_ask seller_bid surplus "
        f"dA_attempted:INTEGER dB_calculated:INTEGER buyer_{_HANDS.format('buyer')} seller_{_HANDS.format('seller')} "
        "buyer_feasible:INTEGER seller_feasible:INTEGER result:TEXT result_reason:TEXT"
    ),
    "mode_changes": _columns("tick:INTEGER old_mode:TEXT new_mode:TEXT"),
    "tick_states": _columns("tick:INTEGER current_mode:TEXT exchange_regime:TEXT active_pairs:TEXT"),
    "lambda_updates": _columns(
        "tick:INTEGER agent_id:INTEGER lambda_old lambda_new lambda_hat_A lambda_hat_B lambda_hat clamped:INTEGER clamp_type:TEXT"
    ),
    "pairings": _columns("tick:INTEGER agent_i:INTEGER agent_j:INTEGER event:TEXT reason:TEXT surplus_i surplus_j"),
    "preferences": _columns(
        "tick:INTEGER agent_id:INTEGER partner_id:INTEGER rank:INTEGER surplus discounted_surplus distance:INTEGER pair_type:TEXT"
    ),
}
"""Columns behind `id` and `run_id`; of `simulation_runs` behind `run_id`."""

INDICES = {
    "agent_snapshots": ("tick", "agent_id, tick"),
    "resource_snapshots": ("tick",),
    "decisions": ("tick", "agent_id, tick"),
    "trades": ("tick", "buyer_id, seller_id"),
    "trade_attempts": ("tick",),
    "mode_changes": ("tick",),
    "tick_states": ("tick",),
    "lambda_updates": ("agent_id, tick",),
    "pairings": ("tick", "agent_i, agent_j"),
    "preferences": ("tick", "agent_id, tick"),
}
"""What the original indexes, behind `run_id`."""
