"""Digits whose labels are spoilt, as the reference numbers were measured on."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Head
from assay.model import Model


class Split(NamedTuple):
    """Seven tenths of the digits to learn from and three to test on; pixels in [0, 1]."""

    train: Any
    test: Any
    truth: Any
    answers: Any


class Digits:
    """scikit-learn's 1,797 digits, 64 pixels each, and ways to spoil their labels."""

    names = tuple("0123456789")

    def __init__(self) -> None:
        from sklearn.datasets import load_digits

        pixels, self.classes = load_digits(return_X_y=True)
        self.pixels = (pixels / 16).astype(np.float32)

    def split(self, seed: int = 0) -> Split:
        from sklearn.model_selection import train_test_split

        parts = train_test_split(
            self.pixels, self.classes, test_size=0.3, random_state=seed, stratify=self.classes
        )
        return Split(*parts)

    def head(self, epochs: int = 60, seed: int = 0, **more: Any) -> Head:
        """Return the reference protocol: MLP 64-128-10, Adam 1e-3, batches of 128."""
        return Head(epochs=epochs, batch=128, scaling="none", seed=seed, **more)

    def symmetric(self, truth: Any, rate: float, seed: int = 0) -> Any:
        """Return labels changed to another class with chance `rate`."""
        random = np.random.default_rng(seed)
        flip = random.random(len(truth)) < rate
        labels = truth.copy()
        labels[flip] = (truth[flip] + random.integers(1, 10, flip.sum())) % 10
        return labels

    def pair(self, truth: Any, rate: float, seed: int = 0) -> Any:
        """Return labels changed to the next class with chance `rate`."""
        flip = np.random.default_rng(seed).random(len(truth)) < rate
        return np.where(flip, (truth + 1) % 10, truth)

    def candidates(self, truth: Any, chance: float, seed: int = 0, missing: float = 0.0) -> Any:
        """Return (n, 10) sets that hold the truth, but for a share `missing`."""
        random = np.random.default_rng(seed)
        member = random.random((len(truth), 10)) < chance
        member[np.arange(len(truth)), truth] = True
        for i in np.flatnonzero(random.random(len(truth)) < missing):
            member[i, truth[i]] = False
            free = [k for k in range(10) if not member[i, k] and k != truth[i]]
            member[i, random.choice(free or [(truth[i] + 1) % 10])] = True
        return member

    def sets(self, member: Any) -> Evidence:
        """Return sets of candidates as evidence."""
        return Evidence.soft(np.asarray(member, float), self.names)

    def exclusions(self, *, biased: bool = True) -> Any:
        """Return (10, 10) P(ruled out | truth): all alike, or in thirds of .75, .24 and .01."""
        if not biased:
            return (1 - np.eye(10)) / 9
        random, table = np.random.default_rng(1126), np.zeros((10, 10))
        for k in range(10):
            shares = np.array([0.25, 0.08, 0.01 / 3] * 3)
            random.shuffle(shares)
            table[k] = np.insert(shares, k, 0)
        return table

    def complementary(self, truth: Any, table: Any, seed: int = 0) -> Evidence:
        """Return one "not this class" an item, drawn from a table (10, 10)."""
        random = np.random.default_rng(seed)
        out = np.array([random.choice(10, p=table[t] / table[t].sum()) for t in truth])
        return Evidence.soft(np.eye(10)[out], self.names, negated=True)

    def picked(self, truth: Any, many: int = 200, seed: int = 0) -> Evidence:
        """Return so many odd digits as positives, and the rest unlabelled."""
        labels = np.full(len(truth), -1)
        odd = np.flatnonzero(truth % 2 == 1)
        labels[np.random.default_rng(seed).choice(odd, many, replace=False)] = 1
        return Evidence.labels(labels, ("even", "odd"))

    def bags(self, truth: Any, size: int, seed: int = 0) -> tuple[Any, Any, Any]:
        """Return items that are in bags, their bags, and counts of even and odd ones."""
        n = len(truth) // size * size
        items = np.random.default_rng(seed).permutation(len(truth))[:n]
        bags = np.arange(n) // size
        counts = np.zeros((n // size, 2), int)
        np.add.at(counts, (bags, truth[items] % 2), 1)
        return items, bags, counts

    def accuracy(self, model: Model, seed: int = 0) -> float:
        """Return the share of test digits that the model has right; of odd and even, of those."""
        split = self.split(seed)
        answers = split.answers % 2 if len(model.classes) == 2 else split.answers
        return float((model.predict(split.test) == answers).mean())


@pytest.fixture(scope="session")
def digits() -> Digits:
    """Return the digits."""
    return Digits()
