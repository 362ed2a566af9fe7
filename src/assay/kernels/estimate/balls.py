"""A union of balls that holds a share of the items, holds doubtful labels, and expands little."""

from dataclasses import dataclass

import numpy as np

from assay.types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Balls:
    """What was found.

    Parameters
    ----------
    centre, radius
        (b,) items, and radii around them.
    inside
        (n,) items in the union.
    """

    centre: Ints
    radius: Floats
    inside: Bools


def grow(
    distance: Floats, centres: Ints, doubt: Floats, *,
    share: float, least: float, reach: float, balls: int,
) -> Balls:  # fmt: skip
    """Return the union of at most so many balls, chosen greedily.

    In turn, of all balls around the centres, the one is taken that grows what is within `reach` of
    the union least for each item it adds, as long as the mean doubt stays at `least` or above; a
    ball adds at least its part of what is missing. Balls end when the union has the share of
    items, or when no ball may be added.

    Parameters
    ----------
    distance
        (c, n) from each of the centres to every item.
    centres
        (c,) which items these are.
    doubt
        (n,) doubt of each item's label.
    share
        Share of all items that the union has to hold.
    least
        Least mean doubt of its items.
    reach
        By how much it expands.
    balls
        Most balls.
    """
    n = distance.shape[1]
    order = np.argsort(distance, axis=1, kind="stable")
    far = np.take_along_axis(distance, order, axis=1)
    # Items equally far come together: a ball ends behind the last of them.
    whole = np.concatenate([far[:, 1:] > far[:, :-1], np.ones((len(far), 1), bool)], axis=1)
    beyond = np.stack([np.searchsorted(row, row + reach, side="right") for row in far])
    inside, near = np.zeros(n, bool), np.zeros(n, bool)
    chosen, radius, wanted = [], [], int(np.ceil(share * n - 1e-9))
    for left in range(balls, 0, -1):
        missing = wanted - int(inside.sum())
        if missing <= 0:
            break
        added = np.cumsum(~inside[order], axis=1)
        fresh = np.cumsum(np.where(inside[order], 0, doubt[order]), axis=1)
        spread = np.concatenate([np.zeros((len(far), 1), int), np.cumsum(~near[order], axis=1)], 1)
        cost = np.take_along_axis(spread, beyond, axis=1) / np.maximum(added, 1)
        mean = (doubt[inside].sum() + fresh) / np.maximum(inside.sum() + added, 1)
        part = max(1, int(np.ceil(missing / left)))
        fit = whole & (mean >= least - 1e-12) & (added >= part) & (added <= missing)
        fit |= whole & (mean >= least - 1e-12) & (added >= part) & ~fit.any()
        if not fit.any():
            break
        best = np.unravel_index(np.argmin(np.where(fit, cost, np.inf)), cost.shape)
        at, place = int(best[0]), int(best[1])
        chosen.append(int(centres[at]))
        radius.append(float(far[at, place]))
        inside |= distance[at] <= far[at, place]
        near |= distance[at] <= far[at, place] + reach
    return Balls(np.array(chosen, np.int64), np.array(radius), inside)
