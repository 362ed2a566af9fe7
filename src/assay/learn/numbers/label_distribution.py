"""Learning of distributions around numbers."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Ge

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.numbers.claimed import averaged, bounds_of, expecting, values_of
from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.truth import ordered
from assay.types import Features, Floats, NonNegative, Positive, Tensor


class Centred(Recipe):
    """Aim at distributions over bins, and pay for how far the mean of the bins is off."""

    def __init__(self, first: Floats, expectation: float) -> None:
        super().__init__(first)
        self.expectation = expectation

    def penalty(self, step: Step) -> Tensor | None:
        """Return the mean distance of the predicted mean from the one aimed at, in bins."""
        if self.expectation <= 0:
            return None
        bins = np.arange(self.first.shape[1], dtype=np.float32)
        off = step.logits.softmax(dim=1) @ step.tensor(bins) - step.tensor(
            self.targets(step) @ bins
        )
        weight = self.weighed(step)
        far = off.abs() if weight is None else off.abs() * step.tensor(weight)
        return self.expectation * far.mean()


@dataclass(frozen=True)
class LabelDistribution(
    Learner, reads={"numbers"}, truth={"number"}, carriers={"head", "classifier"},
    paper="gao2017",
):  # fmt: skip
    """Take a number for a distribution over bins around it, learn that, and predict its mean.

    A label of 30 teaches something of 29 and 31 too, and who doubts between 20 and 40 can be told
    from who is sure of 30. Of several claims about an item the mean of their distributions is
    aimed at: where annotators differ, it is as wide as they are apart. A network may pay as well
    for how far the mean that it predicts is off, which is the error that counts in the end.

    Equation
    --------
    aimed[b] = exp(-(place[b] - y)^2 / (2 * (spread * step)^2)), divided by its sum over b
    paid = cross entropy(aimed, p) + expectation * mean of |sum over b of b * (p[b] - aimed[b])|
    predicted = sum over b of p[b] * place[b]
    place[b] is the middle of bin b, step the distance of two of them, y the number that was said.

    Assumes
    -------
    Numbers next to each other look alike. What is predicted lies among the bins.

    Cost
    ----
    One training with as many classes as bins, and n x bins numbers.

    Parameters
    ----------
    bins
        How many, evenly spaced over the claims, with room for the tails at both ends; at the most
        four for every claim.
    spread
        Width of the distribution around a claim, in bins.
    expectation
        What a bin's distance of the predicted mean from the one aimed at weighs, with a network; a
        classifier of scikit-learn's learns the distributions alone.

    References
    ----------
    gao2017; gao2018 for what the mean is paid for.
    """

    bins: Annotated[int, Ge(2)] = 50
    spread: Positive = 2.0
    expectation: NonNegative = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        said = values_of(evidence)
        bins = max(2, min(self.bins, 4 * len(said)))
        places = centres(said, bins, self.spread)
        target = averaged(evidence, around(said, places, self.spread))
        inner = ordered(tuple(map(str, range(bins))))
        model = fit(self, features, inner, Centred(target, self.expectation), carrier)
        return expecting(model, evidence.truth, places, 0.0)


def centres(values: Floats, bins: int, spread: float) -> Floats:
    """Return (bins,) evenly spaced places that hold the values and two spreads beside them."""
    low, high = bounds_of(values)
    # In bins, the values take up what the tails leave, and half of all at least.
    inside = max(bins - 1 - 4 * spread, (bins - 1) / 2)
    step = ((high - low) or 1.0) / inside
    beside = (bins - 1 - inside) / 2
    return np.asarray(low + step * (np.arange(bins) - beside))


def around(values: Floats, places: Floats, spread: float) -> Floats:
    """Return (E, bins) normal distributions around the values, a row sums to one."""
    step = places[1] - places[0]
    far = ((values[:, None] - places) / (step * max(spread, 1e-3))) ** 2 / 2
    raw = np.exp(far.min(axis=1, keepdims=True, initial=np.inf) - far)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))
