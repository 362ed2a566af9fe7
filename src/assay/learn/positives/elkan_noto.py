"""Weigh items nobody spoke of by how probably they are positives that were not picked."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.propensity import hidden_chance
from assay.learn.fit import Carrier, fit
from assay.learn.held_out import out_of_fold
from assay.learn.positives.drawn import share_of
from assay.learn.recipe import Recipe
from assay.learn.said import positives_of
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats


class Twice(Recipe):
    """Every item that was not picked stands for a positive and for a negative one."""

    def __init__(self, chance: Floats, positive: int, propensity: float) -> None:
        first = np.empty((len(chance), 2))
        first[:, positive], first[:, 1 - positive] = chance, 1 - chance
        super().__init__(first)
        self.propensity = propensity

    def believed(self) -> Floats:
        """Return the weights."""
        return self.first

    def found(self) -> dict[str, float]:
        """Return the chance that a positive is picked."""
        return {"propensity": self.propensity}


@dataclass(frozen=True)
class ElkanNoto(
    Learner, reads={"positives"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="elkan2008",
):  # fmt: skip
    """Count each item that wasn't picked as a positive and a negative one, by what is probable.

    A classifier of picked against the rest, held out, says how probably an item is picked; its
    mean over picked items is the chance c that a positive is. An item that was predicted g and not
    picked is positive with chance (1 - c) / c times g / (1 - g), and counts so much as a positive
    and the rest as a negative.

    Assumes: positives were picked at random, alike wherever they lie; the classifier's
    probabilities are right, and classes hardly overlap where `prior` isn't given.

    Cost: six trainings, five of them of a logistic regression.

    Equation
    --------
    c         = mean over picked items of g; where the prior is given, share picked / prior
    chance[i] = 1 where picked, else (1 - c) / c * g[i] / (1 - g[i]), at most 1
    paid      = mean of -chance[i] * log(p[i]) - (1 - chance[i]) * log(1 - p[i])

    g[i] is P(picked | features) out of fold, p[i] what is learnt: P(positive | features).

    References
    ----------
    elkan2008

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Classifier
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> told = np.where(np.arange(100) % 2 + (x[:, 0] < 0) < 1, 1, -1)
    >>> picked = Evidence.labels(told, ("no", "yes"))
    >>> model = ElkanNoto().learn(x, picked, carrier=Classifier())
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `prior` is the share of positives among all items; `predictions` (n, 2) are out of fold, of
        picked items in the column of the class they are of.
        """
        picked, positive = positives_of(evidence, "ElkanNoto")
        if predictions is None:
            score = picked_score(features, picked)
        elif np.shape(predictions)[1] != 2:
            rule = "predictions must have two columns"
            raise DataError("ElkanNoto", rule, got=str(np.shape(predictions)[1]))
        else:
            score = np.asarray(predictions, np.float64)[:, positive]
        much = 1.0
        if prior is not None:
            share = share_of(prior, picked, features, "ElkanNoto")
            much = float(picked.mean()) / share if picked.any() else 1.0
        elif picked.any():
            much = float(np.clip(score[picked].mean(), 1e-6, 1))
        chance = hidden_chance(np.clip(score / much, 0, 1), np.full(len(picked), much), picked)
        return fit(self, features, evidence.truth, Twice(chance, positive, much), carrier)


def picked_score(features: Features, picked: Bools) -> Floats:
    """Return (n,) P(picked | features), held out; as picked as all where all agree."""
    if not picked.any() or picked.all():
        return np.asarray(picked, np.float64)
    target = np.stack([~picked, picked], axis=1).astype(float)
    return out_of_fold(features, target, who="ElkanNoto")[:, 1]
