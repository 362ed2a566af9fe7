"""A confident network and a noise matrix of everyone who labelled."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.kernels.infer.vote_worth import confusions
from assay.kernels.learn.likelihood import logs
from assay.kernels.learn.posterior import log_evidence, posterior
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.registry import Parts, method, run
from assay.types import Features, Floats, Ints, NonNegative, Tensor

#: Share of the training over which the weight of the entropy rises.
RISE = 0.25


class Confused(Recipe):
    """Aim at the posterior of the network and of what the votes are worth, counted anew."""

    def __init__(self, votes: HardVotes, start: Floats, confidence: float) -> None:
        self.votes, self.confidence = votes, confidence
        known = (votes.per_item > 0) | votes.is_settled
        super().__init__(start, known.astype(np.float32))
        self.kept: Floats = np.asarray(start, np.float64)
        self._count()

    def _count(self) -> None:
        """Make the matrices [source, said, truth] of what is believed, and what votes then say."""
        votes = self.votes
        place = votes.source.astype(np.int64) * votes.k + votes.said
        add = csr_array((np.ones(len(place)), (place, votes.item)), (votes.s * votes.k, votes.n))
        counts = np.asarray(add @ self.kept).reshape(votes.s, votes.k, votes.k)
        self.tables: Floats = confusions(counts)
        each = np.log(self.tables.reshape(-1, votes.k))
        self.told: Floats = np.asarray(add.T @ each)
        self.told[votes.settled] = logs(votes.gold)

    def targets(self, step: Step) -> Floats:
        """Return the posterior at what is predicted now."""
        return posterior(step.log_proba, self.told[step.ids])

    def penalty(self, step: Step) -> Tensor | None:
        """Return how doubtful predictions are."""
        if not self.confidence:
            return None
        rise = min(1.0, step.progress / RISE)
        log = step.logits.log_softmax(dim=1)
        return -self.confidence * rise * (log.exp() * log).sum(dim=1).mean()

    def after(self, epoch: Epoch) -> None:
        """Count who says what where what is true."""
        self.kept = posterior(epoch.log_proba().astype(np.float64), self.told)
        self._count()

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return minus the mean log likelihood of the votes."""
        return float(-log_evidence(log_proba, self.told[ids]).mean())

    def believed(self) -> Floats:
        """Return the posterior of the items."""
        return self.kept

    def found(self) -> dict[str, Floats]:
        """Return the matrices of the sources."""
        return {"confusion": self.tables.transpose(0, 2, 1)}


@dataclass(frozen=True)
class AnnotatorMatrices(
    Learner, reads={"votes", "labels", "gold"}, truth={"one_of"}, paper="hashmi2023"
):
    """Learn a network and the noise matrix of everyone who labelled at once, and be confident.

    Targets are the posterior of the truth at what is predicted and under the matrices of those who
    spoke; after every epoch the matrices are counted anew. They start where Dawid and Skene's
    model puts them. The network's entropy is paid for: a doubtful network with sharp matrices
    would explain the votes as well. The matrices, P(says j | truth k) at [source, k, j], are in
    `Model.about`.

    Assumes: given the truth, what is said hangs on who says it alone, and most of it is right.

    Cost: one training and a pass an epoch.

    Equation
    --------
    paid = mean over items of - sum over k of q[k] * log p[k] + c * mean entropy of p
    q[k] ~ p[k] * product over claims (s, j) of C[s][k, j], held fixed ("in proportion to")
    C[s][k, j] = count of q[k] where s says j, over that for all j, drawn towards the crowd's
    c = confidence * min(1, progress / 0.25), progress going from 0 to 1 in training

    Parameters
    ----------
    confidence
        What the entropy weighs, a nat beside a nat of the loss; 0 for nothing, and far too much
        gives one class to all.

    References
    ----------
    hashmi2023
    """

    confidence: NonNegative = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        votes = hard_votes(evidence, "AnnotatorMatrices")
        start = run(method("dawid-skene")(), Parts({"evidence": evidence})).proba
        return fit(self, features, evidence.truth, Confused(votes, start, self.confidence), carrier)
