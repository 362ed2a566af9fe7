"""One class against each other one, for the items that are nearest to being wrong."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Fraction, NonNegative, Tensor


@dataclass(frozen=True)
class OneVersusRest(Loss, truth={"one_of", "ordered"}, batchwise=True, paper="kanai2023"):
    """Pay cross-entropy, and for the share of a batch with the least margins binary costs instead.

    The margin is how far the logit of the label is above the best other one. The binary costs, of
    every class by itself, ask the label's logit to be large and not only larger than others, which
    widens margins where they are least.

    Experimental: it was made for items that are altered by an adversary.

    Assumes: labels are right; a mislabelled item has the least margins of all. At a strength below
    1 it is such items that count less.

    Cost: O(m K).

    Equation
    --------
    paid = - sum over k of target[k] * log softmax(z)[k]                                    or
    paid = - strength * sum over k of (target[k] * log s(z[k]) + (1 - target[k]) * log s(-z[k]))
    the second for the floor(share * m) of the m items in the batch with the least
    margin = z[label] - max over k != label of z[k]
    z = logits, s = sigmoid, label = where the target is largest

    Parameters
    ----------
    share
        Of the batch, how much is paid for in binary costs.
    strength
        What those weigh.

    References
    ----------
    kanai2023

    Examples
    --------
    >>> import torch
    >>> loss = OneVersusRest(share=0.5, strength=1.0)
    >>> each = loss.losses(torch.tensor([[0.0, 0.0], [9.0, 0.0]]), torch.eye(2)[[0, 0]])
    >>> each.round(decimals=3).tolist()
    [1.3860000371932983, 0.0]
    """

    share: Fraction = 0.4
    strength: NonNegative = 0.4

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        from torch.nn.functional import logsigmoid

        z = full(logits)
        usual = -(target * z.log_softmax(dim=1)).sum(dim=1)
        many = int(self.share * len(z))
        if not many or z.shape[1] < 2:
            return usual
        label = target.argmax(dim=1, keepdim=True)
        others = z.detach().scatter(1, label, float("-inf")).amax(dim=1)
        least = (others - z.detach().gather(1, label)[:, 0]).topk(many).indices
        binary = -(target * logsigmoid(z) + (1 - target) * logsigmoid(-z)).sum(dim=1)
        chosen = usual.new_zeros(len(usual)).scatter(0, least, 1.0)
        return (1 - chosen) * usual + chosen * self.strength * binary
