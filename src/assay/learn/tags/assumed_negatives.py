"""Tags that nobody spoke of, taken not to hold."""

from dataclasses import dataclass
from typing import Literal

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.said import tags_of
from assay.learn.tags.entries import Entries, even
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Fraction


@dataclass(frozen=True)
class AssumedNegatives(
    Learner, reads={"tags"}, truth={"any_of"}, carriers={"head", "classifier"}, paper="cole2021",
):  # fmt: skip
    """Take tags that nobody spoke of not to hold, but trust that less than what was said.

    Weighed evenly, all unknown tags together count as much as all that were said to hold: the
    baseline that methods for few spoken tags are measured against. Weighed alike, with no
    smoothing, it is plain training.

    Assumes: most tags that nobody spoke of don't hold.

    Cost: one training.

    Equation
    --------
    paid   = mean over items and tags of -w * (target * log(p) + (1 - target) * log(1 - p))
    target = smoothing / 2 + (1 - smoothing) * (1 where said to hold, else 0)
    w      = 1 where said, else min(1, tags said to hold / tags nobody spoke of); alike: 1

    Parameters
    ----------
    weigh
        even: unknown tags count less, so that they are together as heavy as those that hold;
        alike: each counts one.
    smoothing
        How far what is aimed at is drawn to one half.

    References
    ----------
    cole2021

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> evidence = Evidence.tags(np.array([[1, 0], [1, 0], [0, 1], [0, 1]]), ("low", "high"))
    >>> model = AssumedNegatives().learn(features, evidence, Classifier())
    >>> model.predict(features).astype(int).tolist()
    [[1, 0], [1, 0], [0, 1], [0, 1]]
    """

    weigh: Literal["even", "alike"] = "even"
    smoothing: Fraction = 0.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        tags = tags_of(evidence)
        unspoken = even(tags) if self.weigh == "even" else 1.0
        recipe = Entries(tags, unspoken, self.smoothing)
        return fit(self, features, evidence.truth, recipe, carrier)
