"""Rounds of labelling what nobody labelled by what was learnt so far: what recipes here share."""

from collections.abc import Callable

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats

#: (u, K) predictions of unlabelled items and the round -> (u, K) targets and (u,) weights of them;
#: items of weight 0 don't join.
Choose = Callable[[Floats, int], tuple[Floats, Floats]]


class Joined(Recipe):
    """Aim at labels and at what was made of unlabelled items.

    Parameters
    ----------
    first
        (n, K) targets; NaN where there is nothing to aim at.
    weight
        (n,) how much each counts.
    """

    def believed(self) -> Floats:
        """Return what was aimed at; NaN for items that took no part."""
        return np.asarray(np.where(self.weight[:, None] > 0, self.first, np.nan))

    def found(self) -> dict[str, Floats]:
        """Return how much each item counted."""
        return {"weights": self.weight}


def in_rounds(
    method: Learner, features: Features, evidence: Evidence, choose: Choose, rounds: int,
    carrier: Carrier,
) -> Model:  # fmt: skip
    """Return the model of the last of some trainings, each afresh on what the one before chose."""
    first = said(evidence)
    known = ~np.isnan(first).any(axis=1)
    model = fit(method, features, evidence.truth, Joined(first), carrier)
    free = np.flatnonzero(~known)
    if not len(free) or not known.any():
        return model
    needed(features, type(method).__name__)
    for turn in range(rounds):
        target, weight = choose(model.probabilities(features[free]), turn)
        model = joined(method, features, evidence, first, free, target, weight, carrier)
    return model


def joined(
    method: Learner, features: Features, evidence: Evidence, first: Floats,
    free: np.ndarray, target: Floats, weight: Floats, carrier: Carrier,
) -> Model:  # fmt: skip
    """Return the model of labels `first` (n, K) and of targets for the items `free` of them."""
    aim = np.array(first, np.float64)
    aim[free] = np.where(np.asarray(weight)[:, None] > 0, target, np.nan)
    much = np.asarray(~np.isnan(first).any(axis=1), np.float64)
    much[free] = weight
    return fit(method, features, evidence.truth, Joined(aim, much), carrier)


def needed(features: Features, who: str) -> None:
    """Raise unless there are features by which items can be predicted between trainings."""
    if features is None:
        raise DataError(who, "needs features to predict unlabelled items", got="none")


def best(proba: Floats) -> Floats:
    """Return (n, K) ones at the most probable class of every item, zeros elsewhere."""
    return np.asarray(np.eye(proba.shape[1])[proba.argmax(axis=1)])
