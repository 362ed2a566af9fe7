"""Forward correction by a noise matrix."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.noise import noise_of
from assay.learn.recipe import AtPosterior
from assay.learn.said import labels_of, rows_of
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats


@dataclass(frozen=True)
class ForwardCorrection(
    Learner, reads={"labels", "soft", "candidates", "gold"}, truth={"one_of"},
    carriers={"head", "classifier"}, paper="patrini2017",
):  # fmt: skip
    """Learn P(truth) such that, sent through the noise matrix, it explains the given labels.

    The loss is minus the log of the given label's probability after the matrix. Its slope is that
    of cross-entropy at the posterior of the truth, which is what is aimed at: EM with a step a
    batch. With scikit-learn's classifiers the posterior is taken round by round.

    Assumes: which label an item is given depends on its true class alone, as the matrix says.
    Where noise has structure (one class taken for another), nothing else comes near; where it is
    even, a robust loss does better.

    Cost: one training; with a classifier of scikit-learn's, ten.

    Equation
    --------
    paid = mean over items of - sum over k of q[k] * log p[k]
    q[k] ~ p[k] * noise[k, given], held fixed; noise[k, j] = P(given j | truth k)
    Its slope is that of - log(sum over k of p[k] * noise[k, given]). ~ is "in proportion to".

    Parameters
    ----------
    estimator
        Method of the stage `estimate` that says how labels are mistaken, where nobody does: by
        default neighbours, whose labels ought to be the same; without features or of few items,
        and with `confident-joint`, predictions.

    References
    ----------
    patrini2017

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [8.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, 0, 1, 0, 1]))
    >>> noise = np.array([[1.0, 0.0], [0.4, 0.6]])
    >>> model = ForwardCorrection().learn(features, evidence, noise, carrier=Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 1, 1, 1]
    """

    estimator: str = "high-order-consensus"

    def learn(
        self, features: Features, evidence: Evidence, noise: Floats | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `noise` (K, K) is P(given j | truth k), estimated if it isn't given."""
        if noise is None:
            noise = noise_of(
                self.estimator, labels_of(evidence), evidence.classes, features, predictions,
                who="ForwardCorrection",
            )  # fmt: skip
        recipe = AtPosterior(rows_of(evidence, noise), about={"noise": noise})
        return fit(self, features, evidence.truth, recipe, carrier)
