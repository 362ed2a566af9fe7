"""Suspicion by how like an item is to what is typical of its class."""

from dataclasses import dataclass

import numpy as np

from assay.dynamics import Dynamics
from assay.kernels.dynamics.curves import better, mean_over
from assay.kernels.dynamics.head import Table, numbered, tabled
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.dynamics.prototypes import likeness, prototypes
from assay.method import Detector
from assay.results import Flags
from assay.types import Count, Floats, Fraction, Ints

REASON = (
    "its cosine with what is typical of {given} is {cosine:.2f}, of {suggested} {other_cosine:.2f}"
)


@dataclass(frozen=True)
class ClassPrototypes(Detector, reads={"labels"}, truth={"one_of"}, paper="huang2022"):
    """Suspect items that are more like the prototype of another class than like their own's.

    A first, class-blind look tells small from large mean losses of a model in training; the
    prototype of a class is the mean direction, in standardised features, of its items by their
    chance of a small loss, without the item that is judged. An item leads by its cosine with its
    own class less that with the best other. Two normal parts of the leads in each class (all
    together where it has fewer than 20 items) give the chance that the label is wrong, which weighs
    the items for the next prototypes: expectation and maximisation. Each class is judged by its own
    standard, so that a hard or rare class isn't taken for errors. Flagged are items of the low part
    that another class leads, in cosine as well as in training. The score is how far it leads.

    Assumes: items of a class lie in one direction from the middle of the data. Classes of several
    clusters have no such direction.
    Few items a class are learnt by heart before they can be told: the ranking holds, but most
    wrong labels are not flagged.

    Cost: n d K multiply-adds, twice a round; 80 bytes an item beside a piece of rows. The
    dynamics cost one training.

    Figures: a test holds it, on digits of ever rarer classes, to rank the items given the rarest
    better than mean losses do, with symmetric and with pair flips.

    Equation
    --------
    proto[k] = sum over other items given k of (1 - P(wrong)) * x,   x of length one
    lead     = cosine(x, proto[label]) - max over k != label of cosine(x, proto[k])
    P(wrong) = P(low part | lead), of two normal parts of the leads in each class; in turns
    score    = (2 - lead) / 4
    flagged where P(wrong) > threshold, lead < 0 and the mean margin in training < 0

    Parameters
    ----------
    rounds
        Of weighing the items and finding prototypes.
    threshold
        Flag where the probability is above it.

    References
    ----------
    huang2022

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 30, axis=0) + np.linspace(0, 0.3, 60)[:, None]
    >>> y = np.repeat([0, 1], 30)
    >>> y[7] = 1
    >>> loss = np.where(np.arange(60) == 7, 2.0, 0.1)[None].astype(np.float32)
    >>> seen = Dynamics(-loss, loss, 1 - y[None])
    >>> flags = ClassPrototypes().flag(labels=y, features=x, dynamics=seen)
    >>> np.flatnonzero(flags.flagged), flags.suggested[7]
    (array([7]), np.int64(0))
    """

    rounds: Count = 3
    threshold: Fraction = 0.5

    def flag(self, labels: Ints, features: Floats, dynamics: Dynamics) -> Flags:
        """Flag where the item is unlike its class, by that class's own standard."""
        n = len(labels)
        score, wrong, own, best = np.zeros((4, n))
        other = np.full(n, -1)
        if (labels >= 0).any():
            table = tabled(features, labels)
            order = table.order[labels[table.order] >= 0]
            table = table._replace(order=order)
            codes, names = numbered(labels[order])
            loss = mean_over(dynamics.loss)[order]
            found = self.weigh(table, codes, loss, len(names))
            wrong[order], own[order], best[order] = found[:3]
            other[order] = np.append(names, -1)[found[3]]
            score[order] = (2 + best[order] - own[order]) / 4
        ahead = best > own
        wrong[~(ahead & (mean_over(dynamics.margin) < 0))] = 0
        suggested = better(labels, other, ahead)
        values = {"cosine": own, "other_cosine": best}
        return Flags(score, suggested, wrong > self.threshold, REASON, values, wrong)

    def weigh(
        self, table: Table, codes: Ints, loss: Floats, n_classes: int
    ) -> tuple[Floats, Floats, Floats, Ints]:
        """Return chance of a wrong label, cosines and best other class, in canonical order."""
        all_ = np.zeros_like(codes)
        wrong = high(loss, all_, two_parts(loss, all_, 1))
        for _ in range(self.rounds):
            sums = prototypes(table, codes, 1 - wrong, n_classes)
            own, best, other = likeness(table, codes, 1 - wrong, sums)
            behind = (best - own).astype(np.float64)
            wrong = high(behind, codes, two_parts(behind, codes, n_classes))
        return wrong, own, best, other
