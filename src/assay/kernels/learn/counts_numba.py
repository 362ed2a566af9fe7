"""Counts of bags, compiled: the same halves, a bag at a time, that `counts` takes many at once.

Imported only for many items, and only where numba is installed.
"""

import numpy as np

from assay.kernels.confident_numba import compile_kept
from assay.types import Floats, Ints

#: Shares below it are nothing, as in `counts`: sums of their products would be slow, and nothing.
TINY = 1e-120


@compile_kept
def _scaled(made, top):  # type: ignore[no-untyped-def]
    """Divide by the largest, in place."""
    for i in range(len(made)):
        share = made[i] / top
        made[i] = share if share >= TINY else 0.0


@compile_kept
def _gather(up, begin, wide, depth):  # type: ignore[no-untyped-def]
    """Fill in the counts of every half of a half; return the log of what was taken out."""
    scale = 0.0
    for level in range(1, depth):
        half, whole = (1 << (level - 1)) + 1, (1 << level) + 1
        for node in range(wide >> level):
            left, to = begin[level - 1] + 2 * node * half, begin[level] + node * whole
            made = up[to : to + whole]
            made[:] = 0
            for j in range(half):
                share = up[left + j]
                for i in range(half):
                    made[i + j] += share * up[left + half + i]
            top = made.max()
            _scaled(made, top)
            scale += np.log(top)
    return scale


@compile_kept
def _walk(proba, counts, edge, found, evidence):  # type: ignore[no-untyped-def]
    size = proba.shape[1]
    depth = 0
    while (1 << depth) < size:
        depth += 1
    wide = 1 << depth
    # Level l has wide / 2^l nodes of 2^l + 1 counts; where each level begins.
    begin = np.zeros(depth + 2, np.int64)
    for level in range(depth + 1):
        begin[level + 1] = begin[level] + (wide >> level) * ((1 << level) + 1)
    up, down = np.zeros(begin[depth + 1]), np.zeros(begin[depth + 1])
    for bag in range(len(proba)):
        for i in range(wide):
            p = min(max(proba[bag, i], edge), 1 - edge) if i < size else 0.0
            up[2 * i], up[2 * i + 1] = 1 - p, p
        scale = _gather(up, begin, wide, depth)
        count = counts[bag]
        if depth == 0:
            found[bag, 0], evidence[bag] = count, np.log(up[count])
            continue
        half = (1 << (depth - 1)) + 1
        first, total = begin[depth - 1], 0.0
        for i in range(half):
            lacks = count - i
            there = 0 <= lacks < half
            down[first + i] = up[first + half + lacks] if there else 0.0
            down[first + half + i] = up[first + lacks] if there else 0.0
            total += down[first + i] * up[first + i]
        evidence[bag] = np.log(max(total, 1e-300)) + scale
        for level in range(depth - 1, 0, -1):
            half, whole = (1 << (level - 1)) + 1, (1 << level) + 1
            for node in range(wide >> level):
                of = begin[level] + node * whole
                wanted = down[of : of + whole]
                top = wanted.max()
                if top > 0:
                    _scaled(wanted, top)
                for side in range(2):
                    to = begin[level - 1] + (2 * node + side) * half
                    other = begin[level - 1] + (2 * node + 1 - side) * half
                    made = down[to : to + half]
                    made[:] = 0
                    for i in range(half):
                        share = up[other + i]
                        for j in range(half):
                            made[j] += share * wanted[i + j]
        for i in range(size):
            yes, no = down[2 * i + 1] * up[2 * i + 1], down[2 * i] * up[2 * i]
            found[bag, i] = yes / max(yes + no, 1e-300)


def walk(proba: Floats, counts: Ints, edge: float, found: Floats, evidence: Floats) -> None:
    """Fill in what `counts.count_posterior` returns."""
    # Copies, of one kind: views, and arrays closed to writing, would each be compiled anew.
    _walk(np.array(proba, np.float64), np.array(counts, np.int64), edge, found, evidence)
