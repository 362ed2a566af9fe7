"""Loss of tags that lets easy absent ones go."""

from dataclasses import dataclass
from math import log

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Fraction, NonNegative, Tensor


@dataclass(frozen=True)
class AsymmetricTags(Loss, truth={"any_of"}, links={"sigmoid"}, paper="ridnik2021"):
    """Pay less for tags that are absent, the less the less probable they are, down to nothing.

    A tag that holds costs (1 - p)^positive_focus times minus log p. One that doesn't costs as if
    its probability were lower by `shift`, times that to the power of `negative_focus`: the many
    that are easily seen to be absent cost nothing, and the slope falls again near p = 1, where an
    absent tag is likely to be one that was forgotten. Slopes are those of the whole formula.

    Experimental: with few tags its usual settings were behind binary cross-entropy.

    Assumes: an item has many more tags that don't hold than that do.

    Cost: O(m K).

    Equation
    --------
    paid[k] = - target[k] * (1 - p[k])^positive_focus * log p[k]
              - (1 - target[k]) * q[k]^negative_focus * log(1 - q[k])
    p = sigmoid(logits), q = max(p - shift, 0)

    Parameters
    ----------
    positive_focus, negative_focus
        The powers.
    shift
        What is taken off the probability of absent tags.

    References
    ----------
    ridnik2021

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.tensor([[0.0, 2.0]]), torch.tensor([[1.0, 0.0]])
    >>> AsymmetricTags().losses(logits, target).round(decimals=3).tolist()
    [[0.6930000185966492, 0.8460000157356262]]
    """

    positive_focus: NonNegative = 0.0
    negative_focus: NonNegative = 4.0
    shift: Fraction = 0.05

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m, K) what every tag of every item costs."""
        from torch.nn.functional import logsigmoid

        z = full(logits)
        holds, not_so = logsigmoid(z), logsigmoid(-z)
        rest = not_so.exp().clamp_min(1e-12) ** self.positive_focus
        lowered = (holds.exp() - self.shift).clamp_min(1e-8) ** self.negative_focus
        if self.shift > 0:
            # log(1 - (p - shift)), and 0 where p is below the shift.
            not_so = not_so.logaddexp(z.new_full((), log(self.shift))).clamp_max(0)
        return -(target * rest * holds + (1 - target) * lowered * not_so)
