"""Candidates for neighbours among many items: only cells near an item are looked at."""

import warnings
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from assay.engine import map_shards
from assay.parts.nearest import lifted, smallest, under
from assay.types import Floats, Ints

#: Cells that are looked at for every item: so many, and one for every so many columns.
PROBES, COLUMNS_A_PROBE, MOST_PROBES = 8, 24, 24
#: Items a cell that the centres are learnt from.
LEARNT_FROM = 40
#: A cell of more items than this many times the mean is cut: many items may be equal.
FULLEST = 4


def by_cells(rows: Floats, k: int, workers: int | None = None) -> Ints:
    """Return (n, k) items near every item, itself among them; all others if too few are.

    An item is first compared with its own cell; of the other cells only what is nearer than
    the k-th found there is looked at again, which is little.

    Parameters
    ----------
    rows
        (n, d) float32 features about their mean.
    k
        Candidates an item.
    """
    visited = min(PROBES + rows.shape[1] // COLUMNS_A_PROBE, MOST_PROBES)
    order, bounds = _cells(rows, workers)
    queries, members = lifted(rows)
    cells = [order[a:b] for a, b in pairwise(bounds)]
    centres = np.stack([rows[items].mean(axis=0) for items in cells])
    probes = _nearest_centres(queries, centres, min(visited, len(centres)), workers)
    best = np.full((len(rows), k), -1, np.int32)
    value = np.full((len(rows), k), np.inf, np.float32)

    def at_home(items: Ints) -> tuple[Ints, Floats]:
        return smallest(queries[items], members[items], min(k, len(items)))

    for items, (found, low) in zip(cells, map_shards(at_home, cells, workers), strict=True):
        best[items, : low.shape[1]], value[items, : low.shape[1]] = items[found], low
    far = _less(value.max(axis=1), members[:, -1])

    def abroad(visit: tuple[Ints, Ints]) -> tuple[Ints, Ints, Floats]:
        items, asking = visit
        ask, found, low = under(queries[asking], members[items], far[asking])
        return asking[ask], np.where(found < 0, -1, items[found]), low

    visits = list(_visits(probes, cells))
    for ask, found, low in map_shards(abroad, visits, workers):
        values, items = np.hstack([value[ask], low]), np.hstack([best[ask], found])
        keep = np.argpartition(values, k - 1, axis=1)[:, :k]
        best[ask] = np.take_along_axis(items, keep, 1)
        value[ask] = np.take_along_axis(values, keep, 1)
    short = np.flatnonzero((best < 0).any(axis=1))
    best[short] = smallest(queries[short], members, k)[0]
    return best


def _less(far: Floats, length: Floats) -> Floats:
    """Return limits a little lower, so that ties beyond rounding are not looked at again."""
    known = np.isfinite(far)
    far[known] -= np.float32(1e-5) * np.maximum(np.abs(far), length)[known]
    return far


def _visits(probes: Ints, cells: list[Ints]) -> Iterator[tuple[Ints, Ints]]:
    """Yield the items of every cell, and the items of other cells that ask for them."""
    flat = probes.ravel()
    order = np.argsort(flat, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(flat, minlength=len(cells)))])
    home = np.empty(len(probes), np.int32)
    for cell, items in enumerate(cells):
        home[items] = cell
    for cell, items in enumerate(cells):
        asking = (order[starts[cell] : starts[cell + 1]] // probes.shape[1]).astype(np.int32)
        yield items, asking[home[asking] != cell]


def _cells(rows: Floats, workers: int | None) -> tuple[Ints, Ints]:
    """Return the items cell by cell, and where each cell begins."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    n = len(rows)
    count = max(1, int(0.6 * np.sqrt(n)))
    sample = np.sort(np.random.default_rng(0).permutation(n)[: count * LEARNT_FROM])
    learner = KMeans(count, init="random", n_init=1, max_iter=12, random_state=0)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct rows than cells
        centres = learner.fit(rows[sample]).cluster_centers_.astype(np.float32)
    home = _nearest_centres(lifted(rows)[0], centres, 1, workers)[:, 0]
    along = rows @ np.asarray(np.random.default_rng(1).normal(size=rows.shape[1]), np.float32)
    order = np.lexsort((along, home)).astype(np.int32)
    ends = np.flatnonzero(np.diff(home[order])) + 1
    starts = np.concatenate([[0], ends, [n]])
    fullest = FULLEST * -(-n // count)
    cut = [np.arange(a, b, fullest) for a, b in pairwise(starts)]
    return order, np.concatenate([*cut, [n]])


def _nearest_centres(queries: Floats, centres: Floats, k: int, workers: int | None) -> Ints:
    members = lifted(centres)[1]
    step = 8192
    shards = [queries[start : start + step] for start in range(0, len(queries), step)]
    found = map_shards(lambda shard: smallest(shard, members, k)[0], shards, workers)
    return np.concatenate(list(found))
