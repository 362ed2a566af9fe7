"""Forward correction of complementary labels."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import logs
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior
from assay.learn.said import excluded_of
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats


def even(classes: int) -> Floats:
    """Return (K, K) P(excluded j | truth k) where any class but the truth is named alike."""
    return np.asarray((1 - np.eye(classes)) / max(classes - 1, 1))


@dataclass(frozen=True)
class ComplementaryForward(
    Learner, reads={"complementary"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="yu2018",
):  # fmt: skip
    """Learn P(truth) such that, through the matrix of exclusions, it explains what was ruled out.

    Of several classes that were ruled out for one item, the likelihoods are multiplied.

    Assumes: which class is ruled out depends on the truth alone, as the matrix says. A wrong
    matrix costs most of what can be had where exclusions are biased.

    Cost: one training; with a classifier of scikit-learn's, ten.

    Equation
    --------
    paid = mean of -log(sum over k of p[k] * product over j ruled out of exclusions[k, j])
    by   target[k] ~ p[k] * product over j ruled out of exclusions[k, j], held fixed in a step

    p[k] is what is predicted of class k; ~ means "in proportion to".

    References
    ----------
    yu2018
    """

    def learn(
        self, features: Features, evidence: Evidence, exclusions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `exclusions` (K, K) is P(ruled out j | truth k), else all alike."""
        table = even(len(evidence.classes)) if exclusions is None else np.asarray(exclusions)
        rows = excluded_of(evidence).astype(float) @ logs(table).T
        return fit(self, features, evidence.truth, AtPosterior(rows), carrier)
