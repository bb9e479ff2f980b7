"""Where a function changes its sign: the next point to look at."""

from __future__ import annotations

from .jit import inline


@inline
def next_fraction(x_new, z_new, x_old, z_old, x_oldest, z_oldest, closest):
    """How far from `x_new` towards `x_old` to look next: a fraction of the way, float64 in (0, 1).

    x_new    : float64   end of the bracket that was looked at last; likewise x_old, the other end
    z_new    : float64   the function there, not 0; likewise z_old, of the other sign
    x_old    : float64
    z_old    : float64
    x_oldest : float64   the point before; likewise z_oldest
    z_oldest : float64
    closest  : float64   no nearer to an end than this, > 0

    An inverse quadratic step where it is safe, else half of the way: a jump is bisected to the last bits.
    Source  Chandrupatla 1997, Adv. Eng. Software 28(3): 145-149.
    """
    step = 0.5
    xi, phi = (x_new - x_old) / (x_oldest - x_old), (z_new - z_old) / (z_oldest - z_old)
    if phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi:
        step = z_new / (z_old - z_new) * z_oldest / (z_old - z_oldest)
        step += (x_oldest - x_new) / (x_old - x_new) * z_new / (z_oldest - z_new) * z_old / (z_oldest - z_old)
    least = min(closest / abs(x_old - x_new), 0.5)
    return min(max(step, least), 1.0 - least)
