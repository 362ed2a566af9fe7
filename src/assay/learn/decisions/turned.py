"""A model whose outputs are scaled and moved: what methods that adapt one share."""

from dataclasses import replace
from typing import Any

import numpy as np

from assay.model import Body, Layers, Model, linked, unsaved
from assay.types import Array, Features, Floats


class Turned:
    """Probabilities of another body, their logs scaled and moved.

    Parameters
    ----------
    body
        Whose.
    scale
        What log probabilities are multiplied by.
    shift
        (K,) what is then added.
    """

    def __init__(self, body: Body, scale: float, shift: Floats) -> None:
        self.body, self.scale, self.shift = body, scale, shift

    def outputs(self, features: Features) -> Floats:
        """Return (n, K)."""
        logs = np.log(np.maximum(self.body.outputs(features), 1e-12))
        return linked(self.scale * logs + self.shift, "softmax")

    def arrays(self) -> dict[str, Array]:
        """Refuse: what it is made of may be code."""
        raise unsaved("a body that was moved")


def turned(model: Model, scale: float, shift: Floats) -> Model:
    """Return a model of one class an item, its log probabilities scaled and moved."""
    body: Any = model.body
    if isinstance(body, Layers) and len(body.members) == 1:
        *first, (weights, begin) = body.members[0]
        last = (weights * np.float32(scale), (begin * scale + shift).astype(np.float32))
        return replace(model, body=replace(body, members=((*first, last),)))
    return replace(model, body=Turned(body, scale, shift))


def split_off(n: int, share: float, seed: int) -> tuple[Array, Array]:
    """Return which of n items to learn from, and which to hold out, both (n,) bool."""
    held = np.random.default_rng(seed).random(n) < share
    return ~held, held
