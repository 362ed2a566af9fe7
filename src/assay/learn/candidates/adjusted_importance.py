"""Sets of candidates that may miss the truth: classes outside them count a little."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.schedules import ramp
from assay.learn.candidates.proden import Progressive
from assay.learn.fit import Carrier, fit
from assay.learn.said import candidates_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Fraction

#: What an epoch keeps of the targets, in the first and in the last.
KEPT = (0.95, 0.8)


class Adjusting(Progressive):
    """Aim at a running mean of predictions, those of classes outside the set times a number."""

    def __init__(self, member: Array, missing: float, start: float, *, hard: bool) -> None:
        super().__init__(member)
        self.missing, self.start, self.hard = missing, start, hard
        self.outside = 0.0

    def made(self, step: Step, before: Floats) -> Floats:
        """Return (m, K) what was made before, and what is predicted now mixed in."""
        # A classifier is fitted to its end every round: its rounds are no epochs to average over.
        memory = ramp(step.progress, 1.0, *KEPT) if step.networks else 0.0
        return np.asarray(memory * before + (1 - memory) * self.fresh(step))

    def fresh(self, step: Step) -> Floats:
        """Return (m, K) what is predicted, cut to the set or drawn towards it."""
        member = self.member[step.ids]
        made = step.proba * np.where(member > 0, 1.0, self.outside)
        if self.hard:
            return np.asarray(np.eye(made.shape[1])[made.argmax(axis=1)])
        return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-9))

    def after(self, epoch: Epoch) -> None:
        """Set the number such that an outside class wins of as many items as sets miss the truth.

        An outside class wins where the best one in the set is below the number times the best
        one outside.
        """
        # What is over counts: a classifier may be done after a round or two.
        if (epoch.epoch + 1) / epoch.epochs < self.start or self.missing <= 0:
            return
        shown = self.shown()
        proba, member = epoch.proba()[shown], self.member[shown] > 0
        inside = np.where(member, proba, 0).max(axis=1)
        beyond = np.where(member, 0, proba).max(axis=1)
        ratio = np.sort(inside / np.maximum(beyond, 1e-9))
        place = min(int(self.missing * len(ratio)), len(ratio) - 1)
        self.outside = float(min(1.0, ratio[place]))

    def found(self) -> dict[str, Any]:
        """Return what a class outside the set counted for in the end."""
        return {"outside": self.outside}


@dataclass(frozen=True)
class AdjustedImportance(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="xu2023b",
):  # fmt: skip
    """Learn from sets of candidates some of which miss the truth.

    Targets are a running mean of what is predicted, in the set as it is and outside it times a
    number. The number is set after every epoch such that a class outside wins for as large a share
    of the items as sets miss the truth. With `missing=0` it is PRODEN with a memory. The targets
    in the end are `Model.believed`, the number is `Model.about["outside"]`.

    Assumes: about `missing` of the sets don't hold the truth; those that don't are otherwise like
    the rest.

    Cost: one training, a prediction of all items every epoch, and n x K numbers; with a classifier
    of scikit-learn's, ten trainings.

    Parameters
    ----------
    missing
        Share of the sets that miss the truth.
    start
        Share of the training before classes outside count.
    form
        What joins the mean: predictions scaled to one, or the best class alone. With a classifier
        of scikit-learn's take the best: soft targets learnt anew every round fade to nothing.

    References
    ----------
    xu2023b

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> truth = np.repeat([0, 1], 10)
    >>> features = 10.0 * truth[:, None] + np.arange(20)[:, None] % 10
    >>> sets = np.eye(2)[truth]
    >>> sets[[3, 15]] = sets[[15, 3]]
    >>> learner = AdjustedImportance(missing=0.1, form="best")
    >>> model = learner.learn(features, Evidence.soft(sets, ("a", "b")), carrier=Classifier())
    >>> bool((model.believed.argmax(axis=1) == truth).all())
    True
    """

    missing: Fraction = 0.1
    start: Fraction = 0.1
    form: Literal["scaled", "best"] = "scaled"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        member = candidates_of(evidence)
        recipe = Adjusting(member, self.missing, self.start, hard=self.form == "best")
        return fit(self, features, evidence.truth, recipe, carrier)
