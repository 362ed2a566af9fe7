"""The share of labels that are wrong."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.label_posterior import confident_joint, noise_matrix, probability_wrong, temperature
from assay.kernels.interval import DEVIATE, clopper_pearson
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints


@dataclass(frozen=True)
class ErrorRate(Estimator, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Estimate the share of labels that are wrong, with the range that can be known."""

    def estimate(self, labels: Ints, predictions: Floats, gold: Ints | None = None) -> Estimate:
        """Return the share of wrong labels among the labelled."""
        joint, _, _, best = confident_joint(labels, predictions)
        noise = noise_matrix(joint)
        power = temperature(labels, predictions)
        wrong, _ = probability_wrong(labels, predictions, power, noise)
        said = labels >= 0
        n = int(said.sum())
        if n < 30:
            return _unknown(n, float(wrong[said].mean()) if n else 0.0)
        unlike = (best != labels) & said
        high = float(clopper_pearson(unlike.sum(), n)[1])
        low = _core(unlike[said], predictions[said].max(axis=1), best[said])
        value = float(np.clip(wrong[said].mean(), low, high))
        checks = np.array(min(n, int(np.ceil(DEVIATE**2 * value * (1 - value) / 1e-4))))
        return Estimate(
            np.array(value), np.array(low), np.array(high),
            assumes=("The predictions are out of sample.",),
            settle=f"{checks} labels drawn at random and checked by a person.",
            about={"gold_checks": checks},
        )  # fmt: skip


def _unknown(n: int, value: float) -> Estimate:
    return Estimate(
        np.array(value), np.array(0.0), np.array(1.0), verdict="cannot-be-told",
        settle="At least 30 labelled items.", about={"gold_checks": np.array(n)},
    )  # fmt: skip


def _core(unlike: Floats, top: Floats, best: Ints) -> float:
    order = np.argsort(-top, kind="stable")
    hits = np.cumsum(unlike[order])
    sizes, size = [], len(order) // 2
    while size >= max(50, len(order) // 100):
        sizes.append(size)
        size //= 2
    if not sizes:
        return 0.0
    at = np.array(sizes)
    return float(clopper_pearson(hits[at - 1], at)[0].min())
