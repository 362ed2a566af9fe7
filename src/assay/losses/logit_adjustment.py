"""Cross-entropy of logits that are moved by how common classes are."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import NonNegative, Tensor


@dataclass(frozen=True)
class LogitAdjustment(Loss, truth={"one_of", "ordered"}, paper="menon2021"):
    """Add the log share of every class to its logit while learning, so that rare classes gain.

    What is learnt is then how items look, and not how common they are: without the shares, the
    network's best class is the one whose error is least on average over the classes.

    Assumes: all classes count alike where it is used.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of target[k] * log p[k]        p = softmax(logits + strength * log prior)

    Parameters
    ----------
    strength
        What the log shares weigh; 1 aims at the balanced error, 0 is cross-entropy.

    References
    ----------
    menon2021

    Examples
    --------
    >>> import torch
    >>> prior = torch.tensor([0.9, 0.1])
    >>> round(float(LogitAdjustment()(torch.zeros(1, 2), torch.eye(2)[1:], prior=prior)), 3)
    2.303
    """

    strength: NonNegative = 1.0

    def losses(self, logits: Tensor, target: Tensor, prior: Tensor | None = None) -> Tensor:
        """Return (m,) what every item costs; `prior` (K,) is how common the classes are."""
        z = full(logits)
        if prior is not None:
            z = z + self.strength * prior.clamp_min(1e-12).log()
        return -(target * z.log_softmax(dim=1)).sum(dim=1)
