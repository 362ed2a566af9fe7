"""Which labels confident learning would take out: five rules over one survey.

Each rule marks, for every class, the items that are least likely to carry it; afterwards no item
stays marked whose given label is the most probable class to within 1e-6. Equals at a cut fall as
numpy's default sort leaves them, since that is what the rule's first implementation does.
"""

import numpy as np

from assay.kernels.confident import (
    TOLERANCE,
    class_blocks,
    confident_counts,
    pieces,
    select,
    small_ints,
)
from assay.types import Bools, Floats, Ints

#: Margins looked at together.
BLOCK = 1 << 16


def keep_one(joint: Ints) -> Ints:
    """Return how many items to take out at [truth, given], leaving at least one a class."""
    diagonal = joint.diagonal()
    kept = np.maximum(diagonal, 1)
    others = np.maximum(np.count_nonzero(joint, axis=0) - 1.0, 1.0)
    remove = np.maximum(joint - (kept - diagonal) / others, 0)
    np.fill_diagonal(remove, kept)
    return remove.astype(np.int64)


def unlike_given(labels: Ints, own: Floats, best: Ints, predictions: Floats) -> Bools:
    """Return (n,) whether a class other than the given one is the most probable, beyond 1e-6."""
    unlike = np.zeros(len(labels), bool)
    for piece in pieces(predictions):
        given, top = labels[piece], best[piece]
        doubt = np.flatnonzero((given != top) & (given >= 0))
        given, top = given[doubt], top[doubt]
        mine = own[piece][doubt] + own.dtype.type(TOLERANCE)
        theirs = predictions[piece][doubt, top]
        unlike[piece][doubt] = (mine < theirs) | ((mine == theirs) & (top < given))
    return unlike


def prune_by_noise_rate(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints, remove: Ints
) -> Bools:
    """Mark, for every given k and truth j, the `remove[j, k]` items of greatest P(j) - P(k)."""
    marked = np.zeros(len(labels), bool)
    doubts = np.zeros(len(counts), np.int64)
    for start in range(0, len(labels), BLOCK):
        given, top = labels[start : start + BLOCK], best[start : start + BLOCK]
        doubts += np.bincount(given[(given != top) & (given >= 0)], minlength=len(counts))
    for first, last in class_blocks(doubts, max(len(labels) >> 4, 1 << 12)):
        rows = select(labels, first, last, unless=best)
        if last - first > 1:
            given = labels[rows].astype(small_ints(len(counts)))
            rows = rows[np.argsort(given, kind="stable")]
        stops = np.cumsum(doubts[first:last])
        for given, stop in enumerate(stops.tolist(), start=first):
            if counts[given] > 1 and doubts[given]:
                mine = rows[stop - doubts[given] : stop]
                _mark_class(marked, labels, predictions, own, mine, given, remove[:, given])
    marked &= unlike_given(labels, own, best, predictions)
    return marked


def _mark_class(
    marked: Bools,
    labels: Ints,
    predictions: Floats,
    own: Floats,
    mine: Ints,
    given: int,
    need: Ints,
) -> None:
    """Mark among `mine`, the items given k that another class fits better."""
    wanted = np.flatnonzero(need)
    wanted = wanted[wanted != given]
    step = max(1, BLOCK // len(mine))
    for start in range(0, len(wanted), step):
        truth = wanted[start : start + step]
        margin = predictions[mine, truth[:, None]]
        margin -= own[mine]
        hit = np.zeros(len(mine), bool)
        clear = greatest(margin, need[truth], hit)
        marked[mine[hit]] = True
        for j in truth[~clear]:
            mark_exactly(marked, labels, predictions, own, given, int(j), int(need[j]))


def greatest(margin: Floats, need: Ints, hit: Bools) -> Bools:
    """Mark the columns that are among the `need[r]` greatest of row r; tell which rows could.

    A row can't when fewer than `need` of its values are above 0, since items that are not here
    may then be among the greatest, or when equals stand on both sides of the cut.
    """
    clear = (margin > 0).sum(axis=1) >= need
    width = margin.shape[1]
    cut = np.full(len(margin), np.inf, margin.dtype)
    if width > 256:
        for row in np.flatnonzero(clear):
            at = width - need[row]
            cut[row] = np.partition(margin[row], at)[at]
    elif clear.any():
        ordered = np.sort(margin, axis=1)
        cut[clear] = ordered[clear, width - need[clear]]
    reach = margin >= cut[:, None]
    clear &= reach.sum(axis=1) == np.minimum(need, width)
    hit |= reach[clear].any(axis=0)
    return clear


def mark_exactly(
    marked: Bools,
    labels: Ints,
    predictions: Floats,
    own: Floats,
    given: int,
    truth: int,
    need: int,
) -> None:
    """Mark the `need` items given k of greatest P(j) - P(k), looking at all of them."""
    members = select(labels, given, given + 1)
    margin = predictions[members, truth] - own[members]
    marked[members[lowest(-margin, need)]] = True


def lowest(values: Floats, need: int) -> Ints:
    """Return the places of the `need` lowest values, equals as numpy's default sort has them."""
    if need >= len(values):
        return np.arange(len(values))
    cut = np.partition(values, need - 1)[need - 1]
    reach = np.flatnonzero(values <= cut)
    return reach if len(reach) == need else np.argsort(values)[:need]


def prune_by_class(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints, remove: Ints
) -> Bools:
    """Mark, for every given k, the items beyond `remove[k, k]` of lowest P(k)."""
    marked = np.zeros(len(labels), bool)
    for given, count in enumerate(counts.tolist()):
        need = count - int(remove[given, given])
        if count > 1 and need >= 1:
            members = select(labels, given, given + 1)
            marked[members[lowest(own[members], need)]] = True
    marked &= unlike_given(labels, own, best, predictions)
    return marked


def off_diagonal(labels: Ints, predictions: Floats, own: Floats, best: Ints, cut: Floats) -> Bools:
    """Mark the items that are confidently in another class than the given one."""
    guess = np.empty(len(labels), small_ints(predictions.shape[1]))
    confident_counts(labels, predictions, best, cut, guess)
    marked = (guess >= 0) & (labels >= 0) & (guess != labels)
    marked &= unlike_given(labels, own, best, predictions)
    return marked
