"""Sums, maxima and scaling of rows, by columns where rows are short.

numpy works along the last axis; where that has a handful of places, starting costs more than
the work. Nothing here depends on how many threads linear algebra has.
"""

from functools import reduce

import numpy as np

from assay.types import Floats

#: Rows up to this long are worked through by columns.
SHORT = 32
#: Rows are added to in runs of about this many values.
RUN = 1024
#: How many mantissas are multiplied before a logarithm is taken: 2 ** -RUN is still a number.
MANTISSAS = 512


def highest(rows: Floats) -> Floats:
    """Return the greatest value of each row."""
    return np.asarray(reduce(np.maximum, rows.T) if rows.shape[1] <= SHORT else rows.max(axis=1))


def sums(rows: Floats) -> Floats:
    """Return the sum of each row."""
    if not 0 < rows.shape[1] <= SHORT:
        return np.asarray(np.einsum("ij->i", rows))
    total = rows[:, 0].copy()
    for column in rows.T[1:]:
        total += column
    return total


def scale(rows: Floats, factor: Floats) -> None:
    """Multiply each row (m, K) by its factor (m,) in place."""
    if rows.shape[1] > SHORT:
        rows *= factor[:, None]
        return
    for column in rows.T:
        column *= factor


def divide(rows: Floats, total: Floats) -> None:
    """Divide each row (m, K) by its total (m,) in place; equal numbers give exactly one."""
    if rows.shape[1] > SHORT:
        rows /= total[:, None]
        return
    for column in rows.T:
        column /= total


def add_to_each(rows: Floats, row: Floats) -> None:
    """Add one row (K,) to every row (m, K) in place; the rows lie one after the other."""
    m, k = rows.shape
    run = RUN // max(k, 1)
    if run < 2 or not rows.flags.c_contiguous:
        rows += row
        return
    whole = m - m % run
    rows[:whole].reshape(-1, run * k)[:] += np.tile(row, run)
    rows[whole:] += row


def sum_of_logs(values: Floats) -> float:
    """Return the sum of the logarithms of positive numbers, one logarithm for many.

    Examples
    --------
    >>> round(sum_of_logs(np.array([0.5, 4.0, 1e-300])), 9)
    -690.0823807...
    """
    mantissa, exponent = np.frexp(values)
    whole = len(mantissa) - len(mantissa) % MANTISSAS
    products = mantissa[:whole].reshape(-1, MANTISSAS).prod(axis=1)
    logs = np.log(products).sum() + np.log(mantissa[whole:].prod())
    return float(logs + np.log(2.0) * exponent.sum(dtype=np.int64))
