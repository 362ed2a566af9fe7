"""The default of an audit: scores stacked on what they catch of errors planted in the data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.label_posterior import LabelFit, fit, log_odds_wrong, probability
from assay.kernels.planted import Caught, by_group, scaled
from assay.kernels.slices import Slices
from assay.kernels.stack import FOLDS, canonical, normal_scores, plant, rising, together, weigh
from assay.kernels.suspicion import best_others, dissent, log_margin, neighbourhood
from assay.method import Detector
from assay.parts.copies import Copies
from assay.registry import Parts, method, needed, run
from assay.results import Flags
from assay.types import Bools, Floats, Fraction, Ints, Seed

#: Share of the labels that is changed: what is thought wrong, but not less nor more than this.
PLANTED = (0.03, 0.10)
#: Fewer planted errors than this tell nothing.
FEWEST = 20
#: Log-odds beyond this are taken as equal.
SURE = 12.0
#: Rounds of planting, and further detectors that are stacked, by effort.
ROUNDS = {"quick": 0, "normal": 1, "thorough": 3}
MORE: dict[str, tuple[str, ...]] = {"thorough": ("relation-graph", "area-under-margin")}
#: Detectors that are always stacked, where they have their parts.
BESIDE = ("neighbour-disagreement", "graph-cleaner")


class Look(NamedTuple):
    """What is seen of every item under some labels: scores, high is suspect, and a posterior."""

    columns: tuple[Floats, ...]
    wrong: Floats
    suggested: Ints
    truth: Floats
    fitted: LabelFit


class Round(NamedTuple):
    """Labels with errors put in, which were changed, and what is seen of the items then."""

    labels: Ints
    planted: Bools
    look: Look


@dataclass(frozen=True)
class Calibrated(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Say of every label how probably it is wrong, and what such flags are worth on these data.

    1. Predictions are made again without the labels that are likelier wrong than right, twice,
       so that they follow the truth. The noise matrix and the power under which the given labels
       are likeliest then give P(wrong) (expectation and maximisation).
    2. Labels that are believed right are changed as that noise would change them, and everything
       that sees labels is made again. Eight scores (own probability, odds, margin, neighbours, of
       predictions with and without suspects; `GraphCleaner`'s where items are linked) are weighed
       by how well they tell the changed labels, each fifth of the items by weights learnt on the
       others.
    3. The probabilities are read along the order that the weighed scores give, so that they never
       fall as the score rises.

    `measured` says, in all, by class and by slice, what the flags catch of the planted errors
    (recall), what share of right labels they cost, and how probable the flagged are to be wrong
    (precision).

    Assumes: as `LabelPosterior`; and that mistakes are like those planted. Mistakes that people
    make on hard items are harder to find, and those that are all the same are not found: the
    recall of planted errors is then too high. `assay bench misses` prints by how much.

    Figures: those of the tables below; `assay bench stack` compares it with each of its parts
    alone on real tables, texts, links and pictures, and `assay bench misses` prints what it misses.

    Cost: predictions are made three times for the labels and three times for each planting;
    where predictions are given, they are not made again. 60 bytes an item beside that.

    Equation
    --------
    column[c] = standard normal quantile of the rank of score c among the labelled items
    score     = 1 / (1 + exp(-sum over c of w[c] * column[c])),   w >= 0, sum(w) = 1
    w ~ the weights that maximise sum of log P(planted or not | w, b) - sum(w^2) on other fifths,
        each item counting by its chance of a right label, where log odds = sum(w * column) + b
    P(wrong)  = the nearest to the posterior's P(wrong) that never falls as the score rises
    flagged where P(wrong) > threshold

    Parameters
    ----------
    effort
        quick: the posterior of the predictions alone, nothing is planted; normal: errors are
        planted once; thorough: three times, and relation graph and margins over training are
        weighed as well.
    threshold
        Flag where P(wrong) is above it: the cost of looking at a right label over that of
        missing a wrong one, plus that of looking.
    seed
        Decides which labels are changed.

    References
    ----------
    northcutt2021 for the confident counts that the noise matrix starts from.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.tile([[0.95, 0.05], [0.05, 0.95]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[0] = 1
    >>> flags = Calibrated().flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged), bool(flags.p_wrong[0] > 0.5)
    (array([0]), True)
    """

    effort: Literal["quick", "normal", "thorough"] = "normal"
    threshold: Fraction = 0.5
    seed: Seed = 0

    def flag(
        self,
        labels: Ints,
        predictions: Floats,
        again: Callable[[Ints], Any] | None = None,
        slices: Slices | None = None,
        classes: Sequence[str] | None = None,
        copies: Copies | None = None,
    ) -> Flags:
        """Flag where P(label is wrong) is above the threshold.

        Parameters
        ----------
        again
            Returns the parts of the same items with other labels.
        slices
            Groups of like items that the flags are measured on as well.
        classes
            Names of the K classes, for what is measured.
        copies
            Which items are the same thing: they are mislabelled together.
        """
        if again is None:
            again = Parts({"labels": labels, "predictions": predictions}).again
        names = tuple(classes or map(str, range(predictions.shape[1])))
        here = self.look(again(labels))
        said = np.flatnonzero(labels >= 0)
        place = canonical(labels, here.fitted.own)
        place = place if copies is None else together(place, copies.first)
        part = place[said] % FOLDS
        rounds = self.plant(labels, here, place, again)
        weights = learnt(rounds, part, 1 - here.wrong[said], len(here.columns))
        total, wrong = read(here, weights, part, said)
        flagged = wrong > self.threshold
        other = best_others(labels, here.truth)
        suggested = np.where(flagged & (here.suggested == labels), other, here.suggested)
        prior = float(wrong[said].mean(dtype=float)) if len(said) else 0.0
        caught = [self.caught(one, weights, part, said, prior) for one in rounds]
        told = by_group(flagged, wrong, labels, names, slices, caught)
        columns = probabilities(labels, here.truth, suggested)
        return Flags(total, suggested, flagged, REASON, columns, wrong, told)

    def look(self, parts: Parts) -> Look:
        """Return all scores of every item, and the posterior, under the labels of the parts."""
        labels, raw, ours = parts["labels"], parts["predictions"], bool(parts["learnt"])
        if self.effort == "quick" or not (ours and parts.can("cleaned")):
            fitted = parts["label_fit"]
            columns, odds, suggested = scores(labels, raw, fitted)
            return Look(columns, probability(odds), suggested, raw, fitted)
        truth = parts["cleaned"]
        before, fitted = parts["label_fit"], fit(labels, truth, learnt=True)
        columns, odds, suggested = scores(labels, truth, fitted)
        columns += scores(labels, raw, before)[0][:2]
        if parts.can("neighbours"):
            index = parts["neighbours"].index
            columns += (neighbourhood(labels, truth, index),) if index.shape[1] else ()
        claims = parts["claims"] if parts.can("claims") else None
        if claims is not None:
            columns += (dissent(labels, claims, raw.shape[1]),)
        for name in BESIDE + MORE.get(self.effort, ()):
            detector = method(name)()
            if all(parts.can(n) for n in needed(detector.flag)):  # type: ignore[attr-defined]
                columns += (run(detector, parts, predictions=truth).score,)
        return Look(columns, probability(odds), suggested, truth, fitted)

    def plant(
        self, labels: Ints, here: Look, place: Ints, again: Callable[[Ints], Any]
    ) -> list[Round]:
        """Return what is seen of labels with errors put in, round by round."""
        said = labels >= 0
        rate = float(np.clip(here.wrong[said].mean(dtype=float) if said.any() else 0, *PLANTED))
        if rate * said.sum() < FEWEST:
            return []
        rounds = []
        for turn in range(ROUNDS[self.effort]):
            seed = self.seed * max(ROUNDS.values()) + turn
            put = plant(labels, here.fitted.noise, 1 - here.wrong, rate, place, seed)
            if put.planted.any():
                rounds.append(Round(put.labels, put.planted, self.look(again(put.labels))))
        return rounds

    def caught(self, one: Round, weights: Floats, part: Ints, said: Ints, prior: float) -> Caught:
        """Return what the flags catch of one round's errors, as if they were as rare as here."""
        _, wrong = read(one.look, weights, part, said)
        wrong = scaled(wrong, float(wrong[said].mean(dtype=float)), prior)
        return Caught(one.labels, one.planted, wrong > self.threshold)


