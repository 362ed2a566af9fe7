"""How well every tag that is said, or denied, fits its prediction, and what that says of items."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from assay.kernels.confident import TOLERANCE, calibrate, confident_counts, survey, thresholds
from assay.kernels.prune import keep_one, prune_by_noise_rate
from assay.types import Array, Bools, Floats, Ints

Pool = Literal["softmin", "min", "mean", "decay"]

#: Cells of tags that are looked at together.
PIECE = 1 << 18


def pieces(n: int, tags: int) -> Iterator[slice]:
    """Yield slices of rows whose tags are looked at together."""
    step = max(1, PIECE // max(tags, 1))
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


def agreement(tags: Array, proba: Floats) -> Floats:
    """Return (m, K) the probability of what is said of each tag; NaN where nothing is.

    >>> agreement(np.array([[1, 0, -1]]), np.array([[0.9, 0.9, 0.9]])).round(1).tolist()
    [[0.9, 0.1, nan]]
    """
    own = np.where(tags == 1, proba, 1 - proba)
    return np.asarray(np.where(tags >= 0, own, np.nan))


def pooled(own: Floats, pool: Pool, temperature: float, weight: float) -> Floats:
    """Return (m,) one confidence an item from those of its tags (m, K), NaN left out; 1 for none.

    softmin weighs tags by exp((1 - confidence) / temperature); decay goes from the surest tag to
    the least sure and lets each count for `weight`, the surer ones for the rest.
    """
    there = ~np.isnan(own)
    sure = np.where(there, own, 1.0)
    if not own.shape[1]:
        return np.ones(len(own))
    if pool == "min":
        return np.asarray(sure.min(axis=1))
    if pool == "decay":
        order = -np.sort(-sure, axis=1)
        found = order[:, 0].copy()
        for k in range(1, order.shape[1]):
            found += weight * (order[:, k] - found)
        return np.asarray(found)
    heavy = there.astype(np.float64)
    if pool == "softmin":
        worst = 1 - sure.min(axis=1, keepdims=True)
        with np.errstate(over="ignore"):  # a temperature next to none makes it the min
            heavy *= np.exp(((1 - sure) - worst) / temperature)
    total = heavy.sum(axis=1)
    return np.where(total > 0, (heavy * sure).sum(axis=1) / np.maximum(total, 1e-300), 1.0)


def confident_flags(tags: Array, proba: Floats) -> Bools:
    """Return (n, K) the tags that confident learning takes to be wrong, tag by tag."""
    flagged = np.zeros(tags.shape, bool)
    for k in range(tags.shape[1]):
        rows = np.flatnonzero(tags[:, k] >= 0)
        said, both = column(tags, proba, rows, k)
        if not (0 < said.sum() < len(said)):
            continue
        own, best, counts = survey(said, both)
        cut = np.asarray(thresholds(said, own, counts) - TOLERANCE)
        joint = calibrate(confident_counts(said, both, best, cut), counts)
        flagged[rows, k] = prune_by_noise_rate(said, both, own, best, counts, keep_one(joint))
    return flagged


def column(tags: Array, proba: Floats, rows: Ints, k: int) -> tuple[Ints, Floats]:
    """Return one tag as labels (m,) of 0 and 1 with their probabilities (m, 2)."""
    yes = proba[rows, k]
    return tags[rows, k].astype(np.int64), np.stack([1 - yes, yes], axis=1)


def worst_tag(own: Floats) -> Ints:
    """Return (m,) the tag whose confidence is least, the first among equals; 0 for none."""
    if not own.shape[1]:
        return np.zeros(len(own), np.int64)
    return np.asarray(np.where(np.isnan(own), np.inf, own).argmin(axis=1))


def changes(tags: Array, flagged: Bools, names: Sequence[str]) -> Array:
    """Return (n,) what the flags would change of each item, as "+rock, -jazz"; "" for nothing."""
    words = np.full(len(tags), "", object)
    rows, which = np.nonzero(flagged)
    sign = np.where(tags[rows, which] == 1, "-", "+")
    for row, mark, k in zip(rows.tolist(), sign.tolist(), which.tolist(), strict=True):
        words[row] += (", " if words[row] else "") + mark + str(names[k])
    return words
