"""What an agent likes."""

from __future__ import annotations

from ...engine.columns import F64, I8, Columns, column

FAMILIES = ("ces", "linear", "quadratic", "translog", "stone_geary")
PARAMETERS = {
    "ces": ("rho", "wA", "wB"),
    "linear": ("vA", "vB"),
    "quadratic": ("A_star", "B_star", "sigma_A", "sigma_B", "gamma"),
    "translog": ("alpha_0", "alpha_A", "alpha_B", "beta_AA", "beta_BB", "beta_AB"),
    "stone_geary": ("alpha_A", "alpha_B", "gamma_A", "gamma_B"),
}
"""Names of each family's parameters, in the order of the column that holds them."""


class Preferences(Columns):
    """An agent's utility function over goods A and B."""

    family: I8 = column(values=FAMILIES, ge=0, le=4, doc="family of the utility function")
    parameters: F64 = column(shape=(6,), doc="its parameters, in the order of the family; unused ones 0")
