"""Whether predictions look as if the model had seen the very labels it predicts."""

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.confident import survey
from assay.types import Floats, Ints


def looks_in_sample(labels: Ints, predictions: Floats, neighbours: Neighbours | None = None) -> str:
    """Return why the predictions look in-sample, in words, or "" where they don't."""
    own, best, counts = survey(labels, predictions)
    said = labels >= 0
    n = int(counts.sum())
    if n < 100:
        return ""
    agree = best == labels
    share = float(agree[said].mean())
    confidence = float(own[said].mean())
    if share == 1 and confidence > 0.99:
        return (
            f"the predictions agree with all {n} given labels and give them "
            f"{confidence:.1%} on average"
        )
    if neighbours is None or share <= 0.97:
        return ""
    near = labels[neighbours.index]
    voters = (near >= 0).sum(axis=1)
    against = (near < 0) | ((near == near[:, :1]) & (near != labels[:, None]))
    first = near[:, 0] >= 0 if near.shape[1] else np.zeros(len(labels), bool)
    alone = said & first & (voters >= 5) & against.all(axis=1)
    m = int(alone.sum())
    if m >= 20 and agree[alone].mean() > 0.9:
        return (
            f"of {m} items whose labelled neighbours all carry one other label, "
            f"{agree[alone].mean():.0%} are given their own label by the predictions"
        )
    return ""