def scores(
    labels: Ints, predictions: Floats, fitted: LabelFit
) -> tuple[tuple[Floats, ...], Floats, Ints]:
    """Return own, odds, both together and margin, all high where suspect; odds; suggestions."""
    odds, suggested = log_odds_wrong(labels, predictions, fitted)
    own = -np.log(np.maximum(fitted.own, 1e-9))
    held = np.clip(odds, -SURE, SURE)
    margin = log_margin(labels, predictions, fitted.own)
    return (own, held, own + held, margin), odds, np.asarray(suggested, np.int64)


def learnt(rounds: Sequence[Round], part: Ints, right: Floats, columns: int) -> Floats:
    """Return (FOLDS, C) weights of the columns, each learnt on the items of the other parts."""
    if not rounds:
        return np.ones((FOLDS, columns))
    every = [standard(one.look, np.flatnonzero(one.labels >= 0)) for one in rounds]
    planted = [one.planted[one.labels >= 0] for one in rounds]
    weights = np.empty((FOLDS, columns))
    for fold in range(FOLDS):
        rows = part != fold
        hit = np.concatenate([p[rows] for p in planted])
        trust = np.concatenate([np.where(p, 1.0, right)[rows] for p in planted])
        weights[fold] = weigh(np.concatenate([e[rows] for e in every]), hit, trust)
    return weights


def standard(look: Look, said: Ints) -> Floats:
    """Return (m, C) normal scores of the labelled items' columns."""
    return np.stack([normal_scores(column[said]) for column in look.columns], axis=1)


def read(look: Look, weights: Floats, part: Ints, said: Ints) -> tuple[Floats, Floats]:
    """Return (n,) the weighed score in (0, 1), and the posterior read along it; else 0."""
    n = len(look.wrong)
    score, wrong = np.zeros(n, np.float32), np.zeros(n, np.float32)
    if len(said):
        shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
        total = np.einsum("ic,ic->i", standard(look, said), shares[part])
        score[said] = probability(np.asarray(total, np.float32))
        wrong[said] = rising(total, look.wrong[said])
    return score, wrong
