"""How many items are out of place, from what several detectors say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.errors import DataError
from assay.kernels.estimate.contamination import factor, mixture_draws, normalised
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Array, Count, Floats, Seed

#: Fewer detectors than this, or items, tell nothing.
DETECTORS, ITEMS = 6, 50
#: Items that the mixture is fitted on at most.
FITTED_ON = 2000
DRAWS = 200
#: What is said where nothing is known: the usual guess.
GUESS = 0.1


@dataclass(frozen=True)
class ContaminationFactor(
    Estimator, reads={"labels"}, truth={"one_of", "any_of", "ordered"}, paper="perini2023"
):
    """Estimate the share of items that don't belong, from the scores of many detectors.

    Each item is a point whose coordinates are what the detectors make of it. A mixture of
    Gaussians, of as many components as it takes, is fitted to the points; those whose scores are
    high and vary little are the bad ones. How many of the highest components are bad isn't known:
    each is with a chance that grows with its scores, such that no bad items at all, and more bad
    ones than 15 %, are both improbable beforehand. The posterior is cut at 25 %.

    Equation
    --------
    row    = log(score - least + .01) of each detector, standardised; a Gaussian mixture of the rows
    r[c]   = mean over detectors of mean[c] / (1 + deviation[c]), highest first
    P(component c is bad | the one before is) = 1 / (1 + exp(lift - slope * r[c]))
    lift, slope: P(no component is bad) = none, P(more than 15 % of the items are bad) = high
    value  = mean over draws of the mixture of sum over bad c of weight[c], cut at 25 %

    Assumes
    -------
    Bad items are few, have high scores with most detectors, and are alike enough to be components
    of their own; detectors err in different ways. What is thought beforehand counts for much:
    with few detectors it decides alone, so that with fewer than six nothing is told.

    Cost
    ----
    A variational fit of at most `components` Gaussians in as many dimensions as there are
    detectors, on at most 2,000 items, evenly thinned; the draws cost less.

    Parameters
    ----------
    components
        Most components.
    none
        Chance beforehand that no item is bad.
    high
        Chance beforehand that more than 15 % are.
    seed
        Of the draws.

    Notes
    -----
    Figures: no great help on small sets, where always guessing a tenth is about as good. With few
    detectors what is thought beforehand decides, and a constant is better: nothing is told below
    six. Detectors that are copies of one make it worse.

    References
    ----------
    perini2023

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> far = random.exponential(size=300)
    >>> far[:12] += 20
    >>> said = {f"detector {m}": far + random.uniform(size=300) for m in range(8)}
    >>> found = ContaminationFactor().estimate(scores=said)
    >>> bool(found.low <= 0.04 <= found.high), found.verdict
    (True, 'bounded')
    """

    components: Count = 50
    none: Annotated[float, Interval(ge=1e-6, le=0.5)] = 0.01
    high: Annotated[float, Interval(ge=1e-6, le=0.5)] = 0.01
    seed: Seed = 0

    def estimate(self, scores: Mapping[str, Floats] | Array) -> Estimate:
        """Return the share of bad items.

        `about` holds `detectors`, how many there were, and `shares` (100,), quantiles of the
        posterior.

        Parameters
        ----------
        scores
            (n,) by detector, or (n, M); high is suspect, on any scale.
        """
        table = _table(scores)
        if table.shape[1] < DETECTORS or len(table) < ITEMS:
            return _untold(table.shape[1])
        table = table[:, table.std(axis=0) > 0]
        if table.shape[1] < DETECTORS:
            return _untold(table.shape[1])
        rows = normalised(table)
        # The fit begins from the order of the items: one that the scores alone decide.
        rows = rows[np.lexsort((*rows.T, rows.sum(axis=1)))]
        thin = rows[:: max(1, -(-len(rows) // FITTED_ON))]
        random = np.random.default_rng(self.seed)
        drawn = mixture_draws(thin, self.components, DRAWS, len(rows), random)
        share, chance = factor(drawn, self.none, self.high)
        order = np.argsort(share, kind="stable")
        running = np.cumsum(chance[order])
        at = np.searchsorted(running, [0.025, 0.975]).clip(max=len(order) - 1)
        low, high = share[order][at]
        value = float(chance @ share)
        spots = np.searchsorted(running, (np.arange(100) + 0.5) / 100).clip(max=len(order) - 1)
        return Estimate(
            np.asarray(value), np.asarray(min(low, value)), np.asarray(max(high, value)),
            verdict="bounded", assumes=ASSUMES, settle=SETTLE,
            about={
                "detectors": np.asarray(table.shape[1]), "shares": share[order][spots]
            },
        )  # fmt: skip


ASSUMES = (
    "Bad items are few, at most a quarter, and have high scores with most detectors.",
    "Detectors err in different ways.",
)
SETTLE = "Items drawn at random and checked by a person."


def _table(scores: Mapping[str, Floats] | Array) -> Floats:
    """Return (n, M) finite scores."""
    if isinstance(scores, Mapping):
        columns = [np.asarray(one, np.float64) for one in scores.values()]
        table = np.stack(columns, axis=1) if columns else np.empty((0, 0))
    else:
        table = np.asarray(scores, np.float64)
    if table.ndim != 2 or not np.isfinite(table).all():
        rule = "scores must be finite, (items, detectors)"
        raise DataError("ContaminationFactor", rule, got=f"shape {table.shape}")
    return table


def _untold(detectors: int) -> Estimate:
    return Estimate(
        np.asarray(GUESS), np.asarray(0.0), np.asarray(1.0), verdict="cannot-be-told",
        assumes=ASSUMES,
        settle=f"At least {DETECTORS} detectors that differ and {ITEMS} items are needed; with "
        "fewer, what is thought beforehand decides.",
        about={"detectors": np.asarray(detectors)},
    )  # fmt: skip
