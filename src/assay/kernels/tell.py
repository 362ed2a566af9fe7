"""What a column alone tells of the label."""

import numpy as np

from assay.types import Array, Bools, Floats, Ints

#: Ranges that a column of numbers is cut into at most.
RANGES = 64
#: Share of rows that a renaming of the label may miss: wrong labels, slips of the pen.
SLIPS = 0.005
#: Letters of a key; longer strings are texts.
KEY = 64
#: Digits of a whole number from which on it may be a key though numbers are left out.
DIGITS = 5


def gain(column: Array, labels: Ints, n_classes: int) -> float:
    """Return what a column alone says of the label, out of sample: 0 nothing, 1 everything.

    A random half of the rows teaches, the other is scored.

    Parameters
    ----------
    column
        (n,) numbers with NaN for missing, or objects with None.
    labels
        (n,) class indices, none of them -1.
    n_classes
        Number of classes.
    """
    half = np.random.default_rng(0).permutation(len(labels)) % 2 == 0
    share = np.bincount(labels[half], minlength=n_classes) / max(1, half.sum())
    guess = _by_value if column.dtype == object else _by_range
    right = float((guess(column, labels, half, share) == labels[~half]).mean())
    floor = float((share.argmax() == labels[~half]).mean())
    return (right - floor) / (1 - floor) if floor < 1 else 0.0


def judged_by(labels: Ints, n_classes: int, least: int, most: int) -> tuple[Ints, Floats] | None:
    """Return labelled rows to judge by, and (K,) the share of each class among them.

    None where they are fewer than `least` or all of one class; `most` of them are drawn.
    """
    rows = np.flatnonzero(labels >= 0)
    if len(rows) > most:
        rows = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
    share = np.bincount(labels[rows], minlength=n_classes) / max(1, len(rows))
    return None if len(rows) < least or (share > 0).sum() < 2 else (rows, share)


def _by_value(column: Array, labels: Ints, half: Bools, share: Floats) -> Ints:
    value = numbered(column)
    # Only values that were taught have a row: a column of keys costs no table.
    known, place = np.unique(value[half], return_inverse=True)
    pair = place.ravel().astype(np.int64) * len(share) + labels[half]
    which, count = np.unique(pair, return_counts=True)
    row, k = np.divmod(which, len(share))
    weight = count + share[k]
    order = np.lexsort((-k, weight, row))
    best = np.full(len(known) + 1, int(share.argmax()))
    best[row[order]] = k[order]
    at = np.searchsorted(known, value[~half])
    met = (at < len(known)) & (known[np.minimum(at, len(known) - 1)] == value[~half])
    return np.asarray(best[np.where(met, at, len(known))])


def _by_range(column: Array, labels: Ints, half: Bools, share: Floats) -> Ints:  # noqa: ARG001
    from sklearn.tree import DecisionTreeClassifier

    numbers = np.clip(column.astype(np.float64), -1e30, 1e30)[:, None]
    leaf = max(2, int(half.sum()) // 500)
    tree = DecisionTreeClassifier(max_leaf_nodes=RANGES, min_samples_leaf=leaf, random_state=0)
    return np.asarray(tree.fit(numbers[half], labels[half]).predict(numbers[~half]))


def absent(column: Array) -> Bools:
    """Return (n,) where the column has no value."""
    if column.dtype == object:
        return np.array([value is None for value in column.tolist()], bool)
    return np.isnan(column.astype(np.float64))


def numbered(column: Array) -> Ints:
    """Return (n,) a whole number for each value, in the order of their first appearance.

    >>> numbered(np.array(["b", "a", "b", None], object)).tolist()
    [0, 1, 0, 2]
    """
    values = column.tolist()
    place = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(place.__getitem__, values), np.int64, len(values))


def renames(column: Array, labels: Ints) -> bool:
    """Tell whether the values of a column are the classes under other names, but for slips.

    >>> renames(np.array(["x", "y", "x", "y"], object), np.array([1, 0, 1, 0]))
    True
    """
    if column.dtype == object:
        value = numbered(column)
    else:
        value = np.unique(column, return_inverse=True)[1].ravel().astype(np.int64)
    if not len(value):
        return False
    pair, count = np.unique(value * (int(labels.max()) + 1) + labels, return_counts=True)
    row, k = np.divmod(pair, int(labels.max()) + 1)
    best = _commonest(row, count) & _commonest(k, count)
    return bool(best.sum() > 1 and count[best].sum() >= (1 - SLIPS) * len(labels))


def _commonest(group: Ints, count: Ints) -> Bools:
    """Return (m,) which member of each group has the greatest count, the first among equals."""
    order = np.lexsort((-count, group))
    first = np.ones(len(group), bool)
    first[1:] = np.diff(group[order]) > 0
    found = np.zeros(len(group), bool)
    found[order[first]] = True
    return found


def key_like(seen: Array) -> tuple[int, str]:
    """Return how many values a column has, and in words why they may be a key, or "".

    >>> key_like(np.array(["a7", "b2", "c3"], object))
    (3, ': it names the item')
    """
    if seen.dtype == object:
        number = numbered(seen)
        short = bool(len(seen)) and max(map(len, map(str, seen[:1000].tolist()))) <= KEY
        return int(number.max(initial=-1)) + 1, ": it names the item" if short else ""
    numbers = seen.astype(np.float64)
    distinct = len(np.unique(numbers))
    if distinct < 2:
        return distinct, ""
    if (np.diff(numbers) > 0).all():
        return distinct, ", rising from row to row: it counts the rows, or they are sorted by it"
    whole = bool((numbers == np.rint(numbers)).all())
    digits = np.floor(np.log10(np.maximum(np.abs(numbers), 1.0))) + 1
    alike = digits.min() == digits.max() >= DIGITS
    dense = np.ptp(numbers) < 2 * distinct
    return distinct, ": it names the item" if whole and (dense or alike) else ""
