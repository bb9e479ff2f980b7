"""The ground as foragers see it: one bit per cell and good, set where there is something that nobody has claimed.

A strip is a run of at most 64 cells of one column of the grid; its bits are one word per good. A forager's nearest free cell
is then found with a few shifts per column, nearest columns first, however many cells it can see.
"""

from __future__ import annotations

import numpy as np

from .bits import leading_zeros, trailing_zeros
from .jit import inline, jit, parallel, prange
from .space import wrap

STRIP = 64
WIDEST = 31  # greatest reach whose window of 2 * reach + 1 cells fits a word


@parallel
def mark_free(strip_blocks, offsets, cell_offsets, height, claiming, good, amount, holder, free_a, free_b):
    """Set the bits of all cells with a resource that nobody has claimed.

    strip_blocks : int64[B, 3]       (world, first strip, last strip + 1)
    offsets      : int64[W+1]        first strip of each world; cell_offsets its first cell
    cell_offsets : int64[W+1]
    height       : int32[W] [cell]   rows of the grid
    claiming     : bool[W]           whether claims are in use
    good         : int8[C]           0 A, 1 B, -1 none
    amount       : int32[C] [unit]   resource on each cell
    holder       : int32[C]          world-local row that claims the cell, -1 if none
    free_a       : uint64[T]         overwritten: bits of cells with A; free_b with B
    free_b       : uint64[T]

    Order   strips are independent.
    """
    for b in prange(strip_blocks.shape[0]):
        w = strip_blocks[b, 0]
        per_column, unclaimed = (height[w] + STRIP - 1) // STRIP, not claiming[w]
        for t in range(strip_blocks[b, 1], strip_blocks[b, 2]):
            column, first = divmod(t - offsets[w], per_column)
            first *= STRIP
            base = cell_offsets[w] + column * height[w] + first
            bits_a, bits_b = np.uint64(0), np.uint64(0)
            for k in range(min(STRIP, height[w] - first)):
                is_free = (amount[base + k] > 0) & ((holder[base + k] < 0) | unclaimed)
                bits_a |= np.uint64(is_free & (good[base + k] == 0)) << np.uint64(k)
                bits_b |= np.uint64(is_free & (good[base + k] != 0)) << np.uint64(k)
            free_a[t], free_b[t] = bits_a, bits_b
    return 0


