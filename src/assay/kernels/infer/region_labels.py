"""Labels of regions, and what they make of a crop."""

import numpy as np

from assay.types import Floats


def strongest(scores: Floats, kept: int) -> Floats:
    """Return scores (..., K) with all but the highest `kept` of each region at minus infinity.

    Among equals the first are kept.
    """
    k = scores.shape[-1]
    if kept >= k:
        return scores
    order = np.argsort(-scores, axis=-1, kind="stable")
    found = np.full(scores.shape, -np.inf, scores.dtype)
    top = order[..., :kept]
    np.put_along_axis(found, top, np.take_along_axis(scores, top, axis=-1), axis=-1)
    return found


def distribution(scores: Floats, temperature: float = 1.0) -> Floats:
    """Return the softmax of scores (..., K); what is at minus infinity has no chance."""
    here = (scores - scores.max(axis=-1, keepdims=True)) / temperature
    np.exp(here, out=here)
    here /= here.sum(axis=-1, keepdims=True)
    return np.asarray(here)


def crop(scores: Floats, overlap: Floats, kept: int = 5, temperature: float = 1.0) -> Floats:
    """Return (c, K) soft labels of crops of one item.

    Scores are pooled by how much of a crop lies in a region and made a distribution after that,
    not before: a region that is unsure has low scores, and says little.

    Parameters
    ----------
    scores
        (R, K) a teacher's scores of the item's regions.
    overlap
        (c, R) how much of each crop lies in each region, at least 0.
    kept
        How many classes of a region are kept; the others count as its lowest kept score.
    temperature
        Scores are divided by it.
    """
    floored = strongest(scores, kept)
    lowest = np.where(np.isfinite(floored), floored, np.inf).min(axis=-1, keepdims=True)
    floored = np.where(np.isfinite(floored), floored, lowest)
    share = overlap / np.maximum(overlap.sum(axis=1, keepdims=True), 1e-12)
    return distribution(share @ floored, temperature)
