"""The normal distribution: its quantiles, and the way from a uniform share to a score."""

from __future__ import annotations

import math

from .jit import inline, jit
from .utility.libm import exp, log

REACH = 10.0  # no score lies farther from 0: a share has 53 bits, which end near 8.3
MOST_SHARE = 1.0 - 2.0**-53
CENTRE = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ),
)  # fmt: skip
SHOULDER = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ),
)  # fmt: skip
TAIL = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ),
)  # fmt: skip
"""Numerator and denominator of a ratio of polynomials, constant terms first."""


@inline
def ratio(polynomials, x):
    """Divide one polynomial by another: float64.

    polynomials : float64[2, 8]   a tuple of two tuples, constant terms first
    x           : float64         where
    """
    above, below = polynomials
    top, bottom = above[7], below[7]
    for k in range(6, -1, -1):
        top = top * x + above[k]
        bottom = bottom * x + below[k]
    return top / bottom


@jit
def quantile(share):
    """The score below which a share of the standard normal distribution lies: float64.

    share : float64   0 < share < 1

    Source  Wichura 1988, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37(3),
            routine PPND16, exact to about 1e-16. Twin  statistics.NormalDist.inv_cdf.
    """
    q = share - 0.5
    if abs(q) <= 0.425:
        return ratio(CENTRE, 0.180625 - q * q) * q
    r = math.sqrt(-log(share if q < 0.0 else 1.0 - share))
    z = ratio(SHOULDER, r - 1.6) if r <= 5.0 else ratio(TAIL, r - 5.0)
    return -z if q < 0.0 else z


@jit
def cdf(z):
    """The share of the standard normal distribution that lies below a score: float64.

    z : float64   any
    """
    return 0.5 * math.erfc(-z * math.sqrt(0.5))


@jit
def fill_scores(low, high, shares, out):
    """Bring uniform shares to scores of the standard normal distribution between low and high.

    low    : float64      cut off below; high above. At least 1e-6 of the distribution must lie between
    high   : float64
    shares : float64[N]   in (0, 1)
    out    : float64[N]   overwritten: scores, the greater the share the greater, at most REACH from 0

    Twin  tests/systems/generation/test_quantiles.py.
    """
    low, high = max(low, -REACH), min(high, REACH)
    mirrored = low > 0.0  # the upper tail has more digits as a lower one
    least, most = (-high, -low) if mirrored else (low, high)
    below, width = cdf(least), cdf(most) - cdf(least)
    for k in range(shares.shape[0]):
        share = below + (1.0 - shares[k] if mirrored else shares[k]) * width
        z = quantile(min(share, MOST_SHARE))
        out[k] = min(max(-z if mirrored else z, low), high)
    return 0


@jit
def fill_shares(scores, out):
    """Bring scores of the standard normal distribution to uniform shares.

    scores : float64[N]   any
    out    : float64[N]   overwritten, in (0, 1)
    """
    for k in range(scores.shape[0]):
        out[k] = min(max(cdf(scores[k]), 2.0**-54), MOST_SHARE)
    return 0


@jit
def fill_exponentials(exponents, out):
    """Raise e to each exponent, as the C library does.

    exponents : float64[N]   any
    out       : float64[N]   overwritten
    """
    for k in range(exponents.shape[0]):
        out[k] = exp(exponents[k])
    return 0
