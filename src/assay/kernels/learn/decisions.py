"""What to say, given probabilities: no training, arrays in, classes out."""

import numpy as np

from assay.types import Bools, Floats, Ints


def least_cost(proba: Floats, cost: Floats) -> Ints:
    """Return (n,) the answer that costs least on average.

    Parameters
    ----------
    proba
        (n, K) of the truth.
    cost
        (K, A) of answering a where the truth is k; squared distances give Frechet's mean, zeros
        and ones the most probable class.

    Examples
    --------
    >>> far = (np.arange(3)[:, None] - np.arange(3)) ** 2.0
    >>> least_cost(np.array([[0.45, 0.1, 0.45]]), far).tolist()
    [1]
    """
    return np.asarray((proba @ cost).argmin(axis=1))


def reweighted(proba: Floats, prior: Floats, fresh: Floats) -> Floats:
    """Return (n, K) predictions for where classes are as common as `fresh` and not as `prior`."""
    made = proba * (np.asarray(fresh) / np.maximum(prior, 1e-12))
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300))


def complementary_answer(excluded: Floats, exclusions: Floats) -> Ints:
    """Return (n,) the class whose row of exclusions is nearest to what will be ruled out.

    Parameters
    ----------
    excluded
        (n, K) P(ruled out j | features).
    exclusions
        (K, K) P(ruled out j | truth k).
    """
    far = np.abs(excluded[:, None, :] - exclusions).sum(axis=2)
    return np.asarray(far.argmin(axis=1))


def best_cuts(proba: Floats, tags: Floats) -> Floats:
    """Return (K,) the cut of each tag that has the greatest F1 on items whose tags are known.

    Parameters
    ----------
    proba
        (n, K).
    tags
        (n, K) 1 where a tag holds, 0 where it doesn't.
    """
    cuts = np.full(proba.shape[1], 0.5)
    for tag in range(proba.shape[1]):
        order = np.argsort(-proba[:, tag], kind="stable")
        value, hit = proba[order, tag], np.asarray(tags)[order, tag]
        right = np.cumsum(hit)
        if not len(right) or not right[-1]:
            continue
        f1 = 2 * right / (np.arange(1, len(hit) + 1) + right[-1])
        ends = np.append(value[1:] < value[:-1], True)
        best = int(np.argmax(np.where(ends, f1, -1)))
        after = value[best + 1] if best + 1 < len(value) else 0.0
        cuts[tag] = (value[best] + after) / 2
    return cuts


def logit_norm(logits: Floats, power: float = 4.0) -> Floats:
    """Return (n,) confidence: the largest centred logit over their norm of that power."""
    centred = logits - logits.mean(axis=1, keepdims=True)
    norm = np.maximum((np.abs(centred) ** power).sum(axis=1) ** (1 / power), 1e-12)
    return np.asarray(centred.max(axis=1) / norm)


def answered(confidence: Floats, coverage: float) -> Bools:
    """Return (n,) which items to answer so that a share is, the surest; ties by index."""
    chosen = np.zeros(len(confidence), bool)
    chosen[np.argsort(-confidence, kind="stable")[: round(coverage * len(confidence))]] = True
    return chosen


def sharpened(proba: Floats, temperature: float) -> Floats:
    """Return (n, K) to the power of 1 / temperature, scaled to one: below 1 it is surer."""
    logs = np.log(np.maximum(proba, 1e-300))
    # Below any temperature that matters what is not the largest is zero already.
    made = np.exp(
        (logs - logs.max(axis=1, keepdims=True, initial=-np.inf)) / max(temperature, 1e-9)
    )
    return np.asarray(made / made.sum(axis=1, keepdims=True))
