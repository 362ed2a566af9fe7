"""Answers for those items that the model is surest of."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import answered, logit_norm
from assay.learn.decisions.decided import decided
from assay.learn.decisions.turned import split_off
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Bools, Features, Floats, Fraction

#: Powers of the norm that are tried.
POWERS = (2.0, 3.0, 4.0, 6.0, 8.0)


def sureness(proba: Floats, power: float) -> Floats:
    """Return (n,) the largest probability, or, with a power, the largest logit over their norm."""
    if not power:
        return np.asarray(proba.max(axis=1, initial=0.0))
    return logit_norm(np.log(np.maximum(proba, 1e-12)), power)


def risk_area(sure: Floats, right: Bools) -> float:
    """Return the mean share of errors among the surest items, over how many are answered.

    >>> risk_area(np.array([0.9, 0.8, 0.7]), np.array([True, False, True])).__round__(3)
    0.278
    """
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order])
    return float((wrong / np.arange(1, len(order) + 1)).mean()) if len(order) else 0.0


def _spoken(proba: Floats, features: Features, power: float, least: float) -> Array:
    del features
    return np.where(sureness(proba, power) >= least, proba.argmax(axis=1), -1)


@dataclass(frozen=True)
class SelectivePrediction(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="xia2025",
):  # fmt: skip
    """Answer for a share of the items, the surest, and hold back the others (-1).

    How sure a model is, is its largest probability, or its largest logit, about their mean, over
    a norm of the logits: training with smoothed labels draws the largest one down most where the
    model is right, and the norm undoes that. `auto` takes whichever has the fewest errors among
    the surest of held-out items. The least sureness that answers is the one at which `coverage` of
    those are answered; `about` holds it as `least`, and `power` and `area`.

    Experimental: without smoothing and of few classes the norm did worse than the probability.

    Assumes: items to come are like the held-out ones.

    Cost: two trainings.

    Equation
    --------
    answer = the k with the largest p[k] where sure >= least, else -1
    sure   = max p, or max z / (sum over k of |z[k]|^power)^(1 / power)
    least  = the sureness that a share `coverage` of held-out items reaches
    z = log p less its mean; power = 2, 3, 4, 6 or 8, or none: the fewest errors among the surest

    Parameters
    ----------
    coverage
        Share of the items that is answered.
    confidence
        What is taken for sureness.
    held_out
        Share of the items that it is found on.

    References
    ----------
    xia2025

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features = np.repeat([[0.0], [1.0], [5.0], [6.0], [10.0], [11.0]], 10, axis=0)
    >>> evidence = Evidence.labels(np.repeat([0, 0, 0, 1, 1, 1], 10))
    >>> model = SelectivePrediction(coverage=0.6).learn(features, evidence, Classifier())
    >>> model.predict(np.array([[0.0], [5.5], [11.0]])).tolist()
    [0, -1, 1]
    """

    coverage: Fraction = 0.95
    confidence: Literal["auto", "probability", "logit-norm"] = "auto"
    held_out: Fraction = 0.2

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; `predict` gives -1 where it holds back."""
        first = said(evidence)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        known = ~np.isnan(first).any(axis=1)
        learnt, held = split_off(len(first), self.held_out, carrier_of(carrier, self).seed)
        apart = np.flatnonzero(held & known)
        power, least, area = 0.0, -np.inf, 0.0
        if features is not None and len(apart) and (learnt & known).any():
            part = Recipe(first, (learnt & known).astype(np.float64))
            proba = fit(self, features, evidence.truth, part, carrier).probabilities(
                features[apart]
            )
            power, least, area = self._found(proba, first[apart].argmax(axis=1))
        rule = partial(_spoken, power=power, least=least)
        return decided(model, rule, power=power, least=least, area=area)

    def _found(self, proba: Floats, labels: Array) -> tuple[float, float, float]:
        """Return the power, the least sureness, and the area at that power."""
        right = proba.argmax(axis=1) == labels
        tried = {"probability": (0.0,), "logit-norm": POWERS, "auto": (0.0, *POWERS)}
        areas = {p: risk_area(sureness(proba, p), right) for p in tried[self.confidence]}
        power = min(areas, key=lambda p: (areas[p], p))
        sure = sureness(proba, power)
        chosen = answered(sure, self.coverage)
        least = float(sure[chosen].min()) if chosen.any() else float("inf")
        return power, least, areas[power]
