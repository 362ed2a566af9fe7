"""Which labels confident learning would take out: five rules over one survey.

Each rule marks, for every class, the items that are least likely to carry it; afterwards no item
stays marked whose given label is the most probable class to within 1e-6. Equals at a cut fall as
numpy's default sort leaves them, since that is what the rules' first implementation does.
"""

import numpy as np

from assay.kernels.by_class import by_class, small_ints
from assay.kernels.confident import TOLERANCE, confident_counts, pieces
from assay.kernels.margins import lowest, mark_margins
from assay.types import Bools, Floats, Ints


def keep_one(joint: Ints) -> Ints:
    """Return how many items to take out at [truth, given], leaving at least one a class."""
    diagonal = joint.diagonal()
    kept = np.maximum(diagonal, 1)
    others = np.maximum(np.count_nonzero(joint, axis=0) - 1.0, 1.0)
    remove = np.maximum(joint - (kept - diagonal) / others, 0)
    np.fill_diagonal(remove, kept)
    return np.asarray(remove.astype(np.int64))


def spare_best(marked: Bools, labels: Ints, predictions: Floats, own: Floats, best: Ints) -> Bools:
    """Take the mark off items whose given label is the most probable class, to within 1e-6."""
    for piece in pieces(predictions):
        rows = np.flatnonzero(marked[piece])
        given, top = labels[piece][rows], best[piece][rows]
        mine = own[piece][rows] + own.dtype.type(TOLERANCE)
        theirs = predictions[piece][rows, top]
        unlike = (mine < theirs) | ((mine == theirs) & (top < given))
        marked[piece][rows[(given == top) | ~unlike]] = False
    return marked


def prune_by_noise_rate(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints, remove: Ints
) -> Bools:
    """Mark, for every given k and truth j, the `remove[j, k]` items of greatest P(j) - P(k)."""
    marked = mark_margins(labels, predictions, own, best, counts, remove)
    return spare_best(marked, labels, predictions, own, best)


def prune_by_class(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints, remove: Ints
) -> Bools:
    """Mark, for every given k, the items beyond `remove[k, k]` of lowest P(k)."""
    marked = np.zeros(len(labels), bool)
    for given, members in by_class(labels, counts, 0, len(counts)):
        need = len(members) - int(remove[given, given])
        if len(members) > 1 and need >= 1:
            marked[members[lowest(own[members], need)]] = True
    return spare_best(marked, labels, predictions, own, best)


def off_diagonal(labels: Ints, predictions: Floats, own: Floats, best: Ints, cut: Floats) -> Bools:
    """Mark the items that are confidently in another class than the given one."""
    guess = np.empty(len(labels), small_ints(predictions.shape[1]))
    confident_counts(labels, predictions, best, cut, guess)
    marked = (guess >= 0) & (labels >= 0) & (guess != labels)
    return spare_best(marked, labels, predictions, own, best)


def not_best(labels: Ints, predictions: Floats, own: Floats, best: Ints) -> Bools:
    """Mark the items whose most probable class is not the given one."""
    return spare_best((best != labels) & (labels >= 0), labels, predictions, own, best)
