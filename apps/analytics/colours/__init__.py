"""Colours of everything that is drawn, on paper or in a terminal; what each model gives them to is in the file of its name.

Okabe & Ito 2008, "Color Universal Design": told apart by every kind of colour vision.
"""

ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
BLACK, GREY, WHITE = "#000000", "#666666", "#FFFFFF"

DENSITIES = (0.4, 0.7, 1.0)
"""Strengths of a colour where only a part of several cells has it."""


def tint(colour: str, strength: float) -> str:
    """Return a colour (#RRGGBB) as it looks on white paper when it covers a share of it, 0 to 1."""
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)
