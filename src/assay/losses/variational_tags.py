"""Variational loss of tags of which only those that hold are known."""

from dataclasses import dataclass
from math import log

from assay.losses.shape import full
from assay.method import Loss
from assay.types import NonNegative, Tensor


@dataclass(frozen=True)
class VariationalTags(
    Loss, truth={"any_of"}, links={"sigmoid"}, batchwise=True, paper="yuan2024",
):  # fmt: skip
    """Pay the log of a tag's mean probability less its mean log probability where it holds.

    No item is said not to have a tag: all in the batch, those with it among them, stand for what
    items are like. A tag that nobody in the batch has costs nothing. `VariationalMixup` trains
    by it and by mixtures of items.

    Assumes: items whose tag is known are drawn at random from those that have it. Probabilities
    are right up to a factor only: rank by them, or divide them by their largest.

    Cost: O(m K).

    Equation
    --------
    paid = mean over tags of weight * (log mean(p) - sum(target * log p) / sum(target))
    weight = mean(p)^balance, held fixed; 0 where nobody in the batch has the tag
    p = sigmoid(z), z = logits; spread > 0: z = logits / (spread * their spread), which divides
    by 0.01 at least and 1 at most. Means, sums and spread are over the batch.

    Parameters
    ----------
    spread
        Above 0, logits are divided by so many times their spread in the batch, at most by 1.
    balance
        A tag weighs its mean probability to this power; 0: all alike, 1: rare ones little.

    References
    ----------
    yuan2024

    Examples
    --------
    >>> import torch
    >>> float(VariationalTags()(torch.zeros(2, 1), torch.tensor([[1.0], [0.0]])))
    0.0
    """

    spread: NonNegative = 0.0
    balance: NonNegative = 0.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m, K) what every tag of every item adds; a column's mean is the tag's cost."""
        from torch.nn.functional import logsigmoid

        z = full(logits)
        if self.spread > 0:
            wide = self.spread * z.detach().std(dim=0, unbiased=False)
            z = z / wide.clamp(1e-2, 1.0)
        chance = logsigmoid(z)
        mean = chance.logsumexp(dim=0) - log(len(z))
        known = target.mean(dim=0)
        weight = (known > 0) * (self.balance * mean.detach()).exp()
        return weight * (mean - target * chance / known.clamp_min(1e-12))
