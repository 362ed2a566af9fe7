"""The risk of all items from picked ones, each for as many as were as probable to be picked."""

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
from assay.types import Features, Floats, Fraction


@dataclass(frozen=True)
class PropensityWeighted(Learner, reads={"positives"}, truth={"one_of"}, paper="bekker2019"):
    """Learn from positives that were picked with known chances, without bias (SAR-PU).

    A picked item whose chance was e stands for 1 / e positives and takes back 1 / e - 1 negatives;
    every other item is a negative. The risk of that is on average the risk of the truth. Items
    taken back have a weight below zero, which some classifiers drop without a word: it runs with a
    head alone (`SelectionExpectation` with the same chances runs with both).

    Assumes: the chances are right and above zero for every positive.

    Cost: one training.

    Equation
    --------
    ahead  = mean of picked[i] / e[i] * -log(p[i])
    behind = mean of (1 - picked[i] / e[i]) * -log(1 - p[i])
    paid   = ahead + behind; hold: ahead + max(behind, 0); climb: -behind where behind < 0

    e is the propensity, at least clip; p is what is learnt: P(positive | features).

    Parameters
    ----------
    clip
        Chances below it count as if they were it: less spread, for some bias.
    below
        What is done where the risk of negatives in a batch is below zero: climb back, hold, or
        nothing.

    References
    ----------
    bekker2019

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Head
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> model = PropensityWeighted().learn(x, picked, np.full(100, 0.5), carrier=Head(hidden=0))
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    clip: Fraction = 0.01
    below: Literal["climb", "hold", "nothing"] = "nothing"

    def learn(
        self, features: Features, evidence: Evidence, propensity: Floats | None = None,
        prior: float | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `propensity` (n,) is how probably every item is picked if it is positive; else all are
        alike, by `prior`, the share of positives among all items.
        """
        picked, positive = positives_of(evidence, "PropensityWeighted")
        if propensity is None:
            share = share_of(prior, picked, features, "PropensityWeighted")
            much = float(picked.mean()) / share if picked.any() else 1.0
            propensity = np.full(len(picked), much)
        recipe = Weighed(picked, positive, propensity, max(self.clip, 1e-6), self.below)
        return fit(self, features, evidence.truth, recipe, carrier)
