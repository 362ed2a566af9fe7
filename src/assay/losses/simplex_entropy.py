"""Cross-entropy of how near items are to the fixed corners of a simplex."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Positive, Tensor


@dataclass(frozen=True)
class SimplexEntropy(Loss, truth={"one_of", "ordered"}, paper="biondi2024"):
    """Pay cross-entropy of cosines between centred logits and one corner of a simplex a class.

    The corners never move and are as far apart as can be, so that logits, taken as a place and not
    as probabilities, stay where they are when a model is trained anew: items can be looked up by a
    new model among those that an old one placed. A class that nobody names yet has its corner.

    Equation
    --------
    paid = -sum over k of target[k] * log softmax(scale * cosine)[k]
    cosine[k] = sqrt(K / (K - 1)) * z[k] / max(length of z, 0.1),  z = logits - mean of logits

    Assumes
    -------
    Classes are named in the same order in all models, future ones at the end. Only the direction of
    logits is learnt: the best class is right, probabilities are not calibrated. Labels are right:
    wrong ones are followed further than by cross-entropy.

    Cost
    ----
    O(m K).

    Parameters
    ----------
    scale
        What cosines are multiplied by.

    References
    ----------
    biondi2024

    Examples
    --------
    >>> import torch
    >>> each = SimplexEntropy(scale=2.0).losses(torch.tensor([[9.0, 0.0]]), torch.eye(2)[:1])
    >>> round(float(each), 4)
    0.0181
    """

    scale: Positive = 10.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        cosine = self.scale * cosines(logits)
        return -(target * cosine.log_softmax(dim=1)).sum(dim=1)


def cosines(logits: Tensor) -> Tensor:
    """Return (m, K) cosines between centred logits and the corners.

    A length below a tenth is taken to be a tenth: a network that begins at zero would begin with
    slopes without bound.
    """
    z = full(logits)
    k = z.shape[1]
    middle = z - z.mean(dim=1, keepdim=True)
    # The root of the sum of squares has no slope at zero; the sum, held above, has one.
    length = (middle**2).sum(dim=1, keepdim=True).clamp_min(1e-2).sqrt()
    return middle / length * (k / max(k - 1, 1)) ** 0.5
