"""Suspicion of labels that models know only by heart."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import by_class
from assay.kernels.dynamics.head import numbered, tabled
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.dynamics.subsets import (
    fit_subsets,
    influence_on_others,
    memorised,
)
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Count, Floats, Fraction, Ints, Seed

#: An item that is lonelier than all but this share of a class isn't one of its bulk.
RARE = 0.05
REASON = (
    "{inside:.0%} of the models that saw it know the label, {outside:.0%} of the others, "
    "which mostly say {suggested}; {lonely:.0%} of {suggested} have neighbours as far"
)


@dataclass(frozen=True)
class Memorization(Detector, reads={"labels"}, truth={"one_of"}, paper="feldman2020"):
    """Suspect labels that models get right only when they were trained on them.

    Models are trained on random subsets of the items. Memorisation is the share of models that give
    an item its label among those that saw it, less that among the others. Two kinds of items must
    be learnt by heart: those with a wrong label, and rare ones with a right label, and
    memorisation can't tell them apart. Neighbours can: a wrongly labelled item lies amid the class
    it belongs to, a rare one far from all. So an item is flagged where its memorisation is in the
    high of two normal parts, the models that never saw it mostly say another class, and its
    neighbours are no further away than those of 5 % of that class. Where there are no neighbours,
    rare items are flagged as well. `values` hold the parts of this, and the influence of each
    item: how much better models that saw it do on others that they did not see (which item moves
    which other is for `assay.kernels.dynamics.subsets.influence` to say).

    Assumes: the learner can fit the label of a single item.

    Cost: one training a subset: twenty trees for each, some four seconds in all for a thousand
    items; 2 bytes an item a subset and 2 a class. A share p of m models
    is known to sqrt(p (1 - p) / m).

    Figures: a test reaches an earlier reproduction's means and area under the curve on digits, by
    forests of fewer trees. The share of right models that never saw the item ranks as well.

    Equation
    --------
    inside  = share of the models that saw the item and give it its label
    outside = share of the models that did not see it and give it its label
    score   = max(inside - outside, 0)
    flagged where P(high part | score) > 1/2, of two normal parts, the models that did not see it
            say another class, and 5 % of the items of that class or more have neighbours as far

    Parameters
    ----------
    subsets
        Models that are trained.
    share
        Of the items, that each is trained on.
    learner
        trees: twenty extremely randomised trees, which fit every label; network: that of the
        dynamics, which is faster for many items and fits fewer labels by heart.
    seed
        Of subsets and models.

    References
    ----------
    feldman2020 for why rare items must be learnt by heart.
    feldman2020a for subsets, and influence.

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 30, axis=0) + np.linspace(0, 0.3, 60)[:, None]
    >>> y = np.repeat([0, 1], 30)
    >>> y[7] = 1
    >>> flags = Memorization().flag(labels=y, features=x)
    >>> flags.worst(1), flags.suggested[7], flags.values["inside"][7], flags.values["outside"][7]
    (array([7]), np.int64(0), np.float64(1.0), np.float64(0.0))
    """

    subsets: Count = 60
    share: Fraction = 0.7
    learner: Literal["trees", "network"] = "trees"
    seed: Seed = 0

    def flag(
        self,
        labels: Ints,
        features: Floats,
        neighbours: Neighbours | None = None,
        workers: int | None = None,
    ) -> Flags:
        """Score every item by its memorisation."""
        n = len(labels)
        score, inside, outside, effect = np.zeros((4, n))
        suggested, flagged = labels.copy(), np.zeros(n, bool)
        if (labels >= 0).sum() > 1:
            table = tabled(features, labels)
            items = table.order[labels[table.order] >= 0]
            table = table._replace(order=items)
            codes, names = numbered(labels[items])
            fits = fit_subsets(
                table, codes, len(names), self.subsets, self.share, self.seed, workers,
                forest=self.learner == "trees",
            )  # fmt: skip
            inside[items], outside[items] = memorised(fits.seen, fits.right)
            effect[items] = influence_on_others(fits.seen, fits.right)
            suggested[items] = names[_said(fits.votes, codes)]
            score[items] = np.maximum(inside[items] - outside[items], 0)
            flagged[items] = _high(score[items])
        lonely = crowd(suggested, neighbours, labels)
        flagged &= (suggested != labels) & (lonely >= RARE)
        values: dict[str, Array] = {
            "inside": inside, "outside": outside, "influence": effect, "lonely": lonely,
        }  # fmt: skip
        return Flags(score, suggested, flagged, REASON, values)


def _said(votes: Ints, codes: Ints) -> Ints:
    """Return (n,) the class of most votes; the given one among equals."""
    best = votes.argmax(axis=1)
    place = np.arange(len(codes))
    return np.where(votes[place, best] > votes[place, codes], best, codes)


def _high(values: Floats) -> Array:
    group = np.zeros(len(values), np.int64)
    return high(values, group, two_parts(values, group, 1)) > 0.5


def crowd(suggested: Ints, neighbours: Neighbours | None, labels: Ints) -> Floats:
    """Return (n,) the share of the items given the suggested class whose neighbours are as far.

    By the mean distance to neighbours. Low for an item that lies outside the bulk of that class;
    1 where there are no neighbours, or nobody is given the class.
    """
    found = np.ones(len(suggested))
    if neighbours is None or not neighbours.index.shape[1]:
        return found
    far = neighbours.distance.mean(axis=1, dtype=np.float64)
    classes = int(max(suggested.max(initial=0), labels.max(initial=0))) + 1
    given = np.bincount(labels[labels >= 0], minlength=classes)
    asked = np.bincount(suggested[suggested >= 0], minlength=classes)
    usual = {which: np.sort(far[m]) for which, m in by_class(labels, given, 0, classes)}
    for which, members in by_class(suggested, asked, 0, classes):
        if which in usual:
            # Neighbours found in another order of the items may differ in the last digits.
            below = np.searchsorted(usual[which], far[members] * (1 - 1e-6))
            found[members] = 1 - below / len(usual[which])
    return found
