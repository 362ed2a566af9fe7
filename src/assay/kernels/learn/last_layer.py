"""A linear layer under weights of items, and what each weight does to a loss elsewhere."""

import numpy as np

from assay.kernels.learn.posterior import normalised
from assay.types import Floats


def fitted(
    rows: Floats, target: Floats, weight: Floats, ridge: float, start: Floats | None = None
) -> Floats:
    """Return (d, K) of softmax regression: least weighted cross-entropy and squared size.

    Parameters
    ----------
    rows
        (n, d), with a column of ones where there should be a start.
    target
        (n, K) distributions.
    weight
        (n,) how much each item counts; their loss is summed and divided by n.
    ridge
        What half the squared size costs.
    start
        (d, K) where descent begins.
    """
    from scipy.optimize import minimize

    n, shape = len(rows), (rows.shape[1], target.shape[1])

    def cost(flat: Floats) -> tuple[float, Floats]:
        layer = flat.reshape(shape)
        logits = rows @ layer
        top = logits - logits.max(axis=1, keepdims=True)
        log = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
        paid = -(weight * (target * log).sum(axis=1)).sum() / n + ridge / 2 * (flat**2).sum()
        off = weight[:, None] * (np.exp(log) - target)
        return float(paid), (rows.T @ off / n + ridge * layer).ravel()

    begin = np.zeros(shape) if start is None else start
    options = {"maxiter": 500, "ftol": 1e-12, "gtol": 1e-8}
    found = minimize(cost, begin.ravel(), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(shape))


def influence(
    rows: Floats, target: Floats, weight: Floats, layer: Floats, ridge: float, slope: Floats
) -> Floats:
    """Return (n,) how much a loss falls for every unit that an item's weight grows.

    Parameters
    ----------
    rows, target, weight, ridge
        What the layer was fitted to; see `fitted`.
    layer
        (d, K) the least.
    slope
        (d, K) of the loss, at the layer.
    """
    n, (d, k) = len(rows), layer.shape
    proba = normalised(rows @ layer)
    curve = ridge * np.eye(d * k)
    for one in range(k):
        for other in range(one, k):
            part = weight * proba[:, one] * ((one == other) - proba[:, other])
            block = (rows * part[:, None]).T @ rows / n
            curve[one * d : (one + 1) * d, other * d : (other + 1) * d] += block
            if other > one:
                curve[other * d : (other + 1) * d, one * d : (one + 1) * d] += block
    turned = np.linalg.solve(curve, slope.T.ravel()).reshape(k, d).T
    return np.asarray(((proba - target) * (rows @ turned)).sum(axis=1) / n)
