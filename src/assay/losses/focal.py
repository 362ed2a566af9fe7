"""Focal loss."""

from dataclasses import dataclass

from assay.losses.shape import log_softmax
from assay.method import Loss
from assay.types import NonNegative, Tensor


@dataclass(frozen=True)
class Focal(Loss, truth={"one_of", "ordered"}, paper="lin2017"):
    """Pay cross-entropy times (1 - p) to the power of `focus`: what is learnt already counts less.

    The slope is that of the whole product; other code takes the factor for a constant.

    Assumes: labels are right; items that stay hard are often mislabelled, and count more here.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of target[k] * (1 - p[k])^focus * log p[k]        p = softmax(logits)

    Parameters
    ----------
    focus
        The power; 0 is cross-entropy, 1 to 3 are usual.

    References
    ----------
    lin2017

    Examples
    --------
    >>> import torch
    >>> round(float(Focal(focus=2.0)(torch.zeros(1, 2), torch.eye(2)[:1])), 4)
    0.1733
    """

    focus: NonNegative = 2.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs; of a soft target the mean over its classes."""
        return (target * focal(logits, self.focus)).sum(dim=1)


def focal(logits: Tensor, focus: float) -> Tensor:
    """Return (m, K) what every class would cost as the label."""
    log = log_softmax(logits)
    # Held above zero, where a power below one has no slope.
    return -((-log.expm1()).clamp_min(1e-12) ** focus) * log
