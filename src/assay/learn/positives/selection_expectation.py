"""EM over who is positive and who is picked, where not all positives are picked alike."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import positive_rows
from assay.kernels.learn.propensity import even_propensity, fitted_propensity, hidden_chance
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior
from assay.learn.said import positives_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats

#: The first part of training, in which the rest stand for negatives.
FIRST = 0.1


class Selected(AtPosterior):
    """Aim at the posterior; after every round, tell anew how probably a positive is picked."""

    rounds = 200

    def __init__(
        self, picked: Bools, positive: int, drivers: Floats | None, propensity: Floats | None
    ) -> None:
        self.picked, self.positive, self.drivers = picked, positive, drivers
        self.known = propensity is not None
        start = np.full(len(picked), 0.5) if propensity is None else propensity
        super().__init__(self.rows_at(start))
        self.propensity = start
        # At first the rest are negative, and where nothing is known both sides count alike.
        share = float(np.clip(picked.mean(), 0.01, 0.99)) if len(picked) else 0.5
        share = 0.5 if self.known else share
        self.first = np.eye(2, dtype=np.float32)[np.where(picked, positive, 1 - positive)]
        self.weight = 2 * np.where(picked, 1 - share, share).astype(np.float32)

    def rows_at(self, propensity: Floats) -> Floats:
        """Return (n, 2) log P(picked or not | class)."""
        rows = positive_rows(self.picked, propensity)
        return np.asarray(rows if self.positive == 1 else rows[:, ::-1], np.float32)

    def _begins(self, step: Step) -> bool:
        return step.guess is None and step.progress < FIRST

    def targets(self, step: Step) -> Floats:
        """Return the posterior; at first, what was picked."""
        return self.first[step.ids] if self._begins(step) else super().targets(step)

    def weights(self, step: Step) -> Floats | None:
        """Return None: all count alike, but at first."""
        return self.weight[step.ids] if self._begins(step) else None

    def after(self, epoch: Epoch) -> None:
        """Fit who is picked among positives, items counting as probably as they are positive."""
        if self.known or not self.picked.any() or self.picked.all():
            return
        chance = epoch.proba()[:, self.positive]
        count = hidden_chance(chance, self.propensity, self.picked)
        if self.drivers is None:
            self.propensity = np.full(len(count), even_propensity(count, self.picked))
        else:
            self.propensity = fitted_propensity(self.drivers, self.picked, count)
        self.rows = self.rows_at(self.propensity)

    def found(self) -> dict[str, Floats]:
        """Return (n,) the chance of every item to be picked if it is positive."""
        return {"propensity": self.propensity}


@dataclass(frozen=True)
class SelectionExpectation(
    Learner, reads={"positives"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="bekker2019",
):  # fmt: skip
    """Learn who is positive together with which positives are picked (SAR-EM).

    An item that was not picked is positive by what is predicted of it and by how probably it would
    have been picked; both are then learnt anew, the latter by logistic regression on what picking
    depends on. Where nothing is said of that, one chance holds for all positives (SCAR-EM); where
    the chances are known, they are kept.

    Assumes: whether a positive is picked depends on `selected_by` alone, and those are not the
    only features that tell the classes apart.

    Cost: with a classifier of scikit-learn's up to 200 trainings, with a head one and a look at all
    items after every epoch.

    Equation
    --------
    chance[i] = 1 where picked, else p[i] * (1 - e[i]) / (1 - p[i] * e[i])
    paid      = mean of -chance[i] * log(p[i]) - (1 - chance[i]) * log(1 - p[i])
    e[i]      = logistic regression of picked on selected_by, each item counting chance[i];
                without selected_by, sum of picked / sum of chance

    p is what is learnt: P(positive | features); chances are held fixed in a step.

    References
    ----------
    bekker2019

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Classifier
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> half = np.full(100, 0.5)
    >>> model = SelectionExpectation().learn(x, picked, propensity=half, carrier=Classifier())
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    def learn(
        self, features: Features, evidence: Evidence, selected_by: Floats | None = None,
        propensity: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `selected_by` (n, q) are numbers that decide who is picked among positives; `propensity`
        (n,) is how probably every item is picked if it is positive, where that is known.
        """
        picked, positive = positives_of(evidence, "SelectionExpectation")
        recipe = Selected(picked, positive, selected_by, propensity)
        return fit(self, features, evidence.truth, recipe, carrier)
