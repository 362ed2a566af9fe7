"""Two normal clouds that overlap, with their exact posterior as predictions."""

import numpy as np
from scipy.special import expit

from assay.bench.problem import Problem


def gaussians(
    seed: int,
    items: int = 20_000,
    separation: float = 2.0,
    noise: float = 0.0,
    dimensions: int = 4,
) -> Problem:
    """Return labels, features and P(class | features) as it is.

    Without noise every label is right: where the clouds overlap, items of either class lie,
    and whoever takes the less likely of the two for a mistake is wrong.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items
        How many, half in each cloud on average.
    separation
        Distance of the centres in standard deviations, along the first feature.
    noise
        Chance that a label is changed.
    dimensions
        Features; all but the first are the same for both.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, items)
    features = random.standard_normal((items, dimensions))
    features[:, 0] += separation * (truth - 0.5)
    second = expit(separation * features[:, 0])
    labels = np.where(random.random(items) < noise, 1 - truth, truth)
    own = np.where(labels == 1, second, 1 - second)
    kept, taken = own * (1 - noise), (1 - own) * noise
    given = {
        "labels": labels,
        "classes": ("0", "1"),
        "features": features.astype(np.float32),
        "predictions": np.column_stack([1 - second, second]).astype(np.float32),
        "exact": taken / (kept + taken),
    }
    errors = (labels != truth).astype(int)
    return Problem(given, {"errors": errors, "labels": truth, "rate": float(errors.mean())})
