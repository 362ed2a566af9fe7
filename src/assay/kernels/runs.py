"""Runs of equal labels in a random order."""

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
