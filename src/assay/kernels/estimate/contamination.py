"""How many items are out of place: components of a mixture of scores, the highest of them bad."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.types import Floats

#: Share of the items beyond which contamination is unheard of, and what can be drawn at most.
UNHEARD, MOST = 0.15, 0.25
#: Components that hold fewer items than this are noise of the fit.
SMALLEST = 2.0


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws from the posterior of a Dirichlet process mixture of Gaussians.

    Parameters
    ----------
    weight
        (s, c) share of the items in each component.
    value
        (s, c) how high the component's scores are, for how much they vary.
    """

    weight: Floats
    value: Floats


def normalised(scores: Floats) -> Floats:
    """Return (n, M) logarithms of scores above their least, with mean 0 and deviation 1."""
    logs = np.log(scores - scores.min(axis=0) + 0.01)
    spread = logs.std(axis=0)
    return np.asarray((logs - logs.mean(axis=0)) / np.where(spread > 1e-12, spread, 1))


def mixture_draws(
    rows: Floats, components: int, count: int, total: int, random: np.random.Generator
) -> Draws:
    """Return draws of the components' weights and values.

    Parameters
    ----------
    rows
        (n, M) normalised scores.
    components
        Most components.
    count
        Draws.
    total
        Items that the rows stand for.
    random
        Where chance comes from.
    """
    model = _fitted(rows, min(components, len(rows)))
    kept = np.flatnonzero(model.weights_ * total >= SMALLEST)
    weight = _weights(model, count, random)[:, kept]
    value = np.empty((count, len(kept)))
    for at, which in enumerate(kept.tolist()):
        value[:, at] = _values(model, which, count, random)
    return Draws(weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-12), value)


def _fitted(rows: Floats, components: int) -> Any:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import BayesianGaussianMixture
    from threadpoolctl import threadpool_limits

    model = BayesianGaussianMixture(
        n_components=components, weight_concentration_prior_type="dirichlet_process",
        weight_concentration_prior=0.01, max_iter=100, tol=1e-3, random_state=0, reg_covar=1e-4,
    )  # fmt: skip
    # Thousands of products of small matrices: threads would wait for one another most of the time.
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(rows)


def _weights(model: Any, count: int, random: np.random.Generator) -> Floats:
    one, rest = model.weight_concentration_
    stick = random.beta(one, rest, size=(count, len(one)))
    stick[:, -1] = 1
    left = np.cumprod(1 - stick, axis=1)
    return np.asarray(stick * np.concatenate([np.ones((count, 1)), left[:, :-1]], axis=1))


def _values(model: Any, which: int, count: int, random: np.random.Generator) -> Floats:
    """Return (count,) draws of the mean over scores of mean / (1 + deviation) of a component."""
    width = model.means_.shape[1]
    freedom = max(float(model.degrees_of_freedom_[which]), width)
    covariance = model.covariances_[which]
    # Covariances are inverse Wishart: drawn as inverses of Wishart's, by Bartlett's triangle.
    root = np.linalg.cholesky(np.linalg.inv(covariance) / freedom)
    triangle = np.zeros((count, width, width))
    for row in range(width):
        triangle[:, row, row] = np.sqrt(random.chisquare(freedom - row, count))
        triangle[:, row, :row] = random.standard_normal((count, row))
    precision = root @ triangle
    drawn = np.linalg.inv(precision @ np.swapaxes(precision, 1, 2))
    deviation = np.sqrt(np.maximum(np.diagonal(drawn, axis1=1, axis2=2), 0))
    step = np.linalg.cholesky(drawn + 1e-12 * np.eye(width)) @ random.standard_normal(
        (count, width, 1)
    )
    mean = model.means_[which] + step[:, :, 0] / np.sqrt(model.mean_precision_[which])
    return np.asarray((mean / (1 + deviation)).mean(axis=1))


def factor(drawn: Draws, none: float, high: float) -> tuple[Floats, Floats]:
    """Return possible shares of items in bad components, and the chance of each, summing to one.

    Components are bad in the order of their values, each with a chance that grows with its value
    if the one before is. The two constants of that chance are such that in the mean over draws no
    component is bad with chance `none`, and more than UNHEARD of the items with chance `high`.
    Shares above MOST are left out.
    """
    order = np.argsort(-drawn.value, axis=1, kind="stable")
    value = np.take_along_axis(drawn.value, order, axis=1)
    share = np.cumsum(np.take_along_axis(drawn.weight, order, axis=1), axis=1)
    chance = _exactly(value, *_constants(value, share, none, high))
    share = np.concatenate([np.zeros((len(share), 1)), share], axis=1)
    chance = np.where(share <= MOST, chance, 0)
    # Each draw counts alike, whatever was left out of it; where all was, the first is all there is.
    total = chance.sum(axis=1, keepdims=True)
    chance = np.divide(chance, total, out=np.zeros_like(chance), where=total > 1e-300)
    return share.ravel(), np.asarray(chance.ravel() / max(float(chance.sum()), 1e-300))


def _exactly(value: Floats, lift: float, slope: float) -> Floats:
    """Return (s, c + 1) the chance that exactly the first 0..c components are bad."""
    chance = 1 / (1 + np.exp(np.clip(lift - slope * value, -500, 500)))
    run = np.concatenate([np.ones((len(value), 1)), np.cumprod(chance, axis=1)], axis=1)
    end = np.concatenate([1 - chance, np.ones((len(value), 1))], axis=1)
    return np.asarray(run * end)


def _constants(value: Floats, share: Floats, none: float, high: float) -> tuple[float, float]:
    """Return lift and slope that fulfil both conditions, or come nearest."""
    from scipy.optimize import brentq, minimize_scalar

    first = value[:, 0]

    def lift_for(slope: float) -> float:
        def off(lift: float) -> float:
            return float((1 / (1 + np.exp(np.clip(slope * first - lift, -500, 500)))).mean() - none)

        return float(brentq(off, -2000.0, 2000.0))

    def miss(log_slope: float) -> float:
        slope = float(np.exp(log_slope))
        exactly = _exactly(value, lift_for(slope), slope)
        beyond = (exactly[:, 1:] * (share > UNHEARD)).sum(axis=1).mean()
        return float((np.log(beyond + 1e-12) - np.log(high)) ** 2)

    grid = np.linspace(-3, 5, 41)
    near = float(grid[int(np.argmin([miss(at) for at in grid]))])
    found = minimize_scalar(miss, bounds=(near - 0.2, near + 0.2), method="bounded")
    slope = float(np.exp(found.x))
    return lift_for(slope), slope
