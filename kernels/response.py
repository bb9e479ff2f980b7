"""What a person would take of a store if each unit cost so much utility: the response to shadow prices.

It maximises u(a, b) - m_A a - m_B b with at most the whole store, exactly, also where utility is not concave. From it follow
the best sum of utilities (kernels/planner.py), and a bound that no allocation can pass.
"""

from __future__ import annotations

from .demand import SPENT
from .demand import translog as translog_demand
from .jit import inline, jit
from .roots import next_fraction
from .utility import CES, LINEAR, QUADRATIC, STONE_GEARY, ces, quadratic, translog
from .utility.libm import exp, log
from .utility.stone_geary import FLOOR

MOST = 700.0  # exp of more is not finite
STEP = 0.7  # spending is about halved
STEPS = 36  # down to 1e-11 of the most
ROUNDS = 100
CLOSE = 1e-15


@jit
def response(family, p0, p1, p2, p3, p4, p5, cost_a, cost_b, most_a, most_b):
    """The bundle that is worth most after its cost: (a, b), float64 [unit].

    family : int8              CES, LINEAR, ...
    p0     : float64           first parameter; likewise p1, p2, p3, p4, p5
    cost_a : float64 [util/unit] of A, of any sign; likewise cost_b
    most_a : float64 [unit]    the store of A, >= 0; likewise most_b

    Edges   a translog person needs costs above 0, and a logarithm that is concave in logarithms.
    """
    if family == CES:
        return _ces(p0, p1, p2, cost_a, cost_b, most_a, most_b)
    if family == LINEAR:
        return most_a if p0 > cost_a else 0.0, most_b if p1 > cost_b else 0.0
    if family == QUADRATIC:
        return _quadratic(p0, p1, p2, p3, p4, cost_a, cost_b, most_a, most_b)
    if family == STONE_GEARY:
        return _need(p0, p2, cost_a, most_a), _need(p1, p3, cost_b, most_b)
    return _translog(p0, p1, p2, p3, p4, p5, cost_a, cost_b, most_a, most_b)


@inline
def _need(alpha, gamma, cost, most):
    """How much of a good that is needed: above subsistence, or nothing: float64 [unit].

    alpha : float64             weight of the good, > 0
    gamma : float64 [unit]      subsistence need, >= 0
    cost  : float64 [util/unit] of the good
    most  : float64 [unit]      the store
    """
    if cost <= 0.0:
        return most
    amount = min(gamma + alpha / cost, most)
    worth = alpha * log(max(amount - gamma, FLOOR)) - cost * amount
    return amount if worth > alpha * log(FLOOR) else 0.0


@inline
def _ces_face(rho, w_fixed, w_free, cost, fixed, most):
    """How much of one good goes best with all of the other: float64 [unit], from MU = cost.

    rho     : float64             substitution parameter, < 1
    w_fixed : float64             weight of the good of which all is taken; likewise w_free of the other
    w_free  : float64
    cost    : float64 [util/unit] of the other
    fixed   : float64 [unit]      all of the first
    most    : float64 [unit]      the store of the other
    """
    if cost <= 0.0 or fixed <= 0.0:
        return most
    level = rho / (1.0 - rho) * log(cost / w_free)
    rest = (exp(min(max(level, -MOST), MOST)) - w_free) / w_fixed  # (fixed / free) ** rho
    if rest <= 0.0:
        return most if rho > 0.0 else 0.0
    return min(fixed * exp(min(max(-log(rest) / rho, -MOST), MOST)), most)


@inline
def _ces(rho, wa, wb, cost_a, cost_b, most_a, most_b):
    """The best bundle of a ces person: (a, b). Utility has constant returns, so it is nothing, or all of one good.

    rho    : float64             substitution parameter
    wa     : float64             weight of A, > 0; likewise wb
    cost_a : float64 [util/unit] of A; likewise cost_b
    most_a : float64 [unit]      the store of A; likewise most_b
    """
    if rho > 1.0:  # convex: a corner of the store
        first_a, first_b, second_a, second_b = most_a, 0.0, 0.0, most_b
    else:
        first_a, first_b = most_a, _ces_face(rho, wa, wb, cost_b, most_a, most_b)
        second_a, second_b = _ces_face(rho, wb, wa, cost_a, most_b, most_a), most_b
    a, b, worth = 0.0, 0.0, 0.0
    for x, y in ((first_a, first_b), (second_a, second_b), (most_a, most_b)):
        found = ces.utility(rho, wa, wb, 0.0, x, y) - cost_a * x - cost_b * y
        if found > worth:
            a, b, worth = x, y, found
    return a, b


