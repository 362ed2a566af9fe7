"""Rare classes filled up with items drawn from what their features look like."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.learn.geometry import distances
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.noisy.split import known_items
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Count, Features, Floats, Fraction, Ints

#: Items whose density an item's own is compared with.
AROUND = 20


class Shape(NamedTuple):
    """Where the items of each class lie: numbers (K,), means (K, d) and covariances (K, d, d)."""

    many: Ints
    mean: Floats
    spread: Floats


@dataclass(frozen=True)
class RepresentationCalibration(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="zhang2023",
):  # fmt: skip
    """Draw more items of rare classes from a normal law of their features, and learn from all.

    Of each class the items that lie in thinner places than those around them are set aside (local
    outlier factor). The rest give mean and covariance, shrunk as Ledoit and Wolf do. A class that
    is rarer than most borrows from the few nearest that aren't: its mean moves towards theirs, its
    covariance is the mean of all theirs and its own. Then items are drawn until classes are alike
    in number. The paper's features by contrast of views are yours to give.

    Assumes: right items of a class are normal in the features, and fewer than half of a class are
    wrong: of more, the wrong ones are what is dense.

    Cost: neighbours within each class, K d^2 numbers, and one training on up to K times the largest
    class.

    Equation
    --------
    mean'[k] = (1 - borrow) * mean[k] + borrow * sum over near classes c of w[c] * mean[c]
    cov'[k]  = (cov[k] + sum over near classes c of cov[c]) / (1 + how many those are)
    w[c] ~ n[c] / |mean[k] - mean[c]|^2, near = the `nearest` of the common classes
    paid = mean of cross entropy(said, p) over items and fill * (max n - n[k]) drawn ones a class,
    from the normal law of mean' and cov'; common classes keep theirs

    Parameters
    ----------
    borrow
        How far the mean of a rare class moves towards those of its nearest common ones.
    nearest
        How many those are.
    aside
        Share of each class that is set aside.
    fill
        How far rare classes are filled up to the most common one.

    References
    ----------
    zhang2023

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> truth = np.repeat([0, 1], [60, 6])
    >>> features = truth[:, None] + np.linspace(0, 0.3, 66)[:, None]
    >>> learner = RepresentationCalibration()
    >>> model = learner.learn(features, Evidence.labels(truth), Classifier())
    >>> model.about["drawn"].tolist()
    [0, 54]
    """

    borrow: Fraction = 0.1
    nearest: Count = 3
    aside: Fraction = 0.1
    fill: Fraction = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        if features is None or hasattr(features, "tocsr"):
            fix = "Give dense features, say of an embedding."
            raise NeedsError(
                "RepresentationCalibration", "needs dense features", got="none", fix=fix
            )
        first, carried = said(evidence), carrier_of(carrier, self)
        k = first.shape[1]
        items, labels = known_items(first)
        rows = np.asarray(features, np.float64)
        made: Floats = rows[:0]
        drawn = np.zeros(k, np.int64)
        if len(items) and rows.shape[1]:
            near = typical(rows[items], labels, self.aside)
            shape = self.calibrated(shapes(rows[items][near], labels[near], k))
            most = np.bincount(labels, minlength=k)
            drawn = np.where(most, np.round(self.fill * (most.max() - most)), 0).astype(np.int64)
            made = sampled(shape, drawn, np.random.default_rng(carried.seed))
        target = np.concatenate([first, np.eye(k)[np.repeat(np.arange(k), drawn)]])
        if carried.weight is not None:
            weight = np.concatenate([np.asarray(carried.weight), np.ones(len(made))])
            carried = replace(carried, weight=weight)
        both = np.concatenate([rows, made]).astype(np.float32)
        model = fit(self, both, evidence.truth, Recipe(target), carried)
        return replace(model, about={**model.about, "drawn": drawn})

    def calibrated(self, shape: Shape) -> Shape:
        """Return the laws to draw from: rare classes borrow from the nearest common ones."""
        count, mean, spread = shape
        there = np.flatnonzero(count)
        common = there[count[there] >= np.median(count[there])]
        moved, wide = mean.copy(), spread.copy()
        far = distances(mean, mean)
        for k in there:
            others = common[common != k]
            if k in common or not len(others):
                continue
            close = others[np.argsort(far[k, others], kind="stable")[: self.nearest]]
            weight = count[close] / np.maximum(far[k, close], 1e-12)
            pull = np.average(mean[close], axis=0, weights=weight)
            moved[k] = (1 - self.borrow) * mean[k] + self.borrow * pull
            wide[k] = (spread[close].sum(axis=0) + spread[k]) / (len(close) + 1)
        return Shape(count, moved, wide)


def typical(rows: Floats, labels: Ints, aside: float) -> Bools:
    """Return (m,) which items are none of the share of their class in the thinnest places."""
    from sklearn.neighbors import LocalOutlierFactor

    kept = np.ones(len(rows), bool)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        out = int(aside * len(mine))
        # Of a class without room for neighbours nobody is set aside.
        if not out or len(mine) < 5 or len(mine) - out < 2:
            continue
        model = LocalOutlierFactor(n_neighbors=min(AROUND, len(mine) - 1)).fit(rows[mine])
        order = np.argsort(model.negative_outlier_factor_, kind="stable")
        kept[mine[order[:out]]] = False
    return kept


def shapes(rows: Floats, labels: Ints, k: int) -> Shape:
    """Return counts, means and shrunk covariances of each class."""
    from sklearn.covariance import ledoit_wolf

    d = rows.shape[1]
    mean, spread = np.zeros((k, d)), np.zeros((k, d, d))
    for label in range(k):
        mine = rows[labels == label]
        if len(mine):
            mean[label] = mine.mean(axis=0)
        if len(mine) > 1:
            spread[label] = ledoit_wolf(mine)[0] if d > 1 else np.var(mine)
    return Shape(np.bincount(labels, minlength=k), mean, spread)


def sampled(shape: Shape, many: Ints, random: np.random.Generator) -> Floats:
    """Return (sum of `many`, d) items drawn of each class, one class after the other."""
    parts = [np.zeros((0, shape.mean.shape[1]))]
    for k in np.flatnonzero(many):
        size = int(many[k])
        parts.append(random.multivariate_normal(shape.mean[k], shape.spread[k], size,
                                                method="eigh"))  # fmt: skip
    return np.concatenate(parts)
