"""Cross-entropy of tags."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss, truth={"any_of"}, links={"sigmoid"}):
    """Pay for every tag by itself minus the log probability of what is aimed at.

    Assumes: a tag's target is how probable it is, whatever the other tags are.

    Cost: O(m K).

    Equation
    --------
    paid[k] = - target[k] * log p[k] - (1 - target[k]) * log(1 - p[k])        p = sigmoid(logits)

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.zeros(1, 2), torch.tensor([[1.0, 0.3]])
    >>> BinaryCrossEntropy().losses(logits, target).round(decimals=3).tolist()
    [[0.6930000185966492, 0.6930000185966492]]
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m, K) what every tag of every item costs."""
        z = full(logits)
        return z.clamp_min(0) - z * target + (-z.abs()).exp().log1p()
