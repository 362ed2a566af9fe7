"""scikit-learn's handwritten digits, with errors planted in the labels."""

from typing import Any

import numpy as np

from assay.bench.data.predicted import out_of_fold
from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.simulate import ClassDependentNoise, InstanceDependentNoise, PairFlip, SymmetricNoise
from assay.types import Floats, Ints

NOISE: dict[str, Any] = {
    "symmetric": SymmetricNoise,
    "pair-flip": PairFlip,
    "class-dependent": ClassDependentNoise,
    "instance-dependent": InstanceDependentNoise,
}
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
        Who predicts; see `out_of_fold`.
    """
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    features = (pixels / 16).astype(np.float32)
    evidence = planted(truth, features, noise, rate, seed)
    given = {
        "labels": evidence.given,
        "classes": CLASSES,
        "features": features,
        "predictions": out_of_fold(features, evidence, predictions, seed),
    }
    return Problem(given, {"errors": (evidence.given != truth).astype(int)})


def planted(truth: Ints, features: Floats, noise: str, rate: float, seed: int) -> Evidence:
    """Return the labels with noise of one kind."""
    if noise not in NOISE:
        raise SettingError("digits", f"noise must be one of {', '.join(NOISE)}", got=repr(noise))
    simulator = NOISE[noise](rate=rate, seed=seed)
    more = {"features": features} if noise == "instance-dependent" else {}
    evidence: Evidence = simulator.simulate(truth=truth, classes=CLASSES, **more)
    return evidence
