"""Errors planted in labels that are taken to be right."""

from collections.abc import Sequence
from typing import Any

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


def told(truth: Ints, labels: Ints) -> dict[str, Any]:
    """Return what metrics compare with where every item's class is known."""
    errors = (labels != truth).astype(int)
    return {"errors": errors, "labels": truth, "rate": float(errors.mean())}
