"""Which decisions hang on wrong labels, item by item."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.errors import DataError
from assay.kernels.estimate.plausible import (
    Plausible,
    draws,
    held_to_noise,
    plausible,
    spread_of_wrong,
)
from assay.kernels.estimate.ridge import held_out, prepare
from assay.kernels.interval import DEVIATE
from assay.kernels.label_posterior import LabelFit, fit_given
from assay.kernels.regions import canonical
from assay.kernels.truth_posterior import plain_fit
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Array, Bools, Floats, Ints, Positive, Seed

#: Shares of the items on which a decision is left to a person.
ABSTAIN = np.linspace(0, 0.5, 11)
FEWEST = 10


@dataclass(frozen=True)
class Regret(Estimator, reads={"labels"}, truth={"one_of"}, paper="nagaraj2025"):
    """Estimate the share of mistakes that nobody sees coming, because labels are wrong.

    A decision is regretted where it looks right by the given label and is wrong by the true one,
    or the other way round. The truth isn't known, but what it may be is: from noise matrix,
    predictions and given label each item has a probability for every class. Labels are drawn from
    those, so often; each time a linear classifier is fitted anew, and its decision on an item, not
    having learnt from it, compared with that of the classifier which learnt from the given labels.
    The share of refits that decide otherwise is the item's ambiguity: where it is high, ask a
    person. Draws whose changed labels are too many or too few in a class are drawn again.

    The interval is that of the draws.

    Equation
    --------
    z[b]      ~ P(truth | x, label),   h, h[b]: the item's class by ridge regressions on the labels
                and on z[b], the item left out
    ambiguity = mean over refits b of (h[b] != h)
    regret    = mean over refits b of ((h = label) != (h = z[b]))
    value     = mean of regret over labelled items

    Assumes
    -------
    The noise matrix is right: it is estimated from confident counts unless given; which label an
    item is given depends on its true class alone; the predictions are out of sample; the
    classifier that decides is about as flexible as a linear one.

    Cost
    ----
    Time O(n d^2 + refits n d K), with at most 256 directions of the features; 64 bytes an item
    beside these.

    Parameters
    ----------
    refits
        How often labels are drawn and a classifier is fitted.
    slack
        How far the changed labels of a class may be from what is expected, as a share of it.
    seed
        Of the draws.

    Notes
    -----
    Figures: tests hold it to the order of the reproduction on breast cancer: ambiguity finds
    mistakes, and better by predictions than where class shares stand in for them.

    References
    ----------
    nagaraj2025

    Examples
    --------
    >>> x = np.linspace(-1, 1, 200)[:, None]
    >>> y = (x[:, 0] > 0).astype(int)
    >>> p = 1 / (1 + np.exp(-3 * x))
    >>> noise = np.array([[0.8, 0.2], [0.2, 0.8]])
    >>> found = Regret().estimate(y, x, np.hstack([1 - p, p]), transition=noise)
    >>> bool(np.abs(x[found.about["ambiguity"] > 0.2]).max() < 0.1)
    True
    """

    refits: Annotated[int, Interval(ge=2, le=10_000)] = 60
    slack: Positive = 0.25
    seed: Seed = 0

    def estimate(
        self,
        labels: Ints,
        features: Floats,
        predictions: Floats,
        transition: Floats | None = None,
        *,
        learnt: bool = False,
    ) -> Estimate:
        """Return the mean share of regretted decisions over labelled items.

        `about` holds, for every item (n,), `ambiguity`, `regret`, `decision` and `p_wrong`; and
        for shares of items `abstained` (11,), the most ambiguous first, the mean regret that is
        `left` on the others.

        Parameters
        ----------
        transition
            (K, K) P(given j | truth k) at [k, j], where it is known.
        learnt
            The predictions are known to be learnt from the given labels.
        """
        fitted = _noise(labels, predictions, transition, learnt=learnt)
        said = labels >= 0
        if said.sum() < FEWEST:
            return _untold(len(labels))
        maybe = held_to_noise(plausible(labels, predictions, fitted), fitted.noise)
        decision, unlike, regret, every = self._refitted(maybe, features, predictions.shape[1])
        order = np.argsort(unlike, kind="stable")
        order = order[said[order]]
        left = [
            float(regret[order[: max(1, round((1 - share) * len(order)))]].mean())
            for share in ABSTAIN
        ]
        value = float(every.mean())
        low, high = self._interval(labels, fitted.noise, every)
        return Estimate(
            np.asarray(value), np.asarray(low), np.asarray(high),
            verdict="bounded", assumes=ASSUMES if transition is None else ASSUMES[1:],
            settle=SETTLE,
            about={
                "ambiguity": unlike, "regret": regret, "decision": decision,
                "p_wrong": maybe.wrong, "abstained": ABSTAIN.copy(), "left": np.array(left),
            },
        )  # fmt: skip

    def _interval(self, labels: Ints, noise: Floats, every: Floats) -> tuple[float, float]:
        """Return the ends, from what draws differ by and from how many labels there are."""
        value = float(every.mean())
        low, high = np.quantile(every, [0.025, 0.975])
        more = DEVIATE * spread_of_wrong(labels, noise, np.random.default_rng(self.seed))
        below = np.hypot(value - min(low, value), more)
        above = np.hypot(max(high, value) - value, more)
        return max(0.0, float(value - below)), min(1.0, float(value + above))

    def _refitted(
        self, maybe: Plausible, features: Array, k: int
    ) -> tuple[Ints, Floats, Floats, Floats]:
        """Return decisions, ambiguity and regret (n,), and the mean regret of every draw."""
        labels = maybe.labels
        said = labels >= 0
        ridge = prepare(features, labels, k)
        decision = held_out(ridge, labels, k)
        unlike, regret = np.zeros(len(labels)), np.zeros(len(labels))
        every = np.empty(self.refits)
        random = np.random.default_rng(self.seed)
        chosen = draws(maybe, canonical(features), self.refits, self.slack, random)
        for at, drawn in enumerate(chosen):
            unlike += held_out(ridge, drawn, k) != decision
            missed = regretted(decision, labels, drawn) & said
            regret += missed
            every[at] = missed.sum() / said.sum()
        return decision, unlike / self.refits, regret / self.refits, every


def regretted(decision: Ints, given: Ints, truth: Ints) -> Bools:
    """Return (n,) where a decision is right by one of the labels and wrong by the other."""
    return np.asarray((decision == given) != (decision == truth))


def _noise(
    labels: Ints, predictions: Floats, transition: Floats | None, *, learnt: bool
) -> LabelFit:
    """Return noise, power and mixture; predictions known to be learnt follow the given labels."""
    fitted = plain_fit(labels, predictions)
    noise, k = fitted.noise, predictions.shape[1]
    if transition is not None:
        noise = np.asarray(transition, np.float64)
        proper = noise.shape == (k, k) and noise.min() >= 0
        if not proper or np.abs(noise.sum(axis=1) - 1).max() > 1e-6:
            rule = f"transition must have {k} rows that are distributions over {k} classes"
            raise DataError("Regret", rule, got=f"shape {noise.shape}")
    if learnt:
        # Without noise the mixture plays no part: what is left to fit is the power.
        power, _ = fit_given(labels, predictions, np.eye(k))
        return replace(fitted, noise=noise, power=power, follows_truth=0.0)
    if transition is None:
        return fitted
    power, follows = fit_given(labels, predictions, noise)
    return replace(fitted, noise=noise, power=power, follows_truth=follows)


ASSUMES = (
    "The noise matrix that confident counts give is right.",
    "Which label an item is given depends on its true class alone.",
    "The predictions are out of sample.",
    "The classifier that decides is about as flexible as a linear one.",
)
SETTLE = "The true labels of the most ambiguous items, checked by a person."


def _untold(n: int) -> Estimate:
    nought = np.asarray(0.0)
    return Estimate(
        nought, nought, np.asarray(1.0), verdict="cannot-be-told", assumes=ASSUMES,
        settle=f"At least {FEWEST} labelled items are needed.",
        about={"ambiguity": np.zeros(n), "regret": np.zeros(n)},
    )  # fmt: skip
