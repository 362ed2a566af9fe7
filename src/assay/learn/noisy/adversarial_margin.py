"""A support vector machine whose most important labels are turned round as it learns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.classifier import Classifier
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Count, Features, Floats, Fraction

WHO = "AdversarialMargin"
#: The most an item's part may be, and rows above which all pairs are too many.
BOUND, MOST = 10.0, 4000


class Machine:
    """A machine as scikit-learn has them, one class against the rest, with a smooth kernel.

    Parameters
    ----------
    budget
        Share of the items whose label is turned round in a round.
    rounds
        How many there are.
    random_state
        Decides which labels are turned.
    """

    def __init__(
        self, budget: float = 0.05, rounds: int = 200, random_state: int | None = None
    ) -> None:
        self.budget, self.rounds, self.random_state = budget, rounds, random_state

    def get_params(self, *, deep: bool = True) -> dict[str, Any]:
        """Return the settings."""
        del deep
        return {"budget": self.budget, "rounds": self.rounds, "random_state": self.random_state}

    def set_params(self, **params: Any) -> Self:
        """Set some of the settings."""
        vars(self).update(params)
        return self

    def fit(self, rows: Features, labels: Array, sample_weight: Floats | None = None) -> Self:
        """Learn, each class against the rest."""
        rows = dense(rows)
        if len(rows) > MOST:
            rule = f"all pairs are looked at, so there must be at most {MOST} items"
            raise DataError(WHO, rule, got=str(len(rows)))
        weight = np.ones(len(rows)) if sample_weight is None else np.asarray(sample_weight)
        self.middle_, spread = rows.mean(axis=0), rows.std(axis=0)
        self.scale_ = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
        self.rows_ = (rows - self.middle_) * self.scale_
        self.classes_ = np.unique(labels)
        pairs = self._near(self.rows_)
        turned = self.classes_ if len(self.classes_) > 2 else self.classes_[1:]
        parts = [self._one(pairs, np.where(labels == one, 1.0, -1.0), weight) for one in turned]
        self.parts_ = np.stack([part for part, _ in parts], axis=1)
        self.start_ = np.array([start for _, start in parts])
        return self

    def decision_function(self, rows: Features) -> Floats:
        """Return (n,) of two classes, (n, K) of more: how far on its side each item is."""
        near = self._near((dense(rows) - self.middle_) * self.scale_)
        found = near @ self.parts_ + self.start_
        return np.asarray(found[:, 0] if found.shape[1] == 1 else found)

    def _near(self, rows: Floats) -> Floats:
        """Return (n, m) how near rows are to those that were learnt from."""
        apart = (rows**2).sum(axis=1)[:, None] + (self.rows_**2).sum(axis=1)
        apart -= 2 * rows @ self.rows_.T
        return np.asarray(np.exp(-np.maximum(apart, 0) / max(rows.shape[1], 1)))

    def _one(self, pairs: Floats, sides: Floats, weight: Floats) -> tuple[Floats, float]:
        """Return (n,) the items' parts with their signs, and the start, of one class."""
        bound = BOUND * weight
        rate = 1 / max(float(np.linalg.norm(pairs, 2)), 1e-12)
        part = begun(pairs, sides, weight)
        total, late = np.zeros(len(sides)), 0
        for turn, told in enumerate(self._attacks(part, sides)):
            uphill = 1 - told * (pairs @ (told * part))
            part[:] = projected(part + rate * uphill, told, bound)
            if turn >= self.rounds // 2:
                total, late = total + part * told, late + 1
        total /= max(late, 1)
        far = sides - pairs @ total
        tried = np.quantile(far, np.linspace(0, 1, 101))
        paid = [(weight * np.maximum(0, 1 - sides * (sides - far + one))).sum() for one in tried]
        return total, float(tried[int(np.argmin(paid))])

    def _attacks(self, part: Floats, sides: Floats) -> Iterator[Floats]:
        """Yield the labels of every round: half of those with the largest parts turned round."""
        random = np.random.default_rng(self.random_state)
        many = round(self.budget * len(sides))
        for _ in range(self.rounds):
            top = np.argsort(-part, kind="stable")[: 2 * many]
            told = sides.copy()
            told[random.permutation(top)[:many]] *= -1
            yield told


def begun(pairs: Floats, sides: Floats, weight: Floats) -> Floats:
    """Return (n,) parts of an ordinary machine."""
    from sklearn.svm import SVC

    part = np.zeros(len(sides))
    made = SVC(C=BOUND, kernel="precomputed").fit(pairs, sides, sample_weight=weight)
    part[made.support_] = np.abs(made.dual_coef_[0])
    return part


def projected(part: Floats, sides: Floats, bound: Floats) -> Floats:
    """Return the nearest parts from 0 to their bound whose sides balance: sum(sides * part) = 0."""
    low = -float(np.abs(part).max() + bound.max() + 1)
    high = -low
    for _ in range(60):
        middle = (low + high) / 2
        if (sides * np.clip(part - middle * sides, 0, bound)).sum() > 0:
            low = middle
        else:
            high = middle
    return np.clip(part - middle * sides, 0, bound)


def dense(rows: Features) -> Floats:
    """Return rows as one dense array."""
    return np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, np.float64)


@dataclass(frozen=True)
class AdversarialMargin(
    Learner, reads={"labels"}, truth={"one_of"}, carriers={"classifier"}, paper="bal2025"
):
    """Train a support vector machine while an adversary turns its most important labels round.

    In every round, of the items with the largest parts in the machine half are drawn and their
    labels turned; the machine takes a step on those labels. The mean over the later rounds
    predicts. Classes are learnt one against the rest.

    Assumes: whoever poisoned the labels chose those that matter most, about `budget` of them.

    Experimental: on moons with labels turned by their part, at random, or on one side, it did not
    beat an ordinary machine.

    Cost: O(rounds n^2) a class, and n x n numbers: 4,000 items at most.

    Equation
    --------
    a <- projection of a + rate * (1 - y * N(y * a)) on 0 <= a <= 10 and sum(y * a) = 0, a round
    y = 1 for the class, -1 for the rest, and turned for round(budget * n) items, drawn from the
    twice as many that have the largest a
    f(x) = start + sum over i of w[i] * N[x, i], w = mean of y * a over the second half of rounds
    N[i, j] = e^(-|x[i] - x[j]|^2 / d), x standardised; rate = 1 / norm of N; the largest f wins

    Parameters
    ----------
    budget
        Share of the labels that are turned in a round.
    rounds
        How many there are.

    References
    ----------
    bal2025
    """

    budget: Fraction = 0.05
    rounds: Count = 200

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; the carrier's estimator, if it names one, takes the machine's place."""
        carried = carrier_of(Classifier() if carrier is None else carrier, self)
        if isinstance(carried, Classifier) and carried.estimator is None:
            carried = replace(carried, estimator=Machine(self.budget, self.rounds))
        return fit(self, features, evidence.truth, Recipe(said(evidence)), carried)
