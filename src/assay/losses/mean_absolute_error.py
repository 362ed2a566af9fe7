"""Absolute error of probabilities."""

from dataclasses import dataclass

from assay.losses.shape import agreed
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class MeanAbsoluteError(Loss, truth={"one_of", "ordered"}, paper="ghosh2017"):
    """Pay one minus the probability of what is aimed at.

    Summed over all classes it is K - 1 whatever the network says, so that labels that are wrong
    alike for all classes leave the best network where it is. It learns slowly where there are
    many classes.

    Assumes: every class is mislabelled as every other alike.

    Cost: O(m K).

    Equation
    --------
    paid = 1 - sum over k of target[k] * p[k]        p = softmax(logits)
    This is half of sum over k of |target[k] - p[k]| for a hard target.

    References
    ----------
    ghosh2017

    Examples
    --------
    >>> import torch
    >>> float(MeanAbsoluteError()(torch.zeros(1, 4), torch.eye(4)[:1]))
    0.75
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        return target.sum(dim=1) - agreed(logits, target)
