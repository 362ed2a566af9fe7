"""What is known of a label besides the item explains its mistakes away."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.tower import Towered
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Tensor, Whole

#: Units of the head that is told more: it should find mistakes easier to learn than the features.
WIDTH = 256


class Explained(Towered):
    """Learn features by a head that is told more, and the head that is used on top of them."""

    def __init__(self, first: Floats, told: Floats, memory: int, width: int) -> None:
        super().__init__(first, width)
        self.told, self.memory = np.asarray(told, np.float32), memory
        self.drawn = np.zeros((0, memory), np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return what both heads pay; only the one that is told more moves the features."""
        import torch

        if len(self.drawn) != len(self.first):
            self.drawn = step.random.normal(size=(len(self.first), self.memory)).astype(np.float32)
        target, weight = self.targets(step), self.weighed(step)
        more = np.concatenate([self.told[step.ids], self.drawn[step.ids]], axis=1)
        rows = torch.cat([step.hidden, step.tensor(more)], dim=1)
        told = self.tower(step, rows, self.first.shape[1])
        used = step.network.module[-1](step.hidden.detach())
        return self.pay(step, target, weight, told) + self.pay(step, target, weight, used)


@dataclass(frozen=True)
class PrivilegedInformation(
    Learner, reads={"labels", "soft", "votes"}, truth={"one_of"}, paper="ortizjimenez2023"
):
    """Let a head that knows how labels came about learn the features, and another use them.

    Who labelled, how fast, how sure: what is known of a label and won't be known of a new item.
    A head that sees it beside the features can lay mistakes at its door, and the features needn't
    learn them. The head that predicts sees the features alone and doesn't move them. Each item
    also has numbers drawn for it: by them, too, the first head can learn mistakes by heart.

    Assumes: what is told goes with the mistakes, and doesn't give the label away: then nothing
    would be learnt of the features.

    Experimental: where mistakes hang on who labelled, a noise matrix for each of them
    (`annotator-matrices`) says more.

    Cost: one training, of two heads.

    Equation
    --------
    paid = mean over items of cross entropy(said, told(h, more)) + cross entropy(said, used(h))
    told = head with a hidden layer, used = last layer, which predicts; h is held fixed in used(h)
    more = what is told of the label, and `memory` numbers drawn for the item

    Parameters
    ----------
    memory
        Numbers drawn for each item; 0 for none.

    References
    ----------
    ortizjimenez2023
    """

    memory: Whole = 16

    def learn(
        self, features: Features, evidence: Evidence, privileged: Array | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `privileged` is (n,) a category of each item, as whole numbers, or (n, p) numbers; where
        it isn't given, who spoke of the item.
        """
        told = spoke(evidence) if privileged is None else columns(privileged, evidence.n_items)
        recipe = Explained(said(evidence), told, self.memory, WIDTH)
        return fit(self, features, evidence.truth, recipe, carrier)


def spoke(evidence: Evidence) -> Floats:
    """Return (n, S) which sources spoke of each item."""
    made = np.zeros((evidence.n_items, evidence.n_sources))
    made[np.asarray(evidence.item), np.asarray(evidence.source)] = 1
    return made


def columns(told: Array, n: int) -> Floats:
    """Return (n, p) numbers of a spread of one: a category as one column a value."""
    told = np.asarray(told)
    if len(told) != n or told.ndim > 2:
        rule = f"privileged must have one row an item, {n}"
        raise DataError("PrivilegedInformation", rule, got=f"shape {told.shape}")
    if told.ndim == 1 and told.dtype.kind in "iub":
        return np.asarray(told[:, None] == np.unique(told), np.float64)
    rows = np.asarray(told, np.float64).reshape(n, -1)
    if not np.isfinite(rows).all():
        rule = "privileged must be finite"
        raise DataError("PrivilegedInformation", rule, got="NaN or infinity")
    spread = rows.std(axis=0) if n else np.ones(rows.shape[1])
    return np.asarray((rows - rows.mean(axis=0) if n else rows) / np.where(spread > 0, spread, 1))
