"""Softmax of tags, each that holds against all that don't."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Positive, Tensor


@dataclass(frozen=True)
class DecoupledSoftmax(Loss, truth={"any_of"}, links={"sigmoid"}, paper="gupta2024"):
    """Ask every tag that holds to win against those that don't, and not against one another.

    Of an item it is the mean over its tags of cross-entropy among the tag and all that don't hold.
    Plain softmax pushes the tags of an item apart, the more it has. An item without tags costs
    nothing.

    Experimental: it was made for encoders of both sides; with a linear head on real tags the first
    tag was right less often than by binary cross-entropy.

    Assumes: only the order of tags is used: the logits know no threshold above which tags hold.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of share[k] * log(e^z[k] / (e^z[k] + rest))
    rest = sum over j of (1 - target[j]) * e^z[j]
    share = target / sum of target, z = logits / temperature

    Parameters
    ----------
    temperature
        What logits are divided by; the lower, the more the largest tag that does not hold decides.

    References
    ----------
    gupta2024

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.zeros(1, 3), torch.tensor([[1.0, 1.0, 0.0]])
    >>> round(float(DecoupledSoftmax()(logits, target)), 3)
    0.693
    """

    temperature: Positive = 1.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m, K), whose mean over tags is what every item costs."""
        from torch.nn.functional import softplus

        z = full(logits) / self.temperature
        # A number and not minus infinity, whose sum has no slope where all tags hold.
        absent = (1 - target).clamp_min(0).log().clamp_min(-1e30)
        rest = (z + absent).logsumexp(dim=1, keepdim=True)
        share = target / target.sum(dim=1, keepdim=True).clamp_min(1e-12)
        return z.shape[1] * share * softplus(rest - z)
