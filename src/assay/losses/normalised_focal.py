"""Normalised focal loss with a part that bears noise."""

from dataclasses import dataclass
from typing import Literal

from assay.losses.focal import focal
from assay.losses.shape import agreed
from assay.method import Loss
from assay.types import NonNegative, Positive, Tensor


@dataclass(frozen=True)
class NormalisedFocal(Loss, truth={"one_of", "ordered"}, paper="ma2020b"):
    """Pay the focal loss of the label over that of all classes, and a passive part beside it.

    A loss over its sum for all labels bears noise that is alike for all classes, and underfits;
    the passive part makes up for that, as in `ActivePassive`.

    Assumes: every class is mislabelled as every other alike.

    Cost: O(m K).

    Equation
    --------
    paid    = active_weight * active + passive_weight * passive        p = softmax(logits)
    active  = sum(target * f) / sum(f),  f[k] = - (1 - p[k])^focus * log p[k]
    passive = floor * (1 - sum(target * p))        with passive = "absolute" without the floor
    Sums are over the classes.

    Parameters
    ----------
    focus
        The power; at 0 the active part is normalised cross-entropy.
    passive
        reverse: reverse cross-entropy (NFL+RCE); absolute: one minus the probability (NFL+MAE).
    active_weight, passive_weight
        What the parts weigh; at a passive weight of 0 it is the normalised loss alone.
    floor
        Minus the log that stands for the log of zero in reverse cross-entropy, in nats: 9.21 takes
        zero for 0.0001.

    References
    ----------
    ma2020b

    Examples
    --------
    >>> import torch
    >>> loss = NormalisedFocal(passive_weight=0.0)
    >>> round(float(loss(torch.zeros(1, 4), torch.eye(4)[:1])), 6)
    0.25
    """

    focus: NonNegative = 0.5
    passive: Literal["reverse", "absolute"] = "reverse"
    active_weight: NonNegative = 1.0
    passive_weight: NonNegative = 1.0
    floor: Positive = 9.2103

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        each = focal(logits, self.focus)
        active = (target * each).sum(dim=1) / each.sum(dim=1).clamp_min(1e-12)
        passive = target.sum(dim=1) - agreed(logits, target)
        scale = self.floor if self.passive == "reverse" else 1.0
        return self.active_weight * active + self.passive_weight * scale * passive
