"""What predicts beside a network: a linear model of features and of waves of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.types import Array, Features, Floats

#: Rows that are predicted at a time.
PIECE = 1 << 14


@dataclass(frozen=True, eq=False)
class Curve:
    """A linear model of features and of waves of them (see `assay.kernels.learn.waves`).

    Parameters
    ----------
    middle, scale
        (d,) features are less the middle, times the scale.
    turn, start
        (d, D) and (D,) directions of the waves, and where they begin.
    plain
        What the features themselves are multiplied by.
    weights, begin
        (d + D, K) and (K,) of the logits.
    """

    middle: Floats
    scale: Floats
    turn: Floats
    start: Floats
    plain: float
    weights: Floats
    begin: Floats

    def outputs(self, features: Features) -> Floats:
        """Return (n, K) probabilities."""
        found = np.empty((features.shape[0], len(self.begin)))
        for at in range(0, len(found), PIECE):
            piece = features[at : at + PIECE]
            piece = piece.toarray() if hasattr(piece, "toarray") else piece
            rows = (np.asarray(piece, np.float32) - self.middle) * self.scale
            bent = np.cos(rows @ self.turn + self.start) * np.sqrt(2 / len(self.start))
            d = len(self.middle)
            told = (rows * self.plain) @ self.weights[:d] + bent @ self.weights[d:]
            found[at : at + PIECE] = told + self.begin
        found = np.exp(found - found.max(axis=1, keepdims=True, initial=-np.inf))
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, Array]:
        """Return what it is saved as."""
        return {f"curve-{name}": np.asarray(value) for name, value in vars(self).items()}


@dataclass(frozen=True, eq=False)
class Blend:
    """Two that predict in different ways, and the mean of what they say.

    Parameters
    ----------
    one, curve
        They.
    """

    one: Any
    curve: Curve

    def outputs(self, features: Features) -> Floats:
        """Return (n, K), the mean of both."""
        return np.asarray((self.one.outputs(features) + self.curve.outputs(features)) / 2)

    def arrays(self) -> dict[str, Array]:
        """Return what it is saved as."""
        return {**self.one.arrays(), **self.curve.arrays()}


def blended(one: Any, arrays: Mapping[str, Array]) -> Any:
    """Return a body with the curve that was saved beside it, if there was any."""
    bent = {n.partition("-")[2]: a for n, a in arrays.items() if n.startswith("curve-")}
    if not bent:
        return one
    plain = float(bent.pop("plain"))
    return Blend(one, Curve(plain=plain, **bent))
