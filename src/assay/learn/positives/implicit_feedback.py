"""Clicks as positives, weighed by how popular what was shown is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import share_of
from assay.learn.positives.weighed import Weighed
from assay.learn.said import positives_of
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Bools, Features, Floats, Fraction, NonNegative


@dataclass(frozen=True)
class ImplicitFeedback(Learner, reads={"positives"}, truth={"one_of"}, paper="saito2020"):
    """Learn what is liked from clicks, each worth more the less popular its product is (Rel-MF).

    What is rarely shown is rarely clicked, liked or not. How probably a pair was seen is taken to
    be its product's clicks over the most of any product, to the power of one half; clicks are
    weighed by its inverse, held to a limit, and take back that much of a negative.

    Assumes: products that are clicked more were seen more, by that power, and who sees a product
    doesn't depend on who likes it. The power is a guess.

    Cost: one training.

    Equation
    --------
    seen[i] = (clicks of its product / most clicks of a product) ** power, at least clip
    ahead   = mean of clicked[i] / seen[i] * -log(p[i])
    behind  = mean of (1 - clicked[i] / seen[i]) * -log(1 - p[i])
    paid    = ahead + behind; hold: ahead + max(behind, 0); climb: -behind where behind < 0

    p is what is learnt: P(liked | features); clicked is 1 or 0.

    Parameters
    ----------
    power
        Of the share of clicks; 0: everything was seen alike.
    clip
        Chances below it count as if they were it; without, few pairs decide everything.
    below
        What is done where the risk of negatives in a batch is below zero: climb back, hold, or
        nothing.

    References
    ----------
    saito2020

    Examples
    --------
    >>> import numpy as np
    >>> seen(np.array([True, True, True, False]), np.array([0, 0, 1, 1]), 0.5).round(3).tolist()
    [1.0, 1.0, 0.707, 0.707]
    """

    power: NonNegative = 0.5
    clip: Fraction = 0.1
    below: Literal["climb", "hold", "nothing"] = "nothing"

    def learn(
        self, features: Features, evidence: Evidence, groups: Array | None = None,
        prior: float | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `groups` (n,) says which product every item (a pair of a person and a product) is of. With
        `prior`, the share of pairs that are liked, all chances are scaled so that as many are;
        without groups, all pairs were seen alike, and the share is estimated where it isn't given.
        """
        picked, positive = positives_of(evidence, "ImplicitFeedback")
        one = np.zeros(len(picked), np.int64) if groups is None else np.asarray(groups)
        chance = seen(picked, one, self.power)
        if groups is None or prior is not None:
            share = share_of(prior, picked, features, "ImplicitFeedback")
            liked = float((1 / chance[picked]).sum())
            chance = np.minimum(chance * liked / max(share * len(picked), 1e-12), 1.0)
        recipe = Weighed(picked, positive, chance, max(self.clip, 1e-6), self.below)
        return fit(self, features, evidence.truth, recipe, carrier)


def seen(picked: Bools, groups: Array, power: float) -> Floats:
    """Return (n,) how popular the group of every item is, the most popular one 1, to a power."""
    _, place = np.unique(groups, return_inverse=True)
    clicks = np.bincount(place.ravel(), weights=picked).astype(np.float64)
    most = clicks.max(initial=0.0)
    share = clicks[place.ravel()] / most if most else np.ones(len(picked))
    return np.asarray(np.where(share > 0, np.maximum(share, 1e-12) ** power, 1e-12))
