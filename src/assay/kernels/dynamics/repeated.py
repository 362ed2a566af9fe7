"""Cross-validation over and over: which items are in the folds that fare worst.

What is counted needs no model, only how each fold fared; so it serves any measure of a fold.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from assay.kernels.dynamics.head import Table
from assay.types import Array, Bools, Floats, Ints

#: Folds of every cross-validation.
FOLDS = 5
#: Directions and hidden units that the quick model sees, and its penalty as a share of the
#: mean square of a column.
DIRECTIONS, UNITS, PENALTY = 32, 128, 0.01
#: Times that regressed indicators are taken as logits.
SHARPNESS = 10.0
#: How fast memory fades, and how far it is heated when it deals out folds.
FADING, HEAT = 0.7, 0.1


def deal(random: Any, n: int) -> Ints:
    """Return (n,) the fold of each item, all of one size but for one."""
    fold = np.empty(n, np.int64)
    fold[random.permutation(n)] = np.arange(n) % FOLDS
    return fold


def worst_folds(
    fared: Callable[[Ints], Floats], n: int, repeats: int, seed: Any
) -> tuple[Ints, Floats]:
    """Return (n,) how often an item was in the worst fold, and how its folds fared on the whole.

    The second is the sum over repeats of how many standard deviations its fold was worse than
    the mean of that repeat, over the square root of their number: standard normal where no item
    is worse than another.

    Parameters
    ----------
    fared
        Takes the (n,) fold of every item; returns (FOLDS,) how badly each fared. Any measure
        will do: one minus accuracy, area or concordance, a loss.
    n, repeats, seed
        Items, cross-validations, and what deals out the folds.

    Examples
    --------
    >>> bad = np.arange(20) == 3
    >>> count, worse = worst_folds(lambda fold: np.bincount(fold, bad, 5), 20, 40, seed=0)
    >>> int(count[3]), int(worse.argmax())
    (40, 3)
    """
    random = np.random.default_rng(seed)
    count, total = np.zeros(n, np.int64), np.zeros(n)
    for _ in range(repeats):
        fold = deal(random, n)
        badly = np.asarray(fared(fold), np.float64)
        spread = badly.std()
        count += fold == badly.argmax()
        if spread > 0:
            total += ((badly - badly.mean()) / spread)[fold]
    return count, total / np.sqrt(max(repeats, 1))


def badly_placed(
    fared: Callable[[Ints], Floats], n: int, repeats: int, seed: Any, level: float, *, counted: bool
) -> tuple[Floats, Bools, list[str]]:
    """Return (n,) how badly the folds fare that each item is in, what is no chance, and words.

    Parameters
    ----------
    fared, n, repeats, seed
        As for `worst_folds`.
    level
        Share of false discoveries.
    counted
        Count how often an item's fold was the worst; otherwise sum up how much worse it was.
    """
    from scipy.stats import binom, norm

    count, worse = worst_folds(fared, n, repeats, seed)
    if counted:
        chance = binom.sf(count - 1, repeats, 1 / FOLDS)
        words = [f"it was in the worst fold {c} times" for c in count.tolist()]
        return count / max(repeats, 1), discoveries(chance, level), words
    words = [f"its folds fared {w:.1f} standard errors worse" for w in worse.tolist()]
    return 1 / (1 + np.exp(-worse)), discoveries(norm.sf(worse), level), words


def remembered(believed: Callable[[Ints], Floats], n: int, repeats: int, seed: Any) -> Floats:
    """Return (n,) how far each item's label is believed by models that never saw it, in [0, 1].

    A fading mean over repeats. Folds are dealt so that items that were hardly believed tend to
    come together, and disturb the training of no other fold: each item draws a place in
    proportion to exp(memory / heat).

    Parameters
    ----------
    believed
        Takes the (n,) fold of every item; returns (n,) how far each is believed, in [0, 1].
    """
    random = np.random.default_rng(seed)
    memory, weight = np.zeros(n), 0.0
    for _ in range(repeats):
        mean = memory / weight if weight else memory
        place = np.argsort(-(mean / HEAT + random.gumbel(size=n)), kind="stable")
        fold = np.empty(n, np.int64)
        fold[place] = np.arange(n) * FOLDS // max(n, 1)
        memory = FADING * memory + (1 - FADING) * believed(fold)
        weight = FADING * weight + (1 - FADING)
    return memory / max(weight, 1e-12)


class RidgeFolds:
    """Predicts every fold by a ridge regression on the others, quickly for many dealings.

    Parameters
    ----------
    table
        Features; taken in their canonical order.
    targets
        (n, T) what is to be predicted, in the same order.
    """

    def __init__(self, table: Table, targets: Floats) -> None:
        rows = table.take(table.order).astype(np.float64)
        if rows.shape[1] > DIRECTIONS:
            rows = rows @ np.linalg.eigh(rows.T @ rows)[1][:, -DIRECTIONS:]
        random = np.random.default_rng(0)
        size = np.sqrt(max(float(np.square(rows).sum(axis=1).mean()), 1e-12)) if len(rows) else 1.0
        enter = random.normal(size=(rows.shape[1], UNITS)) / size
        bend = random.uniform(-1, 1, UNITS)
        hidden = np.maximum(rows @ enter + bend, 0) / np.sqrt(UNITS)
        self.rows = np.hstack([rows / size, hidden, np.ones((len(rows), 1))])
        self.targets = np.asarray(targets, np.float64)

    def __call__(self, fold: Ints) -> Floats:
        """Return (n, T) predictions of every item by the other folds."""
        members = [np.flatnonzero(fold == f) for f in range(FOLDS)]
        grams = [self.rows[m].T @ self.rows[m] for m in members]
        sums = [self.rows[m].T @ self.targets[m] for m in members]
        gram, total = sum(grams), sum(sums)
        guess = np.empty_like(self.targets)
        place = np.diag_indices_from(grams[0])
        for held, less, fewer in zip(members, grams, sums, strict=True):
            left = gram - less
            left[place] += PENALTY * np.trace(left) / len(left) + 1e-9
            guess[held] = self.rows[held] @ np.linalg.solve(left, total - fewer)
        return guess


def softened(guess: Floats, codes: Ints) -> Floats:
    """Return (n,) probabilities of the given classes, of (n, K) regressed indicators.

    A regression on indicators is timid: the softmax takes ten times its guess.

    >>> softened(np.array([[0.5, 0.5], [0.8, 0.2]]), np.array([0, 0])).round(3).tolist()
    [0.5, 0.998]
    """
    sharp = SHARPNESS * (guess - guess.max(axis=1, keepdims=True))
    np.exp(sharp, out=sharp)
    own = sharp[np.arange(len(codes)), codes]
    return np.asarray(np.maximum(own / sharp.sum(axis=1), 1e-12))


def fold_means(values: Array, fold: Ints) -> Floats:
    """Return (FOLDS,) the mean of (n,) values in every fold.

    >>> fold_means(np.array([1.0, 3.0, 5.0]), np.array([0, 0, 4])).tolist()
    [2.0, 0.0, 0.0, 0.0, 5.0]
    """
    size = np.maximum(np.bincount(fold, minlength=FOLDS), 1)
    return np.asarray(np.bincount(fold, values, FOLDS) / size)


def discoveries(chance: Floats, level: float) -> Bools:
    """Return (n,) which tests are positive at a false discovery rate (Benjamini and Hochberg).

    >>> discoveries(np.array([0.001, 0.9, 0.02, 0.03]), 0.05).tolist()
    [True, False, True, True]
    """
    n = len(chance)
    if not n:
        return np.zeros(0, bool)
    order = np.argsort(chance, kind="stable")
    good = np.flatnonzero(chance[order] <= level * np.arange(1, n + 1) / n)
    limit = chance[order[good[-1]]] if good.size else -1.0
    return np.asarray(chance <= limit)
