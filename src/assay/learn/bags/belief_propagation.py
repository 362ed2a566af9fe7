"""Counts of bags and likeness of items, propagated to every item, and learnt from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.errors import DataError
from assay.evidence import one_of
from assay.kernels.learn.belief import FAR, beliefs, paired
from assay.kernels.learn.counts import bag_posterior
from assay.kernels.learn.priors import matched_shift
from assay.learn.bags.count_likelihood import Counted
from assay.learn.bags.whole import counted
from assay.learn.embeddings import embedded
from assay.learn.fit import Carrier, fit
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Layers, Model
from assay.parts.neighbours import neighbours as nearest
from assay.types import Array, Count, Features, Floats, Fraction, Ints, Positive

#: Every so-manieth bag is held out to choose by; with fewer bags than that nothing is chosen.
HELD = 5
#: Rounds of messages while strengths are tried.
QUICK = 12


class Believing(Counted):
    """Aim at what was found beforehand, then at the posterior given the counts."""

    def __init__(
        self, bags: Ints, counts: Ints, proba: Floats, trust: float, about: Mapping[str, Any]
    ) -> None:
        super().__init__(bags, counts)
        self.beliefs = np.stack([1 - proba, proba], axis=1).astype(np.float32)
        self.first, self.trust, self.about = self.beliefs, trust, about

    def targets(self, step: Step) -> Floats:
        """Return beliefs early on; what the counts make of predictions later."""
        if step.guess is None and step.progress < self.trust:
            return self.beliefs[step.ids]
        return super().targets(step)

    def found(self) -> Mapping[str, Any]:
        """Return what was chosen."""
        return self.about

    def believed(self) -> Floats:
        """Return what messages settled on."""
        return self.beliefs


@dataclass(frozen=True)
class BeliefPropagation(
    Learner, reads={"bags"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="havaldar2024",
):  # fmt: skip
    """Let items that are alike agree on what the counts of their bags leave open, then learn it.

    Every item hears from its bag, exactly, how probable a positive is given the count and the
    other items, and from items near to it what these have heard. What messages settle on is
    learnt in the first part of the training; from there on the counts alone are followed, as the
    likelihood of counts does, which from a bad start would find worse answers. How strongly
    neighbours agree is chosen by how well counts of bags are foretold whose counts are left out;
    no label is looked at. With more rounds items are then compared in the last hidden layer of
    what was learnt, the model is heard too, and all begins anew; that brought nothing yet.

    Where the paper pays the square of what a count is missed by, here the count is met exactly;
    its loss of whole bags beside that of items is the likelihood of counts here.

    Assumes: near items are more often of one class than far ones; bags differ in their shares;
    the counts are right.

    Cost: `rounds` trainings and searches for neighbours; messages of a bag of m items O(m^2),
    of pairs O(`near` n); `tries` times as many messages on trial.

    Equation
    --------
    P(all classes) ~ [every bag's count is met] * exp(sum over pairs of v * alike * [of one class])
    alike = exp(-(distance / median distance) ** 2 / 2); v: the one of strength, strength / 2, ...
            (`tries` of them) by which counts that were left out are foretold best
    log odds of i <- what its bag's count says + what its neighbours say, each but for i's own word
    paid  = mean of cross entropy(beliefs, p) up to `trust`; from then on as `count-likelihood`

    ~ means "in proportion to".

    Parameters
    ----------
    near
        Neighbours of an item that it is paired with.
    strength
        The most that the log odds of being of one class are, of items at no distance.
    tries
        How many strengths are tried, each half of the one before.
    rounds
        How often is learnt.
    trust
        Share of a training that aims at what messages settled on; 1 for all of it. A classifier
        of scikit-learn's is fitted to that once.

    References
    ----------
    havaldar2024
    """

    near: Count = 5
    strength: Positive = 2.0
    tries: Count = 4
    rounds: Count = 1
    trust: Fraction = 0.5

    def learn(
        self, features: Features, bags: Array, bag_counts: Array,
        classes: Sequence[str] | None = None, neighbours: Neighbours | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `bags` (n,) says which bag each item is in, -1 for none, and `bag_counts` (B, 2) how many
        items of each are of each class.
        """
        which, counts = counted(bags, bag_counts, "BeliefPropagation")
        if counts.shape[1] != 2:
            rule = "bags must be counted in two classes"
            raise DataError("BeliefPropagation", rule, got=str(counts.shape[1]))
        truth, near = one_of(classes or ("0", "1")), neighbours
        heard: Floats | None = None
        for turn in range(self.rounds):
            near = nearest(_dense(features)) if near is None else near
            pairs, alike = paired(near, self.near)
            log_odds, about = self._settled(which, counts[:, 1], pairs, alike, heard)
            proba = 1 / (1 + np.exp(-log_odds))
            recipe = Believing(which, counts, proba, self.trust, about)
            model = fit(self, features, truth, recipe, carrier)
            if turn < self.rounds - 1 and model.history:
                heard = _log_odds(model.probabilities(features)[:, 1])
                if isinstance(model.body, Layers):
                    near = nearest(embedded(model, features, "BeliefPropagation"))
        return model

    def _settled(
        self, bags: Ints, counts: Ints, pairs: tuple[Ints, Ints], alike: Floats,
        heard: Floats | None,
    ) -> tuple[Floats, dict[str, float]]:  # fmt: skip
        """Return (n,) log odds that messages settle on, and which way was chosen."""
        silent = np.zeros(len(bags), np.float32)
        ways = [(own, self.strength * 0.5**t) for own in (heard, silent) if own is not None
                for t in range(self.tries)]  # fmt: skip
        way, score = ways[-self.tries // 2], np.nan
        if len(ways) > 1 and len(counts) >= HELD:
            scores = [foretold(bags, counts, pairs, alike * k, own) for own, k in ways]
            way, score = ways[int(np.argmax(scores))], max(scores)
        log_odds = beliefs(way[0], bags, counts, pairs, alike * way[1])
        about = {"strength": way[1], "foretold": score, "model_heard": float(way[0] is heard)}
        return np.asarray(log_odds, np.float64), about


def foretold(
    bags: Ints, counts: Ints, pairs: tuple[Ints, Ints], strength: Floats, logit: Floats
) -> float:
    """Return the mean log probability of the counts of a fifth of the bags, given the others'."""
    out = np.arange(len(counts)) % HELD == HELD - 1
    open_ = (bags >= 0) & out[np.maximum(bags, 0)]
    if not open_.any():
        return -np.inf
    found = np.asarray(
        beliefs(logit, np.where(open_, -1, bags), counts, pairs, strength, rounds=QUICK), np.float64
    )
    # What is far from all that was counted leans to neither side; the mean is known.
    share = counts.sum() / max(int((bags >= 0).sum()), 1)
    proba = np.full(len(bags), share)
    proba[open_] = 1 / (1 + np.exp(-found[open_] - matched_shift(found[open_], share)))
    return float(bag_posterior(proba, np.where(open_, bags, -1), counts)[1][out].mean())


def _log_odds(proba: Floats) -> Floats:
    held = np.clip(proba, 1e-9, 1 - 1e-9)
    return np.asarray(np.clip(np.log(held) - np.log1p(-held), -FAR, FAR))


def _dense(features: Features) -> Floats:
    rows = features.toarray() if hasattr(features, "toarray") else features
    return np.asarray(rows, np.float32)
