"""scikit-learn's handwritten digits, with errors planted in the labels."""

import numpy as np

from assay.bench.data.planted import spoilt
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.evidence import Evidence

CLASSES = tuple("0123456789")


def digits(
    seed: int, noise: str = "symmetric", rate: float = 0.1, predictions: str = "assay"
) -> Problem:
    """Return 1,797 digits, some of whose labels are changed.

    Parameters
    ----------
    seed
        Decides which labels are changed, and the folds of the predictions.
    noise
        symmetric, pair-flip, class-dependent or instance-dependent.
    rate
        Chance that a label is changed.
    predictions
        Who predicts; see `audited`.
    """
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    features = (pixels / 16).astype(np.float32)
    made = Dataset(Evidence.labels(truth, CLASSES), features=features, name="digits")
    return spoilt(made, noise, rate, predictions, seed)