@inline
def is_free(column, row, first_strip, height, free_a, free_b):
    """Whether a cell has something that nobody has claimed.

    column      : int64 [cell]  of the cell; row likewise
    row         : int64 [cell]
    first_strip : int64         first strip of the world
    height      : int64 [cell]  rows of the grid
    free_a      : uint64[T]     bits of free cells with A, free_b with B
    free_b      : uint64[T]
    """
    strip = first_strip + column * ((height + STRIP - 1) // STRIP) + row // STRIP
    return ((free_a[strip] | free_b[strip]) >> np.uint64(row % STRIP)) & np.uint64(1) != np.uint64(0)


@inline
def claim(me, column, row, base, first_strip, height, holder, free_a, free_b):
    """Let an agent claim a cell: nobody else finds it free.

    me          : int64         world-local row of the agent
    column      : int64 [cell]  of the cell; row likewise
    row         : int64 [cell]
    base        : int64         first cell of the world; first_strip its first strip
    first_strip : int64
    height      : int64 [cell]  rows of the grid
    holder      : int32[C]      changed
    free_a      : uint64[T]     bits of free cells with A, free_b with B; the cell's are cleared
    free_b      : uint64[T]
    """
    holder[base + column * height + row] = me
    strip = first_strip + column * ((height + STRIP - 1) // STRIP) + row // STRIP
    bit = np.uint64(1) << np.uint64(row % STRIP)
    free_a[strip] &= ~bit
    free_b[strip] &= ~bit


@inline
def run_of_bits(bits, strip, per_column, first, count):
    """Bits first .. first + count - 1 of a column, lowest first: uint64.

    bits       : uint64[T]     bits of one good
    strip      : int64         first strip of the column
    per_column : int64         strips of a column
    first      : int64 [cell]  0 <= first
    count      : int64         0 .. 63
    """
    if count <= 0:
        return np.uint64(0)
    word, shift = first // STRIP, first % STRIP
    value = bits[strip + word] >> np.uint64(shift)
    if shift + count > STRIP and word + 1 < per_column:
        value |= bits[strip + word + 1] << np.uint64(STRIP - shift)
    return value & ((np.uint64(1) << np.uint64(count)) - np.uint64(1))


@jit
def window(bits, strip, per_column, y, reach, height, torus):
    """Bits of a column around row y: bit reach + dy is row y + dy, for -reach <= dy <= reach; 0 beyond the grid.

    bits       : uint64[T]      bits of one good
    strip      : int64          first strip of the column
    per_column : int64          strips of a column
    y          : int64 [cell]   row
    reach      : int64 [cell]   0 .. WIDEST; on a torus less than half of the height
    height     : int64 [cell]   rows of the grid
    torus      : bool           whether the edges meet

    Higher bits may be set: rows farther away.
    """
    bottom, top = y - reach, y + reach
    if torus and (bottom < 0 or top >= height):
        value = run_of_bits(bits, strip, per_column, max(bottom, 0), min(top, height - 1) - max(bottom, 0) + 1)
        if bottom < 0:
            return value << np.uint64(-bottom) | run_of_bits(bits, strip, per_column, bottom + height, -bottom)
        return value | run_of_bits(bits, strip, per_column, 0, top - height + 1) << np.uint64(height - bottom)
    if bottom < 0:
        return bits[strip] << np.uint64(-bottom)
    word, shift = bottom // STRIP, bottom % STRIP
    value = bits[strip + word] >> np.uint64(shift)
    if shift + 2 * reach >= STRIP and word + 1 < per_column:
        value |= bits[strip + word + 1] << np.uint64(STRIP - shift)
    return value


@inline
def nearest(free_a, free_b, first_strip, x, y, radius, width, height, torus):
    """Find the nearest free cell of each good within a Manhattan radius of a cell: two bearings, of A and of B.

    free_a      : uint64[T]      bits of free cells with A, free_b with B
    free_b      : uint64[T]
    first_strip : int64          first strip of the world
    x           : int64 [cell]   column of the cell; y its row
    y           : int64 [cell]
    radius      : int64 [cell]   0 .. WIDEST; on a torus less than half of each side
    width       : int64 [cell]   columns of the grid; height its rows
    height      : int64 [cell]
    torus       : bool           whether the edges meet

    A bearing farther than the radius says that there is none.
    Ties    go to the least dx, then the least dy.
    Twin    tests/kernels/test_ground.py.
    """
    per_column = (height + STRIP - 1) // STRIP
    to_a, to_b = bearing(STRIP, 0, 0), bearing(STRIP, 0, 0)
    inside = radius <= x < width - radius and radius <= y < height - radius  # then there are no cases to tell apart
    word, shift = (y - radius) // STRIP, np.uint64((y - radius) % STRIP)
    split, rest = (y - radius) % STRIP + 2 * radius >= STRIP, np.uint64(STRIP) - shift
    for away in range(radius + 1):
        if away > max(how_far(to_a), how_far(to_b)):
            break
        for side in range(2 if away > 0 else 1):  # the column so far to the left, then that to the right
            dx = away if side else -away
            if inside:
                strip = first_strip + (x + dx) * per_column + word
                seen_a, seen_b = free_a[strip] >> shift, free_b[strip] >> shift
                if split:
                    seen_a |= free_a[strip + 1] << rest
                    seen_b |= free_b[strip + 1] << rest
            elif torus or 0 <= x + dx < width:
                strip = first_strip + wrap(x + dx, width) * per_column
                seen_a = window(free_a, strip, per_column, y, radius, height, torus)
                seen_b = window(free_b, strip, per_column, y, radius, height, torus)
            else:
                continue
            dy, far = nearest_bit(seen_a, radius)
            to_a = min(to_a, bearing(away + far, dx, dy))
            dy, far = nearest_bit(seen_b, radius)
            to_b = min(to_b, bearing(away + far, dx, dy))
    return to_a, to_b


@inline
def bearing(far, dx, dy):
    """Pack where a cell lies into one number; the lesser of two is nearer, or its dx less, or its dy.

    far : int64 [cell]   |dx| + |dy|, or more if there is no cell
    dx  : int64 [cell]   -64 .. 63; likewise dy
    dy  : int64 [cell]
    """
    return (far << 14) + (dx + STRIP << 7) + dy + STRIP


@inline
def how_far(to):
    """Distance of a cell: int64 [cell].

    to : int64   bearing
    """
    return to >> 14


@inline
def offset(to):
    """Where a cell lies: (dx, dy), int64 [cell].

    to : int64   bearing
    """
    return (to >> 7 & 127) - STRIP, (to & 127) - STRIP


@inline
def is_further_left(to, other):
    """Whether a cell comes before another in the order of x, then y, whichever is nearer.

    to    : int64   bearing
    other : int64   bearing of another cell
    """
    return to & 0x3FFF < other & 0x3FFF


@inline
def nearest_bit(seen, reach):
    """Find the bit of a window that is nearest to its middle, the lower one of two: (dy, distance), distance 64 if none is set.

    seen  : uint64         a window
    reach : int64 [cell]   its middle is bit `reach`
    """
    up, down = trailing_zeros(seen >> np.uint64(reach)), leading_zeros(seen << np.uint64(STRIP - 1 - reach))
    return (up, up) if up < down else (-down, down)
