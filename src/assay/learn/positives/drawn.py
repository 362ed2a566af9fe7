"""Positives that were picked beside items nobody spoke of: what recipes for them share."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from assay.errors import DataError
from assay.kernels.learn.priors import matched_shift, positive_share
from assay.learn.held_out import out_of_fold
from assay.learn.nets import OwnModule
from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.model import Layers, Model
from assay.types import Bools, Features, Floats, Ints, Tensor

#: Positives that are drawn beside every batch, as a share of it.
BESIDE = 0.5


class Drawn(Recipe):
    """Batches of all items, and beside each some picked positives, drawn anew.

    Parameters
    ----------
    picked
        (n,) which items were picked.
    positive
        Which of the two classes they are of.
    share
        Share of positives among all items.
    """

    def __init__(self, picked: Bools, positive: int, share: float) -> None:
        first = np.full((len(picked), 2), 0.5)
        first[picked] = np.eye(2)[positive]
        super().__init__(first)
        self.picked, self.positive, self.share = picked, positive, share
        self.tail = 0

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield batches; the last `tail` of each are positives that were drawn beside it."""
        drawn = items[self.picked[items]]
        for ids in super().batches(items, size, random):
            self.tail = max(1, round(BESIDE * len(ids))) if len(drawn) else 0
            yield np.concatenate([ids, drawn[random.integers(0, max(len(drawn), 1), self.tail)]])

    def parted(self, step: Step) -> tuple[Bools, Bools]:
        """Return which rows of a batch stand for positives, and which for all items."""
        if self.tail:
            beside = np.arange(len(step.ids)) >= len(step.ids) - self.tail
            return beside, ~beside
        return self.picked[step.ids], np.ones(len(step.ids), bool)

    def odds(self, step: Step) -> Tensor:
        """Return (m,) log odds of the positive class, of torch."""
        return step.logits[:, self.positive] - step.logits[:, 1 - self.positive]


def share_of(
    prior: float | None, picked: Bools, features: Features | None, who: str, seed: int = 0
) -> float:
    """Return the share of positives: as it is given, or estimated from who was picked."""
    least = float(picked.mean()) if len(picked) else 0.0
    if prior is None:
        if not picked.any() or picked.all():
            return least
        target = np.stack([~picked, picked], axis=1).astype(float)
        score = out_of_fold(features, target, seed=seed, who=who)[:, 1]
        return positive_share(score, picked)
    if not (np.isfinite(prior) and least <= prior < 1):
        rule = f"prior must be at least the share of items that were picked, {least:.4g}, below 1"
        raise DataError(who, rule, got=repr(prior))
    return float(prior)


def log_odds(log_proba: Floats, positive: int) -> Floats:
    """Return (m,) log odds of the positive class."""
    return np.asarray(log_proba[:, positive] - log_proba[:, 1 - positive])


def softplus(odds: Tensor) -> Tensor:
    """Return log(1 + exp(odds)), of torch."""
    return odds.clamp_min(0) + (-odds.abs()).exp().log1p()


def brought(model: Model, features: Features | None, positive: int, share: float) -> Model:
    """Return a model whose log odds were moved so that so many items are positive on average."""
    if features is None or not features.shape[0]:
        return model
    logs = np.log(np.maximum(model.probabilities(features), 1e-12))
    return moved(model, positive, matched_shift(log_odds(logs, positive), share))


def moved(model: Model, positive: int, shift: float) -> Model:
    """Return a model of a network with so much added to the log odds of the positive class."""
    add = np.zeros(2, np.float32)
    add[positive] = shift
    body: Any = model.body
    if isinstance(body, Layers):
        ends = tuple((*one[:-1], (one[-1][0], one[-1][1] + add)) for one in body.members)
        return replace(model, body=replace(body, members=ends))
    return replace(model, body=OwnModule([_after(one, add) for one in body.modules], body.link))


def _after(module: Any, add: Floats) -> Any:
    """Return a network whose outputs are those of another, and something added."""
    import torch

    last = torch.nn.Linear(2, 2).to(next(module.parameters()).device)
    with torch.no_grad():
        last.weight.copy_(torch.eye(2))
        last.bias.copy_(torch.from_numpy(add))
    return torch.nn.Sequential(module, last)
