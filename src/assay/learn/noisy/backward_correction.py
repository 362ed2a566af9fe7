"""Backward correction by a noise matrix."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.noise import noise_of
from assay.learn.recipe import Recipe
from assay.learn.said import labels_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Tensor


class Backward(Recipe):
    """Cross-entropy at targets some of which are below zero; no class's mean is, with `hold`."""

    def __init__(self, said: Floats, undone: Floats, *, hold: bool) -> None:
        super().__init__(said)
        self.undone, self.hold = np.asarray(undone, np.float32), hold

    def targets(self, step: Step) -> Floats:
        """Return what the labels were before the noise, on average; parts are below zero."""
        return np.nan_to_num(self.first[step.ids]) @ self.undone

    def objective(self, step: Step) -> Tensor:
        """Return the corrected loss, each class's share of it held to zero and above."""
        target = step.tensor(self.targets(step) * self.weight[step.ids][:, None])
        paid = -(target * step.logits.log_softmax(dim=1)).mean(dim=0)
        return paid.clamp_min(0).sum() if self.hold else paid.sum()


@dataclass(frozen=True)
class BackwardCorrection(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="patrini2017"
):  # fmt: skip
    """Train on a loss whose mean over the noise is the loss at the true labels.

    Labels are multiplied by the inverse of the noise matrix, so that what noise moved is moved
    back on average. Parts of the targets are below zero, and a network can make that loss as low
    as it likes; with `hold` no class's share of the loss may fall below zero.

    Assumes: which label an item is given depends on its true class alone, as the matrix says, and
    the matrix is far from singular. `forward-correction` is nearly always better.

    Cost: one training.

    Equation
    --------
    paid = sum over k of max(0, mean over items of - back[given, k] * log p[k])
    back = pseudo-inverse of noise; noise[k, j] = P(given j | truth k)
    Without `hold` the maximum is left out.

    Parameters
    ----------
    estimator
        Method of the stage `estimate` that says how labels are mistaken, where nobody does: by
        default neighbours, whose labels ought to be the same; without features or of few items,
        and with `confident-joint`, predictions.
    hold
        Whether no class's part of the loss may fall below zero; without, it is the plain formula.

    References
    ----------
    patrini2017
    """

    estimator: str = "high-order-consensus"
    hold: bool = True

    def learn(
        self, features: Features, evidence: Evidence, noise: Floats | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `noise` (K, K) is P(given j | truth k), estimated if it isn't given."""
        labels = labels_of(evidence)
        if noise is None:
            noise = noise_of(
                self.estimator, labels, evidence.classes, features, predictions,
                who="BackwardCorrection",
            )  # fmt: skip
        k = len(evidence.classes)
        said = np.where((labels >= 0)[:, None], np.eye(k)[labels], np.nan)
        recipe = Backward(said, np.linalg.pinv(noise), hold=self.hold)
        return fit(self, features, evidence.truth, recipe, carrier)
