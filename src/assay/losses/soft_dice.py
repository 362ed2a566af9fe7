"""Dice loss that soft targets minimise."""

from dataclasses import dataclass

from assay.losses.shape import softmax
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class SoftDice(Loss, truth={"one_of", "ordered"}, batchwise=True, paper="wang2023b"):
    """Pay one minus the overlap of every class: what is apart, over all that is there.

    Over the items of a batch, of a class what predictions and targets are apart is divided by the
    sum of both, and the mean is over the classes: rare ones count as common ones. For hard targets
    it is the usual soft Dice loss; of soft ones it is least where predictions are the targets,
    while the usual one is least at hard predictions.

    Assumes: a batch holds some items of most classes.

    Cost: O(m K).

    Equation
    --------
    paid = mean over classes of sum(|p - target|) / sum(p + target)        p = softmax(logits)
    Sums are over the items of the batch.

    References
    ----------
    wang2023b

    Examples
    --------
    >>> import torch
    >>> target = torch.tensor([[0.25, 0.75], [0.5, 0.5]])
    >>> float(SoftDice()(target.log(), target).abs().round(decimals=6))
    0.0
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item adds to the batch's loss, which is their mean."""
        proba = softmax(logits)
        apart = (proba - target).abs()
        there = (proba + target).sum(dim=0).clamp_min(1e-12)
        return len(proba) * (apart / there).mean(dim=1)
