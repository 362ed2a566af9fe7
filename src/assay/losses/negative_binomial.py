"""Likelihood of counts that spread wider than their mean."""

from dataclasses import dataclass
from math import log

from assay.losses.poisson import log_mean
from assay.method import Loss
from assay.types import Positive, Tensor


@dataclass(frozen=True)
class NegativeBinomial(Loss, truth={"number"}, links={"identity"}, paper="maat2026"):
    """Pay minus the log likelihood of a count whose variance is mean + dispersion mean^2.

    What is predicted is the mean itself; below `floor` it is as in `Poisson`, which this is near
    to at a small dispersion.

    Assumes: one dispersion for all items.

    Cost: O(m).

    Equation
    --------
    paid = - log(G(y + r) / (G(r) * y!) * (r / (r + mean))^r * (mean / (r + mean))^y)
    mean = prediction; below floor it is floor * e^(prediction / floor - 1)
    y = target, r = 1 / dispersion; G is the gamma function

    Parameters
    ----------
    dispersion
        How much wider counts spread than their mean: as its square, so many times; near 0 hardly.
    floor
        Down to which mean, in counts, the mean is what is predicted.

    References
    ----------
    maat2026

    Examples
    --------
    >>> import torch
    >>> round(float(NegativeBinomial()(torch.tensor([[1.0]]), torch.tensor([[0.0]]))), 4)
    0.6931
    """

    dispersion: Positive = 1.0
    floor: Positive = 0.1

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        rate = log_mean(logits, self.floor)
        size = 1 / max(self.dispersion, 1e-6)
        total = rate.logaddexp(rate.new_full((), log(size)))
        shape = rate.new_full((), size)
        ways = (target + size).lgamma() - shape.lgamma() - (target + 1).lgamma()
        return -(ways + size * (log(size) - total) + target * (rate - total)).sum(dim=1)
