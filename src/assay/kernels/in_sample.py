"""Whether predictions look as if the model had seen the very labels it predicts."""

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.confident import survey
from assay.kernels.outlying import deviations
from assay.types import Array, Floats, Ints

#: Robust standard deviations from the neighbours beyond which a number is far.
FAR = 6.0


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


def tags_look_in_sample(
    tags: Array, proba: Floats, neighbours: Neighbours | None = None
) -> tuple[str, int, int]:
    """Return why predictions of tags look in-sample, of how many tags, and how many were judged.

    A tag is judged where it is both said and denied.
    """
    why, which, judged = "", 0, 0
    for k in range(tags.shape[1]):
        said = tags[:, k].astype(np.int64)
        if len(np.unique(said[said >= 0])) < 2:
            continue
        own = np.asarray(proba[:, k], np.float64)
        told = looks_in_sample(said, np.stack([1 - own, own], axis=1), neighbours)
        why, which, judged = why or told, which + bool(told), judged + 1
    return why, which, judged


def numbers_look_in_sample(
    numbers: Floats, predictions: Floats, neighbours: Neighbours | None = None
) -> str:
    """Return why predictions of numbers look in-sample, in words, or "" where they don't.

    They do where they are the given numbers themselves, or where they follow items that their
    neighbours contradict.

    Parameters
    ----------
    numbers
        (n,) NaN where there is none.
    predictions
        (n, r) in the numbers' unit; their mean counts.
    """
    guess = predictions.mean(axis=1)
    said = np.flatnonzero(np.isfinite(numbers))
    if len(said) < 100:
        return ""
    off, spread = np.abs(guess - numbers)[said], float(np.std(numbers[said]))
    if spread > 0 and (off <= 1e-6 * spread).mean() >= 0.99:
        return f"the predictions are the given numbers themselves in {len(said):,} items"
    if neighbours is None or neighbours.index.shape[1] < 5:
        return ""
    near = numbers[neighbours.index[said]]
    told = np.isfinite(near).all(axis=1)
    middle = np.median(near[told], axis=1)
    given, followed = numbers[said][told], guess[said][told]
    beyond = np.abs(deviations(given - middle)) > FAR
    if beyond.sum() < 20:
        return ""
    share = float((np.abs(followed - given) < 0.5 * np.abs(given - middle))[beyond].mean())
    if share <= 0.9:
        return ""
    return (
        f"of {int(beyond.sum())} items whose number is far from those of their neighbours, "
        f"{share:.0%} are given nearly their own number by the predictions"
    )
