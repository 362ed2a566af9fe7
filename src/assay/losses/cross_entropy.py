"""Cross-entropy."""

from dataclasses import dataclass

from assay.losses.shape import log_softmax
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class CrossEntropy(Loss, truth={"one_of", "ordered"}):
    """Pay minus the log probability of what is aimed at.

    Of soft targets, the mean over them. At targets that are a posterior its slope is that of minus
    the log likelihood of the evidence.

    Assumes: targets are how probable the classes are; it follows wrong ones to the end.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of target[k] * log p[k]        p = softmax(logits)

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    >>> round(float(CrossEntropy()(logits, target)), 3)
    0.693
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        return -(target * log_softmax(logits)).sum(dim=1)
