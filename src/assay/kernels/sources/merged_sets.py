"""Sets of one collection, each judged by models that learnt from others of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.types import Bools, Features, Ints

#: Items of a set that a model learns from, and is asked about.
MOST = 4000


@dataclass(frozen=True, eq=False)
class Dispute:
    """Items that a set calls one thing, steadily, and the other sets another.

    Parameters
    ----------
    which
        The set.
    given, other
        Class that the set gives, and the one that the others would give.
    items
        Rows of the items.
    share
        Share of the set's items of the class.
    among
        Rows of all items of the set that the others would call `other`, and the set either.
    """

    which: int
    given: int
    other: int
    items: Ints
    share: float
    among: Ints


def some(inside: Bools, labels: Ints) -> Ints:
    """Return labelled rows of a set, a sample where there are many."""
    rows = np.flatnonzero(inside & (labels >= 0))
    if len(rows) > MOST:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST, replace=False))
    return rows


def learnt(features: Features, labels: Ints, rows: Ints) -> Any:
    """Return a model of what is called what in some rows."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scaler, model = StandardScaler(with_mean=False), LogisticRegression(C=0.1, max_iter=300)
    return make_pipeline(scaler, model).fit(features[rows], labels[rows])


def own(features: Features, labels: Ints, rows: Ints) -> Ints:
    """Return what a model of the rows themselves calls them, out of fold; -1 where none can."""
    found = np.full(len(rows), -1)
    fold = np.random.default_rng(0).permutation(len(rows)) % 3
    for one in range(3):
        taught = rows[fold != one]
        if len(set(labels[taught].tolist())) > 1:
            asked = fold == one
            found[asked] = learnt(features, labels, taught).predict(features[rows[asked]])
    return found


def disputes(
    features: Features, labels: Ints, which: Ints, n_sets: int, share: float, least: int
) -> Iterator[Dispute]:
    """Yield what each set calls otherwise than a model of all other sets does.

    Parameters
    ----------
    features
        (n, d) numbers of the items.
    labels
        (n,) given class, -1 for none.
    which
        (n,) set of each item, -1 for none.
    n_sets
        How many sets there are.
    share
        Share of a set's items of a class from which on it is told.
    least
        Fewest labelled items of a set, and a fifth of it of what is told.
    """
    for g in range(n_sets):
        rows, rest = some(which == g, labels), some((which != g) & (which >= 0), labels)
        seen = set(labels[rest].tolist())
        if len(rows) < least or len(seen) < 2 or len(set(labels[rows].tolist())) < 2:
            continue
        outside = learnt(features, labels, rest).predict(features[rows])
        within = own(features, labels, rows)
        yield from _pairs(g, rows, labels[rows], outside, within, share, least)


def _pairs(
    g: int, rows: Ints, said: Ints, outside: Ints, within: Ints, share: float, least: int
) -> Iterator[Dispute]:
    for i in np.unique(said).tolist():
        mine = said == i
        for j in np.unique(outside[mine]).tolist():
            other = mine & (outside == j) & (within == i)
            back = (said == j) & (outside == i) & (within == j)
            of_class = float(other.sum() / mine.sum())
            steady = other.sum() > 4 * back.sum()
            if j == i or of_class < share or other.sum() < least / 5 or not steady:
                continue
            # Of what the others would call j: which of it does this set call i?
            asked = (outside == j) & ((said == i) | (said == j))
            yield Dispute(g, i, j, rows[other], of_class, rows[asked])
