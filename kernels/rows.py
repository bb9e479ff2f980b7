"""Rows of a table when entities are born and die: rows stay sorted by (world, uid), and what survives moves as whole runs.

The new row of a survivor is its old one, less the deaths before it, plus the births in the worlds before its own. So
everything between two deaths moves by the same distance, and nothing before the first death or birth moves at all.
"""

from __future__ import annotations

from .jit import jit


@jit
def find_rows(offsets, uid, worlds, uids, rows):
    """Find where entities are, by bisection in their worlds.

    offsets : int64[W+1]   first row of each world
    uid     : int64[N]     rising inside a world
    worlds  : int64[K]     whose world
    uids    : int64[K]     who
    rows    : int64[K]     overwritten: row of the table, -1 for who is not alive

    Twin    tests/reference/rows.py.
    """
    for k in range(worlds.shape[0]):
        low, top = offsets[worlds[k]], offsets[worlds[k] + 1]
        high = top
        while low < high:
            middle = (low + high) // 2
            if uid[middle] < uids[k]:
                low = middle + 1
            else:
                high = middle
        rows[k] = low if low < top and uid[low] == uids[k] else -1
    return 0


@jit
def plan_moves(offsets, dead, born, after, source, target, length):
    """Find the runs of rows that move; return how many there are.

    offsets : int64[W+1]   first row of each world, before
    dead    : int64[K]     rows that die, strictly rising
    born    : int64[W]     births in each world; they go behind the survivors of their world
    after   : int64[W+1]   overwritten: first row of each world, afterwards
    source  : int64[K+W]   filled: first row of each run that moves, rising
    target  : int64[K+W]   filled likewise: where it goes
    length  : int64[K+W]   filled likewise: how many rows it has

    Order   a world at a time. Twin  tests/reference/rows.py.
    """
    runs, d, shift = 0, 0, 0
    for w in range(born.shape[0]):
        after[w] = offsets[w] + shift
        begin, top = offsets[w], offsets[w + 1]
        while True:
            end = dead[d] if d < dead.shape[0] and dead[d] < top else top
            if end > begin and shift != 0:
                if runs > 0 and source[runs - 1] + length[runs - 1] == begin and target[runs - 1] + length[runs - 1] == begin + shift:
                    length[runs - 1] += end - begin  # goes on from the world before
                else:
                    source[runs], target[runs], length[runs] = begin, begin + shift, end - begin
                    runs += 1
            if end == top:
                break
            begin = end + 1
            shift -= 1
            d += 1
        shift += born[w]
    after[born.shape[0]] = offsets[born.shape[0]] + shift
    return runs


@jit
def move_runs(source, target, length, width, values):
    """Move runs of rows inside one column.

    source : int64[R]     first row of each run, rising
    target : int64[R]     where it goes, rising: runs keep their order
    length : int64[R]     how many rows it has
    width  : int64        items in a row
    values : uint64[M]    changed; the column as a flat array of integers of its item size (also uint32, uint8)

    Order   runs that move down go first to last, runs that move up last to first: none is overwritten before it has moved,
            and the two kinds never touch, because runs keep their order.
    Twin    tests/reference/rows.py.
    """
    for r in range(source.shape[0]):
        begin, to, items = source[r] * width, target[r] * width, length[r] * width
        if to < begin and begin - to >= items:
            values[to : to + items] = values[begin : begin + items]  # twice as fast as the loop, where they do not overlap
        elif to < begin:
            for i in range(items):
                values[to + i] = values[begin + i]
    for r in range(source.shape[0] - 1, -1, -1):
        begin, to, items = source[r] * width, target[r] * width, length[r] * width
        if to > begin and to - begin >= items:
            values[to : to + items] = values[begin : begin + items]
        elif to > begin:
            for i in range(items - 1, -1, -1):
                values[to + i] = values[begin + i]
    return 0


@jit
def new_rows(offsets, dead, rows):
    """Say where each old row is now.

    offsets : int64[W+1]   first row of each world, before
    dead    : int64[K]     rows that died, strictly rising
    rows    : int64[N]     overwritten: row inside its world, -1 if dead

    Twin    tests/reference/rows.py.
    """
    d = 0
    for w in range(offsets.shape[0] - 1):
        row = 0
        for i in range(offsets[w], offsets[w + 1]):
            if d < dead.shape[0] and dead[d] == i:
                rows[i] = -1
                d += 1
            else:
                rows[i] = row
                row += 1
    return 0


@jit
def follow_rows(offsets, width, before, moved, values):
    """Correct a column of references after the rows that it refers to have moved.

    offsets : int64[W+1]   first row of each world, of the table that has the column
    width   : int64        items in a row
    before  : int64[W+1]   first row of each world before the move, of the table that is referred to
    moved   : int64[M]     where its old rows are now, as `new_rows` leaves it
    values  : int32[N]     changed; rows inside the world, -1 for none (also int64)

    Twin    tests/reference/rows.py.
    """
    for w in range(offsets.shape[0] - 1):
        base, size = before[w], before[w + 1] - before[w]
        for i in range(offsets[w] * width, offsets[w + 1] * width):
            if values[i] >= 0:
                values[i] = moved[base + values[i]] if values[i] < size else -1
    return 0
