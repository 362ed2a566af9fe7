"""Distributions over the classes that a fit of predictions and noise gives, in pieces of items."""

from collections.abc import Iterator

import numpy as np

from assay.kernels.confident import pieces
from assay.kernels.label_posterior import LEAST, LabelFit, fit_given, solver
from assay.kernels.noise import confident_joint, noise_matrix
from assay.kernels.sharpness import FLOOR, powered
from assay.types import Floats, Ints


def plain_fit(labels: Ints, predictions: Floats, shrinkage: float = 2.0) -> LabelFit:
    """Return the noise that confident counts give, and power and mixture that fit it.

    Unlike `label_posterior.fit` it doesn't look at some items to judge what others teach, so that
    the order of the items plays no part.
    """
    joint, _, own, best = confident_joint(labels, predictions)
    noise = noise_matrix(joint, shrinkage)
    power, follows = fit_given(labels, predictions, noise)
    return LabelFit(noise, power, follows, own, best)


def truth(predictions: Floats, fitted: LabelFit) -> Iterator[tuple[slice, Floats]]:
    """Yield (m, K) P(truth k | x), the given label unseen, with the items it is of."""
    solve = solver(fitted)
    for piece, u in _sharpened(predictions, fitted):
        z = np.maximum(u @ solve, LEAST)
        yield piece, np.asarray(z / z.sum(axis=1, keepdims=True))


def truth_given(
    labels: Ints, predictions: Floats, fitted: LabelFit
) -> Iterator[tuple[slice, Floats]]:
    """Yield (m, K) P(truth k | x, given label), with the items it is of."""
    columns = np.ascontiguousarray(fitted.noise.T, dtype=np.float32)
    for piece, z in truth(predictions, fitted):
        given = labels[piece]
        z *= np.where((given >= 0)[:, None], columns[given], 1)
        total = z.sum(axis=1, keepdims=True)
        flat = np.full_like(z, 1 / z.shape[1])
        yield piece, np.divide(z, total, out=flat, where=total > 0)


def said(predictions: Floats, fitted: LabelFit) -> Iterator[tuple[slice, Floats]]:
    """Yield (m, K) P(given j | x): how people would label the item, with the items it is of."""
    follows = fitted.follows_truth
    mixed = (1 - follows) * np.eye(len(fitted.noise)) + follows * fitted.noise
    for piece, u in _sharpened(predictions, fitted):
        yield piece, np.asarray(u @ np.asarray(mixed, np.float32))


def _sharpened(predictions: Floats, fitted: LabelFit) -> Iterator[tuple[slice, Floats]]:
    for piece in pieces(predictions):
        logs = np.log(np.maximum(predictions[piece], FLOOR)).astype(np.float32)
        yield piece, powered(logs, fitted.power)
