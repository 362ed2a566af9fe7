"""Whole numbers by a distribution whose place and width are both predicted."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.numbers.claimed import expecting
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.losses.integer_likelihood import SHAPES
from assay.method import Learner
from assay.model import Model
from assay.truth import any_of
from assay.types import Features, Floats, Ints, Tensor

#: Widths are within e^-WIDE and e^WIDE times the spread of the labels, and at least LEAST.
WIDE, LEAST = 6.0, 0.05


class Placed(Recipe):
    """Pay minus the log probability of the label, at a place and a width an item."""

    def __init__(self, label: Floats, shape: str) -> None:
        known = ~np.isnan(label)
        # What is aimed at is not the outputs themselves: a half of both where nothing is learnt.
        half = np.where(known, 0.5, np.nan).astype(np.float32)
        super().__init__(np.stack([half, half], axis=1))
        self.label, self.shape = label.astype(np.float64), shape
        seen = self.label[known]
        self.middle = float(np.median(seen)) if len(seen) else 0.0
        self.unit = (float(np.abs(seen - self.middle).mean()) if len(seen) else 0.0) or 1.0

    def objective(self, step: Step) -> Tensor:
        """Return the mean cost of the batch."""
        place = self.middle + self.unit * step.logits[:, 0].float()
        width = (self.unit * step.logits[:, 1].float().clamp(-WIDE, WIDE).exp()).clamp_min(LEAST)
        each = -SHAPES[self.shape](place, step.tensor(self.label[step.ids]), width)
        weight = self.weighed(step)
        return (each if weight is None else each * step.tensor(weight)).mean()

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return how far predictions are from held-out labels, on average."""
        lost = np.log(np.maximum(-np.expm1(log_proba[:, 0].astype(np.float64)), 1e-300))
        place = self.middle + self.unit * (log_proba[:, 0] - lost)
        return float(np.abs(place - self.label[ids]).mean())


@dataclass(frozen=True)
class IntegerRegression(Learner, reads={"numbers"}, truth={"number"}, paper="maat2026"):
    """Learn of every item where its whole number lies and how sure that is, by a distribution.

    The network has two outputs, the place and the logarithm of the width of a distribution on
    whole numbers, as `IntegerLikelihood` has them with one width for all. Items whose labels can't
    be told get a wide one and pull less. What is predicted is the place.

    Assumes: labels are whole numbers; with a Laplace distribution, some may be far off, and the
    place is a median: below the mean, where high numbers are far off.

    Cost: one training.

    Equation
    --------
    paid = mean over items of - log P(label; middle + u * z[1], max(0.05, u * e^z[2]))
    predicted = middle + u * z[1]
    P = probability of a whole number at a place and with a width, as IntegerLikelihood has it
    middle = median label, u = mean distance of labels from it, z = outputs, z[2] cut at -6 and 6

    Parameters
    ----------
    shape
        Of the distribution: see `IntegerLikelihood`.

    References
    ----------
    maat2026
    """

    shape: Literal["laplace", "rounded-laplace", "rounded-normal", "rounded-logistic"] = "laplace"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Placed(said(evidence)[:, 0], self.shape)
        model = fit(self, features, any_of(("place", "width")), recipe, carrier)
        values = np.array([recipe.unit, 0.0])
        return expecting(model, evidence.truth, values, recipe.middle, raw=True)
