"""Loss of a set of which one must be right."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Positive, Tensor


@dataclass(frozen=True)
class Disjunctive(Loss, truth={"one_of", "ordered"}, paper="zhang2025b"):
    """Pay minus the log probability of the whole of what is aimed at, so that one class may win.

    Cross-entropy of a target that is spread over a set asks for all of its classes, and a wrong
    one among them costs much; here it is enough that any is probable. A class counts by its share
    of the target over the largest share.

    Assumes: a target with many classes is a set of which one is right, and no belief about all.

    Cost: O(m K).

    Equation
    --------
    paid = - log(sum over k of target[k] / max(target) * p[k])
    p = softmax(logits / temperature)

    Parameters
    ----------
    temperature
        What logits are divided by; below 1 the likeliest class of a set counts more.

    References
    ----------
    zhang2025b

    Examples
    --------
    >>> import torch
    >>> target = torch.tensor([[0.5, 0.5, 0.0, 0.0]])
    >>> round(float(Disjunctive()(torch.zeros(1, 4), target)), 3)
    0.693
    """

    temperature: Positive = 1.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        z = full(logits) / self.temperature
        share = target / target.amax(dim=1, keepdim=True)
        # The log of nothing is minus infinity, which adds nothing.
        return z.logsumexp(dim=1) - (z + share.log()).logsumexp(dim=1)
