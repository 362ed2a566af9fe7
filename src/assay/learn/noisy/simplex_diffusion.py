"""Candidates from trusted neighbours, made certain by a diffusion over the classes."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.neighbour_candidates import NeighbourCandidates, raised
from assay.learn.noisy.tower import Towered
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step, arrayed
from assay.method import Learner
from assay.model import Model
from assay.types import Count, Features, Floats, Fraction, Tensor

#: What a class is at the corners of the simplex: so much for it, and as much against all others.
CORNER = 5.0
#: Units of the network that takes the noise away, and what a look keeps of the answers before it.
WIDTH, KEPT = 128, 0.8


class Diffusing(Towered):
    """Teach a network to take noise from classes, given features and labels; aim at its answers."""

    def __init__(self, shares: Floats, told: Floats, steps: int, start: float) -> None:
        super().__init__(shares, WIDTH)
        self.steps, self.start = steps, start
        self.told: Floats = np.nan_to_num(np.asarray(told, np.float32))
        self.kept = np.nan_to_num(self.first)
        self.answers = self.kept.copy()

    def targets(self, step: Step) -> Floats:
        """Return the shares of the candidates, later the answers; raise those that are answered."""
        if step.progress < self.start:
            return self.kept[step.ids]
        found = self.answer(step)
        self.kept[step.ids] = raised(self.kept[step.ids], found)
        self.answers[step.ids] = KEPT * self.answers[step.ids] + (1 - KEPT) * found
        return found

    def penalty(self, step: Step) -> Tensor:
        """Return what the answers are off, of a candidate that is drawn and noise added to it."""
        from torch.nn.functional import cross_entropy

        share = self.kept[step.ids].astype(np.float64)
        m, k = share.shape
        drawn = (np.cumsum(share, axis=1) < step.random.random((m, 1))).sum(axis=1)
        truth = np.minimum(drawn, k - 1)
        time = step.random.random((m, 1))
        noisy = blurred(np.eye(k)[truth], time, step.random.normal(size=(m, k)))
        return cross_entropy(self.cleared(step, noisy, time), step.tensor(truth))

    def cleared(self, step: Step, noisy: Floats, time: Floats) -> Tensor:
        """Return (m, K) logits of the classes, from blurred ones, features and labels."""
        import torch

        shown = np.exp(noisy - noisy.max(axis=1, keepdims=True))
        shown = shown / shown.sum(axis=1, keepdims=True)
        when = np.concatenate([np.sin(np.pi / 2 * time), np.cos(np.pi / 2 * time)], axis=1)
        beside = np.concatenate([self.told[step.ids], shown, when], axis=1)
        rows = torch.cat([step.rows.detach(), step.tensor(beside.astype(np.float32))], dim=1)
        return self.tower(step, rows, noisy.shape[1])

    def answer(self, step: Step) -> Floats:
        """Return (m, K) what is left of noise that is taken away step by step."""
        import torch

        shape = self.kept[step.ids].shape
        proba: Floats = np.zeros(shape)
        noisy: Floats = CORNER * step.random.normal(size=shape)
        with torch.no_grad():
            for turn in range(self.steps):
                time = np.full((len(noisy), 1), 1 - turn / self.steps)
                proba = arrayed(self.cleared(step, noisy, time).softmax(dim=1)).astype(np.float64)
                noise = step.random.normal(size=shape)
                noisy = blurred(proba, time - 1 / self.steps, noise)
        return proba

    def believed(self) -> Floats:
        """Return the running mean of the answers."""
        return self.answers


@dataclass(frozen=True)
class SimplexDiffusion(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="ye2025"):
    """Find which class of trusted neighbours is the truth by a diffusion over the classes.

    As in `NeighbourCandidates`, the classes of an item's trusted neighbours are its candidates. A
    small network learns to say, from an item's features, its label and one of its candidates with
    noise upon it, which candidate that was. Asked with noise alone, and again with less of it
    each time, it answers with a draw of what is known of the truth. Candidates that are answered
    become surer, and are drawn more often to teach it.

    Experimental: on sentences that a language model had labelled it did worse than plain training,
    though better than `NeighbourCandidates`; on images of digits whose labels go astray in pairs,
    far better than both.

    The network that predicts learns the answers, from features alone: what it comes to is the mean
    answer over the labels that such items get, as the paper has it, without its three branches and
    its language model. The running mean of an item's answers is `Model.believed`.

    Equation
    --------
    paid = cross entropy(aimed, p) + cross entropy(e[y], d(x, said, softmax(blur(e[y], t)), t))
    blur(v, t) = 5 * (cos(pi * t / 2) * (2 * v - 1) + sin(pi * t / 2) * normal noise)
    answer: q <- softmax of d(x, said, softmax(z), t), z <- blur(q, t - 1 / steps); t from 1 to 0,
            z = 5 * noise first
    share[best] <- share[best] + (1 - share[best]) / 5, all divided by the sum
    y is drawn of share, t from 0 to 1, e[y] is 1 at y, best = argmax of the answer among the
    candidates; aimed is share, once `start` is over the answer.

    Assumes
    -------
    What `NeighbourCandidates` assumes: items that are near are of a class; mistakes are spread.

    Cost
    ----
    One training, in which every batch passes `steps` + 1 times through a network of 128 units; up
    to 20 fits of logistic regression and the nearest neighbours.

    Parameters
    ----------
    mass
        Share of the neighbours that candidates together have at least.
    steps
        In how many steps noise is taken away.
    start
        Share of the training after which there are answers.

    References
    ----------
    ye2025
    """

    mass: Fraction = 0.8
    steps: Count = 10
    start: Fraction = 0.2

    def learn(
        self, features: Features, evidence: Evidence, neighbours: Neighbours | None = None,
        predictions: Floats | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; predictions out of fold and neighbours are made if not given."""
        first = said(evidence)
        if not len(first) or np.isnan(first).all():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        found = NeighbourCandidates(self.mass)
        shares = found.shares(features, evidence, first, neighbours, predictions)
        recipe = Diffusing(shares, first, self.steps, self.start)
        return fit(self, features, evidence.truth, recipe, carrier)


def blurred(rows: Floats, time: Floats, noise: Floats) -> Floats:
    """Return (m, K) corners of the simplex, or points between, with noise upon them.

    >>> blurred(np.eye(2), np.zeros((2, 1)), np.ones((2, 2))).tolist()
    [[5.0, -5.0], [-5.0, 5.0]]
    """
    kept, more = np.cos(np.pi / 2 * time), np.sin(np.pi / 2 * time)
    return np.asarray(CORNER * (kept * (2 * rows - 1) + more * noise))
