"""The presets of rules: complete, frozen sets of named switches. Each run records its preset and every switch."""

from __future__ import annotations

PRESETS: dict[str, dict[str, bool]] = {
    "vmt": {  # the original money-era engine, quirks included
        "no_overlap_parts": False,
        "foragers_pair": True,
        "claims_outlive_mode": True,
        "original_draws": True,
        "capacity_from_file": False,
        "gate_works": False,
        "lambda_per_major_unit": False,
        "lambda_learns": False,
        "first_quotes_of_regime": False,
        "search_first": False,
        "divisible_goods": False,
        "decimal_blocks": False,
        "missing_good_counts": False,
        "local_rules": False,
    },
    "vmt_protocols": {  # the original's last engine: barter, divisible goods, protocols
        "no_overlap_parts": True,
        "foragers_pair": True,
        "claims_outlive_mode": True,
        "original_draws": True,
        "capacity_from_file": False,
        "gate_works": False,
        "lambda_per_major_unit": False,
        "lambda_learns": False,
        "first_quotes_of_regime": False,
        "search_first": True,
        "divisible_goods": True,
        "decimal_blocks": True,
        "missing_good_counts": True,
        "local_rules": False,
    },
    "standard": {  # what economy.md section 14 recommends
        "no_overlap_parts": True,
        "foragers_pair": False,
        "claims_outlive_mode": False,
        "original_draws": False,
        "capacity_from_file": True,
        "gate_works": True,
        "lambda_per_major_unit": True,
        "lambda_learns": True,
        "first_quotes_of_regime": True,
        "search_first": False,
        "divisible_goods": False,
        "decimal_blocks": False,
        "missing_good_counts": False,
        "local_rules": True,
    },
}
"""Switches by preset.

no_overlap_parts     partners whose quotes do not overlap part, with cooldown (Q2); else they stay together
foragers_pair        agents that chose to forage can be paired in the fallback, and walk to the partner (Q3)
claims_outlive_mode  claims survive a change of mode until the next tick (Q6)
original_draws       the initial state is drawn by the original's generator; else by counter-based streams
gate_works           mixed_liquidity_gated is a mixed regime in which who sees sellers enough for money does not barter (Q1); else
                     partners barter one way, whatever brought them together
lambda_per_major_unit  lambda values a major unit of money (Q5); else a minor one
lambda_learns        money_mode kkt_lambda moves lambda; else it is quasilinear
first_quotes_of_regime  agents quote at first what they quote later (Q9); else prices for every exchange
local_rules          zones, and regimes and schedules of agents' own, are allowed; else the file is refused
capacity_from_file   an explicit resource_max_amount of a version 2 file is the cap of regrowth; else the seeded amount
search_first         all search and set out, then all are matched; who is left goes where it wanted. Else the passes of the money era
divisible_goods      goods in hand are counted in parts of 1/10000; else in units
decimal_blocks       partners try any number of units of A, both ways, for B to four decimals, rounded as the shortest notation of the price
missing_good_counts  a missing good counts as 1e-9 under CES with rho < 0, so that the first unit of the other is worth something
"""

ORIGINALS = ("vmt", "vmt_protocols")
"""Presets that follow an engine of others, quirks included."""

PARTS = 10_000  # of a unit of a divisible good
FLOOR = 1e-9  # what a missing good counts as


def parts_of_a_unit(preset: str) -> int:
    """Return in how many parts of a unit the worlds of a preset count goods in hand."""
    return PARTS if PRESETS[preset]["divisible_goods"] else 1
