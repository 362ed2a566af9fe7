"""What sources of numbers are like, and what the numbers are, learnt in turns."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.numbers import Told, middles
from assay.kernels.infer.squeeze import MOST, squeeze
from assay.types import Floats

#: Least variance that an item is seen with, against others', and least degrees of freedom that
#: those count for: a few claims that agree by chance or by habit don't make an item easy.
LEAST, FEWEST = 1e-2, 2.0
#: Sampling variance of a median against that of a mean, and kurtosis of a normal law.
MEDIAN, NORMAL = np.pi / 2, 3.0
#: Least variance of a source against what its claims are off the items' numbers.
CLOSE = 0.05
#: So that nothing is divided by zero.
TINY = 1e-100


@dataclass(frozen=True, eq=False)
class Fit:
    """What is known after a round.

    Parameters
    ----------
    value, variance
        (m,) every item's number, and its variance given what the sources are like.
    bias, scatter, sure
        (S,) what a source adds, the variance of its errors, and the degrees of freedom that is
        known with.
    weight
        (E,) how far each claim is taken to be no slip, around 1.
    """

    value: Floats
    variance: Floats
    bias: Floats
    scatter: Floats
    sure: Floats
    weight: Floats


def start(votes: Told) -> Fit:
    """Return plain means, and sources that are all alike."""
    count = votes.by_item(np.ones(len(votes.value)))
    value = votes.anchored(votes.by_item(votes.value) / count)
    apart = float(((votes.value - value[votes.item]) ** 2).sum())
    scatter = apart / max(len(votes.value) - len(count), 1)
    scatter = max(scatter, votes.least if apart else votes.size**2, TINY)
    variance = np.where(votes.settled, 0.0, scatter / count)
    sources, slips = np.ones(votes.n_sources), np.ones(len(votes.value))
    return Fit(value, variance, 0 * sources, scatter * sources, MOST * sources, slips)


def again(votes: Told, fit: Fit, tails: float) -> Fit:
    """Return what is known after another round: of the sources, then of the items."""
    item, source = votes.item, votes.source
    weight = fit.weight / fit.scatter[source]
    rest = votes.value - fit.value[item]
    bias = shifts(votes, rest, weight)
    rest = rest - bias[source]
    slips = np.ones(len(rest))
    if tails:
        far = (rest**2 + fit.variance[item]) / fit.scatter[source]
        slips = (1 + tails) / (1 + tails * far)
    scatter, sure = scatters(votes, fit, slips * rest**2, weight * fit.variance[item])
    scatter = np.sqrt(scatter * fit.scatter)  # or every second round swings the other way
    weight = slips / scatter[source]
    precision = votes.by_item(weight)
    value = votes.by_item(weight * (votes.value - bias[source])) / precision
    variance = np.where(votes.settled, 0.0, 1 / precision)
    return Fit(votes.anchored(value), variance, bias, scatter, sure, slips)


def deviations(votes: Told, fit: Fit) -> Floats:
    """Return (m,) standard deviations that allow for hard items, and for variances being learnt.

    Items on which claims lie further apart than their sources' scatter tells are harder; how hard
    is known as well as an item's few claims tell (Student). Weights that are learnt make a mean
    less sure than the same weights known (Meier).
    """
    weight = fit.weight / fit.scatter[votes.source]
    rest = votes.value - fit.value[votes.item] - fit.bias[votes.source]
    freedom = votes.by_item(np.ones(len(weight))) - 1
    seen = votes.by_item(weight * rest**2) / np.maximum(freedom, 1)
    hard, prior = squeeze(np.maximum(seen, LEAST * (freedom > 0)), freedom, fewest=FEWEST)
    share = weight * fit.variance[votes.item]
    learnt = 4 * votes.by_item(share * (1 - share) / fit.sure[votes.source])
    student = (prior + freedom) / np.maximum(prior + freedom - 2, 1)
    return np.asarray(np.sqrt(fit.variance * hard * (1 + learnt) * student))


def shifts(votes: Told, rest: Floats, weight: Floats) -> Floats:
    """Return (S,) biases from what is left (E,) of the claims, drawn towards none."""
    count = votes.by_source(np.ones(len(rest)))
    seen = middles(votes.source, rest, np.sqrt(weight), votes.n_sources)
    # A shift that all share can't be told from the truth, but where some of it is known.
    seen = seen - np.average(seen, weights=count)
    known = votes.settled[votes.item]
    if known.any():
        seen = seen + float((rest - seen[votes.source])[known].mean())
    there = count > 0
    noise = MEDIAN / np.maximum(votes.by_source(weight), TINY)
    # A shift of as many sources as are seen is learnt with one freedom less.
    spread = 0.0
    for _ in range(5):
        trust = 1 / (noise[there] + spread)
        freedom = 1 - trust.max() / trust.sum()
        above = (trust**2 * (seen[there] ** 2 - noise[there])).sum() / (trust**2).sum()
        spread = max(float(above), 0.0) / max(freedom, 0.5)
    return np.where(there, seen * spread / np.maximum(noise + spread, TINY), 0.0)


def scatters(votes: Told, fit: Fit, squared: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Return (S,) variances of the sources' errors, drawn towards the average.

    What is left of a claim is short of its error by the share `own` (E,) that the claim has in the
    item's number, and holds the errors of the others; both are taken off. Wild claims make a
    variance less sure than its count of claims says; kurtosis tells by how much.
    """
    one = np.ones(len(squared))
    count = votes.by_source(one)
    variance = fit.variance[votes.item]
    rough = votes.by_source(squared + variance) / np.maximum(count, 1)
    relative = squared / np.maximum(rough[votes.source], max(votes.least, TINY))
    wild = float((relative**2).mean() / max(float(relative.mean()) ** 2, TINY))
    # As sure as if all weighed the same: how sure an estimate is mustn't hang on itself.
    apart = np.where(votes.settled, 1.0, 1 - 1 / votes.by_item(one))[votes.item]
    freedom = votes.by_source(apart**2) * (NORMAL - 1) / (max(wild, NORMAL) - 1)
    if not freedom.any():
        return fit.scatter, fit.sure
    left = votes.by_source((1 - own) ** 2)
    seen = votes.by_source(squared - variance * (1 - own))
    seen = np.divide(seen, left, out=rough.copy(), where=left > 0)
    seen = np.maximum(seen, np.maximum(CLOSE * rough, votes.least * (count > 0)))
    found, prior = squeeze(seen, freedom)
    return np.maximum(found, max(votes.least, TINY)), prior + freedom
