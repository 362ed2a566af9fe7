"""Likelihood of counts."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Positive, Tensor


@dataclass(frozen=True)
class Poisson(Loss, truth={"number"}, links={"identity"}, paper="maat2026"):
    """Pay minus the log likelihood of a count whose mean is what is predicted.

    What is predicted is the mean itself and not its logarithm. Below `floor` the mean falls as
    floor times e^(prediction / floor - 1), so that any prediction has a likelihood.

    Assumes: counts spread as their mean does; where they spread wider take `NegativeBinomial`.

    Cost: O(m).

    Equation
    --------
    paid = mean - target * log mean + log(target!)
    mean = prediction; below floor it is floor * e^(prediction / floor - 1)

    Parameters
    ----------
    floor
        Down to which mean, in counts, the mean is what is predicted.

    References
    ----------
    maat2026

    Examples
    --------
    >>> import torch
    >>> round(float(Poisson()(torch.tensor([[2.0]]), torch.tensor([[2.0]]))), 4)
    1.3069
    """

    floor: Positive = 0.1

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        rate = log_mean(logits, self.floor)
        return (rate.exp() - target * rate + (target + 1).lgamma()).sum(dim=1)


def log_mean(logits: Tensor, floor: float) -> Tensor:
    """Return the log of the mean that predictions stand for."""
    z = full(logits)
    return z.clamp_min(floor).log() + (z / floor).clamp_max(1.0) - 1
