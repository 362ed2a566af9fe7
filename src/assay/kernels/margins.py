"""Mark, for pairs of classes, the items of one whose predictions lean most towards the other.

Only items whose given label is not the most probable class are looked at first. A pair for which
these don't settle the answer (too few lean towards the other class, or equals stand on both sides
of the cut) is settled by all items of its class, equals as numpy's default sort leaves them.
"""

import numpy as np

from assay.kernels.by_class import by_class, class_blocks, select, small_ints
from assay.types import Bools, Floats, Ints

#: Margins looked at together.
BLOCK = 1 << 16
#: Classes with more doubtful items than this are done one at a time.
MANY = 512


def mark_margins(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints, remove: Ints
) -> Bools:
    """Mark, for every given k and truth j, the `remove[j, k]` items of greatest P(j) - P(k).

    Right for the items whose given label is not the most probable class; others may be missing.
    """
    marked = np.zeros(len(labels), bool)
    remove = remove * (counts > 1)
    np.fill_diagonal(remove, 0)
    doubts = count_doubts(labels, best, len(counts))
    unsettled = []
    for first, last in class_blocks(doubts, max(len(labels) >> 4, 1 << 12)):
        given, truth = np.nonzero(remove.T[first:last])
        given += first
        rows = select(labels, first, last, unless=best)
        if last - first > 1:
            rows = rows[np.argsort(labels[rows].astype(small_ints(last)), kind="stable")]
        need = remove[truth, given]
        settle = _mark_large if doubts[first:last].max() > MANY else _mark_small
        stops = np.concatenate([[0], np.cumsum(doubts[first:last])])
        spans = np.searchsorted(given, np.arange(first, last + 1))
        clear = settle(marked, predictions, own, rows, stops, spans, truth, need)
        unsettled.append(np.stack([given, truth, need])[:, ~clear])
    _settle_exactly(marked, labels, predictions, own, counts, np.concatenate(unsettled, axis=1))
    return marked


def count_doubts(labels: Ints, best: Ints, classes: int) -> Ints:
    """Return (K,) how many items given each class have another most probable class."""
    doubts = np.zeros(classes, np.int64)
    for start in range(0, len(labels), BLOCK):
        given = labels[start : start + BLOCK]
        doubts += np.bincount(
            given[(given != best[start : start + BLOCK]) & (given >= 0)], minlength=classes
        )
    return doubts


def _mark_large(
    marked: Bools,
    predictions: Floats,
    own: Floats,
    rows: Ints,
    stops: Ints,
    spans: Ints,
    truth: Ints,
    need: Ints,
) -> Bools:
    """Mark class by class; return which pairs are settled."""
    clear = np.zeros(len(truth), bool)
    for place in range(len(stops) - 1):
        mine = rows[stops[place] : stops[place + 1]]
        step = max(1, BLOCK // max(1, len(mine)))
        for start in range(spans[place], spans[place + 1], step):
            pair = slice(start, min(start + step, spans[place + 1]))
            margin = predictions[mine, truth[pair, None]]
            margin -= own[mine]
            hit = np.zeros(len(mine), bool)
            clear[pair] = _greatest(margin, need[pair], hit)
            marked[mine[hit]] = True
    return clear


def _greatest(margin: Floats, need: Ints, hit: Bools) -> Bools:
    """Mark the columns that are among the `need[r]` greatest of row r; tell which rows could."""
    clear = np.asarray((margin > 0).sum(axis=1) >= need)
    width = margin.shape[1]
    for row in np.flatnonzero(clear):
        at = width - need[row]
        reach = margin[row] >= np.partition(margin[row], at)[at]
        clear[row] = reach.sum() == need[row]
        if clear[row]:
            hit |= reach
    return clear


def _mark_small(
    marked: Bools,
    predictions: Floats,
    own: Floats,
    rows: Ints,
    stops: Ints,
    spans: Ints,
    truth: Ints,
    need: Ints,
) -> Bools:
    """Mark many small classes together; return which pairs are settled."""
    per_row = np.repeat(np.diff(spans), np.diff(stops))
    row = np.repeat(np.arange(len(rows)), per_row)
    start = np.repeat(spans[:-1], np.diff(stops)) - (np.cumsum(per_row) - per_row)
    pair = np.arange(len(row)) + start[row]
    margin = predictions[rows[row], truth[pair]] - own[rows[row]]
    leans = np.flatnonzero(margin > 0)
    row, pair, margin = row[leans], pair[leans], margin[leans]
    order = np.lexsort((-margin, pair))
    row, pair, margin = row[order], pair[order], margin[order]
    found = np.bincount(pair, minlength=len(truth))
    at = np.cumsum(found) - found + need - 1
    clear = found >= need
    cut = np.full(len(truth), np.inf, margin.dtype)
    cut[clear] = margin[at[clear]]
    more = clear & (found > need)
    clear[more] = margin[at[more] + 1] < cut[more]
    reach = (margin >= cut[pair]) & clear[pair]
    marked[rows[row[reach]]] = True
    return clear


def _settle_exactly(
    marked: Bools, labels: Ints, predictions: Floats, own: Floats, counts: Ints, pairs: Ints
) -> None:
    """Mark by looking at all items of a class; `pairs` (3, m) holds given, truth and need."""
    wanted = np.zeros(len(counts), np.int64)
    wanted[pairs[0]] = counts[pairs[0]]
    spans = np.searchsorted(pairs[0], np.arange(len(counts) + 1))
    for first, last in class_blocks(wanted, max(len(labels) >> 4, 1 << 12)):
        if not wanted[first:last].any():
            continue
        for given, members in by_class(labels, counts, first, last):
            for truth, need in pairs[1:, spans[given] : spans[given + 1]].T:
                margin = own[members] - predictions[members, truth]
                marked[members[lowest(margin, int(need))]] = True


def lowest(values: Floats, need: int) -> Ints:
    """Return the places of the `need` lowest values, equals as numpy's default sort has them."""
    if need >= len(values):
        return np.arange(len(values))
    cut = np.partition(values, need - 1)[need - 1]
    reach = np.flatnonzero(values <= cut)
    return reach if len(reach) == need else np.argsort(values)[:need]
