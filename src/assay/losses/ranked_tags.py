"""Cost of pairs of items in the wrong order, tag by tag."""

from dataclasses import dataclass

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class RankedTags(
    Loss, truth={"any_of"}, links={"sigmoid"}, batchwise=True, paper="wu2023",
):  # fmt: skip
    """Pay for every pair of items of which one has a tag and the other not, in the wrong order.

    The mean over the pairs in the batch of the logistic cost of how far the one is above the other
    stands for one minus the area under the tag's curve. A tag that all items in the batch have, or
    none, costs nothing. Half of what a pair costs is each item's.

    Assumes: tags are ranked, not cut: logits know no threshold above which a tag holds; batches
    hold both sides of most tags.

    Cost: O(m^2 K), time and memory.

    Equation
    --------
    paid = mean over tags of the mean over pairs (i, j) of log(1 + e^(z[j] - z[i]))
    pairs: items i of the batch that have the tag with items j that don't; z = logits of the tag
    Of soft targets a pair weighs target[i] * (1 - target[j]).

    References
    ----------
    wu2023

    Examples
    --------
    >>> import torch
    >>> logits, target = torch.tensor([[1.0], [0.0]]), torch.tensor([[1.0], [0.0]])
    >>> round(float(RankedTags()(logits, target)), 3)
    0.313
    """

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m, K) what every tag of every item adds; the mean is that over tags and pairs."""
        from torch.nn.functional import softplus

        z = full(logits)
        weight = target[:, None, :] * (1 - target)[None, :, :]
        paid = weight * softplus(z[None, :, :] - z[:, None, :])
        pairs = weight.sum(dim=(0, 1)).clamp_min(1e-12)
        return len(z) * (paid.sum(dim=1) + paid.sum(dim=0)) / (2 * pairs)
