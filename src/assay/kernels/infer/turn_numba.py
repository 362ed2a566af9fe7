"""The turn over hard claims, compiled: posterior and counts in one pass, item by item.

Chances are multiplied as they are, with no logarithm and no exponential, wherever no product
comes near to underflow; elsewhere, item by item, as `kernels.confusion.posterior` does it.
Imported only for large data, and only where numba is installed.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from assay.kernels.confident_numba import compile_kept
from assay.kernels.votes import Piece
from assay.types import Floats

#: A product of chances below this is taken again by logarithms.
LEAST = 1e-250
#: Totals below this are not multiplied with others before the logarithm is taken.
SMALL = 1e-50


@cache
def _walk_of(classes: int) -> Callable[..., Any]:
    """Return the pass for so many classes: a number known to the compiler is twice as fast."""
    wide = np.uint64(classes)

    @compile_kept
    def walk(ends, codes, table, log_table, log_prior, proba, counts, heard):  # type: ignore[no-untyped-def]
        prior, value, worst = np.exp(log_prior), np.empty(classes), np.zeros(classes)
        log_likelihood, product, there, at = 0.0, 1.0, 0, np.uint64(0)
        for i in range(len(ends) - 1):
            low, high = np.uint64(ends[i]), np.uint64(ends[i + 1])
            for k in range(classes):
                value[k] = prior[k]
            for claim in range(low, high):
                row = np.uint64(codes[claim]) * wide
                for k in range(classes):
                    value[k] *= table[row + np.uint64(k)]
            least, total = value[0], 0.0
            for k in range(classes):
                least = value[k] if value[k] < least else least
                total += value[k]
            if least < LEAST:
                value[:] = log_prior
                for claim in range(low, high):
                    row = np.uint64(codes[claim]) * wide
                    for k in range(classes):
                        value[k] += log_table[row + np.uint64(k)]
                top = value.max()
                value[:] = np.exp(value - top)
                total = value.sum()
                log_likelihood += top
            if total < SMALL:
                log_likelihood += np.log(total)
            else:
                product *= total
                if product < SMALL:
                    log_likelihood += np.log(product)
                    product = 1.0
            share = 1 / total
            for k in range(classes):
                value[k] *= share
                moved = abs(value[k] - proba[at + np.uint64(k)])
                worst[k] = moved if moved > worst[k] else worst[k]
                proba[at + np.uint64(k)] = value[k]
            at += wide
            if high > low:
                there += 1
                for k in range(classes):
                    heard[k] += value[k]
            for claim in range(low, high):
                row = np.uint64(codes[claim]) * wide
                for k in range(classes):
                    counts[row + np.uint64(k)] += value[k]
        return worst.max(), log_likelihood + np.log(product), there

    return walk


def turn(
    piece: Piece, proba: Floats, table: Floats, log_table: Floats, log_prior: Floats, found: Any
) -> None:
    """Write the new posterior of a piece without loose claims; add to what the turn found."""
    flat = (array.reshape(-1) for array in (table, log_table))
    change, log_likelihood, items = _walk_of(proba.shape[1])(
        piece.hard.indptr, piece.hard.indices, *flat, log_prior,
        proba.reshape(-1), found.counts.hard.reshape(-1), found.heard,
    )  # fmt: skip
    found.change = max(found.change, change)
    found.log_likelihood += log_likelihood
    found.items += items
