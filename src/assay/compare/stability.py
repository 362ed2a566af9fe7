"""At which share of wrong labels in a test set the order of models changes (paper 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from assay.results import Interval
from assay.types import Bools, Floats, Ints

DRAWS, LEVEL = 1000, 0.95


@dataclass(frozen=True)
class Flip:
    """Two models whose order by the test set's labels is not that by the truth, from a share on.

    Parameters
    ----------
    better, worse
        Names: `better` is so by the labels as they were, `worse` by the corrected ones.
    share
        Share of wrong labels in the test set from which on this is so, with its interval by
        bootstrap over the items; a draw without any counts as 1.
    now
        Whether the share that the test set has is as large.
    """

    better: str
    worse: str
    share: Interval
    now: bool


def flips(
    said: Mapping[str, Ints], original: Ints, corrected: Ints, seed: int = 0
) -> tuple[Flip, ...]:
    """Return the pairs of models whose order changes, the smallest share first.

    A test set with more wrong labels is one from which right ones were taken out at random. By
    each set of labels a model's accuracy is then the mean of that on items with a wrong label
    and that on the others, weighed by the share; so the share is known without drawing any.

    Parameters
    ----------
    said
        (n,) predictions of each model, by its name.
    original, corrected
        (n,) the labels that the test set had, and those it ought to have.
    seed
        Decides the bootstrap.
    """
    wrong = original != corrected
    if not wrong.any() or wrong.all():
        return ()
    rows = np.random.default_rng(seed).multinomial(
        len(wrong), np.full(len(wrong), 1 / len(wrong)), DRAWS
    )
    draws = np.concatenate([np.ones((1, len(wrong))), rows])
    found = []
    for one, two in combinations(said, 2):
        ends, lead = turning(said[one], said[two], original, corrected, draws)
        if not np.isfinite(ends[0]):
            continue
        better, worse = (one, two) if lead > 0 else (two, one)
        low, high = np.percentile(np.minimum(ends[1:], 1), [50 - 50 * LEVEL, 50 + 50 * LEVEL])
        share = (float(ends[0]), float(min(low, ends[0])), float(max(high, ends[0])))
        found.append(Flip(better, worse, share, bool(ends[0] <= wrong.mean())))
    return tuple(sorted(found, key=lambda flip: (flip.share[0], flip.better, flip.worse)))


def turning(
    one: Ints, two: Ints, original: Ints, corrected: Ints, draws: Floats
) -> tuple[Floats, float]:
    """Return (draws,) the least share of wrong labels at which the orders differ; inf if none.

    With share p, model one leads by (1 - p) r + p w: r on right items, the same by both sets of
    labels, and w on wrong ones, where each set of labels has its own. The orders differ from the
    first share at which one of the two leads is 0, to the second.

    Returns
    -------
    shares
        (draws,) in [0, 1] or inf.
    lead
        Above 0 where model one leads by the original labels from the first draw's share on.
    """
    wrong = original != corrected
    by_told = (one == original) * 1.0 - (two == original)
    by_truth = (one == corrected) * 1.0 - (two == corrected)
    right = _mean(by_told, ~wrong, draws)
    leads = np.stack([_mean(by_told, wrong, draws), _mean(by_truth, wrong, draws)])
    # A lead that is lost crosses 0 between the shares 0 and 1.
    lost = leads * np.sign(right) < 0
    gap = np.where(lost, np.abs(right) + np.abs(leads), 1.0)
    zero = np.where(lost, np.abs(right) / gap, np.inf)
    zero = np.where(right == 0, np.where(leads[0] * leads[1] < 0, 0.0, np.inf), zero)
    both = np.isfinite(zero[0]) & (zero[0] == zero[1]) & (right != 0)
    shares = np.where(both, np.inf, zero.min(axis=0))
    told_first = right[0] == 0 or zero[0, 0] < zero[1, 0]
    return np.asarray(shares), float(leads[0, 0] if told_first else right[0])


def _mean(values: Floats, where: Bools, draws: Floats) -> Floats:
    some = draws[:, where]
    return np.asarray((some @ values[where]) / np.maximum(some.sum(axis=1), 1))
