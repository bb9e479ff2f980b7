"""Grids: cells in x-major order (index = x * height + y), bounded or torus, distances in Manhattan steps.

On a torus of even size two opposite cells are equally far both ways; the positive way counts. Sweeps over a
neighbourhood go by offset, x first, so that shifting a torus shifts the result and nothing else.
"""

from __future__ import annotations

import numpy as np

from .jit import inline, jit

RUN = 4  # rows of one column in view; longer runs are rare


@inline
def wrap(coordinate, size):
    """Bring a coordinate at most one size outside the grid back inside.

    coordinate : int64 [cell]   -size <= coordinate < 2 * size
    size       : int64 [cell]   > 0
    """
    if coordinate < 0:
        return coordinate + size
    if coordinate >= size:
        return coordinate - size
    return coordinate


@inline
def first_offset(coordinate, radius, size, torus):
    """Smallest offset from a coordinate that stays within the radius and the grid: <= 0.

    coordinate : int64 [cell]   0 <= coordinate < size
    radius     : int64 [cell]   >= 0
    size       : int64 [cell]   > 0
    torus      : bool           whether the edges meet
    """
    return -min(radius, (size - 1) // 2 if torus else coordinate)


@inline
def last_offset(coordinate, radius, size, torus):
    """Largest offset from a coordinate that stays within the radius and the grid: >= 0.

    coordinate : int64 [cell]   0 <= coordinate < size
    radius     : int64 [cell]   >= 0
    size       : int64 [cell]   > 0
    torus      : bool           whether the edges meet
    """
    return min(radius, size // 2 if torus else size - 1 - coordinate)


@inline
def displacement(origin, goal, size, torus):
    """Signed number of steps from origin to goal along one axis, the shorter way round.

    origin : int64 [cell]   0 <= origin < size
    goal   : int64 [cell]   0 <= goal < size
    size   : int64 [cell]   > 0
    torus  : bool           whether the edges meet
    """
    steps = goal - origin
    if torus:
        if steps > size // 2:
            return steps - size
        if steps < -((size - 1) // 2):
            return steps + size
    return steps


@inline
def distance(x0, y0, x1, y1, width, height, torus):
    """Manhattan distance between two cells: int64 [cell].

    x0     : int64 [cell]   column of the first cell, y0 its row; x1, y1 the second's
    width  : int64 [cell]   number of columns
    height : int64 [cell]   number of rows
    torus  : bool           whether the edges meet
    """
    return abs(displacement(x0, x1, width, torus)) + abs(displacement(y0, y1, height, torus))


@jit
def cell_list(worlds, offsets, cell_offsets, height, chosen, x, y, end, order):
    """Sort the chosen rows of each world by cell, lower rows first within a cell (a counting sort).

    worlds       : int64[K]           worlds to do
    offsets      : int64[W+1]         first row of each world
    cell_offsets : int64[W+1]         first cell of each world
    height       : int32[W] [cell]    rows of the grid of each world
    chosen       : bool[N]            rows to list
    x            : int32[N] [cell]    column of each row's cell; y its row
    y            : int32[N] [cell]
    end          : int32[C]           overwritten: listed rows in all cells up to and including this one
    order        : int32[N]           overwritten as far as it goes: world-local rows in the order of their cells

    The listed rows of cell c of a world are order[end[c - 1]:end[c]], counted from the world's first row.
    """
    for k in range(worlds.shape[0]):
        w = worlds[k]
        low, high = offsets[w], offsets[w + 1]
        base, top = cell_offsets[w], cell_offsets[w + 1]
        for c in range(base, top):
            end[c] = 0
        for i in range(low, high):
            end[base + x[i] * height[w] + y[i]] += chosen[i]
        total = 0
        for c in range(base, top):  # from counts to the place where each cell begins
            count = end[c]
            end[c] = total
            total += count
        for i in range(low, high):
            if chosen[i]:
                c = base + x[i] * height[w] + y[i]
                order[low + end[c]] = i - low
                end[c] += 1
    return 0


@inline
def in_view(x, y, radius, width, height, torus, base, low, end, before, at, away):
    """Find the listed rows within a Manhattan radius of a cell; return how many there are, -1 if there is no room for them.

    x      : int64 [cell]          column of the cell; y its row
    y      : int64 [cell]
    radius : int64 [cell]          >= 0
    width  : int64 [cell]          columns of the grid; height its rows
    height : int64 [cell]
    torus  : bool                  whether the edges meet
    base   : int64                 first cell of the world
    low    : int64                 place of the world's first row in the list, or in `before`
    end    : int32[C]              as `cell_list` leaves it
    before : int32[M] or None      for a second list, a part of the first: its rows before each place of the first
    at     : uint32[R], R > RUN    filled: places in the list
    away   : int32[R] [cell]       filled likewise: how many columns away

    The first RUN rows of each run are written without counting them: the processor guesses the length of short loops wrong.
    """
    count, most = 0, at.shape[0] - RUN
    if radius < x < width - radius and radius <= y < height - radius:  # all of the view is on the grid
        for dx in range(-radius, radius + 1):
            cell = base + (x + dx) * height + y
            reach = radius - abs(dx)
            begin, stop = low + end[cell - reach - 1], low + end[cell + reach]
            if before is not None:
                begin, stop = before[begin], before[stop]
            if count + stop - begin > most:
                return -1
            for k in range(RUN):
                at[count + k], away[count + k] = begin + k, abs(dx)
            for k in range(RUN, stop - begin):
                at[count + k], away[count + k] = begin + k, abs(dx)
            count += stop - begin
        return count
    for dx in range(first_offset(x, radius, width, torus), last_offset(x, radius, width, torus) + 1):
        column = base + wrap(x + dx, width) * height
        reach = radius - abs(dx)
        bottom, top = y + first_offset(y, reach, height, torus), y + last_offset(y, reach, height, torus)
        first, last = max(bottom, 0), min(top, height - 1)
        runs = 2 if bottom < 0 or top >= height else 1  # a column that crosses the edge of a torus is two runs of cells
        while runs > 0:
            begin = low + (end[column + first - 1] if column + first > base else 0)
            stop = low + end[column + last]
            if before is not None:
                begin, stop = before[begin], before[stop]
            if count + stop - begin > most:
                return -1
            for k in range(RUN):
                at[count + k], away[count + k] = begin + k, abs(dx)
            for k in range(RUN, stop - begin):
                at[count + k], away[count + k] = begin + k, abs(dx)
            count += stop - begin
            runs -= 1
            first, last = (bottom + height, height - 1) if bottom < 0 else (0, top - height)
    return count


@inline
def count_in_view(x, y, radius, width, height, torus, base, end, enough):
    """Count the listed rows within a Manhattan radius of a cell, up to as many as are enough: int64.

    x      : int64 [cell]   column of the cell; y its row
    y      : int64 [cell]
    radius : int64 [cell]   >= 0
    width  : int64 [cell]   columns of the grid; height its rows
    height : int64 [cell]
    torus  : bool           whether the edges meet
    base   : int64          first cell of the world
    end    : int32[C]       as `cell_list` leaves it
    enough : int64          counting stops there
    """
    count = 0
    for dx in range(first_offset(x, radius, width, torus), last_offset(x, radius, width, torus) + 1):
        column = base + wrap(x + dx, width) * height
        reach = radius - abs(dx)
        bottom, top = y + first_offset(y, reach, height, torus), y + last_offset(y, reach, height, torus)
        first, last = max(bottom, 0), min(top, height - 1)
        count += end[column + last] - (end[column + first - 1] if column + first > base else 0)
        if bottom < 0:  # over the edge of a torus
            count += end[column + height - 1] - end[column + height + bottom - 1]
        elif top >= height:
            count += end[column + top - height] - (end[column - 1] if column > base else 0)
        if count >= enough:
            break
    return count


@inline
def neighbours(moore):
    """How many neighbours a cell has where nothing cuts them off: 8 (Moore) or 4 (von Neumann).

    moore : bool   whether diagonals count
    """
    return 8 if moore else 4


@inline
def neighbour(x, y, k, moore, width, height, torus):
    """Cell of the k-th neighbour, counted from the world's first cell; -1 where a bounded grid ends before it.

    The block of nine around a cell is numbered column by column; 4 is the cell itself, odd numbers share a side with it.

    x      : int64 [cell]   column of the cell; y its row
    y      : int64 [cell]
    k      : int64          0 <= k < neighbours(moore); by offset, x first
    moore  : bool           whether diagonals count
    width  : int64 [cell]   columns of the grid; height its rows
    height : int64 [cell]
    torus  : bool           whether the edges meet
    """
    place = (k if k < 4 else k + 1) if moore else 2 * k + 1
    column, row = x + place // 3 - 1, y + place % 3 - 1
    if torus:
        return wrap(column, width) * height + wrap(row, height)
    if column < 0 or column >= width or row < 0 or row >= height:
        return -1
    return column * height + row


@inline
def drawn_neighbour(draw, x, y, moore, width, height, torus):
    """Cell of a neighbour inside the grid, each with the same probability; the cell itself where there is none.

    draw   : uint64         64 random bits; the remainder picks, and its bias is below 1e-18
    x      : int64 [cell]   column of the cell; y its row
    y      : int64 [cell]
    moore  : bool           whether diagonals count
    width  : int64 [cell]   columns of the grid; height its rows
    height : int64 [cell]
    torus  : bool           whether the edges meet
    """
    if torus or (0 < x < width - 1 and 0 < y < height - 1):
        return neighbour(x, y, np.int64(draw % np.uint64(neighbours(moore))), moore, width, height, torus)
    inside = 0
    for k in range(neighbours(moore)):
        inside += neighbour(x, y, k, moore, width, height, torus) >= 0
    left = np.int64(draw % np.uint64(max(inside, 1)))
    for k in range(neighbours(moore)):
        cell = neighbour(x, y, k, moore, width, height, torus)
        if cell >= 0 and left == 0:
            return cell
        left -= cell >= 0
    return x * height + y
