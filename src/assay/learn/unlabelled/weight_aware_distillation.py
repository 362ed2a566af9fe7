"""Unlabelled items counted by how much they have to do with the labelled ones."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.regions import canonical
from assay.learn.fit import Carrier
from assay.learn.head import standard
from assay.learn.said import labels_of
from assay.learn.unlabelled.rounds import in_rounds
from assay.method import Learner
from assay.model import Model
from assay.types import Count, Features, Floats, Fraction, Ints, Positive

#: Most items that stand for all, and rows that are compared with them at a time.
POOL, PIECE = 2000, 4096


@dataclass(frozen=True)
class WeightAwareDistillation(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="du2023",
):  # fmt: skip
    """Learn from unlabelled items by how much more they are like a class than like anything.

    Where unlabelled items are of classes that nobody labelled too, those do harm. The pointwise
    mutual information of an item and a class is the log of how like it is to the class's labelled
    items, less that of how like it is to all items; its largest value says the pseudo-label, and,
    measured against the others' and put between 0 and 1, the weight. Every round the items that
    count most and that the model, too, takes for their class count as labelled ones.

    Assumes: what lies together in these features is of one class; give it an embedding that is.

    Cost: `rounds` + 1 trainings, and the distances of all items from at most 2,000.

    Equation
    --------
    like(i, A) = mean over m in A of exp((cosine(i, m) - 1) / temperature), without i itself
    pmi[i, k]  = log(like(i, labelled k)) - log(like(i, all))
    label      = argmax over k of pmi[i, k], weight = sigmoid(2 * (top - mean) / spread of top)
    paid       = mean of -log(p[label]) over labelled, -weight * log(p[label]) over other items

    top is the largest pmi of an item; `add` of the agreed ones count as labelled from then on.

    Parameters
    ----------
    temperature
        Of the likeness exp(cosine / temperature).
    rounds
        How often labels are added.
    add
        Share of the unlabelled items that is taken for labelled in each round.

    References
    ----------
    du2023

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[2.0, 0], [2, 1], [0, 2], [1, 2], [-2, -2], [-2, -3]])
    >>> evidence = Evidence.labels(np.array([0, -1, 1, -1, -1, -1]))
    >>> model = WeightAwareDistillation().learn(features, evidence, Classifier())
    >>> (model.about["weights"][[1, 3]] > 3 * model.about["weights"][4:]).all().item()
    True
    """

    temperature: Positive = 0.1
    rounds: Count = 3
    add: Fraction = 0.05

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; `about["weights"]` says how much each item counted."""
        labels = labels_of(evidence)
        free = np.flatnonzero(labels < 0)
        rows = np.zeros((0, 0)) if features is None else directions(features)
        taken = labels.copy()

        def choose(proba: Floats, turn: int) -> tuple[Floats, Floats]:
            shared = self._information(rows, taken, free, proba.shape[1])
            guess, top = shared.argmax(axis=1), shared.max(axis=1)
            weight = standing(top)
            agreed = np.flatnonzero((guess == proba.argmax(axis=1)) & (taken[free] < 0))
            few = agreed[np.argsort(-top[agreed], kind="stable")[: round(self.add * len(free))]]
            if turn < self.rounds - 1:
                taken[free[few]] = guess[few]
            weight[taken[free] >= 0] = 1.0
            return np.eye(proba.shape[1])[guess], weight

        return in_rounds(self, features, evidence, choose, self.rounds, carrier)

    def _information(self, rows: Floats, labels: Ints, free: Ints, k: int) -> Floats:
        """Return (u, K) the pointwise mutual information of unlabelled items and classes."""
        pool = canonical(rows)
        pool = np.sort(pool[:: max(1, -(-len(pool) // POOL))])
        found = np.empty((len(free), k))
        for start in range(0, len(free), PIECE):
            some = free[start : start + PIECE]
            usual = self._likeness(rows, some, pool)
            for which in range(k):
                own = np.flatnonzero(labels == which)
                found[start : start + PIECE, which] = self._likeness(rows, some, own) - usual
        return found

    def _likeness(self, rows: Floats, some: Ints, others: Ints) -> Floats:
        """Return (m,) the log of the mean likeness to other items, without that to oneself."""
        if not len(others):
            return np.full(len(some), -np.inf)
        made = np.exp((rows[some] @ rows[others].T - 1) / self.temperature)
        made[some[:, None] == others] = 0
        counts = np.maximum(len(others) - np.isin(some, others), 1)
        return np.asarray(np.log(np.maximum(made.sum(axis=1) / counts, 1e-300)))


def directions(features: Features) -> Floats:
    """Return (n, d) standardised features of length 1."""
    middle, scale = standard(features, "standard")
    dense = features.toarray() if hasattr(features, "tocsr") else np.asarray(features, np.float64)
    rows = (dense - middle) * scale
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def standing(values: Floats) -> Floats:
    """Return (n,) values less their mean over their spread, put between 0 and 1."""
    spread = float(values.std())
    return np.asarray(1 / (1 + np.exp(-2 * (values - values.mean()) / max(spread, 1e-12))))
