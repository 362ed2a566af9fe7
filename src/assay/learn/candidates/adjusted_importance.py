"""Sets of candidates that may miss the truth: classes outside them count a little."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.schedules import ramp
from assay.learn.candidates.proden import Progressive
from assay.learn.fit import Carrier, fit
from assay.learn.said import candidates_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.registry import Parts, method, run
from assay.results import Estimate
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
        """Return what a class outside the set counted for in the end, and how many sets miss."""
        return {"outside": self.outside, "missing": self.missing}


@dataclass(frozen=True)
class AdjustedImportance(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="xu2023b",
):  # fmt: skip
    """Learn from sets of candidates some of which miss the truth.

    Targets are a running mean of what is predicted, in the set as it is and outside it times a
    number. The number is set after every epoch such that a class outside wins for as large a share
    of the items as sets miss the truth. With `missing=0` it is PRODEN with a memory. The targets
    in the end are `Model.believed`, the number is `Model.about["outside"]`. How many sets miss the
    truth is estimated where it isn't given (`MissedTruth`), and is `Model.about["missing"]`.

    Equation
    --------
    aimed = p in the set and outside * p elsewhere, divided by its sum; best: 1 for its largest
    kept <- memory * kept + (1 - memory) * aimed, memory from 0.95 to 0.8; a classifier: memory 0
    paid = cross entropy(kept, p)
    outside = min(1, the quantile `missing` of max of p in the set / max of p elsewhere)

    Assumes
    -------
    About `missing` of the sets don't hold the truth; those that don't are otherwise like the rest.
    Where `missing` is estimated, what `MissedTruth` assumes: other members of the sets are drawn
    evenly. Where some go with the truth, as names of those who are often seen together, give it.

    Cost
    ----
    One training, a prediction of all items every epoch, and n x K numbers; with a classifier of
    scikit-learn's, ten trainings. For the estimate, some ten ridge regressions.

    Parameters
    ----------
    missing
        Share of the sets that miss the truth; None: it is estimated from sets and features.
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

    missing: Fraction | None = None
    start: Fraction = 0.1
    form: Literal["scaled", "best"] = "scaled"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        member = candidates_of(evidence)
        missing = self._missing(features, evidence) if self.missing is None else self.missing
        recipe = Adjusting(member, missing, self.start, hard=self.form == "best")
        return fit(self, features, evidence.truth, recipe, carrier)

    def _missing(self, features: Features | None, evidence: Evidence) -> float:
        """Return how many sets miss the truth, as far as that can be told; else none."""
        if features is None:
            rule, fix = "needs features to estimate how many sets miss the truth", "Give `missing`."
            raise DataError("AdjustedImportance", rule, got="none", fix=fix)
        found = run(method("missed-truth")(), Parts({"evidence": evidence, "features": features}))
        told = isinstance(found, Estimate) and found.verdict != "cannot-be-told"
        return float(found.value) if told else 0.0
