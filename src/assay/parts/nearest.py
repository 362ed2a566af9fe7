"""The nearest rows of a matrix: single precision to choose them, differences to measure them.

Distances by products lose the small ones: two equal rows come out as far apart as rounding
says. So products only choose a few more candidates than are asked for; their distances are
then taken from the differences, which makes equal rows exactly 0 apart.
"""

import numpy as np

from assay.types import Array, Floats, Ints

#: Numbers of a block of distances, small enough to stay near the processor.
BLOCK = 1 << 20


def lifted(rows: Floats) -> tuple[Floats, Floats]:
    """Return rows as queries and as members, (n, d + 1): their product ranks by distance.

    The product is the squared distance less the query's own squared length.
    """
    rows = np.ascontiguousarray(rows, np.float32)
    length = np.einsum("ij,ij->i", rows, rows)
    queries = np.column_stack([rows * np.float32(-2), np.ones(len(rows), np.float32)])
    return queries, np.column_stack([rows, length])


def smallest(queries: Floats, members: Floats, k: int) -> tuple[Ints, Floats]:
    """Return (q, k) columns of the smallest products with the members, and the products.

    Parameters
    ----------
    queries, members
        From `lifted`.
    k
        At most the number of members; the order within a row is not sorted.
    """
    index = np.empty((len(queries), k), np.int32)
    value = np.empty((len(queries), k), np.float32)
    step = max(64, BLOCK // max(1, len(members)))
    transposed = np.ascontiguousarray(members.T)
    for start in range(0, len(queries), step):
        block = slice(start, start + step)
        product = queries[block] @ transposed
        index[block], value[block] = _lowest(product, k)
    return index, value


def _lowest(product: Floats, k: int) -> tuple[Array, Floats]:
    """Return the columns of the k lowest of every row, and these.

    They are in the k groups of lowest minimum, so only those groups are looked through.
    """
    rows, columns = product.shape
    stride = int((columns / (2 * k)) ** 0.5)
    if stride < 2:
        found = _partitioned(product, k)
        return found, np.take_along_axis(product, found, 1)
    groups = columns // stride
    even = groups * stride
    low = product[:, :even].reshape(rows, stride, groups).min(axis=1)
    best = _partitioned(low, k)
    inside = best[:, :, None] + np.arange(stride) * groups
    tail = np.broadcast_to(np.arange(even, columns), (rows, columns - even))
    candidates = np.hstack([inside.reshape(rows, -1), tail])
    values = np.take_along_axis(product, candidates, 1)
    found = _partitioned(values, k)
    return np.take_along_axis(candidates, found, 1), np.take_along_axis(values, found, 1)


def _partitioned(values: Floats, k: int) -> Array:
    if k >= values.shape[1]:
        return np.broadcast_to(np.arange(values.shape[1]), values.shape)
    return np.argpartition(values, k - 1, axis=1)[:, :k]


def under(queries: Floats, members: Floats, limit: Floats) -> tuple[Ints, Ints, Floats]:
    """Return where the products with the members are below a limit.

    Parameters
    ----------
    queries, members
        From `lifted`.
    limit
        (q,) one a query.

    Returns
    -------
    The r queries that have any; (r, w) members, -1 after the last; (r, w) products.
    """
    asked, found, values = [], [], []
    step = max(64, BLOCK // max(1, len(members)))
    transposed = np.ascontiguousarray(members.T)
    for start in range(0, len(queries), step):
        block = slice(start, start + step)
        product = queries[block] @ transposed
        hits = np.flatnonzero(product < limit[block, None])
        row, column = np.divmod(hits, max(1, len(members)))
        asked.append(row + start)
        found.append(column)
        values.append(product.ravel()[hits])
    empty = np.empty(0, np.int64)
    return _ragged(
        np.concatenate([empty, *asked]),
        np.concatenate([empty, *found]),
        np.concatenate([empty.astype(np.float32), *values]),
    )


def _ragged(owner: Ints, found: Ints, values: Floats) -> tuple[Ints, Ints, Floats]:
    """Lay out what each owner has in a row; owners are sorted."""
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    count = np.diff(first, append=len(owner))
    place = np.repeat(np.arange(len(first)), count), np.arange(len(owner)) - np.repeat(first, count)
    shape = len(first), int(count.max(initial=0))
    index, value = np.full(shape, -1, np.int32), np.full(shape, np.inf, np.float32)
    index[place], value[place] = found, values
    return owner[first], index, value


def measured(rows: Floats, items: Ints, candidates: Ints, k: int) -> tuple[Ints, Floats]:
    """Return the k nearest of every item's candidates and their distances, nearest first.

    Parameters
    ----------
    rows
        (n, d) features.
    items
        (q,) items asked about.
    candidates
        (q, c) items; -1 is none; an item itself is left out.
    k
        At most the number of other candidates; ties go to the lower item.
    """
    order = np.sort(candidates, axis=1)
    distance = np.empty(order.shape, np.float64)
    step = max(1, BLOCK // max(1, order.shape[1] * rows.shape[1]))
    for start in range(0, len(items), step):
        block = slice(start, start + step)
        apart = rows[order[block]] - rows[items[block], None]
        distance[block] = np.einsum("ijk,ijk->ij", apart, apart, dtype=np.float64)
    distance[(order < 0) | (order == items[:, None])] = np.inf
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    index = np.take_along_axis(order, nearest, 1).astype(np.int32)
    return index, np.sqrt(np.take_along_axis(distance, nearest, 1)).astype(np.float32)
