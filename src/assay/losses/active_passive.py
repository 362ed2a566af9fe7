"""A normalised loss that learns and one that bears noise."""

from dataclasses import dataclass
from typing import Literal

from assay.losses.shape import agreed, log_softmax
from assay.method import Loss
from assay.types import NonNegative, Positive, Tensor


@dataclass(frozen=True)
class ActivePassive(Loss, truth={"one_of", "ordered"}, paper="ma2020b"):
    """Pay normalised cross-entropy, and absolute or reverse cross-entropy beside it.

    A loss over its sum for all labels bears noise that is alike for all classes, and underfits;
    the passive part, which pulls other classes down, makes up for that.

    Assumes: every class is mislabelled as every other alike.

    Cost: O(m K).

    Equation
    --------
    paid    = active_weight * active + passive_weight * passive        p = softmax(logits)
    active  = sum(target * log p) / sum(log p)
    passive = floor * (1 - sum(target * p))        with passive = "absolute" without the floor
    Sums are over the classes.

    Parameters
    ----------
    passive
        reverse: reverse cross-entropy (NCE+RCE); absolute: one minus the probability (NCE+MAE).
    active_weight, passive_weight
        What the parts weigh; with few classes the passive one should weigh more.
    floor
        Minus the log that stands for the log of zero in reverse cross-entropy, in nats: 9.21 takes
        zero for 0.0001.

    References
    ----------
    ma2020b

    Examples
    --------
    >>> import torch
    >>> loss = ActivePassive(passive="absolute")
    >>> float(loss(torch.zeros(1, 4), torch.eye(4)[:1]))
    1.0
    """

    passive: Literal["reverse", "absolute"] = "reverse"
    active_weight: NonNegative = 1.0
    passive_weight: NonNegative = 1.0
    floor: Positive = 9.2103

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        log = log_softmax(logits)
        active = (target * log).sum(dim=1) / log.sum(dim=1).clamp_max(-1e-12)
        passive = target.sum(dim=1) - agreed(logits, target)
        scale = self.floor if self.passive == "reverse" else 1.0
        return self.active_weight * active + self.passive_weight * scale * passive
