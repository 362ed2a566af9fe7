"""Symmetric cross-entropy."""

from dataclasses import dataclass

from assay.losses.shape import agreed, log_softmax
from assay.method import Loss
from assay.types import NonNegative, Positive, Tensor


@dataclass(frozen=True)
class SymmetricCrossEntropy(Loss, truth={"one_of", "ordered"}, paper="wang2019"):
    """Pay cross-entropy, and reverse cross-entropy, in which the log of zero is a constant.

    Reverse cross-entropy of hard labels is `floor` times absolute error: the part that bears
    noise; cross-entropy is the part that learns.

    Assumes: noise has little structure.

    Cost: O(m K).

    Equation
    --------
    paid = - forward * sum over k of target[k] * log p[k]
           + reverse * floor * (1 - sum over k of target[k] * p[k])
    p = softmax(logits)

    Parameters
    ----------
    forward, reverse
        What the two parts weigh.
    floor
        Minus the log that stands for the log of zero, in nats: 9.21 takes zero for 0.0001.

    References
    ----------
    wang2019

    Examples
    --------
    >>> import torch
    >>> loss = SymmetricCrossEntropy(forward=0.0, reverse=1.0, floor=4.0)
    >>> float(loss(torch.zeros(1, 4), torch.eye(4)[:1]))
    3.0
    """

    forward: NonNegative = 0.1
    reverse: NonNegative = 1.0
    floor: Positive = 9.2103

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        ahead = -(target * log_softmax(logits)).sum(dim=1)
        back = self.floor * (target.sum(dim=1) - agreed(logits, target))
        return self.forward * ahead + self.reverse * back
