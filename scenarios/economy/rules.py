"""The presets of rules: complete, frozen sets of named switches. Each run records its preset and every switch."""

from __future__ import annotations

PRESETS: dict[str, dict[str, bool]] = {
    "vmt": {  # the original money-era engine, quirks included
        "no_overlap_parts": False,
        "foragers_pair": True,
        "claims_outlive_mode": True,
        "original_draws": True,
        "capacity_from_file": False,
    },
    "standard": {  # what economy.md section 14 recommends
        "no_overlap_parts": True,
        "foragers_pair": False,
        "claims_outlive_mode": False,
        "original_draws": False,
        "capacity_from_file": True,
    },
}
"""Switches by preset.

no_overlap_parts     partners whose quotes do not overlap part, with cooldown (Q2); else they stay together
foragers_pair        agents that chose to forage can be paired in the fallback, and walk to the partner (Q3)
claims_outlive_mode  claims survive a change of mode until the next tick (Q6)
original_draws       the initial state is drawn by the original's generator; else by counter-based streams
capacity_from_file   an explicit resource_max_amount of a version 2 file is the cap of regrowth; else the seeded amount
"""
