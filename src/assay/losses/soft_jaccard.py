"""Jaccard loss that soft targets minimise."""

from dataclasses import dataclass

from assay.losses.shape import softmax
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class SoftJaccard(Loss, truth={"one_of", "ordered"}, batchwise=True, paper="wang2023c"):
    """Pay one minus the intersection over the union of every class.

    With S the sum of predictions and targets of a class over the batch, and D what they are apart,
    it is 2 D / (S + D), and the mean is over the classes: rare ones count as common ones. For hard
    targets it is the usual soft Jaccard loss; of soft ones it is least where predictions are the
    targets.

    Assumes: a batch holds some items of most classes.

    Cost: O(m K).

    Equation
    --------
    paid = mean over classes of 2 * D / (S + D)        p = softmax(logits)
    S = sum(p + target), D = sum(|p - target|), over the items of the batch

    References
    ----------
    wang2023c

    Examples
    --------
    >>> import torch
    >>> target = torch.tensor([[0.25, 0.75], [0.5, 0.5]])
    >>> float(SoftJaccard()(target.log(), target).abs().round(decimals=6))
    0.0
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item adds to the batch's loss, which is their mean."""
        proba = softmax(logits)
        apart = (proba - target).abs()
        either = (proba + target + apart).sum(dim=0).clamp_min(1e-12)
        return 2 * len(proba) * (apart / either).mean(dim=1)
