"""Which of two is better on the whole, from how much better it was found each time."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence
from assay.kernels.infer.compared import Compared, Curve, strengths
from assay.kernels.infer.numbers import Told, told
from assay.kernels.infer.squeeze import squeeze
from assay.method import Inference
from assay.posterior import NumberPosterior
from assay.types import Array, Floats, Positive

#: Least variance, so that nothing is divided by zero.
TINY = 1e-200


@dataclass(frozen=True)
class CardinalPreferences(
    Inference, reads={"pairs", "gold"}, truth={"number"}, paper="whitfill2025"
):
    """Decide between things by how much better one was found, and not by how often.

    An item is a pair of things, `sides` says which; a claim is how much better the first is than
    the second, in points, money or seconds, below zero where the second is better. Whoever wins
    six of ten comparisons by a hair and loses four by a lot is the worse one on the whole, which
    no count of wins can tell.

    Sources use scales of their own, so that claims are divided by the size of the source's claims,
    drawn towards the average size as far as sources are alike; the largest claims of a source are
    cut to the size of the next. A pair's number is the mean of its claims, drawn towards the
    difference of the strengths of its things, which are what fits all pairs best by least squares.
    Numbers are in the units of a source of middling scale. A pair that a trusted source speaks of
    gets that source's number.

    Equation
    --------
    value[i]  = trust[i] * mean[i] + (1 - trust[i]) * (strength[first] - strength[second])
    strength: of the least sum over pairs of (mean[i] - strength[first] + strength[second]) ** 2
              + tie * sum of strength ** 2
    mean[i]   = mean over claims of (claim, cut) * size of a middling source / size of its source
    trust[i]  = between / (between + noise[i]), noise: variance of mean[i], between: of the rest

    Parameters
    ----------
    trim
        Share of each source's claims, the largest, that are cut to the size of the largest other.
    tie
        Pairs' worth of a tie with the average thing that every thing is given.

    Assumes
    -------
    Sources see pairs of about the same kind, or the size of their claims isn't their scale; zero
    means the same to all. Pairs are drawn as those are on which things will be used.

    Cost
    ----
    Time O(claims log claims + T^3) for T things up to 2,000.

    References
    ----------
    whitfill2025

    Figures: the paper's fine-tuning of language models isn't part of it. With much noise amounts
    fail as wins do.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> sides = np.array([["a", "b"]] * 10)
    >>> better = [1, 1, 1, 1, 1, 1, -9, -8, -9, -8]
    >>> found = CardinalPreferences(trim=0).infer(Evidence.numbers(better), sides)
    >>> [found.strengths.names[i] for i in found.strengths.order]
    ['b', 'a']
    """

    trim: Annotated[float, Interval(ge=0, le=0.5)] = 0.05
    tie: Positive = 0.1

    def infer(self, evidence: Evidence, sides: Array) -> NumberPosterior:
        """Return how much better the first of every pair is, and the strengths of all things."""
        votes, compared = told(evidence), Compared.of(sides)
        value = on_one_scale(votes, self.trim)
        count = votes.by_item(np.ones(len(value)))
        mean = votes.by_item(value) / np.maximum(count, 1)
        within = float(((value - mean[votes.item]) ** 2).sum())
        within /= max(len(value) - len(count), 1)
        noise = np.where(votes.settled, 0.0, within / count)
        return placed(votes, compared, votes.anchored(mean), noise, self.tie)


def on_one_scale(votes: Told, trim: float) -> Floats:
    """Return the claims (E,) in the units of a source of middling scale, the largest cut."""
    value, count = votes.value, votes.by_source(np.ones(len(votes.value)))
    if not len(value):
        return value
    order = np.argsort(np.abs(value))
    order = order[np.argsort(votes.source[order], kind="stable")]
    ends = np.cumsum(count).astype(np.int64)
    kept = np.maximum(np.ceil(count * (1 - trim)).astype(np.int64), 1)
    last = np.clip(ends - count.astype(np.int64) + kept - 1, 0, len(value) - 1)
    most = np.abs(value)[order][last][votes.source]
    cut = np.clip(value, -most, most)
    size, _ = squeeze(votes.by_source(cut**2) / np.maximum(count, 1), count)
    middle = np.median(size[(count > 0)])
    return np.asarray(cut * np.sqrt(middle / np.maximum(size, TINY))[votes.source])


def placed(
    votes: Told, compared: Compared, mean: Floats, noise: Floats, tie: float
) -> NumberPosterior:
    """Return the posterior of all pairs, given means (m,) of those spoken of and their variance."""
    from dataclasses import replace

    known = replace(compared, sides=compared.sides[votes.about])
    difference = known.difference
    curve = Curve.of(difference, np.ones(len(mean)), tie)
    strength = curve.solve(difference.T @ mean)
    everywhere = compared.difference @ strength
    rest = mean - everywhere[votes.about]
    freedom = max(len(mean) - max(len(compared.names) - 1, 0), 1)
    scatter = float(rest @ rest) / freedom
    between = max(scatter - (float(noise.mean()) if len(noise) else 0.0), 0.0)
    trust = between / np.maximum(between + noise, TINY)
    value, variance = everywhere.copy(), between + scatter * curve.of_pairs(compared.sides)
    value[votes.about] += trust * rest
    variance[votes.about] = trust * noise + (1 - trust) ** 2 * (
        scatter * curve.of_pairs(known.sides)
    )
    gold = np.isfinite(votes.gold)
    value[gold], variance[gold] = votes.gold[gold], 0.0
    if not len(mean):
        variance[~gold] = np.inf
    return NumberPosterior(
        value, np.sqrt(variance),
        strengths=strengths(compared, strength, scatter * curve.of_things()),
    )  # fmt: skip
