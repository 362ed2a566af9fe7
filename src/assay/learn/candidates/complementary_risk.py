"""An unbiased estimate of the risk from complementary labels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.learn.candidates.complementary_forward import even
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import excluded_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Tensor


class Risk(Recipe):
    """The risk of ordinary labels, class by class, from what was ruled out."""

    def __init__(self, out: Array, undone: Floats, keep: str) -> None:
        known = np.asarray(out.any(axis=1))
        first = np.where(known[:, None], ~out / np.maximum((~out).sum(axis=1), 1)[:, None], np.nan)
        super().__init__(first)
        self.out = out / np.maximum(out.sum(axis=1, keepdims=True), 1)
        self.undone, self.keep = undone, keep

    def objective(self, step: Step) -> Tensor:
        """Return the risk; where a class's share is below zero, hold it or climb back."""
        costs = -step.logits.log_softmax(dim=1)
        # At [j, k]: what items of which j was ruled out would cost were they of class k.
        sums = step.tensor(self.out[step.ids]).T @ costs / len(step.ids)
        # Each class that was ruled out has its own part: in a batch, parts by true class would be
        # below zero by chance before anything is learnt.
        risk = (step.tensor(self.undone) * sums).sum(dim=1)
        if self.keep == "hold":
            return risk.clamp_min(0).sum()
        if self.keep == "climb" and bool(risk.min() < 0):
            return -risk.clamp_max(0).sum()
        return risk.sum()


@dataclass(frozen=True)
class ComplementaryRisk(Learner, reads={"complementary"}, truth={"one_of"}, paper="ishida2019"):
    """Minimise what the risk at the true labels is on average, given what was ruled out.

    The matrix of exclusions is inverted; the estimate is unbiased and each class's share of it can
    fall below zero, where a network would go on without end. Such shares are held at zero, or the
    step climbs back on them. A share is that of a class that was ruled out, where the paper has
    that of a true class, which in a batch is below zero by chance before anything is learnt.

    Assumes: which class is ruled out depends on the truth alone, as the matrix says.

    Cost: one training.

    Equation
    --------
    mean[j, k] = mean over items of out[j] * -log(p[k]), out: 1 shared by the classes ruled out
    part[j]    = sum over k of inverse[j, k] * mean[j, k], inverse: that of the matrix exclusions
    nothing: paid = sum over j of part[j]
    hold:    paid = sum over j of max(part[j], 0)
    climb:   the same as nothing; where a part is below 0, paid = sum over j of max(-part[j], 0)

    Parameters
    ----------
    below
        What is done where a class's share of the risk is below zero: climb back, hold, or nothing.

    References
    ----------
    ishida2019
    """

    below: Literal["climb", "hold", "nothing"] = "climb"

    def learn(
        self, features: Features, evidence: Evidence, exclusions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `exclusions` (K, K) is P(ruled out j | truth k), else all alike."""
        table = even(len(evidence.classes)) if exclusions is None else np.asarray(exclusions)
        recipe = Risk(excluded_of(evidence), np.linalg.pinv(table).astype(np.float32), self.below)
        return fit(self, features, evidence.truth, recipe, carrier)
