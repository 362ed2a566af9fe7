"""What a step of a network would do, before it is taken."""

from typing import Any

from assay.types import Tensor


def slopes(module: Any, rows: Tensor, cost: Tensor) -> Tensor:
    """Return (m, K) how fast log probabilities of rows grow as weights go up the slope of a cost.

    A step down the loss of targets y of these rows changes the cost by the step size times the
    mean of the sum of y * slopes: below zero where learning from the targets lowers the cost.

    Parameters
    ----------
    module
        Network of torch.
    rows
        (m, d) what it is shown.
    cost
        A number that was made of the network's weights as they are.
    """
    import torch

    weights = [one for one in module.parameters() if one.requires_grad]
    up = torch.autograd.grad(cost, weights, retain_graph=True, allow_unused=True)
    log_proba = module(rows).log_softmax(dim=1)
    # What goes back is linear in what is sent back: the slope of that is what goes forward.
    sent = torch.zeros_like(log_proba, requires_grad=True)
    back = torch.autograd.grad(log_proba, weights, sent, create_graph=True, allow_unused=True)
    pairs = [(b, u) for b, u in zip(back, up, strict=True) if b is not None and u is not None]
    along = sum((b * u).sum() for b, u in pairs)
    found: Tensor = torch.autograd.grad(along, sent)[0]
    return found.detach()
