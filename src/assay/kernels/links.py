"""Means over the links of a graph, in which nothing of an item itself comes back to it."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, diags_array

from assay.types import Floats, Ints

#: Rows of a square of the graph that are made at a time.
ROWS = 4096


def normalised(graph: csr_array, *, own: bool = False) -> csr_array:
    """Return D^-1/2 A D^-1/2 of the links taken both ways, float32.

    Parameters
    ----------
    graph
        (n, n) weights; of two that go opposite ways the larger counts for both.
    own
        Link every item to itself, with weight one.

    Examples
    --------
    >>> path = csr_array([[0, 1, 0], [0, 0, 0], [0, 4, 0]])
    >>> [[round(v, 2) for v in row] for row in normalised(path).toarray().tolist()]
    [[0.0, 0.45, 0.0], [0.45, 0.0, 0.89], [0.0, 0.89, 0.0]]
    """
    both = csr_array(graph, dtype=np.float32)
    both = csr_array(both.maximum(csr_array(both.T)))
    if own:
        both = csr_array(both + diags_array(np.ones(both.shape[0], np.float32)))
    degree = np.asarray(both.sum(axis=1), np.float64).ravel()
    with np.errstate(divide="ignore"):
        scale = np.where(degree > 0, degree**-0.5, 0.0).astype(np.float32)
    side = diags_array(scale)
    return csr_array(side @ both @ side)


def returns(step: csr_array) -> tuple[Floats, Floats]:
    """Return (n,) what comes back to an item in two steps and in three: the powers' diagonals.

    Parameters
    ----------
    step
        (n, n) symmetric, as from `normalised`.
    """
    n = step.shape[0]
    twice = np.asarray(step.multiply(step).sum(axis=1), np.float32).ravel()
    thrice = np.zeros(n, np.float32)
    for start in range(0, n, ROWS):
        piece = step[start : start + ROWS]
        thrice[start : start + ROWS] = (piece @ step).multiply(piece).sum(axis=1)
    return twice, thrice


def spread(step: csr_array, values: Floats) -> Iterator[Floats]:
    """Yield the values (n, c) after one, two and three steps, without what comes back.

    Parameters
    ----------
    step
        (n, n) symmetric with an empty diagonal.
    values
        Dense.
    """
    twice, thrice = returns(step)
    here = step @ values
    yield here
    here = step @ here
    yield here - twice[:, None] * values
    here = step @ here
    yield here - thrice[:, None] * values


def agreeing(graph: csr_array, labels: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Return (n,) how many linked items have the label wanted of each, and how many have any."""
    both = csr_array(graph + csr_array(graph.T)).tocoo()
    linked = (both.data > 0) & (labels[both.col] >= 0)
    row, label = both.row[linked], labels[both.col[linked]]
    n = len(labels)
    same = np.bincount(row[label == wanted[row]], minlength=n)
    return same, np.bincount(row, minlength=n)
