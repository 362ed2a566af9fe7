"""Which items are the same thing, or nearly."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Images, Neighbours
from assay.types import Array, Columns, Floats, Ints, Objects

#: Nearer than this share of the typical distance to a nearest neighbour is nearly the same.
NEAR = 0.1
#: Texts are nearly the same when this share of their runs of five characters agrees.
SHARED = 0.9
SHINGLE = 5


@dataclass(frozen=True, eq=False)
class Copies:
    """Items that are the same thing share a number.

    Parameters
    ----------
    exact
        (n,) items of the same content share a number.
    near
        (n,) the same, and items of nearly the same content too.
    """

    exact: Ints
    near: Ints


def copies(
    n_items: int,
    columns: Columns | None = None,
    texts: Objects | None = None,
    images: Images | None = None,
    features: Floats | None = None,
    neighbours: Neighbours | None = None,
) -> Copies:
    """Return which items are copies of one another.

    Texts are compared without case and runs of white space, pictures by pixels (files by
    bytes), tables by rows, anything else by features. Nearly the same: texts that share
    nine tenths of their runs of five characters; pictures and features much nearer than
    neighbours usually are. Rows of a table that differ in one cell are no copies. An empty
    text, and a row without any value, is nobody's copy.

    Parameters
    ----------
    n_items
        Number of items.
    columns, texts, images, features
        What is known of them; the first that is there of images, texts, columns, features.
    neighbours
        Candidates for near copies.
    """
    if images is not None:
        exact = _of_images(images)
    elif texts is not None:
        exact = _of_texts(texts)
    elif columns:
        exact = _of_rows(columns)
    elif features is not None:
        exact = _of_rows({str(j): column for j, column in enumerate(np.asarray(features).T)})
    else:
        return Copies(np.arange(n_items), np.arange(n_items))
    table = images is None and texts is None and bool(columns)
    if neighbours is None or table or not neighbours.index.size:
        return Copies(exact, exact)
    pairs = (
        _texts_alike(texts, neighbours)
        if images is None and texts is not None
        else _close(neighbours)
    )
    return Copies(exact, _joined(exact, pairs))


def _numbered(keys: list[object]) -> Ints:
    """Return one number for equal keys; None equals nothing."""
    seen: dict[object, int] = {}
    return np.array(
        [at if key is None else seen.setdefault(key, at) for at, key in enumerate(keys)], np.int64
    )


def _of_texts(texts: Objects) -> Ints:
    return _numbered([" ".join(text.casefold().split()) or None for text in texts.tolist()])


def _of_images(images: Images) -> Ints:
    from hashlib import blake2b

    if images.pixels is not None:
        flat = np.ascontiguousarray(images.pixels.reshape(len(images), -1))
        keys: list[object] = [blake2b(row.data, digest_size=16).digest() for row in flat]
    else:
        keys = [blake2b(p.read_bytes(), digest_size=16).digest() for p in images.paths or ()]
    return _numbered(keys)


def _of_rows(columns: Columns) -> Ints:
    """Return a number a row by a hash of its cells; equal hashes are held against the cells."""
    coded = [_cells(column) for column in columns.values()]
    n = len(coded[0][0])
    mixed, blank = np.zeros(n, np.uint64), np.ones(n, bool)
    for code, missing in coded:
        blank &= missing
        mixed = (mixed ^ code) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    first, number = np.unique(mixed, return_index=True, return_inverse=True)[1:]
    head = first[number]
    for code, _ in coded:
        head = np.where(code == code[head], head, np.arange(n))
    return np.where(blank, np.arange(n), head)


def _cells(column: Array) -> tuple[Array, Array]:
    """Return (n,) a 64-bit code of every cell and whether it is missing."""
    if column.dtype == object:
        values = column.tolist()
        place = {value: at for at, value in enumerate(dict.fromkeys(values))}
        codes = np.fromiter((place[v] for v in values), np.uint64, len(values))
        return codes, np.array([v is None for v in values], bool)
    numbers = column.astype(np.float64) + 0.0
    missing = np.isnan(numbers)
    return np.where(missing, np.nan, numbers).view(np.uint64), missing


def _close(neighbours: Neighbours) -> Ints:
    """Return (m, 2) pairs much nearer than neighbours usually are."""
    distance = neighbours.distance.astype(np.float64)
    nearest = distance[:, 0]
    apart = nearest[nearest > 0]
    typical = float(np.median(apart)) if apart.size else 0.0
    item, place = np.nonzero(distance <= NEAR * typical)
    return np.stack([item, neighbours.index[item, place]], axis=1)


def _texts_alike(texts: Objects | None, neighbours: Neighbours) -> Ints:
    """Return (m, 2) pairs of neighbours whose runs of characters mostly agree."""
    distance = neighbours.distance
    limit = float(np.median(distance[:, 0]))
    item, place = np.nonzero(distance <= limit)
    other = neighbours.index[item, place]
    once = item < other
    said = [] if texts is None else texts.tolist()
    kept = [
        (a, b)
        for a, b in zip(item[once].tolist(), other[once].tolist(), strict=True)
        if _same_length(said[a], said[b]) and _jaccard(said[a], said[b]) >= SHARED
    ]
    return np.array(kept, np.int64).reshape(-1, 2)


def _same_length(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHARED * max(len(one), len(other)) > 0


def _jaccard(one: str, other: str) -> float:
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / max(1, len(first | second))


def _shingles(text: str) -> set[str]:
    plain = " ".join(text[:5000].casefold().split())
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}


def _joined(exact: Ints, pairs: Ints) -> Ints:
    """Return the numbers of the exact copies, groups that a pair links made one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(exact)
    rows = np.concatenate([np.arange(n), pairs[:, 0]])
    columns = np.concatenate([exact, pairs[:, 1]])
    links = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)
