"""Reviewers who know the truth, or err now and then, at work on labels somebody ranked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from assay.bench.data.predicted import classifier, cross_validated
from assay.bench.metrics import judged
from assay.bench.work import Work
from assay.flag import Calibrated
from assay.kernels.asking.drawing import interleaved
from assay.registry import Parts, run
from assay.results import Flags
from assay.review.agreement import share
from assay.review.mistaken import corrected
from assay.review.orders import EVERY, drawing
from assay.review.outcome import Seen
from assay.review.population import Population
from assay.review.ranking import likely
from assay.review.rate import Rate, rate
from assay.types import Bools, Floats, Ints

#: What measures, by name; the other names are contenders.
METRICS = (
    "found_per_hundred", "first_hundred", "times_found", "times_first_hundred", "always_holds",
    "plain_holds", "review_width", "review_found",
)  # fmt: skip
__all__ = [*METRICS, "logistic_self_confidence", "simulated_review"]

Truth = Mapping[str, Any]
#: Moments at which a reviewer looks at the interval.
LOOKS = 5


def logistic_self_confidence(given: Mapping[str, Any] | Parts) -> Work:
    """Rank by one minus the probability of the own label, by 5-fold logistic regression."""
    labels, features = np.asarray(given["labels"]), np.asarray(given["features"])

    def flag() -> Flags:
        proba = cross_validated(features, labels, classifier("logistic"), 0)
        doubt = 1 - np.take_along_axis(proba, labels[:, None], axis=1)[:, 0]
        return Flags(doubt, proba.argmax(axis=1), doubt > 0.5)

    return Work(flag)


def simulated_review(
    given: Mapping[str, Any] | Parts, order: str = "mixed", reviews: int = 500,
    errs: float = 0.0, double: float = 0.2, runs: int = 40,
) -> Work:  # fmt: skip
    """Rank and draw; the truth answers when it is measured.

    Parameters
    ----------
    order
        likely, mixed or estimate.
    reviews
        Items that are looked at, in each run.
    errs
        How often the reviewer takes right for wrong or the other way round.
    double
        Share of the items that another one, who errs as often, looks at too.
    runs
        How many draws.
    """

    def plan() -> Plan:
        flags = run(Calibrated(), given)
        p_wrong = np.asarray(flags.p_wrong, np.float64)
        return Plan(p_wrong, np.asarray(flags.score), order, reviews, errs, double, runs)

    return Work(plan)


class Simulated(NamedTuple):
    """What came of some runs: always and at last in the interval, its width, errors found."""

    always: float
    last: float
    width: float
    found: float


@dataclass(frozen=True, eq=False)
class Plan:
    """Labels that are to be reviewed, in some order, several times over."""

    p_wrong: Floats
    score: Floats
    order: str
    reviews: int
    errs: float
    double: float
    runs: int
    kept: dict[bytes, Simulated] = field(default_factory=dict)

    @cached_property
    def first(self) -> Ints:
        """The items, most likely wrong first."""
        return likely(self.p_wrong, self.score)

    def simulate(self, wrong: Bools) -> Simulated:
        """Return how reviewers fare who are asked whether labels are wrong."""
        told = np.array([self.one(wrong, seed) for seed in range(self.runs)])
        return Simulated(*told.mean(axis=0).tolist())

    def one(self, wrong: Bools, seed: int) -> Simulated:
        """Return how it went with one draw."""
        n = len(wrong)
        draw = drawing(self.first, self.p_wrong, np.ones(n, bool), seed)
        every = {"likely": self.first, "estimate": draw}
        rows = every.get(self.order, interleaved(self.first, draw, EVERY))[: self.reviews]
        population = Population.of(self.p_wrong, likely=self.first, drawn=draw)
        seen, agree = self.answers(wrong, rows, seed)
        held = []
        for many in np.linspace(0, len(rows), LOOKS + 1)[1:].astype(int):
            low, high = self.interval(rate(population, seen.first(many)), agree[:many])
            held.append(low <= wrong.mean() <= high)
        return Simulated(all(held), held[-1], high - low, 100 * wrong[rows].mean())

    def answers(self, wrong: Bools, rows: Ints, seed: int) -> tuple[Seen, Floats]:
        """Return what is answered; and for each item whether two agree, NaN for one alone."""
        random = np.random.default_rng(seed)
        truth = wrong[rows]
        mine, other = (truth ^ (random.random(len(rows)) < self.errs) for _ in range(2))
        both = (random.random(len(rows)) < self.double) & (self.errs > 0)
        unsure = both & (mine != other)
        low, high = np.where(unsure, 0.0, mine), np.where(unsure, 1.0, mine)
        seen = Seen(rows, low, high, np.zeros(len(rows), bool))
        return seen, np.where(both, mine == other, np.nan)

    def interval(self, now: Rate, agree: Floats) -> tuple[float, float]:
        """Return the interval, less what reviewers who differ add to it."""
        pairs = int(np.isfinite(agree).sum())
        if not pairs:
            return now.low, now.high
        less = corrected(now, {"same_doubt": share(int(np.nansum(agree)), pairs)}, None)
        return (0.0, 1.0) if less is None else (less["low"], less["high"])


def found_per_hundred(answer: Flags, truth: Truth) -> float:
    """Return errors found per 100 reviews, with as many reviews as there are errors."""
    known, wrong = judged(truth)
    return 100 * found(answer, known, wrong, int(wrong.sum()))


def first_hundred(answer: Flags, truth: Truth) -> float:
    """Return errors found with the first 100 reviews."""
    known, wrong = judged(truth)
    return 100 * found(answer, known, wrong, 100)


def times_found(answer: Flags, reference: Flags | None, truth: Truth) -> float:
    """Return errors found per 100 reviews over those that the first peer's ranking finds."""
    return over(answer, reference, truth, None)


def times_first_hundred(answer: Flags, reference: Flags | None, truth: Truth) -> float:
    """Return errors found with the first 100 reviews over the first peer's."""
    return over(answer, reference, truth, 100)


def over(answer: Flags, reference: Flags | None, truth: Truth, many: int | None) -> float:
    """Return errors found over those the reference finds; NaN where it finds none."""
    if reference is None:
        return float("nan")
    known, wrong = judged(truth)
    theirs = found(reference, known, wrong, many or int(wrong.sum()))
    ours = found(answer, known, wrong, many or int(wrong.sum()))
    return ours / theirs if theirs else float("nan")


def found(answer: Flags, known: Bools, wrong: Bools, many: int) -> float:
    """Return the share of the first so many items that are wrong; ties by index."""
    order = np.argsort(-np.asarray(answer.score, np.float64)[known], kind="stable")[:many]
    return float(wrong[order].mean()) if len(order) else 0.0


def always_holds(answer: Plan, truth: Truth) -> float:
    """Return the share of runs in which the interval holds the truth at each of five looks."""
    return _simulated(answer, truth).always


def plain_holds(answer: Plan, truth: Truth) -> float:
    """Return the share of runs in which the interval holds the truth at the end."""
    return _simulated(answer, truth).last


def review_width(answer: Plan, truth: Truth) -> float:
    """Return the mean width of the interval at the end."""
    return _simulated(answer, truth).width


def review_found(answer: Plan, truth: Truth) -> float:
    """Return errors found per 100 reviews."""
    return _simulated(answer, truth).found


def _simulated(answer: Plan, truth: Truth) -> Simulated:
    known, wrong = judged(truth)
    whole = np.zeros(len(known), bool)
    whole[known] = wrong
    key = whole.tobytes()
    if key not in answer.kept:
        answer.kept[key] = answer.simulate(whole)
    return answer.kept[key]
