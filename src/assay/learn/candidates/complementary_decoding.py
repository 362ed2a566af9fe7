"""Complementary labels predicted, and the class looked up whose row of exclusions is nearest."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import logs
from assay.kernels.learn.posterior import posterior
from assay.kernels.learn.transitions import counted
from assay.learn.candidates.complementary_forward import even
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior, Recipe
from assay.learn.said import excluded_of
from assay.learn.step import Epoch
from assay.method import Learner
from assay.model import Model, Nearest
from assay.types import Array, Features, Floats

#: Share of the training before the matrix is learnt, and what it may err by at first.
START, SLACK = 0.1, 0.01


def by_frequency(out: Array, rounds: int = 50) -> Floats:
    """Return (K, K) exclusions never of the truth, else as common as they are over all items.

    What is seldom ruled out would pass for the truth of everything if all classes were ruled out
    alike; classes are taken to be equally common.
    """
    k = out.shape[1]
    seen = np.asarray(out, np.float64).sum(axis=0) + 1
    table = even(k)
    for _ in range(rounds):
        table = table * (seen / seen.sum()) / np.maximum(table.mean(axis=0), 1e-12)
        table = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-12)
    return table


class LearningTable(AtPosterior):
    """Aim at the posterior by a matrix of exclusions that is itself counted anew every epoch."""

    def __init__(self, out: Array, table: Floats) -> None:
        self.out = np.asarray(out, np.float64)
        k = len(table)
        # A cell of nothing at all could never become anything.
        self.table: Floats = (1 - SLACK) * np.asarray(table, np.float64) + SLACK / max(k, 1)
        super().__init__(self.out @ logs(self.table).T)

    def after(self, epoch: Epoch) -> None:
        """Count what was ruled out of which class, by what is believed of the items now."""
        if epoch.progress < START:
            return
        shown = self.shown()
        believed = posterior(epoch.log_proba()[shown], self.rows[shown])
        self.table = counted(believed, self.out[shown])
        self.rows = np.asarray(self.out @ logs(self.table).T, np.float32)

    def found(self) -> dict[str, Any]:
        """Return the matrix."""
        return {"exclusions": self.table}


@dataclass(frozen=True)
class ComplementaryDecoding(
    Learner, reads={"complementary"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="lin2023",
):  # fmt: skip
    """Predict what will be ruled out, and answer with the class whose exclusions are like it.

    The answer is the class whose row of the matrix is nearest to the prediction, by the sum of
    absolute differences: so a network that only ever learnt to predict exclusions still tells the
    truth. Probabilities are inverse distances, scaled to one: a ranking.

    Assumes: which class is ruled out depends on the truth alone, and the rows of the matrix are
    unlike each other.

    Cost: one training; with a classifier of scikit-learn's, ten.

    Equation
    --------
    seen   = p through exclusions: seen[j] = sum over k of p[k] * exclusions[k, j]; direct: p itself
    answer = the k of least sum over j of abs(seen[j] - exclusions[k, j])
    paid   = mean of -log(sum over k of p[k] * product over j ruled out of exclusions[k, j])
    direct:  mean of -log(p[j]), j ruled out; of several, their mean
    learnt:  exclusions[k, j] ~ 1 + sum over items of j ruled out of P(k | features, ruled out)

    ~ means "in proportion to".

    Parameters
    ----------
    through
        What predicts exclusions. given: a network of the truth, through the matrix (forward
        correction); learnt: the same, the matrix counted anew every epoch, from the one given or
        from how often each class is ruled out, so that the truth may be at times; direct: the
        network itself.

    References
    ----------
    lin2023

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> out = np.array([[0, 1], [0, 1], [1, 0], [1, 0]])
    >>> said = Evidence.soft(out, ("a", "b"), negated=True)
    >>> model = ComplementaryDecoding("direct").learn(features, said, carrier=Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 1, 1]
    """

    through: Literal["given", "learnt", "direct"] = "given"

    def learn(
        self, features: Features, evidence: Evidence, exclusions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `exclusions` (K, K) is P(ruled out j | truth k), else all alike."""
        out = excluded_of(evidence)
        if exclusions is not None:
            given = np.asarray(exclusions)
        else:
            learnt = self.through == "learnt"
            given = by_frequency(out) if learnt else even(len(evidence.classes))
        recipe: Recipe = self._recipe(out, given)
        model = fit(self, features, evidence.truth, recipe, carrier)
        table = recipe.table if isinstance(recipe, LearningTable) else given
        seen = np.eye(len(table)) if self.through == "direct" else table
        return replace(model, body=Nearest(model.body, seen, table))

    def _recipe(self, out: Array, given: Floats) -> Recipe:
        if self.through == "learnt":
            return LearningTable(out, given)
        if self.through == "given":
            return AtPosterior(out.astype(float) @ logs(given).T)
        size = out.sum(axis=1, keepdims=True)
        return Recipe(np.where(size > 0, out / np.maximum(size, 1), np.nan))
