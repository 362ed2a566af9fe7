"""Predictions that agree with those of an item's neighbours."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import annotated_types as at
import numpy as np

from assay.dataset import Neighbours
from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.parts.neighbours import neighbours as nearest
from assay.types import Count, Features, Floats, Fraction, Ints, Tensor

#: Items whose neighbours are looked at together.
PIECE = 4096


class Agreeing(Recipe):
    """Pay for differing from what neighbours are predicted to be.

    Parameters
    ----------
    index, share
        (n, k) neighbours and how much each counts, rows of `share` adding up to one or, where
        nobody near was labelled, to zero; empty where neighbours are looked for in each batch.
    among
        How many neighbours are looked for in a batch; 0 for those of `index`.
    """

    rounds = 10

    def __init__(
        self, first: Floats, index: Ints, share: Floats, strength: float, temperature: float,
        start: float, among: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(first)
        self.index, self.share, self.among = index, np.asarray(share, np.float32), among
        self.strength, self.temperature, self.start = strength, temperature, start
        self.kept = np.full_like(self.first, 1 / self.first.shape[1])

    def targets(self, step: Step) -> Floats:
        """Return labels mixed with the mean prediction of neighbours: for a classifier."""
        if step.progress < self.start:
            return self.first[step.ids]
        self.kept[step.ids] = step.proba
        near, there = self.told(step.ids)
        part = self.strength * there[:, None]
        return np.asarray((1 - part) * self.first[step.ids] + part * near)

    def told(self, ids: Ints) -> tuple[Floats, Floats]:
        """Return (m, K) the mean of what is kept of neighbours, and (m,) 0 where there are none."""
        share = self.share[ids]
        near = np.einsum("ik,ikc->ic", share, self.kept[self.index[ids]])
        return near, (share.sum(axis=1) > 0).astype(np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return the loss of labels and that of neighbours, each by its share."""
        first, weight = self.first[step.ids], self.weighed(step)
        fresh = sharpened(step.proba, self.temperature).astype(np.float32)
        self.kept[step.ids] = fresh
        if step.progress < self.start:
            return self.pay(step, first, weight)
        if self.among:
            index, share = batch_neighbours(step.hidden.detach(), self.among)
            near = np.einsum("ik,ikc->ic", share, fresh[index])
            there = (share.sum(axis=1) > 0).astype(np.float32)
        else:
            near, there = self.told(step.ids)
        # What is paid for neighbours has the slope of cross-entropy at the temperature's square.
        log = (step.logits / self.temperature).log_softmax(dim=1)
        counts = there if weight is None else there * weight
        apart = -(step.tensor(near) * log).sum(dim=1) * step.tensor(counts)
        pull = self.strength * self.temperature**2 * apart.mean()
        return (1 - self.strength) * self.pay(step, first, weight) + pull


@dataclass(frozen=True)
class NeighbourConsistency(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="iscen2022",
):  # fmt: skip
    """Ask that an item's prediction be near the mean of what its neighbours are predicted to be.

    Wrong labels are alone among their neighbours, so that learning them by heart would part the
    item from these. Neighbours are those among all items, in the features as they are, weighted by
    their cosine; what is kept of each is its prediction when it was last shown. Or, as in the
    paper, they are the nearest of a batch by what goes into the last layer, which changes while it
    is learnt. The item's own label never counts among its neighbours'.

    Assumes: near items are mostly of one class, and noise isn't the same all around.

    Cost: one training, the neighbours, and n (2 k + K) numbers; with a classifier of
    scikit-learn's, ten trainings.

    Equation
    --------
    paid = mean over items of (1 - strength) * cross entropy(said, p)
           + strength * temperature^2 * cross entropy(near, t)
    near = sum over neighbours j of share[j] * t of j, held fixed; t = softmax(z / temperature)
    share[j] ~ max(0, cosine of the features of item and j); before `start`: the first part alone

    Parameters
    ----------
    strength
        What neighbours weigh against the label.
    temperature
        By which logits are divided before they are compared; classifiers take 1.
    start
        Share of the training after which neighbours count.
    among
        Where neighbours are looked for: all items, or those of the batch.
    size
        How many neighbours are looked for in a batch.

    References
    ----------
    iscen2022

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features = np.r_[np.linspace(0, 1, 12), np.linspace(9, 10, 12)][:, None]
    >>> labels = np.repeat([0, 1], 12)
    >>> labels[3] = 1
    >>> learner = NeighbourConsistency()
    >>> model = learner.learn(features, Evidence.labels(labels), carrier=Classifier())
    >>> model.predict(features[[3]]).tolist()
    [0]
    """

    strength: Fraction = 0.7
    temperature: Annotated[float, at.Interval(ge=0.01, le=100)] = 2.0
    start: Fraction = 0.1
    among: Literal["items", "batch"] = "items"
    size: Count = 10

    def learn(
        self, features: Features, evidence: Evidence, neighbours: Neighbours | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `neighbours` are found in the features if they aren't given."""
        first = said(evidence)
        known = ~np.isnan(first).any(axis=1)
        nobody = np.zeros((len(first), 0))
        index, share = (
            weighed_neighbours(features, neighbours, known)
            if self.among == "items"
            else (nobody.astype(np.int64), nobody)
        )
        recipe = Agreeing(
            first, index, share, self.strength, self.temperature, self.start,
            self.size if self.among == "batch" else 0,
        )  # fmt: skip
        return fit(self, features, evidence.truth, recipe, carrier)


def weighed_neighbours(
    features: Features, neighbours: Neighbours | None, known: Any
) -> tuple[Ints, Floats]:
    """Return (n, k) neighbours and their shares: cosines that are above zero, of labelled ones."""
    dense = features is not None and not hasattr(features, "tocsr")
    if neighbours is None:
        if not dense:
            fix = "Give `neighbours`, or dense features."
            raise NeedsError("NeighbourConsistency", "needs neighbours", got="none", fix=fix)
        neighbours = nearest(np.asarray(features, np.float32))
    index = np.asarray(neighbours.index)
    share = known[index].astype(np.float32)
    if dense and index.size:
        rows = np.asarray(features, np.float32)
        rows = rows - rows.mean(axis=0)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        for start in range(0, len(index), PIECE):
            some = slice(start, start + PIECE)
            cosine = np.einsum("id,ikd->ik", rows[some], rows[index[some]])
            share[some] *= np.maximum(cosine, 0)
    total = share.sum(axis=1, keepdims=True)
    return index, np.asarray(np.where(total > 0, share / np.maximum(total, 1e-12), 0))


def batch_neighbours(hidden: Tensor, size: int) -> tuple[Ints, Floats]:
    """Return (m, k) the nearest others of a batch by cosine, and their shares."""
    rows = hidden.float().cpu().numpy()
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cosine = rows @ rows.T
    np.fill_diagonal(cosine, -np.inf)
    few = min(size, len(rows) - 1)
    index = np.argsort(-cosine, axis=1, kind="stable")[:, :few]
    share = np.maximum(np.take_along_axis(cosine, index, axis=1), 0)
    total = share.sum(axis=1, keepdims=True)
    return index, np.asarray(np.where(total > 0, share / np.maximum(total, 1e-12), 0), np.float32)
