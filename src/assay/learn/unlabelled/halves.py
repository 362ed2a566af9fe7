"""Labelled and unlabelled items in every batch: what recipes of a torch head share here."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from assay.learn.nets import OwnModule
from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.model import Layers, Model
from assay.types import Bools, Floats, Ints, Tensor


class Halves(Recipe):
    """Half of every batch is labelled; an epoch shows every unlabelled item once.

    Parameters
    ----------
    said
        (n, K) targets, rows of NaN where there is no label.
    """

    def __init__(self, said: Floats) -> None:
        known = np.asarray(~np.isnan(said).any(axis=1))
        flat = np.full(said.shape[1], 1 / max(said.shape[1], 1))
        shown = np.full(len(said), float(known.any()))
        super().__init__(np.where(known[:, None], said, flat), shown)
        self.known: Bools = known

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield unlabelled items, each once, with as many labelled ones, drawn in turn."""
        mine, free = items[self.known[items]], items[~self.known[items]]
        if not len(mine) or not len(free):
            yield from super().batches(items, size, random)
            return
        half = max(size // 2, 1)
        order = free[random.permutation(len(free))]
        parts = -(-len(free) // half)
        turns = -(-parts * half // len(mine))
        drawn = np.concatenate([random.permutation(mine) for _ in range(turns)])
        for part in range(parts):
            own = drawn[part * half : (part + 1) * half]
            yield np.concatenate([own, order[part * half : (part + 1) * half]])

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return how badly predictions go with the labels of held-out items that have one."""
        mine = self.known[ids]
        return super().judge(ids[mine], log_proba[mine]) if mine.any() else 0.0

    def on_labels(self, step: Step) -> Tensor:
        """Return the mean loss of the batch's labelled items; 0 where there are none."""
        own = np.flatnonzero(self.known[step.ids])
        if not len(own):
            return step.logits.sum() * 0
        beside = None if self.beside is None else self.beside[step.ids[own]]
        return self.pay(step, self.first[step.ids[own]], beside, step.logits[own])

    def free(self, step: Step) -> Ints:
        """Return where in the batch the unlabelled items stand."""
        return np.flatnonzero(~self.known[step.ids])


def one_member(model: Model, which: int) -> Model:
    """Return the model that one of several networks makes by itself."""
    body = model.body
    if isinstance(body, Layers) and which < len(body.members):
        return replace(model, body=replace(body, members=(body.members[which],)))
    if isinstance(body, OwnModule) and which < len(body.modules):
        return replace(model, body=OwnModule([body.modules[which]], body.link))
    return model
