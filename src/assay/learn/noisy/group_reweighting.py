"""Weights under which the worst group fares best."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.last_layer import fitted, influence
from assay.kernels.learn.posterior import normalised
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import labels_of, said
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Count, Features, Floats, Ints

#: What half the squared size of the layer costs, and how sharply the worst group counts.
RIDGE, SHARP = 1e-3, 4.0
#: How far the weight goes in a round that goes furthest, and the most it comes to.
STRIDE, MOST = 0.5, 20.0
#: Numbers of the layer above which its curvature is too large to solve.
LARGEST = 2000
WHO = "GroupReweighting"


class Weighed(Recipe):
    """Labels at their word, with weights."""

    def found(self) -> dict[str, Floats]:
        """Return the weights."""
        return {"weights": self.weight}


@dataclass(frozen=True)
class GroupReweighting(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="qiao2025",
):  # fmt: skip
    """Weigh items such that a model of them fares well on the worst of some groups.

    Of few items it is known which group they are of: who is in a picture, where it was taken. They
    are kept aside as the goal. A linear layer is fitted to all others; the influence of every
    item's weight on each group's loss is found by the layer's curvature, and weights are moved to
    where the worst groups gain. Half the goal says which round was best. The model is then trained
    with these weights, which are in `Model.about`.

    Assumes: the features tell what they should by a linear layer; groups of the goal are those
    that count. Without groups, the classes are the groups.

    Cost: one training; a round is a linear layer and a curvature, O(n (d K)^2).

    Equation
    --------
    w <- clip(w + 0.5 * gain / max |gain|, 0, 20), then divided by its mean, a round
    gain[i] = slope[i] . H^-1 sum over groups g of r[g] * slope[g] / n, r[g] ~ e^(4 * loss[g])
    paid = mean over items of w * cross entropy(said, p), with the w of the least worst loss[g]
    Slopes and H, the curvature, are of a linear layer with the least w-weighted cross-entropy and
    0.0005 * |layer|^2; loss[g] is its mean cross-entropy on the goal's items of the group.

    Parameters
    ----------
    rounds
        How often weights are moved, by a half at most each time.

    References
    ----------
    qiao2025
    """

    rounds: Count = 40

    def learn(
        self, features: Features, evidence: Evidence, groups: Array | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `groups` (n,) is the group of some items, -1 of the others."""
        first = said(evidence)
        labels = labels_of(evidence)
        known = goal_of(groups, labels)
        weight = (labels >= 0).astype(np.float64)
        learnt = np.flatnonzero((labels >= 0) & (known < 0))
        aside = np.flatnonzero((labels >= 0) & (known >= 0))
        if len(learnt) > 1 and len(aside) > 1 and first.shape[1] > 1:
            rows = raised(features, first.shape[1])
            weight[learnt] = self.weights(rows, first, learnt, aside, known[aside])
        return fit(self, features, evidence.truth, Weighed(first, weight), carrier)

    def weights(
        self, rows: Floats, target: Floats, learnt: Ints, aside: Ints, groups: Ints
    ) -> Floats:
        """Return weights of what is learnt from, by the best round for the worst group."""
        mine, goal = rows[learnt], target[learnt]
        _, group = np.unique(groups, return_inverse=True)
        judges = turns(group) % 2 == 1
        judges = judges if len(np.unique(group[judges])) == group.max() + 1 else judges | True
        weight, best, layer = np.ones(len(learnt)), (np.inf, np.ones(len(learnt))), None
        for _ in range(self.rounds):
            layer = fitted(mine, goal, weight, RIDGE, layer)
            proba = normalised(rows[aside] @ layer)
            paid = -np.log(np.maximum((target[aside] * proba).sum(axis=1), 1e-12))
            worst = float(by_group(paid[judges], group[judges]).max())
            if worst < best[0]:
                best = (worst, weight)
            use = ~judges if (~judges).any() else judges
            mean = by_group(paid[use], group[use])
            share = np.exp(SHARP * (mean - mean.max()))
            heavy = (share / share.sum())[group[use]] / np.bincount(group[use])[group[use]]
            slope = (rows[aside][use] * heavy[:, None]).T @ (proba - target[aside])[use]
            gain = influence(mine, goal, weight, layer, RIDGE, slope)
            step = STRIDE * gain / max(np.abs(gain).max(), 1e-12)
            weight = np.clip(weight + step, 0, MOST)
            weight = weight / max(weight.mean(), 1e-12)
        return best[1]


def goal_of(groups: Array | None, labels: Ints) -> Ints:
    """Return (n,) the groups of the items that are kept aside, -1 of the others.

    Where no group is known, every fifth of each class; where every item's is, of each group.
    """
    if groups is not None:
        given = np.asarray(groups)
        if given.shape != labels.shape:
            raise DataError(WHO, f"groups must have one value an item, {len(labels)}")
        _, codes = np.unique(given, return_inverse=True)
        codes = np.where(given == -1, -1, codes) if given.dtype.kind in "if" else codes
        if (codes < 0).any():
            return np.asarray(codes)
        labels = np.where(labels >= 0, codes, -1)
    return np.where(turns(labels) % 5 == 4, labels, -1)


def turns(names: Ints) -> Ints:
    """Return (n,) how many of the same name stand before each item."""
    order = np.argsort(names, kind="stable")
    start = np.searchsorted(names[order], names[order], side="left")
    found = np.empty(len(names), np.int64)
    found[order] = np.arange(len(names)) - start
    return found


def by_group(values: Floats, group: Ints) -> Floats:
    """Return (G,) the mean of every group, zero of one that is empty."""
    return np.asarray(np.bincount(group, values) / np.maximum(np.bincount(group), 1))


def raised(features: Features, classes: int) -> Floats:
    """Return (n, d + 1) features of a spread of one, and a column of ones."""
    rows = features.toarray() if hasattr(features, "toarray") else features
    rows = np.asarray(rows, np.float64)
    if (rows.shape[1] + 1) * classes > LARGEST:
        rule = f"columns times classes must be at most {LARGEST}"
        fix = "Give fewer features, say the first components."
        raise DataError(WHO, rule, got=str((rows.shape[1] + 1) * classes), fix=fix)
    spread = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.column_stack([rows, np.ones(len(rows))])
