"""Digits with wrong labels, as the figures of noise matrices are measured on."""

from typing import Any

import numpy as np
import pytest


def flipped(truth: Any, noise: Any, seed: int) -> Any:
    """Return labels drawn from the rows of `noise`."""
    chance = np.random.default_rng(seed).random(len(truth))
    drawn = (chance[:, None] > noise[truth].cumsum(axis=1)).sum(axis=1)
    return drawn.clip(0, len(noise) - 1)


def matrix(kind: str, rate: float, k: int = 10) -> Any:
    """Return a noise matrix, symmetric or of pairs."""
    other = np.roll(np.eye(k), 1, axis=1) if kind == "pair" else (1 - np.eye(k)) / (k - 1)
    return (1 - rate) * np.eye(k) + rate * other


class Digits:
    """The digits, their nearest neighbours, and noise."""

    def __init__(self) -> None:
        from sklearn.datasets import load_digits
        from sklearn.neighbors import NearestNeighbors

        from assay.dataset import Neighbours

        self.x, self.y = load_digits(return_X_y=True)
        distance, index = NearestNeighbors(n_neighbors=11).fit(self.x).kneighbors(self.x)
        self.neighbours = Neighbours(index[:, 1:], distance[:, 1:])

    def noisy(self, kind: str, rate: float, seed: int = 0) -> tuple[Any, Any]:
        """Return the noise and labels drawn from it."""
        noise = matrix(kind, rate)
        return noise, flipped(self.y, noise, seed)

    def predictions(self, labels: Any) -> Any:
        """Return out-of-fold probabilities of a model of these labels."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_predict

        model = LogisticRegression(max_iter=300, C=0.1)
        return cross_val_predict(model, self.x / 16, labels, cv=5, method="predict_proba")


@pytest.fixture(scope="session")
def digits() -> Digits:
    """Return the digits."""
    return Digits()


@pytest.fixture(scope="session")
def draw() -> Any:
    """Return the function that draws labels."""
    return flipped
