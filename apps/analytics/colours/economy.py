"""An exchange economy: agents by what they do or what they like, goods on the ground."""

from __future__ import annotations

from . import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, tint

FAMILY_COLOURS = (BLUE, BLACK, GREEN, RED, PURPLE)
GOOD_COLOURS = {"A": ORANGE, "B": SKY}
ACTIVITY_COLOURS = (BLUE, PURPLE, GREEN, GREY, BLACK)
ACTIVITY_WORDS = ("trade with a partner", "look for a partner", "forage", "idle", "idle at home")


def good_tint(good: str, level: int, levels: int) -> str:
    """Return the colour of a good on the ground, level 1 to `levels`: from little to as much as a cell has."""
    return tint(GOOD_COLOURS[good], 0.15 + 0.6 * level / levels)
