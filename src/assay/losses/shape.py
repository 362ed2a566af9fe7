"""Logarithms and probabilities of logits, in at least single precision."""

from assay.types import Tensor


def full(logits: Tensor) -> Tensor:
    """Return logits in single precision where autocast left them in half."""
    return logits.float() if logits.element_size() < 4 else logits


def log_softmax(logits: Tensor) -> Tensor:
    """Return (m, K) log probabilities of one of K classes."""
    return full(logits).log_softmax(dim=1)


def softmax(logits: Tensor) -> Tensor:
    """Return (m, K) probabilities of one of K classes."""
    return full(logits).softmax(dim=1)


def agreed(logits: Tensor, target: Tensor) -> Tensor:
    """Return (m,) the chance that a class drawn from the target is the network's own."""
    return (target * softmax(logits)).sum(dim=1)
