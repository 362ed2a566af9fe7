"""Digits of which four a class are labelled, and a tiny line of items."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining


@pytest.fixture(scope="session")
def few(digits: Any) -> Callable[..., Any]:
    """Return a maker of a split and evidence of `each` labels a class."""

    def make(seed: int = 0, each: int = 4) -> tuple[Any, Evidence]:
        split, random = digits.split(seed), np.random.default_rng(seed)
        labels = np.full(len(split.truth), -1)
        for k in range(10):
            some = random.choice(np.flatnonzero(split.truth == k), each, replace=False)
            labels[some] = k
        return split, Evidence.labels(labels, digits.names)

    return make


@pytest.fixture(scope="session")
def plainly() -> Classifier:
    """Return logistic regression on features as they are, as the reference has it."""
    return Classifier(LogisticRegression(C=1.0, max_iter=300))


@pytest.fixture(scope="session")
def gain(few: Any, digits: Any, plainly: Classifier) -> Callable[..., tuple[float, float]]:
    """Return a measure of a learner: its accuracy, and by how much it beats the labels alone."""
    alone: dict[int, float] = {}

    def measure(learner: Any, seeds: range = range(2)) -> tuple[float, float]:
        found = []
        for seed in seeds:
            split, evidence = few(seed)
            if seed not in alone:
                model = PlainTraining().learn(split.train, evidence, plainly)
                alone[seed] = digits.accuracy(model, seed)
            model = learner.learn(split.train, evidence, carrier=plainly)
            found.append((digits.accuracy(model, seed), alone[seed]))
        both = np.mean(found, axis=0)
        return float(both[0]), float(both[0] - both[1])

    return measure


@pytest.fixture
def line() -> tuple[Any, Evidence]:
    """Return six items on a line, the first and the last of them labelled."""
    features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    return features, Evidence.labels(np.array([0, -1, -1, -1, -1, 1]), ("low", "high"))
