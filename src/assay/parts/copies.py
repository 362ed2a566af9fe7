"""Which items are the same thing, or nearly."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Images, Neighbours
from assay.kernels.coincidence import by_coincidence, equal_pairs, scrambled
from assay.parts.alike import close, texts_alike
from assay.types import Array, Bools, Columns, Floats, Ints, Objects

#: Items of the same content that stand together at most: more share a value, not an origin.
MOST = 20
#: Equal pairs for each that comes by coincidence, up to which all may.
COINCIDENT = 3.0


@dataclass(frozen=True, eq=False)
class Copies:
    """Items that are the same thing share a number.

    Parameters
    ----------
    exact
        (n,) items of the same content share a number.
    near
        (n,) the same, and items of nearly the same content too.
    coincidence
        Pairs of equal rows that a table with columns so coarse has by coincidence.
    """

    exact: Ints
    near: Ints
    coincidence: float = 0.0

    @property
    def coarse(self) -> bool:
        """Whether a third or more of the equal pairs come by coincidence."""
        return 0 < equal_pairs(self.exact) <= COINCIDENT * self.coincidence

    @property
    def first(self) -> Ints:
        """The (n,) first of the items that are one thing entered several times, or the item."""
        alone = np.arange(len(self.exact))
        if self.coarse:
            return alone
        _, first, group, size = np.unique(
            self.exact, return_index=True, return_inverse=True, return_counts=True
        )
        return np.asarray(np.where(size[group] <= MOST, first[group], alone))


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
        exact, coincidence = _of_rows(columns)
        return Copies(exact, exact, coincidence)
    elif features is not None:
        exact = _of_features(np.asarray(features))
    else:
        return Copies(np.arange(n_items), np.arange(n_items))
    if neighbours is None or not neighbours.index.size:
        return Copies(exact, exact)
    if images is None and texts is not None:
        return Copies(exact, _joined(exact, texts_alike(texts, exact, neighbours)))
    return Copies(exact, _joined(exact, close(neighbours)))


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
        flat = np.ascontiguousarray(images.pixels).reshape(
            len(images), int(np.prod(images.pixels.shape[1:]))
        )
        keys: list[object] = [blake2b(row.data, digest_size=16).digest() for row in flat]
    else:
        keys = [blake2b(p.read_bytes(), digest_size=16).digest() for p in images.paths or ()]
    return _numbered(keys)


def _of_rows(columns: Columns) -> tuple[Ints, float]:
    """Return the first equal row of every row, and the pairs that coincidence would make equal.

    Rows are found by a hash of their cells, and then held against one another.
    """
    hashes, blank = [], np.ones(len(next(iter(columns.values()))), bool)
    for salt, column in enumerate(columns.values()):
        code, missing = _cells(column)
        blank &= missing
        hashes.append(scrambled(code, salt))
    head = _first(np.asarray(np.sum(hashes, axis=0, dtype=np.uint64)))
    rows = np.flatnonzero(head != np.arange(len(head)))
    for column in columns.values():
        rows = rows[_equal(column[rows], column[head[rows]])]
    rows = rows[~blank[rows]]
    exact = np.arange(len(head))
    exact[rows] = head[rows]
    return exact, by_coincidence(hashes) if rows.size else 0.0


def _of_features(features: Floats) -> Ints:
    """Return the first equal row of every row; one column at a time, to spare memory."""
    total = np.zeros(len(features), np.uint64)
    for salt, column in enumerate(features.T):
        total += scrambled(_cells(column)[0], salt)
    head = _first(total)
    rows = np.flatnonzero(head != np.arange(len(head)))
    rows = rows[(features[rows] == features[head[rows]]).all(axis=1)]
    exact = np.arange(len(head))
    exact[rows] = head[rows]
    return exact


def _first(codes: Array) -> Ints:
    """Return the (n,) first item with each item's code."""
    first, number = np.unique(codes, return_index=True, return_inverse=True)[1:]
    return np.asarray(first[number.ravel()], np.int64)


def _equal(one: Array, other: Array) -> Bools:
    same = np.asarray(one == other, bool)
    return same if one.dtype == object else same | (np.isnan(one) & np.isnan(other))


def _cells(column: Array) -> tuple[Array, Bools]:
    """Return (n,) a 64-bit code of every cell and whether it is missing."""
    if column.dtype == object:
        values = column.tolist()
        place = {value: at for at, value in enumerate(dict.fromkeys(values))}
        codes = np.fromiter((place[v] for v in values), np.uint64, len(values))
        return codes, codes == np.uint64(place.get(None, len(values)))
    numbers = column.astype(np.float64) + 0.0
    missing = np.isnan(numbers)
    return np.where(missing, np.nan, numbers).view(np.uint64), missing


def _joined(exact: Ints, pairs: Ints) -> Ints:
    """Return the numbers of the exact copies, groups that a pair links made one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(exact)
    rows = np.concatenate([np.arange(n), pairs[:, 0]])
    columns = np.concatenate([exact, pairs[:, 1]])
    links = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)
