"""Small exchange economies for Hypothesis, and people written in one line."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from catallax.systems.economy.theory.exchange import Exchange
from catallax.testing import families


def cobb(alpha_a: float, alpha_b: float, gamma_a: float = 0.0, gamma_b: float = 0.0) -> dict[str, Any]:
    return {"type": "stone_geary", "params": {"alpha_A": alpha_a, "alpha_B": alpha_b, "gamma_A": gamma_a, "gamma_B": gamma_b}}


def ces(rho: float, w_a: float = 1.0, w_b: float = 1.0) -> dict[str, Any]:
    return {"type": "ces", "params": {"rho": rho, "wA": w_a, "wB": w_b}}


def linear(v_a: float, v_b: float) -> dict[str, Any]:
    return {"type": "linear", "params": {"vA": v_a, "vB": v_b}}


def bliss(a_star: float, b_star: float, sigma_a: float = 3.0, sigma_b: float = 3.0, gamma: float = 0.0) -> dict[str, Any]:
    params = {"A_star": a_star, "B_star": b_star, "sigma_A": sigma_a, "sigma_B": sigma_b, "gamma": gamma}
    return {"type": "quadratic", "params": params}


def translog(alpha_a: float, alpha_b: float, aa: float = 0.0, bb: float = 0.0, ab: float = 0.0) -> dict[str, Any]:
    params = {"alpha_0": 0.0, "alpha_A": alpha_a, "alpha_B": alpha_b, "beta_AA": aa, "beta_BB": bb, "beta_AB": ab}
    return {"type": "translog", "params": params}


units = st.integers(0, 12) | st.floats(0.01, 60.0)


@st.composite
def economies(draw: st.DrawFn, people: st.SearchStrategy[dict[str, Any]] = families, least: int = 1, most: int = 5) -> Exchange:
    n = draw(st.integers(least, most))
    goods = draw(st.lists(st.tuples(units, units), min_size=n, max_size=n))
    return Exchange.among(draw(st.lists(people, min_size=n, max_size=n)), goods)
