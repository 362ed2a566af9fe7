"""Errors planted in labels that are taken to be right."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.problem import Problem
from assay.dataset import Dataset
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


def planted(
    truth: Ints, classes: Sequence[str], features: Floats, noise: str, rate: float, seed: int
) -> Evidence:
    """Return the labels with noise of one kind.

    Parameters
    ----------
    truth
        (n,) classes taken to be right.
    classes
        Their names.
    features
        (n, d) numbers that instance-dependent noise goes by.
    noise
        symmetric, pair-flip, class-dependent or instance-dependent.
    rate
        Chance that a label is changed.
    seed
        Decides which.
    """
    if noise not in NOISE:
        raise SettingError("bench", f"noise must be one of {', '.join(NOISE)}", got=repr(noise))
    simulator = NOISE[noise](rate=rate, seed=seed)
    more = {"features": features} if noise == "instance-dependent" else {}
    evidence: Evidence = simulator.simulate(truth=truth, classes=classes, **more)
    return evidence


def spoilt(data: Dataset, noise: str, rate: float, predictions: str, seed: int) -> Problem:
    """Return a data set whose labels are taken to be right, with errors planted in them.

    Parameters
    ----------
    data
        Labels and features.
    noise, rate, seed
        As for `planted`; the seed decides the folds of the predictions too.
    predictions
        Who predicts; see `audited`.
    """
    truth = np.asarray(data.labels)
    features: Floats = np.asarray(data.features)
    evidence = planted(truth, data.classes, features, noise, rate, seed)
    made = audited(data.replace(evidence=evidence), predictions, seed)
    return Problem(made, told(truth, evidence.given))


def told(truth: Ints, labels: Ints) -> dict[str, Any]:
    """Return what metrics compare with where every item's class is known.

    `noise` (K, K) holds the share of each class at [class, label].
    """
    errors = (labels != truth).astype(int)
    classes = int(max(truth.max(initial=0), labels.max(initial=0))) + 1
    known = (truth >= 0) & (labels >= 0)
    pairs = np.bincount((truth * classes + labels)[known], minlength=classes**2)
    pairs = pairs.reshape(classes, classes)
    noise = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1)
    return {"errors": errors, "labels": truth, "rate": float(errors.mean()), "noise": noise}
