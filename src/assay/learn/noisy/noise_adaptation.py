"""EM that learns the noise matrix beside the network."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import logs
from assay.kernels.learn.posterior import flat_start, log_evidence, posterior
from assay.kernels.learn.transitions import counted, symmetric
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said, settled_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats, Fraction, Ints

#: Added to every count of the matrix.
SMOOTHING = 1.0


class Adapting(Recipe):
    """Aim at the posterior under a noise matrix that is counted anew after every epoch."""

    rounds = 10

    def __init__(
        self, spoken: Floats, settled: Bools, noise: Floats, warm: float, smoothing: float
    ) -> None:
        self.settled = settled
        self.spoken = np.nan_to_num(np.asarray(spoken, np.float64))
        self.noise: Floats = np.asarray(noise, np.float64)
        self.warm, self.smoothing = warm, smoothing
        known = np.asarray(~np.isnan(spoken).any(axis=1), np.float32)
        super().__init__(flat_start(self.rows(np.arange(len(spoken)))), known)
        self.kept = self.first.copy()

    def rows(self, ids: Ints) -> Floats:
        """Return (m, K) log P(what was said | truth) under the matrix as it is now."""
        here = self.spoken[ids]
        chance = np.where(self.settled[ids][:, None], here, here @ self.noise.T)
        # Of what nobody said anything, all is as likely.
        return logs(np.where(here.any(axis=1, keepdims=True), chance, 1.0))

    def targets(self, step: Step) -> Floats:
        """Return the posterior at what is predicted now."""
        return posterior(step.log_proba, self.rows(step.ids))

    def after(self, epoch: Epoch) -> None:
        """Count how often what is said where what is true."""
        every = np.arange(len(self.first))
        self.kept = posterior(epoch.log_proba(), self.rows(every)).astype(np.float32)
        if epoch.epoch + 1 < self.warm * epoch.epochs:
            return
        use = ~self.settled & (self.weight > 0)
        self.noise = counted(self.kept[use], self.spoken[use], self.smoothing)

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return minus the mean log likelihood of what was said."""
        return float(-log_evidence(log_proba, self.rows(ids)).mean())

    def believed(self) -> Floats:
        """Return the posterior of the items."""
        return self.kept

    def found(self) -> dict[str, Floats]:
        """Return the matrix that was learnt."""
        return {"noise": self.noise}


@dataclass(frozen=True)
class NoiseAdaptation(
    Learner, reads={"labels", "soft", "gold"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="goldberger2017",
):  # fmt: skip
    """Learn the network and the noise matrix together, by EM.

    Targets are the posterior of the truth at what is predicted and under the matrix; after every
    epoch the matrix is counted anew from them. It starts as even noise, or as the one that is
    given. The matrix is in `Model.about`, the posterior in `Model.believed`.

    Assumes: which label an item is given depends on its true class alone; the start is near
    enough: network and matrix can otherwise explain the labels as well with classes swapped.

    Cost: one training and a pass an epoch; with a classifier of scikit-learn's, ten trainings.

    Equation
    --------
    paid = mean over items of - sum over k of q[k] * log p[k]
    q[k] ~ p[k] * sum over j of noise[k, j] * said[j], held fixed
    noise[k, j] ~ 1 + sum over items of q[k] * said[j], after every epoch from `warm` on
    Here ~ means "in proportion to": q and the rows of noise sum to 1.

    Parameters
    ----------
    start
        Share of labels that are wrong in the matrix it starts from, all mistakes alike.
    warm
        Share of the training before the matrix is first counted.

    References
    ----------
    goldberger2017

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [2.0], [8.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, 0, 1, 1, 1, 1]))
    >>> model = NoiseAdaptation().learn(features, evidence, carrier=Classifier())
    >>> model.about["noise"].shape
    (2, 2)
    """

    start: Fraction = 0.4
    warm: Fraction = 0.05

    def learn(
        self, features: Features, evidence: Evidence, noise: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `noise` (K, K) is what P(given j | truth k) starts from."""
        k = len(evidence.classes)
        table = symmetric(min(self.start, 1 - 1 / max(k, 1) - 1e-3), k) if noise is None else noise
        recipe = Adapting(
            said(evidence), settled_of(evidence), np.asarray(table), self.warm, SMOOTHING
        )
        return fit(self, features, evidence.truth, recipe, carrier)
