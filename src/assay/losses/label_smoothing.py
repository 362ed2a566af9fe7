"""Cross-entropy at smoothed targets."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval

from assay.losses.shape import log_softmax
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class LabelSmoothing(Loss, truth={"one_of", "ordered"}, paper="muller2019"):
    """Aim at (1 - smoothing) of the target and the rest on all K classes alike.

    Below zero the target is sharpened instead, which pays where noise is high and the network is
    held back otherwise (negative label smoothing).

    Assumes: nothing of the noise. On a small network that was calibrated already it makes
    calibration worse, the more the more is smoothed: use it where confidence on the training items
    is above held-out accuracy.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of ((1 - smoothing) * target[k] + smoothing / K) * log p[k]
    p = softmax(logits)

    Parameters
    ----------
    smoothing
        Share of the target that goes to all classes alike, the target's own among them; below 0
        the target is sharpened.

    References
    ----------
    muller2019

    Examples
    --------
    >>> import torch
    >>> logits = torch.tensor([[0.0, 2.0]])
    >>> target = torch.tensor([[0.0, 1.0]])
    >>> round(float(LabelSmoothing(smoothing=0.5)(logits, target)), 3)
    0.627
    """

    smoothing: Annotated[float, Interval(ge=-10, le=1)] = 0.1

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        log = log_softmax(logits)
        alike = log.mean(dim=1) * target.sum(dim=1)
        return -((1 - self.smoothing) * (target * log).sum(dim=1) + self.smoothing * alike)
