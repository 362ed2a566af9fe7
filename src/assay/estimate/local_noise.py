"""The noise matrix of every region, drawn to that of all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.estimate.high_order_consensus import CLUSTERED, FEWEST, SETTLE, SHARED, untold
from assay.kernels.estimate import consensus as kernel
from assay.kernels.estimate.cell_interval import by_variance
from assay.kernels.estimate.information import variance
from assay.kernels.estimate.kruskal import dominant
from assay.kernels.interval import wilson
from assay.kernels.regions import regions
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Count, Floats, Ints

#: Strengths of which the likeliest is taken: how many labels' worth regions are drawn by.
STRENGTHS = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1280.0, 5120.0, 20480.0)
FIRST = 20.0


@dataclass(frozen=True)
class LocalNoise(Estimator, reads={"labels"}, truth={"one_of", "ordered"}, paper="zhu2021"):
    """Estimate a noise matrix for every region of the features, drawn to that of all items.

    Items are cut into regions of like items, by halves. In each, the agreement of an item's label
    with those of its two nearest neighbours gives a noise matrix, as in `HighOrderConsensus`, but
    drawn towards the matrix of all items by so many labels' worth as makes the regions' labels
    likeliest: by much where regions differ no more than chance has it, by little where noise
    depends on what the item looks like. No predictions are needed, so that none can have learnt
    the noise.

    Equation
    --------
    P(a, b, c | region) = sum over k of prior_r[k] * T_r[k, a] * T_r[k, b] * T_r[k, c]
    T_r[k]   ~ counts of the region's labels by truth k + strength * T[k],   T that of all items
    value[k, j] = sum over regions of n_r * prior_r[k] * T_r[k, j] / sum of n_r * prior_r[k]
    strength = the one of largest Dirichlet-multinomial likelihood of the counts

    Assumes
    -------
    Within a region, which label an item is given depends on its true class alone; an item and its
    two nearest neighbours are of one class, and overlap counts as noise; each class is given its
    own label most often.

    Cost
    ----
    Time O(n d^2) for the regions and O(rounds m K) a region, of which there are at most 64.

    Parameters
    ----------
    size
        Fewest items of a region.

    Notes
    -----
    Figures: a test plants little noise in one half and much in the other, and holds the rates of
    regions far nearer to the truth than the rate of all.

    References
    ----------
    zhu2021

    Examples
    --------
    >>> import numpy as np
    >>> y, x = np.repeat([0, 1], 40), np.repeat([[0.0], [9.0]], 40, axis=0)
    >>> near = Neighbours(np.array([[i ^ 1, i ^ 2] for i in range(80)]), np.zeros((80, 2)))
    >>> found = LocalNoise(size=40).estimate(y, x, near)
    >>> found.about["rate"].max() < 0.05, found.about["matrices"].shape
    (np.True_, (2, 2, 2))
    """

    size: Count = 200

    def estimate(
        self,
        labels: Ints,
        features: Floats,
        neighbours: Neighbours | None = None,
        classes: Sequence[object] | None = None,
    ) -> Estimate:
        """Return P(given j | truth k) at [k, j], the mean over regions.

        `about` holds `region` (n,), `matrices` (C, K, K), `priors` (C, K), the share of wrong
        labels in each region `rates`, `low_rates` and `high_rates` (C,) and of every item's
        region `rate` (n,), `joint`, `prior` and `strength`, labels' worth that regions are drawn
        by.
        """
        k = max(2, int(labels.max(initial=-1)) + 1, len(classes or ()))
        index = np.empty((len(labels), 0), int) if neighbours is None else neighbours.index
        items, triples = kernel.of_neighbours(labels, index)
        if len(triples) < FEWEST:
            return untold(k, f"Fewer than {FEWEST} items have a label and two neighbours: {SETTLE}")
        region = regions(features, self.size)
        table = kernel.tabulate(triples, k)
        whole = kernel.fit(table, k)
        spread = variance(table, whole, SHARED)[0]
        cells = [triples[region[items] == r] for r in range(int(region.max()) + 1)]
        strength, found = _fitted(cells, k, whole)
        size = np.array([len(cell) for cell in cells])[:, None]
        matrices = np.stack([one.noise[0] for one in found])
        priors = np.stack([one.prior for one in found])
        mass = (size * priors)[:, :, None]
        value = (mass * matrices).sum(axis=0) / mass.sum(axis=0)
        prior = (mass.sum(axis=0) / mass.sum())[:, 0]
        low, high = by_variance(value, spread, len(triples) * prior[:, None])
        told = bool(dominant(value).all())
        return Estimate(
            value, low if told else np.zeros_like(low), high if told else np.ones_like(high),
            verdict="bounded" if told else "cannot-be-told", assumes=ASSUMES, settle=SETTLE,
            about=_about(region, matrices, priors, size[:, 0] / SHARED, strength)
            | {"joint": prior[:, None] * value, "prior": prior},
        )  # fmt: skip


ASSUMES = (
    "Within a region, which label an item is given depends on its true class alone.",
    "Each class is given its own label most often.",
    CLUSTERED,
)


def _fitted(
    cells: list[Ints], k: int, whole: kernel.Consensus
) -> tuple[float, list[kernel.Consensus]]:
    """Return the likeliest strength, and what each region's triples say drawn by it."""
    tables = [kernel.tabulate(cell, k) for cell in cells]
    towards = whole.noise[0]
    if len(tables) == 1:
        return STRENGTHS[-1], [whole]
    found = [kernel.fit(t, k, towards=towards, weight=FIRST) for t in tables]
    counts = np.stack(
        [len(c) * one.prior[:, None] * one.noise[0] for c, one in zip(cells, found, strict=True)]
    )
    likely = [_likelihood(counts, towards * strength) for strength in STRENGTHS]
    best = STRENGTHS[int(np.argmax(likely))]
    return best, [kernel.fit(t, k, towards=towards, weight=best) for t in tables]


def _likelihood(counts: Floats, drawn: Floats) -> float:
    """Return the log-chance of (C, K, K) counts whose rows are drawn around `drawn` (K, K)."""
    from scipy.special import gammaln

    drawn = np.maximum(drawn, 1e-3)
    cells = gammaln(counts + drawn) - gammaln(drawn)
    rows = gammaln(drawn.sum(axis=1)) - gammaln((counts + drawn).sum(axis=2))
    return float(cells.sum() + rows.sum())


def _about(
    region: Ints, matrices: Floats, priors: Floats, worth: Floats, strength: float
) -> dict[str, Floats | Ints]:
    right = np.einsum("ck,ckk->c", priors, matrices)
    trials = worth + min(strength, float(worth.sum()))
    low, high = wilson((1 - right) * trials, trials)
    return {
        "region": region, "matrices": matrices, "priors": priors, "rates": 1 - right,
        "low_rates": low, "high_rates": high, "rate": (1 - right)[region],
        "strength": np.asarray(strength),
    }  # fmt: skip
