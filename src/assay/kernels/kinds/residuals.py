"""How far numbers lie from their predictions, by the scatter that is usual there."""

from dataclasses import dataclass, replace

import numpy as np

from assay.types import Array, Floats

#: Median absolute deviation of a standard normal.
MAD = 0.6744897501960817
#: Items whose predictions are nearest, of which the local scatter is taken, and the least share.
WINDOW, WINDOW_SHARE = 100, 0.05
#: How many items' worth the local scatter is drawn to that of all.
DRAWN = 20.0
#: Wrong numbers scatter at least so many times wider than right ones.
WIDER = 3.0
#: Residuals that the two scatters are fitted on, and fewer than tell nothing; residuals above this
#: are taken as equal.
SAMPLE, FEWEST, FURTHEST = 50_000, 10, 1e5
#: Degrees of freedom of honest scatter: tails no longer than those of a finite variance.
DEGREES = (3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0)
#: From this much evidence for wrong numbers on, probabilities of being wrong are known.
KNOWN = 0.5
#: Nats by which wrong numbers must explain the residuals better than long tails do.
DOUBT = 3.0
#: Share of wrong numbers that are ranked by.
RANKING = 0.05
#: How many right numbers are taken to have been seen before any.
PRIOR = 10.0


def standardised(numbers: Floats, predictions: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (n,) expected number, usual scatter about it, and residual by that scatter.

    The scatter is made of the local median of |residual| among items of near predictions, and of
    how far the r predictions of the item differ from each other. NaN numbers have residual 0.

    Parameters
    ----------
    numbers
        (n,) NaN where there is none.
    predictions
        (n, r)
    """
    expected = np.asarray(predictions.mean(axis=1), np.float64)
    said = np.isfinite(numbers)
    residual = np.where(said, numbers - expected, 0.0)
    doubt = predictions.std(axis=1, ddof=1) if predictions.shape[1] > 1 else np.zeros(len(expected))
    local = local_scatter(residual, expected, said)
    # What models disagree on shows in the residuals too, on average: only more of it adds.
    usual = float(np.median(doubt[said])) if said.any() else 0.0
    scale = np.sqrt(local**2 + np.maximum(doubt**2 - usual**2, 0))
    safe = np.where(scale > 0, scale, 1.0)
    z = np.where(scale > 0, residual / safe, np.where(residual == 0, 0.0, np.sign(residual) * 1e3))
    return expected, scale, z


def local_scatter(residual: Floats, expected: Floats, said: Array) -> Floats:
    """Return (n,) the scatter of residuals about the items whose expected number is nearest.

    The median of |residual| in windows of the sorted expected numbers that overlap by half, taken
    in between by straight lines and drawn to that of all.
    """
    rows = np.flatnonzero(said)
    if not rows.size:
        return np.ones(len(residual))
    order = rows[np.lexsort((np.abs(residual[rows]), expected[rows]))]
    away = np.abs(residual[order])
    whole = float(np.median(away)) / MAD
    if whole == 0:
        whole = float(away.mean())
    size = max(WINDOW, int(WINDOW_SHARE * len(rows)))
    if len(rows) < 2 * size:
        return np.full(len(residual), whole)
    starts = np.arange(0, len(rows) - size + 1, max(1, size // 2))
    middles = np.array([expected[order[s : s + size]].mean() for s in starts])
    local = np.array([np.median(away[s : s + size]) / MAD for s in starts])
    drawn = np.sqrt((size * local**2 + DRAWN * whole**2) / (size + DRAWN))
    return np.asarray(np.interp(expected, middles, drawn))


@dataclass(frozen=True)
class Scatters:
    """How right and wrong numbers scatter about what is expected.

    Parameters
    ----------
    share
        Share of numbers that are wrong, if some are.
    right
        Scatter of right numbers, in units of the usual scatter of their place.
    wrong
        Scatter of wrong numbers, in the unit of the numbers.
    told
        How much the residuals speak for some being wrong, from 0 to 1, and not for honest scatter
        with long tails.
    """

    share: float
    right: float
    wrong: float
    told: float = 1.0

    def ranking(self) -> "Scatters":
        """Return the same scatters where some numbers are wrong for certain."""
        return replace(self, share=max(self.share, RANKING), told=1.0)


def two_scatters(z: Floats, scale: Floats) -> Scatters:
    """Return what residuals `z` in units of `scale` (both (n,)) tell of right and wrong numbers.

    Right ones are normal with the scatter that is usual in their place, wrong ones normal with one
    scatter wherever they are, at least `WIDER` times the usual; fitted by EM, as if `PRIOR` right
    numbers had been seen before, so that data without far numbers give a share near 0. How likely
    that makes the residuals is held against one scatter with long tails, Laplace's or Student's.
    """
    order = np.lexsort((scale, np.abs(z)))
    order = order[:: max(1, len(order) // SAMPLE)]
    near, unit = np.minimum(np.abs(z[order]), FURTHEST), scale[order]
    if len(order) < FEWEST or not unit.max() > 0:
        return Scatters(0.0, 1.0, WIDER * float(unit.max(initial=1.0)), 0.0)
    found = _fitted(near, unit)
    gain = _likelihood(near, unit, found) - _long_tailed(near) - np.log(len(near)) / 2 - DOUBT
    return replace(found, told=float(1 / (1 + np.exp(-np.clip(gain, -50, 50)))))


def _fitted(z: Floats, scale: Floats, rounds: int = 300) -> Scatters:
    """Return the two scatters by EM."""
    square, unit = np.square(z), np.square(scale)
    right = max(float(np.median(z)) / MAD, 1e-3) ** 2
    least = WIDER**2 * float(np.median(unit))
    found = Scatters(0.02, float(np.sqrt(right)), float(2 * np.sqrt(least * right)))
    for _ in range(rounds):
        p = chance_wrong(z, scale, found)
        share = float(p.sum() / (len(p) + PRIOR))
        right = float(((1 - p) * square).sum() / max(float((1 - p).sum()), 1e-12))
        wide = float((p * square * unit).sum() / max(float(p.sum()), 1e-12))
        right, before = max(right, 1e-6), found.share
        found = Scatters(share, float(np.sqrt(right)), float(np.sqrt(max(wide, least * right))))
        if abs(share - before) < 1e-7:
            break
    return found


def _likelihood(z: Floats, scale: Floats, fitted: Scatters) -> float:
    """Return the log-likelihood of residuals `z` under right and wrong scatters."""
    wide = fitted.wrong / np.maximum(scale, 1e-300)
    logs = [
        np.log(max(share, 1e-300)) - np.log(spread) - np.square(z / spread) / 2
        for share, spread in ((1 - fitted.share, fitted.right), (fitted.share, wide))
    ]
    return float((np.logaddexp(*logs) - np.log(2 * np.pi) / 2).sum())


def _long_tailed(z: Floats, rounds: int = 30) -> float:
    """Return the greatest log-likelihood of residuals under Laplace's law or Student's t."""
    from scipy.special import gammaln

    square = np.square(z)
    best = -len(z) * float(np.log(2 * max(float(z.mean()), 1e-12)) + 1)
    for df in DEGREES:
        wide = max(float(np.median(z)) / MAD, 1e-3) ** 2
        for _ in range(rounds):
            wide = max(float((square * (df + 1) / (df + square / wide)).mean()), 1e-12)
        known = gammaln((df + 1) / 2) - gammaln(df / 2) - np.log(df * np.pi * wide) / 2
        tail = (df + 1) / 2 * np.log1p(square / (df * wide)).sum()
        best = max(best, float(len(z) * known - tail))
    return best


def chance_wrong(z: Floats, scale: Floats, fitted: Scatters) -> Floats:
    """Return the probability that numbers with these residuals are wrong.

    >>> fitted = Scatters(0.05, 1.0, 5.0)
    >>> chance_wrong(np.array([0.0, 3.0, 6.0]), np.ones(3), fitted).round(3).tolist()
    [0.01, 0.442, 1.0]
    """
    if fitted.share <= 0:
        return np.zeros(len(z))
    square = np.square(np.minimum(np.abs(z), FURTHEST))
    ratio = fitted.right * np.maximum(scale, 1e-300) / fitted.wrong
    odds = np.log(fitted.share / (1 - fitted.share)) + np.log(ratio)
    odds = odds + square / fitted.right**2 * (1 - np.minimum(ratio, 1) ** 2) / 2
    return np.asarray(fitted.told / (1 + np.exp(-np.clip(odds, -700, 700))))
