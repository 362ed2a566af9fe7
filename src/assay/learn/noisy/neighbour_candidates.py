"""Candidates from trusted neighbours, made certain on the way."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.scores import cross_entropy, neighbour_mean
from assay.kernels.learn.selection import clean_chance
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import labels_of, said
from assay.learn.second_opinion import second_opinion
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats, Fraction, Ints

#: A class with this share of the neighbours stands alone.
ALONE = 0.9
#: Of what is left to one, a prediction adds one part in so many to its candidate's share.
PARTS = 5


class Certain(Recipe):
    """Raise the candidate that is predicted, a little every time."""

    rounds = 10

    def __init__(self, shares: Floats) -> None:
        super().__init__(shares)
        self.kept = np.nan_to_num(self.first)

    def targets(self, step: Step) -> Floats:
        """Return the shares of the candidates, and raise those that are predicted now."""
        target = self.kept[step.ids]
        self.kept[step.ids] = raised(target, step.proba)
        return target

    def believed(self) -> Floats:
        """Return the shares of the candidates."""
        return self.kept


@dataclass(frozen=True)
class NeighbourCandidates(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="ye2025",
):  # fmt: skip
    """Put the classes of trusted neighbours in the place of each label, then find out which it is.

    Labels that go with predictions out of fold are trusted, class by class, by a mixture of two.
    The trusted neighbours of an item, the nearer the more, say how probable each class is: one
    that nine tenths of them name stands alone, else the fewest do that have a share of `mass`.
    In training, the share of the candidate that is predicted grows at every look. What it comes to
    is `Model.believed`. The paper makes candidates certain by a diffusion: `SimplexDiffusion`.

    Experimental: on sentences that a language model had labelled it did worse than plain training,
    though on images of digits far better.

    Equation
    --------
    near[k] = sum of 1 / distance over trusted neighbours of class k, divided by its sum over k
    share = near of its fewest largest classes that have `mass`, or of the largest from 0.9 on
    paid = cross entropy(share, p)
    share[best] <- share[best] + (1 - share[best]) / 5, all divided by the sum, best = argmax of p
    among the candidates, at every look; shares sum to one.

    Assumes
    -------
    Items that are near are of a class, in features such as sentence embeddings; mistakes are spread
    over them.

    Cost
    ----
    One training, up to 20 fits of logistic regression and the nearest neighbours.

    Parameters
    ----------
    mass
        Share of the neighbours that candidates together have at least.

    References
    ----------
    ye2025
    """

    mass: Fraction = 0.8

    def learn(
        self, features: Features, evidence: Evidence, neighbours: Neighbours | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; predictions out of fold and neighbours are made if not given."""
        first = said(evidence)
        if not len(first) or np.isnan(first).all():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        shares = self.shares(features, evidence, first, neighbours, predictions)
        return fit(self, features, evidence.truth, Certain(shares), carrier)

    def shares(
        self, features: Features, evidence: Evidence, first: Floats,
        neighbours: Neighbours | None = None, predictions: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """Return (n, K) shares of candidates, given what was said of each item."""
        if predictions is None:
            predictions = second_opinion(features, first, who="NeighbourCandidates")
        trusted = trusted_of(first, labels_of(evidence), predictions)
        near = nearest(features) if neighbours is None else neighbours
        return self.candidates(first, trusted, near)

    def candidates(self, first: Floats, trusted: Bools, neighbours: Neighbours) -> Floats:
        """Return (n, K) shares of the classes that an item may be of; NaN where nobody spoke."""
        index = np.asarray(neighbours.index)
        near = trusted[index] / np.maximum(np.asarray(neighbours.distance, np.float64), 1e-9)
        shares = first.copy()
        if index.shape[1]:
            shares = neighbour_mean(np.nan_to_num(first), index, near)
        alone = ~near.any(axis=1)
        shares[alone] = first[alone]
        order = np.argsort(-shares, axis=1, kind="stable")
        ranked = np.take_along_axis(shares, order, axis=1)
        before = np.cumsum(ranked, axis=1) - ranked
        goal = np.where(ranked[:, :1] >= ALONE, 0.0, self.mass)
        kept = (before < goal) & (ranked > 0)
        kept[:, 0] = True
        made = np.zeros_like(shares)
        np.put_along_axis(made, order, np.where(kept, ranked, 0.0), axis=1)
        made /= made.sum(axis=1, keepdims=True)
        made[np.isnan(first).any(axis=1)] = np.nan
        return made


def raised(shares: Floats, answer: Floats) -> Floats:
    """Return (m, K) shares of candidates, that one's raised which the answer prefers."""
    row, best = np.arange(len(shares)), np.where(shares > 0, answer, -1.0).argmax(axis=1)
    made = shares.copy()
    made[row, best] += (1 - made[row, best]) / PARTS
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-12))


def trusted_of(first: Floats, labels: Ints, predictions: Floats) -> Bools:
    """Return (n,) which labels go with predictions out of fold, class by class."""
    known = labels >= 0
    paid = cross_entropy(np.nan_to_num(first), predictions)
    trusted = np.zeros(len(first), bool)
    trusted[known] = clean_chance(paid[known], labels[known]) > 0.5
    return trusted


def nearest(features: Features) -> Neighbours:
    """Return the nearest neighbours by all features."""
    from assay.parts.neighbours import neighbours

    if hasattr(features, "tocsr"):
        rule = "needs dense features to find neighbours"
        raise DataError("NeighbourCandidates", rule, got="sparse ones", fix="Give neighbours.")
    return neighbours(np.asarray(features, np.float32))
