"""Generalised cross-entropy."""

from dataclasses import dataclass

from assay.losses.shape import log_softmax
from assay.method import Loss
from assay.types import Fraction, Tensor


@dataclass(frozen=True)
class GeneralisedCrossEntropy(Loss, truth={"one_of", "ordered"}, paper="zhang2018"):
    """Pay (1 - p^q) / q: between cross-entropy and absolute error.

    An item pulls as cross-entropy does, times p^q: what the network finds improbable, and
    wrong labels are such after a while, pulls less.

    Assumes: early on, right labels win; noise has little structure.

    Cost: O(m K).

    Equation
    --------
    paid = sum over k of target[k] * (1 - p[k]^q) / q        p = softmax(logits)
    paid = - sum over k of target[k] * log p[k]              where q = 0

    Parameters
    ----------
    q
        0 is cross-entropy, 1 absolute error.

    References
    ----------
    zhang2018

    Examples
    --------
    >>> import torch
    >>> float(GeneralisedCrossEntropy(q=1.0)(torch.zeros(1, 4), torch.eye(4)[:1]))
    0.75
    """

    q: Fraction = 0.7

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        log = log_softmax(logits)
        if self.q < 1e-6:
            return -(target * log).sum(dim=1)
        return -(target * (self.q * log).expm1()).sum(dim=1) / self.q