@inline
def _quadratic(a_star, b_star, sigma_a, sigma_b, gamma, cost_a, cost_b, most_a, most_b):
    """The best bundle of a person with a bliss point: (a, b), inside the store if utility is concave, or on an edge of it.

    a_star  : float64 [unit]      bliss point of A, > 0; likewise b_star
    sigma_a : float64 [unit]      tolerance for A, > 0; likewise sigma_b
    gamma   : float64             cross term, >= 0
    cost_a  : float64 [util/unit] of A; likewise cost_b
    most_a  : float64 [unit]      the store of A; likewise most_b
    """
    half_a, half_b = 0.5 * sigma_a * sigma_a, 0.5 * sigma_b * sigma_b
    turn = 1.0 - gamma * gamma * half_a * half_b
    a = b = 0.0
    if turn > 0.0:
        a = a_star - half_a * (cost_a - gamma * half_b * cost_b) / turn
        b = b_star - half_b * (cost_b - gamma * half_a * cost_a) / turn
        if 0.0 <= a <= most_a and 0.0 <= b <= most_b:
            return a, b
    worth = -1e300
    for edge in range(4):
        if edge < 2:
            x = most_a if edge == 1 else 0.0
            y = min(max(b_star - half_b * (gamma * (x - a_star) + cost_b), 0.0), most_b)
        else:
            y = most_b if edge == 3 else 0.0
            x = min(max(a_star - half_a * (gamma * (y - b_star) + cost_a), 0.0), most_a)
        found = quadratic.utility(a_star, b_star, sigma_a, sigma_b, gamma, x, y) - cost_a * x - cost_b * y
        if found > worth:
            a, b, worth = x, y, found
    return a, b


@jit
def _spend(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, cost_a, cost_b, most_a, most_b, spending):
    """The best bundle that costs at most `spending`: (a, b, gain), the gain of utility per unit of more spending.

    alpha_0  : float64             constant
    alpha_a  : float64             first order, > 0; likewise alpha_b
    beta_aa  : float64             second order; likewise beta_bb, beta_ab
    cost_a   : float64 [util/unit] of A, > 0; likewise cost_b
    most_a   : float64 [unit]      the store of A; likewise most_b
    spending : float64 [util]      > 0
    """
    a, b, state = translog_demand.demand(alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, cost_a, cost_b, spending)
    if state != SPENT:
        return a, b, 0.0
    if a > most_a:
        a, b = most_a, min((spending - cost_a * most_a) / cost_b, most_b)
    elif b > most_b:
        a, b = min((spending - cost_b * most_b) / cost_a, most_a), most_b
    gain_a, gain_b = translog.marginal(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b, FLOOR)
    return a, b, max(gain_a / cost_a if a < most_a else 0.0, gain_b / cost_b if b < most_b else 0.0)


@jit
def _translog(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, cost_a, cost_b, most_a, most_b):
    """The best bundle of a translog person: (a, b).

    alpha_0 : float64             constant
    alpha_a : float64             first order, > 0; likewise alpha_b
    beta_aa : float64             second order; likewise beta_bb
    beta_ab : float64             interaction
    cost_a  : float64 [util/unit] of A, > 0; likewise cost_b
    most_a  : float64 [unit]      the store of A; likewise most_b

    Along the best bundles for more and more spending, the gain per unit rises at most once, near nothing, and falls ever after:
    the best is where it falls to 1, which is sought downwards from the whole store; or nothing at all.
    """
    if not (cost_a > 0.0 and cost_b > 0.0 and most_a > 0.0 and most_b > 0.0):
        return (most_a if cost_a <= 0.0 else 0.0), (most_b if cost_b <= 0.0 else 0.0)
    x_old = log(cost_a * most_a + cost_b * most_b)
    x_new, z_new, z_old, a, b = x_old, 0.0, 0.0, 0.0, 0.0
    for k in range(STEPS):
        x_new = x_old - (STEP if k > 0 else CLOSE)
        a, b, gain = _spend(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, cost_a, cost_b, most_a, most_b, exp(x_new))
        z_new = log(gain) if gain > 0.0 else -MOST
        if z_new >= 0.0:
            break
        x_old, z_old = x_new, z_new
    if z_new < 0.0:
        return 0.0, 0.0
    x_oldest, z_oldest, step = x_old, z_old, 0.5
    if z_old < 0.0 < z_new:
        for _ in range(ROUNDS):
            x = x_new + step * (x_old - x_new)
            a, b, gain = _spend(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, cost_a, cost_b, most_a, most_b, exp(x))
            z = log(gain) if gain > 0.0 else -MOST
            if (z > 0.0) == (z_new > 0.0):
                x_oldest, z_oldest = x_new, z_new
            else:
                x_oldest, z_oldest, x_old, z_old = x_old, z_old, x_new, z_new
            x_new, z_new = x, z
            if z == 0.0 or abs(x_old - x_new) <= 2.0 * CLOSE:
                break
            step = next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, CLOSE)
    worth = translog.utility(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, a, b) - cost_a * a - cost_b * b
    if worth < translog.utility(alpha_0, alpha_a, alpha_b, beta_aa, beta_bb, beta_ab, 0.0, 0.0):
        return 0.0, 0.0
    return a, b
