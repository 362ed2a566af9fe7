"""Loss that is robust to which class the label should have been."""

from dataclasses import dataclass
from math import log
from typing import Annotated

from annotated_types import Interval

from assay.losses.shape import full
from assay.method import Loss
from assay.types import NonNegative, Tensor

#: Logits of a mean size below it are taken to be of it.
SMALL = 0.1


@dataclass(frozen=True)
class LabelDistributionallyRobust(Loss, truth={"one_of", "ordered"}, paper="zhu2023"):
    """Pay for the worst distribution of the other classes, as far as it is near to all alike.

    It is the largest mean over the classes of how far their logits, and a margin, are above that
    of the label, less `temperature` times how far the distribution is from uniform. Near zero that
    is the hinge of the best other class; at 1, without a margin, cross-entropy less log K; far up
    the mean over all classes, which bears noise that is alike for all classes.

    Assumes: with logits brought to one size, that a single temperature suits all items; on noisy
    labels it seldom does, and `AdaptiveRobustness` finds one for each.

    Cost: O(m K).

    Equation
    --------
    paid = sum over k of target[k] * temperature * log(mean over j of e^(over[k, j] / temperature))
    over[k, j] = z[j] - z[k] + margin for j != k, 0 for j = k
    z = logits; scaled: z = logits / max(mean of |logits|, 0.1)

    Parameters
    ----------
    temperature
        What the distance from uniform weighs; in the unit of logits.
    margin
        How far the logits of other classes must stay below, in their unit.
    scaled
        Whether logits are divided by their mean size, where that is above a tenth.

    References
    ----------
    zhu2023

    Examples
    --------
    >>> import torch
    >>> loss = LabelDistributionallyRobust(margin=0.0)
    >>> float(loss(torch.zeros(1, 4), torch.eye(4)[:1]))
    0.0
    """

    temperature: Annotated[float, Interval(ge=1e-3, le=1e3)] = 1.0
    margin: NonNegative = 0.1
    scaled: bool = False

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs; of a soft target the mean over its classes."""
        z = brought(logits) if self.scaled else full(logits)
        temperature = z.new_full((1, 1), self.temperature)
        return robust(z, target, temperature, self.margin)


def brought(logits: Tensor) -> Tensor:
    """Return (m, K) logits divided by their mean size, taken to be a tenth at least.

    A network that begins at zero would begin with slopes without bound.
    """
    z = full(logits)
    return z / z.abs().mean(dim=1, keepdim=True).clamp_min(SMALL)


def robust(logits: Tensor, target: Tensor, temperature: Tensor, margin: float) -> Tensor:
    """Return (m,) what every item costs, at temperatures (m, 1) or (1, 1)."""
    z = logits / temperature
    share, wide = z.log_softmax(dim=1), margin / temperature
    # The label's own logit has no margin: others' e^(z + c), and its own e^z.
    own = log_others(z, share).logaddexp(share - wide)
    each = temperature * (wide + own - share - log(logits.shape[1]))
    return (target * each).sum(dim=1)


def log_others(z: Tensor, share: Tensor) -> Tensor:
    """Return (m, K) the log probability that it is not the class, precise where that is small."""
    top = z.argmax(dim=1, keepdim=True)
    rest = z.scatter(1, top, -1e30).logsumexp(dim=1, keepdim=True) - z.logsumexp(
        dim=1, keepdim=True
    )
    most = (-share.expm1()).clamp_min(1e-30).log()
    return most.scatter(1, top, rest)
