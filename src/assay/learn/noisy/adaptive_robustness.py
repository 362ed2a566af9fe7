"""A robust loss whose temperature is found for every item."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.losses.label_distributionally_robust import brought, robust
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, NonNegative, Tensor

#: Of the first temperature, what none falls below.
LEAST = 1e-3


class Tempering(Recipe):
    """Pay the loss at a temperature an item, lower the surer the network is of it."""

    def __init__(self, first: Floats, start: float, reach: float, margin: float) -> None:
        super().__init__(first)
        self.start, self.reach, self.margin = start, reach, margin
        self.temperature = np.full(len(self.first), start, np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return the mean of what the items cost at their temperatures, which move first.

        What else the formula pays, for a temperature off the first one, has no slope here.
        """
        logits = brought(step.logits)
        old = step.tensor(self.temperature[step.ids])[:, None]
        share = (logits.detach() / old).log_softmax(dim=1)
        most = float(np.log(logits.shape[1])) or 1.0
        sure = ((share.exp() * share).sum(dim=1, keepdim=True) + most) / most
        new = (self.start * (1 - sure / self.reach)).clamp_min(LEAST * self.start)
        self.temperature[step.ids] = new[:, 0].cpu().numpy()
        each = robust(logits, step.tensor(self.targets(step)), new, self.margin)
        weight = self.weighed(step)
        return (each if weight is None else each * step.tensor(weight)).mean()

    def found(self) -> dict[str, Floats]:
        """Return the temperatures."""
        return {"temperature": self.temperature}


@dataclass(frozen=True)
class AdaptiveRobustness(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="zhu2023"):
    """Pay a loss between cross-entropy and one that bears noise, for every item where it belongs.

    The loss is `LabelDistributionallyRobust` of logits that are brought to one size. An item's
    temperature begins at `start` and falls as the network grows sure of its class, whichever that
    is: sure items are told apart sharply, and on unsure ones, which wrong labels keep unsure, the
    loss is nearly even in all labels. The temperatures are in `Model.about`: high is doubtful.

    Assumes: every class is mislabelled as every other alike. Predicted classes are meant to be
    right; probabilities are of logits whose size is not learnt, and are not calibrated.

    Cost: one training and n numbers.

    Equation
    --------
    paid = mean over items of T * log(mean over j of e^((z[j] - z[given] + c[j]) / T))
    c[j] = margin for j != given, 0 for j = given; of soft labels the mean over them
    T <- start * (1 - KL(softmax(z / T), uniform) / (reach * log K)), before an item is paid for
    z = logits / max(mean of |logits|, 0.1); T >= start / 1000 and without a slope

    Parameters
    ----------
    start
        Temperature of an item of which nothing is known, in mean sizes of its logits.
    reach
        How far temperatures fall: to start times (1 - 1 / reach) where all is sure.
    margin
        How far logits of other classes must stay below the label's, in mean sizes of logits.

    References
    ----------
    zhu2023
    """

    start: Annotated[float, Interval(ge=1e-2, le=1e3)] = 10.0
    reach: Annotated[float, Interval(ge=1, le=1e3)] = 2.0
    margin: NonNegative = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Tempering(said(evidence), self.start, self.reach, self.margin)
        return fit(self, features, evidence.truth, recipe, carrier)
