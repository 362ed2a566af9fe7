"""Features bent into waves, so that a linear model of them draws curved borders."""

from dataclasses import dataclass

import numpy as np

from assay.types import Floats

#: Waves that are added; and how many numbers all of them may come to.
MOST, ROOM = 600, 200_000_000
#: The distance of two typical items is this share of the kernel's width.
NEAR = 2 / 3
#: What features are multiplied by beside their waves.
PLAIN = 0.3


@dataclass(frozen=True, eq=False)
class Waves:
    """Directions that features are bent along.

    Products of the waves of two items are nearly exp(-distance^2 / 2 width^2), the width being
    3/2 of the distance of two typical items; regression on them is that with this kernel.

    Parameters
    ----------
    middle, scale
        (d,) features are less the middle, times the scale: two typical items are 1 apart.
    turn, start
        (d, D) and (D,) directions, and where waves begin.
    """

    middle: Floats
    scale: Floats
    turn: Floats
    start: Floats

    def of(self, features: Floats) -> Floats:
        """Return (n, d + D) float32: the features, and cosines of them along the directions."""
        d, count = self.turn.shape
        made = np.empty((len(features), d + count), np.float32)
        plain, bent = made[:, :d], made[:, d:]
        np.subtract(features, self.middle, out=plain)
        plain *= self.scale
        np.matmul(plain, self.turn, out=bent)
        bent += self.start
        np.cos(bent, out=bent)
        bent *= np.float32(np.sqrt(2 / count))
        plain *= np.float32(PLAIN)
        return made


def directions(features: Floats, *, even: bool, seed: int = 0) -> Waves:
    """Return directions for these features.

    Parameters
    ----------
    features
        (n, d).
    even
        All features count alike; otherwise as much as they spread.
    seed
        Draws the directions.
    """
    n, d = features.shape
    middle = features.mean(axis=0, dtype=np.float64)
    spread = features.std(axis=0, dtype=np.float64)
    steady = spread <= 1e-6 * np.maximum(np.abs(middle), 1e-12)
    scale = np.where(steady, 0.0, 1 / np.where(steady | (not even), 1, spread))
    scale /= max(float(np.sqrt(2 * (spread**2 * scale**2).sum())), 1e-12)
    count = int(np.clip(ROOM // max(n, 1), 64, MOST))
    random = np.random.default_rng(seed)
    turn = random.standard_normal((d, count)) * NEAR
    start = random.random(count) * 2 * np.pi
    made = (np.asarray(part, np.float32) for part in (middle, scale, turn, start))
    return Waves(*made)
