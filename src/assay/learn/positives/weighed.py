"""The risk of positives that were not picked alike: what recipes for it share."""

import numpy as np

from assay.kernels.learn.propensity import inverse_weights
from assay.learn.positives.drawn import softplus
from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.types import Bools, Floats, Tensor


class Weighed(Recipe):
    """Every picked item counts as many positives as it stands for, and takes back a negative.

    Parameters
    ----------
    picked
        (n,) which items were picked.
    positive
        Which of the two classes they are of.
    propensity
        (n,) how probably an item is picked if it is positive.
    clip
        Chances below it count as if they were it.
    below
        What is done where the risk of negatives is below zero: climb back, hold, or nothing.
    """

    def __init__(
        self, picked: Bools, positive: int, propensity: Floats, clip: float, below: str
    ) -> None:
        first = np.full((len(picked), 2), 0.5)
        first[picked] = np.eye(2)[positive]
        super().__init__(first)
        self.picked, self.positive, self.below = picked, positive, below
        self.propensity = np.maximum(propensity, clip)
        ahead, behind = inverse_weights(picked, self.propensity)
        self.ahead, self.behind = ahead.astype(np.float32), behind.astype(np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return the risk; where that of negatives is below zero, hold it or climb back."""
        odds = step.logits[:, self.positive] - step.logits[:, 1 - self.positive]
        ahead = (step.tensor(self.ahead[step.ids]) * softplus(-odds)).mean()
        behind = (step.tensor(self.behind[step.ids]) * softplus(odds)).mean()
        if self.below == "climb" and float(behind.detach()) < 0:
            return -behind
        return ahead + (behind.clamp_min(0) if self.below == "hold" else behind)

    def found(self) -> dict[str, Floats]:
        """Return (n,) the chances that were used."""
        return {"propensity": self.propensity}
