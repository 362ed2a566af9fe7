"""Kinds of source of ordered classes: how far one leans, how widely it scatters, how it slips."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.drawn_together import drawn_together
from assay.types import Bools, Floats

#: What a source may be like, in steps between neighbouring classes: how far it leans, how widely
#: it scatters; and how often it slips, then naming any class, or one above all.
LEANS = np.linspace(-2.0, 2.0, 11)
SCATTERS = np.geomspace(0.2, 4.0, 9)
SLIPS = np.array([0.03, 0.2, 0.6])
#: How often a source whose slips go to one class names that class when it slips.
FAVOURED = 0.9
#: Sources' worth of every kind that is taken to have been seen, over all kinds.
KINDS = 1.0
#: What the matrix that a kind gives may count for in a source's own, in claims a row.
HOLDS = np.geomspace(2, 2000, 13)
#: Sources are worked through in pieces with about this many numbers.
PIECE = 1 << 20
#: So that logarithms are finite.
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Grid:
    """Kinds of source.

    Parameters
    ----------
    lean
        (G,) leaning of every kind.
    matrix
        (G, K, K) P(says j | truth k) at [g, j, k].
    """

    lean: Floats
    matrix: Floats

    @classmethod
    def over(cls, k: int) -> "Grid":
        """Return all kinds for K classes.

        >>> Grid.over(2).matrix.sum(axis=1).round(9).min()
        np.float64(1.0)
        """
        from scipy.special import ndtr

        # Cut points halfway between classes, the outermost at infinity.
        cuts = np.concatenate([[-np.inf], np.arange(k - 1) + 0.5, [np.inf]])
        axes = np.meshgrid(LEANS, SCATTERS, indexing="ij")
        lean, scatter = (axis.ravel()[:, None, None] for axis in axes)
        below = ndtr((cuts[:, None] - np.arange(k)[None, :] - lean) / scatter)
        seen = np.diff(below, axis=1)[:, None]
        slip = np.repeat(SLIPS, k + 1)[:, None, None]
        to = np.vstack([np.full(k, 1 / k), FAVOURED * np.eye(k) + (1 - FAVOURED) / k])
        to = np.tile(to, (len(SLIPS), 1))[:, :, None]
        matrix = ((1 - slip) * seen + slip * to).reshape(-1, k, k)
        return cls(np.repeat(lean.ravel(), len(slip)), matrix)

    def start(self) -> Floats:
        """Return (G,) how common every kind is taken to be: those that lean less more."""
        weight = np.exp(-(self.lean**2) / 2)
        return np.asarray(weight / weight.sum())

    def share(self, total: Floats) -> Floats:
        """Return (G,) how common every kind is, given how many sources (G,) are of it.

        Leanings follow a normal law around none, or the scale could drift with all sources.
        """
        spread = (total @ self.lean**2 + KINDS) / (total.sum() + KINDS)
        shape = total.reshape(len(LEANS), -1).sum(axis=0)
        shape = shape + KINDS / len(shape)
        law = np.maximum(np.exp(-(LEANS**2) / (2 * spread)), TINY)
        return np.outer(law / law.sum(), shape / shape.sum()).ravel()

    def read(self, counts: Floats, share: Floats, heard: Bools) -> tuple[Floats, Floats]:
        """Return the mean table (S*K, K) of what sources may be, and how many are of each kind.

        Parameters
        ----------
        counts
            (S*K, K) expected counts of (source, said) and truth.
        share
            (G,) how common every kind is.
        heard
            (S,) which sources count among the kinds.
        """
        k, size = counts.shape[1], len(self.lean)
        flat = self.matrix.reshape(size, -1)
        logs, common = np.log(flat).T, np.log(share)
        rows, total = counts.reshape(-1, k * k), np.zeros(size)
        table = np.empty_like(rows)
        step = max(1, PIECE // size)
        for start in range(0, len(rows), step):
            here = slice(start, start + step)
            proba = rows[here] @ logs + common
            proba -= proba.max(axis=1, keepdims=True)
            np.exp(proba, out=proba)
            proba /= proba.sum(axis=1, keepdims=True)
            table[here] = proba @ flat
            total += heard[here].astype(np.float64) @ proba
        return table.reshape(-1, k), total


def loosened(counts: Floats, table: Floats, heard: Bools) -> Floats:
    """Return the table (S*K, K) between what kinds of source give and what was counted.

    How closely a source's matrix keeps to the one of its kind is learnt from all sources.
    """
    k = counts.shape[1]
    seen, mean = (
        each.reshape(-1, k, k)[heard].transpose(0, 2, 1).reshape(-1, k) for each in (counts, table)
    )
    mixed, _ = drawn_together(seen, mean, HOLDS)
    found = table.reshape(-1, k, k).copy()
    found[heard] = mixed.reshape(-1, k, k).transpose(0, 2, 1)
    return found.reshape(-1, k)
