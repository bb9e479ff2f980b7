"""Partners that an agent will not approach for a while: a few slots of (partner, until) per agent, free when past."""

from __future__ import annotations

from .jit import inline


@inline
def cooling(partner, until, i, j, tick):
    """Whether agent i still avoids j.

    partner : int32[N, S]          world-local rows, -1 if empty
    until   : int32[N, S] [tick]   first tick at which the partner is eligible again
    i       : int64                row
    j       : int64                world-local row of the other
    tick    : int64                now
    """
    for s in range(partner.shape[1]):
        if partner[i, s] == j and until[i, s] > tick:
            return True
    return False


@inline
def active(partner, until, i, tick, out, q):
    """Collect the rows that agent i avoids now in row q of `out`; return how many there are.

    partner : int32[N, S]          world-local rows, -1 if empty
    until   : int32[N, S] [tick]   first tick at which the partner is eligible again
    i       : int64                row
    tick    : int64                now
    out     : int32[Q, S]          row q is filled as far as it goes
    q       : int64
    """
    count = 0
    for s in range(partner.shape[1]):
        out[q, count] = partner[i, s]
        count += (until[i, s] > tick) & (partner[i, s] >= 0)
    return count


@inline
def is_in(rows, q, count, row):
    """Whether a row is among the first `count` of row q of what `active` collected.

    rows  : int32[Q, S]
    q     : int64
    count : int64
    row   : int64
    """
    found = False
    for s in range(count):  # to the end: leaving early would be guessed wrong more often than it saves
        found |= rows[q, s] == row
    return found


@inline
def avoid(partner, until, i, j, tick, length):
    """Make agent i avoid j for a number of ticks; return whether all its slots are now in use.

    partner : int32[N, S]          world-local rows, -1 if empty; needs a free slot
    until   : int32[N, S] [tick]   first tick at which the partner is eligible again
    i       : int64                row
    j       : int64                world-local row of the other
    tick    : int64                now
    length  : int64 [tick]         0 changes nothing
    """
    free, taken = 0, length <= 0
    for s in range(partner.shape[1]):
        if partner[i, s] < 0 or until[i, s] <= tick:
            if taken:
                free += 1
            else:
                partner[i, s], until[i, s], taken = j, tick + length, True
    return free == 0


@inline
def forgive(partner, until, i, j):
    """Make agent i approachable again for j.

    partner : int32[N, S]          world-local rows, -1 if empty
    until   : int32[N, S] [tick]   first tick at which the partner is eligible again
    i       : int64                row
    j       : int64                world-local row of the other, or -1 for everyone
    """
    for s in range(partner.shape[1]):
        if j < 0 or partner[i, s] == j:
            partner[i, s], until[i, s] = -1, 0
