"""What a prediction and evidence say together."""

import numpy as np

from assay.types import Floats


def normalised(logits: Floats) -> Floats:
    """Return (n, K) probabilities of logits."""
    made = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(made / made.sum(axis=1, keepdims=True))


def posterior(log_proba: Floats, rows: Floats, shift: Floats | None = None) -> Floats:
    """Return (n, K) P(truth | features, evidence), proportional to proba * exp(rows) * exp(shift).

    Cross-entropy at these targets, held fixed, has the slope of minus the log likelihood of the
    evidence (Fisher's identity): correction by a matrix, candidate sets and EM with a step a
    batch are this one line.

    Parameters
    ----------
    log_proba
        (n, K) what the model makes of the features.
    rows
        (n, K) of `likelihood`.
    shift
        (K,) log of how common classes are, over how common they are for the model.

    Examples
    --------
    >>> posterior(np.log([[0.5, 0.5]]), np.log([[0.9, 0.1]])).round(3)
    array([[0.9, 0.1]])
    """
    return normalised(log_proba + rows if shift is None else log_proba + rows + shift)


def log_evidence(log_proba: Floats, rows: Floats) -> Floats:
    """Return (n,) log P(evidence | features): of each row, the log of the sum over classes."""
    total = log_proba + rows
    top = total.max(axis=1, keepdims=True, initial=-np.inf)
    return np.asarray(np.log(np.exp(total - top).sum(axis=1)) + top[:, 0])


def flat_start(rows: Floats, prior: Floats | None = None) -> Floats:
    """Return (n, K) what evidence says by itself, before any model: the posterior at a prior."""
    base = np.zeros(rows.shape[1]) if prior is None else np.log(np.maximum(prior, 1e-300))
    return normalised(rows + base)


def bayes_prior(rows: Floats, rounds: int = 200, tolerance: float = 1e-9) -> Floats:
    """Return (K,) how common classes are, most likely given the rows alone (EM)."""
    prior = np.full(rows.shape[1], 1 / rows.shape[1])
    for _ in range(rounds if len(rows) else 0):
        fresh = flat_start(rows, prior).mean(axis=0)
        if np.abs(fresh - prior).max() < tolerance:
            return np.asarray(fresh)
        prior = fresh
    return prior
