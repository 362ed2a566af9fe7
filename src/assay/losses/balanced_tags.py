"""Cross-entropy of tags in which each tag's two sides weigh alike."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Fraction, Tensor


@dataclass(frozen=True)
class BalancedTags(Loss, truth={"any_of"}, links={"sigmoid"}, paper="wu2023"):
    """Pay binary cross-entropy over how common the side is that an item is on.

    Items that have a tag weigh as much as those that don't, however few they are: a cost of single
    items that stands for the area under each tag's curve, which is of pairs (`RankedTags`).

    Assumes: tags are ranked, not cut at one half: probabilities are those of a world in which
    every tag holds for half of the items. On well-specified models no gain was seen.

    Cost: O(m K).

    Equation
    --------
    paid[k] = - (target[k] * log p[k] / prior[k]
                 + (1 - target[k]) * log(1 - p[k]) / (1 - prior[k])) / 2
    p = sigmoid(logits); prior and 1 - prior are taken to be `least` at least

    Parameters
    ----------
    least
        The share of a side is taken to be at least so much.

    References
    ----------
    wu2023

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    >>> each = BalancedTags().losses(logits, target, prior=torch.tensor([0.1, 0.1]))
    >>> each.round(decimals=3).tolist()
    [[3.4660000801086426, 0.38499999046325684]]
    """

    least: Fraction = 0.001

    def losses(self, logits: Tensor, target: Tensor, prior: Tensor | None = None) -> Tensor:
        """Return (m, K) what every tag costs; `prior` (K,) is how common tags are, half without."""
        from torch.nn.functional import softplus

        z = full(logits)
        share = z.new_full((z.shape[1],), 0.5) if prior is None else prior
        with_tag = share.clamp_min(max(self.least, 1e-6))
        without = (1 - share).clamp_min(max(self.least, 1e-6))
        return (target * softplus(-z) / with_tag + (1 - target) * softplus(z) / without) / 2
