"""Decimal arithmetic on binary numbers: what a price costs if it is the decimal number that its shortest notation says.

A price is a float64 p. Its shortest notation, `repr(p)`, is a decimal number D that rounds to p: often p itself is not what
D says. A payment is D times a quantity, rounded half up to whole parts of a unit, and only D tells where a tie is.

Rounding to float64 never changes an order. So with a tie t, a fraction of whole numbers below 2**53, D >= t wherever
p > fl(t), and D < t wherever p < fl(t), fl(t) being one division. Only where p = fl(t) must the digits of D be found.
"""

from __future__ import annotations

import math

import numpy as np

from .jit import inline, jit

SPLITTER = 134217729.0  # 2**27 + 1: halves a significand (Dekker 1971, Numer. Math. 18: 224-242)
EXACT_POWER = 1e22  # greatest power of ten that float64 holds exactly
FEWEST, MOST = 15, 17  # digits: any 15 come back from float64 as they were, and 17 always tell one from the next


@inline
def cost(price, quantity, parts):
    """Cost of a quantity at the price that the shortest notation says, rounded half up: int64 [part].

    price    : float64   of a unit, >= 0; price * quantity * parts < 2**51
    quantity : int64     whole units, > 0; quantity * parts < 2**51
    parts    : int64     parts in a unit

    Edges   below 1e-6 a price that equals a tie as float64 counts as that tie.
    Source  economy.md section 4.2, H. Twin  tests/reference/divisible.py, which uses `decimal`.
    """
    steps, count = 2 * quantity * parts, int(price * quantity * parts + 0.5)  # off by one at most
    while reaches(price, 2 * count + 1, steps):
        count += 1
    while count > 0 and not reaches(price, 2 * count - 1, steps):
        count -= 1
    return count


@inline
def reaches(price, over, under):
    """Whether the shortest notation of a price says at least a fraction: bool.

    price : float64   >= 0
    over  : int64     numerator, 0 < over < 2**53
    under : int64     denominator, likewise
    """
    fraction = float(over) / float(under)
    return price > fraction if price != fraction else shortest_reaches(price, float(over), float(under))


@jit
def shortest_reaches(price, over, under):
    """Whether the shortest notation of a price says at least a fraction to which it is the nearest float64: bool.

    price : float64   > 0
    over  : float64   numerator, whole, below 2**53; under denominator
    under : float64

    The error of the price against its notation and against the fraction are compared, both of which are found exactly.
    """
    scale = 1.0
    for digits in range(FEWEST, MOST + 1):
        while price * scale < 10.0 ** (digits - 1):
            scale *= 10.0
        if scale > EXACT_POWER:
            return True
        high, low = product(price, scale)
        whole = math.floor(high)
        past = (high - whole) + low  # of the price, beyond a whole number of last digits
        past -= nearest(past, whole)
        gap = np.nextafter(price, np.inf) - price if past <= 0.0 else price - np.nextafter(price, 0.0)
        if abs(past) < 0.5 * gap * scale or digits == MOST:
            break
    high, low = product(price, under)
    of_notation, of_fraction = -past * under, ((over - high) - low) * scale
    return of_notation - of_fraction >= -1e-9 * max(abs(of_notation), abs(of_fraction))


@inline
def nearest(number, even):
    """Nearest whole number: float64; of two the one whose sum with `even` is even.

    number : float64   of a size below 2**52
    even   : float64   whole
    """
    down = math.floor(number)
    if number - down == 0.5:
        return down + (down + even) % 2.0
    return math.floor(number + 0.5)


@inline
def product(a, b):
    """Product of two numbers as the sum of two: (rounded, the rest), exactly.

    a : float64   neither so great nor so small that parts of it overflow or vanish; likewise b
    b : float64

    Source  Dekker 1971, Numer. Math. 18: 224-242.
    """
    rounded = a * b
    a_high, b_high = SPLITTER * a - (SPLITTER * a - a), SPLITTER * b - (SPLITTER * b - b)
    a_low, b_low = a - a_high, b - b_high
    return rounded, ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low
