"""What is typical of each class in feature space, and how like it every item is."""

from collections.abc import Iterator

import numpy as np

from assay.kernels.dynamics.head import Table
from assay.types import Floats, Ints

#: Cells of a piece.
PIECE = 1 << 20


def directions(table: Table, width: int) -> Iterator[tuple[slice, Floats]]:
    """Yield runs of places in canonical order, and the items' standardised rows of length one."""
    step = max(1, PIECE // max(1, table.rows.shape[1] + width))
    for start in range(0, len(table.order), step):
        rows = table.take(table.order[start : start + step])
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(length > 0, length, 1)
        yield slice(start, start + len(rows)), rows


def prototypes(table: Table, codes: Ints, weight: Floats, n_classes: int) -> Floats:
    """Return (K, d) float64 sums of the directions of each class's items, weighed.

    Parameters
    ----------
    table
        Features.
    codes
        (n,) in canonical order, -1 for unlabelled.
    weight
        (n,) in canonical order, how far each item is believed.
    """
    total = np.zeros((n_classes, table.rows.shape[1]))
    for piece, rows in directions(table, n_classes):
        said = codes[piece] >= 0
        held = np.zeros((len(rows), n_classes), np.float32)
        held[said, codes[piece][said]] = weight[piece][said]
        total += held.T @ rows
    return total


def likeness(
    table: Table, codes: Ints, weight: Floats, sums: Floats
) -> tuple[Floats, Floats, Ints]:
    """Return (n,) cosines with the own class and the best other one, and which that is.

    In canonical order. What an item gave to its own class's prototype is taken out again: rare
    classes would look like their own errors.
    """
    n, n_classes = len(codes), len(sums)
    own, best, other = np.zeros(n, np.float32), np.zeros(n, np.float32), np.full(n, -1)
    length = np.maximum(np.linalg.norm(sums, axis=1), 1e-12)
    typical = (sums / length[:, None]).astype(np.float32).T
    for piece, rows in directions(table, n_classes):
        given, gave = np.maximum(codes[piece], 0), np.where(codes[piece] >= 0, weight[piece], 0)
        cosine = rows @ typical
        place = np.arange(len(rows))
        along = cosine[place, given].astype(np.float64) * length[given]
        unit = np.square(rows).sum(axis=1, dtype=np.float64)
        left = length[given] ** 2 - 2 * gave * along + gave**2 * unit
        rest = np.sqrt(np.maximum(left, 1e-12))
        own[piece] = np.where(left > 1e-9, (along - gave * unit) / rest, 0)
        if n_classes > 1:
            cosine[place, given] = -np.inf
            other[piece] = cosine.argmax(axis=1)
            best[piece] = cosine[place, other[piece]]
    return own, best, other
