"""The nearest other items of every item."""

from importlib.util import find_spec

import numpy as np

from assay.dataset import Neighbours
from assay.engine import map_shards
from assay.parts.cells import by_cells
from assay.parts.nearest import lifted, measured, smallest
from assay.types import Floats, Ints

#: Neighbours of an item.
K = 10
#: Candidates whose distance is measured: rounding may rank those at the edge wrongly.
CANDIDATES = 16
#: Rows of a shard.
SHARD = 2048
#: All pairs are looked at while items x items x (columns + 24) stays below this.
EXACT = 8e10
#: Items above which the graph of the `ann` extra is the quicker way.
GRAPH = 1_000_000


def neighbours(features: Floats, workers: int | None = None) -> Neighbours:
    """Return the ten nearest other items of every item by Euclidean distance.

    All pairs are compared while that takes about a second: some 28,000 items of 64 columns.
    Above, items are gathered into cells around centres, and the items of the cells nearest
    to an item are compared, which found 99 of 100 neighbours on a table (adult), 98 on
    image features and 97 on sentence embeddings; above a million items the `ann` extra,
    where installed, walks a graph. Distances are exact in each case.

    Parameters
    ----------
    features
        (n, d) finite numbers.
    workers
        Threads; the answer is the same on any number.
    """
    rows = np.ascontiguousarray(features, np.float32)
    n, width = rows.shape
    k = min(K, max(n - 1, 0))
    index, distance = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    if k == 0:
        return Neighbours(index, distance)
    rows = rows - rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    if n * n * (width + 24.0) <= EXACT:
        candidates = _among_all(rows, workers)
    elif n > GRAPH and find_spec("faiss"):
        candidates = _by_graph(rows)
    else:
        candidates = by_cells(rows, min(CANDIDATES, n), workers)

    def measure(items: slice) -> tuple[Ints, Floats]:
        return measured(rows, np.arange(n)[items], candidates[items], k)

    for items, found in zip(_shards(n), map_shards(measure, _shards(n), workers), strict=True):
        index[items], distance[items] = found
    return Neighbours(index, distance)


def _shards(n: int) -> list[slice]:
    return [slice(start, min(start + SHARD, n)) for start in range(0, n, SHARD)]


def _among_all(rows: Floats, workers: int | None) -> Ints:
    queries, members = lifted(rows)
    few = min(CANDIDATES, len(rows))

    def search(items: slice) -> Ints:
        return smallest(queries[items], members, few)[0]

    return np.concatenate(list(map_shards(search, _shards(len(rows)), workers)))


def _by_graph(rows: Floats) -> Ints:
    """Return (n, c) candidates by a graph that is built in one order: on one thread."""
    import faiss
    from threadpoolctl import threadpool_limits

    graph = faiss.IndexHNSWFlat(rows.shape[1], 16)
    graph.hnsw.efConstruction, graph.hnsw.efSearch = 100, 64
    with threadpool_limits(limits=1, user_api="openmp"):
        graph.add(rows)
    return np.asarray(graph.search(rows, CANDIDATES)[1], np.int32)
