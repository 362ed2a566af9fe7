"""Pseudo-labels that are sure enough, by four rules of what that is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.selection import largest_by_class, smallest
from assay.learn.fit import Carrier
from assay.learn.unlabelled.rounds import best, in_rounds
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Count, Features, Floats, Fraction


@dataclass(frozen=True)
class PseudoLabels(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="amini2022",
):  # fmt: skip
    """Label what nobody labelled by the model where it is sure enough, and begin afresh.

    What is sure enough is a matter of the rule. `threshold`: a largest probability above
    `threshold`. `class-threshold`: lower for classes that few items reach so far, threshold times
    b / (2 - b), where b is how many items reach it in the class over how many do in the fullest
    one. `percentile`: the share r / R of all items that is surest, in round r of R.
    `class-percentile`: that share of every predicted class. Every round begins with a new model.

    Experimental: with few labels a threshold did worse than the labels alone, since easy classes
    crowd out the others; `SelfTraining`, which divides predictions by their mean, did better than
    all four.

    Assumes: what the model is sure of is right; classes that it finds easy are not more common
    than it thinks.

    Cost: `rounds` + 1 trainings.

    Equation
    --------
    joins at argmax p, and is paid for as if labelled, where in round r
    threshold:        max of p > threshold
    class-threshold:  max of p > threshold * b / (2 - b), b = reached[argmax p] / most
    percentile:       max of p is among the largest r / rounds of all unlabelled items
    class-percentile: the same among the items of its argmax

    reached[k]: items of argmax k above threshold; most: the largest, or those that reach none.

    Parameters
    ----------
    rule
        What is sure enough.
    threshold
        Of the two rules that have one.
    rounds
        How often items are labelled anew.

    References
    ----------
    amini2022

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = PseudoLabels("percentile", rounds=2).learn(features, evidence, Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 0, 1, 1, 1]
    """

    rule: Literal["threshold", "class-threshold", "percentile", "class-percentile"] = (
        "class-percentile"
    )
    threshold: Fraction = 0.95
    rounds: Count = 5

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return in_rounds(self, features, evidence, self._choose, self.rounds, carrier)

    def _choose(self, proba: Floats, turn: int) -> tuple[Floats, Floats]:
        share = (turn + 1) / self.rounds
        sure, guess = proba.max(axis=1), proba.argmax(axis=1)
        chosen: Bools
        if self.rule == "percentile":
            chosen = smallest(-sure, share)
        elif self.rule == "class-percentile":
            chosen = largest_by_class(sure, guess, share)
        else:
            cuts = np.full(proba.shape[1], self.threshold)
            if self.rule == "class-threshold":
                cuts = class_cuts(proba, self.threshold)
            chosen = sure > cuts[guess]
        return best(proba), chosen.astype(np.float64)


def class_cuts(proba: Floats, threshold: float) -> Floats:
    """Return (K,) thresholds, lower for classes that few items reach.

    >>> class_cuts(np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]]), 0.8).round(3)
    array([0.8  , 0.267])
    """
    k = proba.shape[1]
    sure = proba.max(axis=1) > threshold
    reached = np.bincount(proba.argmax(axis=1)[sure], minlength=k)
    # Items that reach no threshold count as a class of their own: at first all cuts are low.
    most = max(int(reached.max(initial=0)), int((~sure).sum()), 1)
    begun = reached / most
    return np.asarray(threshold * begun / (2 - begun))
