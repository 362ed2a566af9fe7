"""Runs of equal labels in a random order."""

from math import ceil, sqrt

from assay.types import Floats


def pairs_alike(count: Floats) -> tuple[float, float]:
    """Return mean and variance of the neighbouring pairs of one class in a random order.

    Parameters
    ----------
    count
        (K,) items of each class, as floats; at least 4 in all.
    """
    n = count.sum()
    pairs = count * (count - 1)
    p = pairs.sum() / (n * (n - 1))
    triples = (pairs * (count - 2)).sum() / (n * (n - 1) * (n - 2))
    fours = (
        pairs.sum() ** 2 - (pairs * pairs).sum() + (pairs * (count - 2) * (count - 3)).sum()
    ) / (n * (n - 1) * (n - 2) * (n - 3))
    mean = (n - 1) * p
    second = mean + 2 * (n - 2) * triples + (n - 2) * (n - 3) * fours
    return float(mean), float(second - mean**2)


def deviations(same: int, mean: float, variance: float) -> float:
    """Return how many standard deviations the pairs of one class are from the mean.

    Pairs of a rare class come like rare events, which have a longer tail to the right than the
    normal distribution: there the number is that of a normal with the chance that Poisson's
    distribution gives. Two adjacent items of a rare class make two pairs, hence the halves.
    """
    from scipy.stats import norm, poisson

    if variance <= 0:
        return 0.0
    plain = (same - mean) / sqrt(variance)
    rate = variance / 4
    chance = poisson.sf(ceil((same - mean) / 2 + rate) - 1, rate)
    return float(min(plain, norm.isf(chance))) if plain > 0 else plain
