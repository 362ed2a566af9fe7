"""Which items are held out together."""

import numpy as np

from assay.parts.copies import Copies
from assay.types import Ints

FOLDS = 5
#: From this many items on, half of them teach a model as well as more would: four folds, of which
#: every pair is held out once, are six models instead of ten.
MANY, FEWER = 20_000, 4


def folds(labels: Ints, groups: object = None, seed: int = 0, copies: Copies | None = None) -> Ints:
    """Return the (n,) fold of every item, 0..4, or 0..3 from 20,000 items on.

    Each class is spread evenly over the folds; items of one group are in one fold, and without
    groups so are copies: a label that was copied with its item would else bear itself out. Items
    without a label have a fold too: they are predicted, never learnt from.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled.
    groups
        (n,) names of groups, or None.
    seed
        Decides who goes where.
    copies
        Which items are the same thing, or None.
    """
    rng = np.random.default_rng(seed)
    if groups is None:
        fold = _stratified(labels, rng)
        return fold if copies is None else fold[copies.first]
    names = np.asarray(groups)
    codes = np.unique(names.astype(str) if names.dtype == object else names, return_inverse=True)[1]
    return _grouped(np.asarray(labels), codes.ravel(), rng)


def _stratified(labels: Ints, rng: np.random.Generator) -> Ints:
    n = len(labels)
    shuffled = rng.permutation(n)
    order = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold = np.empty(n, np.int8)
    fold[order] = np.arange(n) % how_many(n)
    return fold


def how_many(n: int) -> int:
    """Return how many folds so many items are dealt into."""
    return FEWER if n >= MANY else FOLDS


def _grouped(labels: Ints, groups: Ints, rng: np.random.Generator) -> Ints:
    """Deal groups out by their commonest class and size, largest first, as in a card game.

    Within a class the groups go to the folds in turn, there and back again, so that sizes even
    out without a search over groups.
    """
    n_groups = int(groups.max(initial=-1)) + 1
    size = np.bincount(groups, minlength=n_groups)
    pairs, count = np.unique(
        groups * (int(labels.max(initial=0)) + 2) + labels + 1, return_counts=True
    )
    owner, label = np.divmod(pairs, int(labels.max(initial=0)) + 2)
    best = np.lexsort((label, -count, owner))
    first = best[np.unique(owner[best], return_index=True)[1]]
    main = label[first]
    shuffled = rng.permutation(n_groups)
    order = shuffled[np.lexsort((-size[shuffled], main[shuffled]))]
    n_folds = how_many(len(labels))
    turn = np.arange(n_groups) % (2 * n_folds)
    fold = np.empty(n_groups, np.int8)
    fold[order] = np.minimum(turn, 2 * n_folds - 1 - turn)
    return fold[groups]
