"""Where to cut the probability of a tag, tag by tag or item by item."""

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import best_cuts
from assay.learn.decisions.decided import decided
from assay.learn.decisions.turned import split_off
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import standard
from assay.learn.recipe import Recipe
from assay.learn.said import said, tags_of
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Count, Features, Floats, Fraction, Ints

#: Values that are tried of where cuts begin, and of what rarity and neighbours count.
BASES, RARE, NEAR = np.linspace(-3, 2, 11), (0.0, 1.0, 2.0), (0.0, 2.0, 4.0, 8.0)


class Near:
    """The tags of the items nearest to others.

    Parameters
    ----------
    features
        (n, d) of items whose tags are known.
    tags
        (n, K) 1 where a tag holds.
    many
        How many neighbours are asked.
    """

    def __init__(self, features: Features, tags: Array, many: int) -> None:
        from sklearn.neighbors import NearestNeighbors

        self.middle, self.scale = standard(features, "standard")
        self.tags = np.asarray(tags, np.float32)
        self.index: Any = NearestNeighbors(n_neighbors=min(many, len(self.tags)))
        self.index.fit(self._scaled(features))

    def _scaled(self, features: Features) -> Any:
        if hasattr(features, "tocsr"):
            return features.multiply(self.scale[None, :]).tocsr()
        return (np.asarray(features) - self.middle) * self.scale

    def share(self, features: Features) -> Floats:
        """Return (m, K) the share of the nearest items that hold each tag."""
        if not features.shape[0]:
            return np.zeros((0, self.tags.shape[1]))
        found = self.index.kneighbors(self._scaled(features), return_distance=False)
        return np.asarray(self.tags[found].mean(axis=1))


def _above(proba: Floats, features: Features, cuts: Floats) -> Array:
    del features
    return proba > cuts


def _above_local(
    proba: Floats, features: Features, near: Near, rarity: Floats, at: tuple[float, float, float]
) -> Array:
    return proba > local_cuts(near.share(features), rarity, *at)


def local_cuts(share: Floats, rarity: Floats, base: float, rare: float, close: float) -> Floats:
    """Return (m, K) cuts, lower for rare tags and where neighbours hold the tag.

    >>> local_cuts(np.array([[0.0, 1.0]]), np.array([0.0, 0.0]), 0.0, 1.0, 2.0).round(2)
    array([[0.5 , 0.12]])
    """
    return np.asarray(1 / (1 + np.exp(-(base - rare * rarity - close * share))))


def macro_f1(found: Array, tags: Array) -> float:
    """Return the mean over tags of F1; a tag that is neither held nor found counts as found.

    >>> macro_f1(np.array([[1, 0], [1, 0]]), np.array([[1, 0], [0, 0]])).__round__(3)
    0.833
    """
    both = (found & (tags == 1)).sum(axis=0)
    total = found.sum(axis=0) + (tags == 1).sum(axis=0)
    return float(np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0).mean())


@dataclass(frozen=True)
class TagThresholds(
    Learner, reads={"tags"}, truth={"any_of"}, carriers={"head", "classifier"},
    paper="shamatrin2025",
):  # fmt: skip
    """Cut each tag's probability where held-out items have the best F1, not at a half.

    `tuned`: every tag has the cut at which held-out items have its greatest F1. `adaptive`: the
    log odds of a cut are a base, less a weight times how rare the tag is (the log of one over its
    share, from 0 to 1), less a weight times the share of the nearest items that hold it: three
    numbers for all tags, so that rare ones don't go by a handful of items, chosen by the mean F1.
    Probabilities stay as they are; `predict` is changed. In the spirit of the paper, which trains
    a network to stay on the right side of such cuts.

    Assumes: items to come are like the held-out ones; F1 is what counts.

    Cost: two trainings; the nearest of all items for each that is predicted, where `adaptive`.

    Equation
    --------
    answer[k] = p[k] > cut[k]
    tuned:    cut[k] = where F1 of the tag on held-out items is greatest
    adaptive: cut[k] = sigmoid(base - rare * log(1 / share[k]) / m - near * local[k])
    share = of items that hold a tag, local = of the nearest that do, m = the largest logarithm
    base, rare, near: those of the greatest mean F1 over tags on held-out items

    Parameters
    ----------
    rule
        Cuts tag by tag, or item by item too.
    neighbours
        Nearest items that are asked.
    held_out
        Share of the items that cuts are found on.

    References
    ----------
    shamatrin2025

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features = np.repeat([[0.0], [1.0], [2.0]], 30, axis=0)
    >>> holds = np.r_[np.zeros(30), np.arange(30) % 2, np.arange(30) % 10 > 0][:, None]
    >>> evidence = Evidence.tags(holds.astype(int), ("rare",))
    >>> model = TagThresholds("tuned").learn(features, evidence, Classifier())
    >>> bool(model.about["cuts"][0] < 0.5)
    True
    """

    rule: Literal["adaptive", "tuned"] = "adaptive"
    neighbours: Count = 10
    held_out: Fraction = 0.3

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first, tags = said(evidence), tags_of(evidence)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        known = ~np.isnan(first).any(axis=1)
        learnt, held = split_off(len(first), self.held_out, carrier_of(carrier, self).seed)
        own, apart = np.flatnonzero(learnt & known), np.flatnonzero(held & known)
        if features is None or not len(own) or not len(apart):
            return model
        part = Recipe(first, (learnt & known).astype(np.float64))
        proba = fit(self, features, evidence.truth, part, carrier).probabilities(features[apart])
        if self.rule == "tuned":
            cuts = best_cuts(proba, tags[apart] == 1)
            return decided(model, partial(_above, cuts=cuts), cuts=cuts)
        return self._adaptive(model, features, tags, own, apart, proba)

    def _adaptive(
        self, model: Model, features: Features, tags: Array, own: Ints, apart: Ints, proba: Floats
    ) -> Model:
        """Return the model with cuts item by item."""
        share = np.maximum((tags[own] == 1).mean(axis=0), 1 / len(own))
        rarity = np.log(1 / share)
        rarity = rarity / max(float(rarity.max()), 1e-12)
        local = Near(features[own], tags[own] == 1, self.neighbours).share(features[apart])
        tried = list(product(BASES.tolist(), RARE, NEAR))
        scores = [macro_f1(proba > local_cuts(local, rarity, *at), tags[apart]) for at in tried]
        at = tried[int(np.argmax(scores))]
        every = np.flatnonzero((tags >= 0).any(axis=1))
        near = Near(features[every], tags[every] == 1, self.neighbours)
        rule = partial(_above_local, near=near, rarity=rarity, at=at)
        return decided(model, rule, base=at[0], rare=at[1], near=at[2])
