"""The likelihood of sets of candidates."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import candidate_rows
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior
from assay.learn.said import candidates_of
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Fraction


@dataclass(frozen=True)
class CandidateLikelihood(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="feng2020",
):  # fmt: skip
    """Learn such that the truth lies in the set of candidates: minus log of the set's probability.

    Its slope is that of cross-entropy at what is predicted, cut to the set and scaled to one.

    Assumes: which other classes are in a set depends on chance alone, and the truth is in it, but
    for a share of sets `outside`.

    Cost: one training; with a classifier of scikit-learn's, ten.

    Equation
    --------
    paid = mean of -log(sum over k of m[k] * p[k]), m[k] = 1 in the set, else outside
    by   target[k] ~ m[k] * p[k], held fixed in a step, at which cross entropy has that slope

    p[k] is what is predicted of class k; ~ means "in proportion to".

    Parameters
    ----------
    outside
        How probable a set that misses the truth is, beside one that holds it.

    References
    ----------
    feng2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> sets = Evidence.soft(np.array([[1, 1], [1, 0], [0, 1], [1, 1]]), ("a", "b"))
    >>> model = CandidateLikelihood().learn(features, sets, carrier=Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 1, 1]
    """

    outside: Fraction = 0.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        rows = candidate_rows(candidates_of(evidence), self.outside)
        return fit(self, features, evidence.truth, AtPosterior(rows), carrier)
