"""Cross-entropy with a margin that is wider for rare classes."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import NonNegative, Positive, Tensor


@dataclass(frozen=True)
class LabelAwareMargin(Loss, truth={"one_of", "ordered"}, paper="cao2019"):
    """Ask of every class a margin in proportion to its count to the power of minus a quarter.

    Assumes: all classes count alike where it is used, and labels are right.

    Cost: O(m K).

    Equation
    --------
    paid = sum over k of target[k] * (log(held[k] + sum over j != k of e^(s * z[j])) - log held[k])
    held[k] = e^(s * (z[k] - margin * (least prior / prior[k])^(1/4)))
    s = sharpness, z = logits

    Parameters
    ----------
    margin
        Margin of the rarest class, in logits before they are sharpened.
    sharpness
        What logits are multiplied by after the margin.

    References
    ----------
    cao2019

    Examples
    --------
    >>> import torch
    >>> loss = LabelAwareMargin(margin=1.0, sharpness=1.0)
    >>> prior = torch.tensor([0.5, 0.5])
    >>> round(float(loss(torch.zeros(1, 2), torch.eye(2)[:1], prior=prior)), 3)
    1.313
    """

    margin: NonNegative = 0.5
    sharpness: Positive = 1.0

    def losses(self, logits: Tensor, target: Tensor, prior: Tensor | None = None) -> Tensor:
        """Return (m,) what every item costs; `prior` (K,) is how common the classes are.

        Of a soft target the mean over its classes, each with a margin of its own.
        """
        z = full(logits)
        share = z.new_ones(z.shape[1]) if prior is None else prior.clamp_min(1e-6)
        wide = self.margin * (share.min() / share) ** 0.25
        # Only the class that is aimed at is held back: log(e^(z - d) + the others' e^z).
        s = self.sharpness
        own, held = s * z, s * (z - wide)
        top = own.amax(dim=1, keepdim=True).detach()
        others = (own - top).exp().sum(dim=1, keepdim=True) - (own - top).exp()
        total = (others.clamp_min(1e-30) + (held - top).exp()).log() + top
        return (target * (total - held)).sum(dim=1)
