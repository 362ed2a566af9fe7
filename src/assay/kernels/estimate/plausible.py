"""Labels that may be the true ones, drawn given the noise and the predictions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from assay.kernels.label_posterior import LabelFit
from assay.kernels.truth_posterior import truth_given
from assay.types import Bools, Floats, Ints

#: Other classes that may be the truth of an item.
OTHERS = 4
#: Draws of which the most typical is taken where none is typical enough.
TRIES = 20


@dataclass(frozen=True, eq=False)
class Plausible:
    """What may be the truth of every item.

    Parameters
    ----------
    labels
        (n,) given labels, -1 unlabelled.
    wrong
        (n,) probability that the label is wrong; 0 for unlabelled items.
    other, share
        (n, o) the likeliest other classes, and the running sum of their shares of `wrong`.
    """

    labels: Ints
    wrong: Floats
    other: Ints
    share: Floats


def plausible(labels: Ints, predictions: Floats, fitted: LabelFit) -> Plausible:
    """Return what may be the truth of every item, given its label, predictions and the noise."""
    n, k = predictions.shape
    few = min(OTHERS, k - 1)
    wrong = np.zeros(n)
    other, share = np.zeros((n, few), np.int32), np.zeros((n, few))
    for piece, z in truth_given(labels, predictions, fitted):
        there = np.flatnonzero(labels[piece] >= 0)
        rest = z[there].astype(np.float64)
        rows, own = np.arange(len(there)), labels[piece][there]
        mine = rest[rows, own].copy()
        rest[rows, own] = -1
        best = np.argsort(-rest, axis=1, kind="stable")[:, :few]
        mass = np.maximum(np.take_along_axis(rest, best, axis=1), 0) + 1e-12
        items = piece.start + there
        wrong[items], other[items] = 1 - mine, best
        share[items] = np.cumsum(mass, axis=1) / mass.sum(axis=1, keepdims=True)
    return Plausible(labels, np.clip(wrong, 0, 1), other, share)


def held_to_noise(given: Plausible, noise: Floats) -> Plausible:
    """Return the same with the log-odds of each given class moved so that the noise fits.

    Shares of labels and the noise matrix settle how many of the items given each class are wrong;
    predictions say which.
    """
    said = given.labels >= 0
    k = len(noise)
    count = np.bincount(given.labels[said], minlength=k)
    wanted = wrong_of(count[None], noise)[0]
    wrong = np.clip(given.wrong, 1e-9, 1 - 1e-9)
    odds = np.log(wrong / (1 - wrong))
    low, high = np.full(k, -30.0), np.full(k, 30.0)
    for _ in range(40):
        middle = (low + high) / 2
        moved = 1 / (1 + np.exp(-(odds[said] + middle[given.labels[said]])))
        mean = np.bincount(given.labels[said], weights=moved, minlength=k) / np.maximum(count, 1)
        high, low = np.where(mean > wanted, middle, high), np.where(mean > wanted, low, middle)
    moved = np.zeros(len(wrong))
    moved[said] = 1 / (1 + np.exp(-(odds[said] + high[given.labels[said]])))
    return replace(given, wrong=moved)


def wrong_of(count: Floats | Ints, noise: Floats) -> Floats:
    """Return (r, K) P(wrong | given j) that the noise and (r, K) counts of labels settle.

    Examples
    --------
    >>> wrong_of(np.array([[30, 70]]), np.array([[1.0, 0.0], [0.125, 0.875]])).round(3)
    array([[0.333, 0.   ]])
    """
    share = count / np.maximum(count.sum(axis=1, keepdims=True), 1)
    prior = np.maximum(share @ np.linalg.pinv(noise), 0)
    chance, right = prior @ noise, prior * np.diagonal(noise)
    return np.asarray(1 - np.divide(right, chance, out=np.ones_like(right), where=chance > 0))


def spread_of_wrong(labels: Ints, noise: Floats, random: np.random.Generator) -> float:
    """Return the sampling deviation of the share of wrong labels, the noise being known."""
    count = np.bincount(labels[labels >= 0], minlength=len(noise))
    again = random.multinomial(count.sum(), count / max(int(count.sum()), 1), size=200)
    each = (wrong_of(again, noise) * again).sum(axis=1) / max(int(count.sum()), 1)
    return float(each.std())


def draws(
    given: Plausible, order: Ints, count: int, slack: float, random: np.random.Generator
) -> Iterator[Ints]:
    """Yield (n,) plausible labels, so often.

    Parameters
    ----------
    given
        What may be the truth.
    order
        (n,) items in the order in which random numbers are drawn for them.
    count
        How often.
    slack
        A draw is typical where the labels changed in each class are no further than this share,
        or one label, from what is expected.
    random
        Where chance comes from.
    """
    said = np.maximum(given.labels, 0)
    expected = np.bincount(said, weights=given.wrong)
    for _ in range(count):
        best, least = given.labels, np.inf
        for _ in range(TRIES):
            chance = np.empty(len(order))
            chance[order] = random.random(len(order))
            changed = chance < given.wrong
            found = np.bincount(said, weights=changed)
            off = float((np.abs(found - expected) / np.maximum(slack * expected, 1)).max(initial=0))
            if off < least:
                least, best = off, _relabelled(given, changed, chance)
            if least <= 1:
                break
        yield best


def _relabelled(given: Plausible, changed: Bools, chance: Floats) -> Ints:
    labels = given.labels.copy()
    items = np.flatnonzero(changed)
    # What is left of the chance, once it is known to change, is uniform again.
    place = chance[items] / given.wrong[items]
    which = (place[:, None] >= given.share[items]).sum(axis=1).clip(max=given.other.shape[1] - 1)
    labels[items] = given.other[items, which]
    return labels
