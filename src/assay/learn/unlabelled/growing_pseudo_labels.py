"""As many pseudo-labels of every class, more in every round."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier
from assay.learn.unlabelled.rounds import best, in_rounds
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Count, Features, Floats, Whole


@dataclass(frozen=True)
class GrowingPseudoLabels(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="menghini2023",
):  # fmt: skip
    """Label the same number of surest items of every class, and more of them every round.

    In round r of R each class gets the r / R of its even share of unlabelled items that are
    predicted as it with the largest probability; all labels are made anew. With `each` above zero
    the number stays as it is: with one round that is "few pseudo-labels", with more their
    iterative refinement.

    Assumes: classes are about as common as each other among unlabelled items.

    Cost: `rounds` + 1 trainings.

    Equation
    --------
    joins at argmax p, and is paid for as if labelled, where in round r
    max of p is among the largest m of the items of its argmax
    m = ceil(r / rounds * unlabelled items / K); with `each` above zero, m = each

    Parameters
    ----------
    rounds
        After how many each class has its whole share.
    each
        Items a class in every round; 0: a number that grows.

    References
    ----------
    menghini2023

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = GrowingPseudoLabels(rounds=1, each=1).learn(features, evidence, Classifier())
    >>> model.about["weights"].tolist()
    [1.0, 1.0, 0.0, 0.0, 1.0, 1.0]
    """

    rounds: Count = 10
    each: Whole = 0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return in_rounds(self, features, evidence, self._choose, self.rounds, carrier)

    def _choose(self, proba: Floats, turn: int) -> tuple[Floats, Floats]:
        n, k = proba.shape
        each = self.each or -(-(turn + 1) * n // (self.rounds * k))
        return best(proba), surest_of_each(proba, each).astype(np.float64)


def surest_of_each(proba: Floats, each: int) -> Bools:
    """Return (n,) which items are among the `each` surest that are predicted as their class."""
    guess, sure = proba.argmax(axis=1), proba.max(axis=1)
    order = np.lexsort((np.arange(len(proba)), -sure, guess))
    counts = np.bincount(guess, minlength=proba.shape[1])
    begins = np.cumsum(counts) - counts
    rank = np.empty(len(proba), np.int64)
    rank[order] = np.arange(len(proba)) - begins[guess[order]]
    return rank < each
