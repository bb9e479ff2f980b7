r"""Demand of the translog family where the logarithm of utility is concave in the logarithms of goods.

With expenditure shares s and 1 - s, and the slopes N_A = \alpha_A + \beta_{AA} ln A + \beta_{AB} ln B and N_B likewise, the
best point of the budget line solves

.. math:: (1-s) N_A - s N_B = 0, \qquad N_A, N_B \ge 0

In logarithms the budget set is convex and utility concave, so a point with these signs is the best of all.

Source  Christensen, Jorgenson & Lau 1975, Am. Econ. Rev. 65(3): 367-383, equation 6 (budget shares).
"""

from __future__ import annotations

from ..jit import inline
from ..utility.libm import exp, log
from .standing import IRREGULAR, REGULAR, SATED, SPENT, SUBSTITUTES, UNKNOWN

WIDEST = 60.0  # log odds of the share; beyond, a good is worth nothing to float64
ROUNDS = 80
CLOSE = 1e-8


@inline
def demand(alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, price_a, price_b, wealth):
    """The best affordable bundle: (a, b, state); (0, 0, UNKNOWN) where no point of the budget line has the right signs.

    alpha_a : float64   first order, > 0; likewise alpha_b
    beta_aa : float64   second order; likewise beta_bb
    beta_ab : float64   interaction
    price_a : float64   > 0; likewise price_b
    wealth  : float64   >= 0
    """
    if wealth <= 0.0:
        return 0.0, 0.0, SPENT
    most_a, most_b = log(wealth / price_a), log(wealth / price_b)
    turn = beta_aa * beta_bb - beta_ab * beta_ab
    if turn > 0.0:  # there is a bliss point, maybe far away
        bliss_a = (beta_ab * alpha_b - beta_bb * alpha_a) / turn
        bliss_b = (beta_ab * alpha_a - beta_aa * alpha_b) / turn
        if bliss_a <= most_a and bliss_b <= most_b and exp(bliss_a - most_a) + exp(bliss_b - most_b) <= 1.0:
            return exp(bliss_a), exp(bliss_b), SATED
    low, high = -WIDEST, WIDEST
    odds = log(alpha_a / alpha_b)
    slope_a, slope_b, log_a, log_b = 0.0, 0.0, 0.0, 0.0
    for _ in range(ROUNDS):  # Newton's steps, kept inside a bracket
        if odds > 0.0:
            shrunk = exp(-odds)
            share, rest = 1.0 / (1.0 + shrunk), shrunk / (1.0 + shrunk)
        else:
            shrunk = exp(odds)
            share, rest = shrunk / (1.0 + shrunk), 1.0 / (1.0 + shrunk)
        log_a, log_b = most_a + log(share), most_b + log(rest)
        slope_a = alpha_a + beta_aa * log_a + beta_ab * log_b
        slope_b = alpha_b + beta_bb * log_b + beta_ab * log_a
        error = rest * slope_a - share * slope_b
        if error > 0.0:
            low = odds
        else:
            high = odds
        steepness = -share * rest * (slope_a + slope_b) + beta_aa * rest * rest + beta_bb * share * share - 2.0 * beta_ab * share * rest
        following = odds - error / steepness if steepness < 0.0 else high
        if not low <= following <= high:
            following = 0.5 * (low + high)
        step = following - odds
        if abs(step) <= CLOSE:  # the last step, as its first order: what is left out is below rounding
            log_a, log_b = log_a + rest * step, log_b - share * step
            break
        odds = following
    if slope_a < 0.0 or slope_b < 0.0:
        return 0.0, 0.0, UNKNOWN
    return exp(log_a), exp(log_b), SPENT


@inline
def standing(beta_aa, beta_bb, beta_ab):
    """SUBSTITUTES for Cobb-Douglas, REGULAR where the logarithm is concave in logarithms, else IRREGULAR.

    beta_aa : float64   second order; likewise beta_bb
    beta_ab : float64   interaction

    A singular form with a negative interaction is satiated along a line, not at a point: IRREGULAR.
    """
    if beta_aa == 0.0 and beta_bb == 0.0 and beta_ab == 0.0:
        return SUBSTITUTES
    turn = beta_aa * beta_bb - beta_ab * beta_ab
    if beta_aa > 0.0 or beta_bb > 0.0 or turn < 0.0 or (turn == 0.0 and beta_ab < 0.0):
        return IRREGULAR
    return REGULAR
