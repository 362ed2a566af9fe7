"""Positives that were picked beside items nobody spoke of: what recipes for them share."""

from collections.abc import Iterator

import numpy as np

from assay.errors import DataError
from assay.kernels.learn.priors import positive_share
from assay.learn.held_out import out_of_fold
from assay.learn.recipe import Recipe
from assay.learn.step import Step
from assay.types import Bools, Features, Floats, Ints

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
