"""Variances of many groups, each drawn towards the average as far as all of them ask (Smyth)."""

import numpy as np

from assay.types import Floats

#: Most degrees of freedom that the average counts for; more is as good as one variance for all.
MOST = 1e6


def squeeze(variance: Floats, freedom: Floats, fewest: float = 0.0) -> tuple[Floats, float]:
    """Return (g,) variances drawn towards their average, and what the average counts for.

    The true variances are taken to follow a scaled inverse chi-square law, whose middle and
    degrees of freedom are learnt from mean and spread of the log variances. What a group has seen
    counts as its own degrees of freedom, what the others have seen as those learnt. Groups of no
    degrees of freedom, or whose variance isn't above zero, get the average.

    Parameters
    ----------
    variance
        (g,) variance seen in each group.
    freedom
        (g,) degrees of freedom it was seen with.
    fewest
        Least degrees of freedom that the average counts for.

    Examples
    --------
    >>> found, prior = squeeze(np.array([1.0, 1.0, 4.0, 4.0]), np.full(4, 1e6))
    >>> found.round(2).tolist()
    [1.0, 1.0, 4.0, 4.0]
    >>> squeeze(np.array([0.9, 1.1, 1.0]), np.full(3, 4.0))[0].round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    from scipy.special import digamma, polygamma

    there = (freedom > 0) & (variance > 0) & np.isfinite(variance)
    if not there.any():
        return np.ones_like(variance), 0.0
    half = freedom[there] / 2
    logs = np.log(variance[there]) - digamma(half) + np.log(half)
    # Groups that saw little say little of the middle and of the spread.
    noise = polygamma(1, half)
    weight = 1 / (noise + max(float(logs.var()), 1e-6))
    middle = float(np.average(logs, weights=weight))
    groups = float(weight.sum() ** 2 / (weight**2).sum())
    spread = float(np.average((logs - middle) ** 2, weights=weight))
    spread = spread * groups / max(groups - 1, 1e-9) - float(np.average(noise, weights=weight))
    prior = MOST
    if groups > 1 + 1e-9 and spread > 0:
        prior = min(max(2 * inverse_trigamma(spread), fewest), MOST)
    if prior >= MOST:  # one variance for all, which the mean tells better than the logs
        same = float(np.average(variance[there], weights=freedom[there]))
        return np.full_like(variance, same), MOST
    scale = float(np.exp(middle + digamma(prior / 2) - np.log(prior / 2)))
    seen = np.where(there, variance * freedom, 0.0)
    known = np.where(there, freedom, 0.0)
    return np.asarray((prior * scale + seen) / (prior + known)), prior


def inverse_trigamma(value: float) -> float:
    """Return x with trigamma(x) = value, by Newton's method on 1 / trigamma.

    >>> round(inverse_trigamma(np.pi**2 / 6), 6)
    1.0
    """
    from scipy.special import polygamma

    x = 0.5 + 1 / value
    for _ in range(50):
        here = float(polygamma(1, x))
        step = here * (1 - here / value) / float(polygamma(2, x))
        x += step
        if abs(step) < 1e-10 * x:
            break
    return x
