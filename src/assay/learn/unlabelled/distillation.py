"""A student of a teacher's soft labels."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.unlabelled.rounds import Joined, needed
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Fraction, Positive


@dataclass(frozen=True)
class Distillation(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="chen2020a",
):  # fmt: skip
    """Train a teacher on the labels, and a student on what it makes of all items.

    The student aims at the teacher's probabilities at a temperature, and on labelled items at a
    mixture of those and of the labels. It may be smaller than the teacher: `teacher` carries the
    one, `carrier` the other. On items that are all labelled, with a temperature a little above 1,
    it puts soft labels in the place of hard ones for items that are ambiguous (low-temperature
    distillation).

    Experimental: a student of the teacher's own kind comes out as the teacher.

    Assumes: the teacher's probabilities are better than none; what the student can't express of
    them is noise.

    Cost: two trainings.

    Equation
    --------
    soft[k] ~ teacher[k] ** (1 / temperature)
    target  = soft; of a labelled item, labels * said + (1 - labels) * soft
    paid    = mean over all items of -sum over k of target[k] * log(p[k])

    ~ means "in proportion to".

    Parameters
    ----------
    temperature
        Above 1 the teacher is taken to be less sure than it says.
    labels
        Share of the label in what is aimed at of a labelled item.

    References
    ----------
    chen2020a, chen2021a

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = Distillation().learn(features, evidence, carrier=Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 0, 1, 1, 1]
    """

    temperature: Positive = 1.0
    labels: Fraction = 0.0

    def learn(
        self, features: Features, evidence: Evidence, teacher: Carrier = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the student's model; `teacher` carries the teacher, as `carrier` the student."""
        first = said(evidence)
        known = ~np.isnan(first).any(axis=1)
        large = carrier if teacher is None else teacher
        model = fit(self, features, evidence.truth, Recipe(first), large)
        if not known.any():
            return model
        needed(features, "Distillation")
        target = sharpened(model.probabilities(features), self.temperature)
        target[known] = self.labels * first[known] + (1 - self.labels) * target[known]
        return fit(self, features, evidence.truth, Joined(target), carrier)
