"""Squared error of numbers."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class SquaredError(Loss, truth={"number"}, links={"identity"}):
    """Pay half the square of how far a number is off.

    Assumes: errors are alike above and below and have no heavy tails.

    Cost: O(m).

    Equation
    --------
    paid = (prediction - target)^2 / 2

    Examples
    --------
    >>> import torch
    >>> float(SquaredError()(torch.tensor([[1.0]]), torch.tensor([[3.0]])))
    2.0
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        return ((full(logits) - target) ** 2).sum(dim=1) / 2
