"""Strings as codes, most frequent first."""

from itertools import islice

import numpy as np

from assay.types import Array, Ints


def factorise(column: Array) -> tuple[Ints, list[str]]:
    """Return (n,) codes and the values they stand for, most frequent first, ties by value.

    Parameters
    ----------
    column
        (n,) of str; None is missing and has code -1.

    Examples
    --------
    >>> codes, values = factorise(np.array(["b", "a", None, "b"], object))
    >>> codes.tolist(), values
    ([0, 1, -1, 0], ['b', 'a'])
    """
    said = column.tolist()
    values = [value for value in dict.fromkeys(said) if value is not None]
    place = {value: code for code, value in enumerate(values)}
    place[None] = len(values)
    first = np.fromiter(map(place.__getitem__, said), np.int32, len(said))
    counts = np.bincount(first, minlength=len(values) + 1)[:-1].tolist()
    order = sorted(range(len(values)), key=lambda code: (-counts[code], str(values[code])))
    rank = np.full(len(values) + 1, -1, np.int32)
    rank[order] = np.arange(len(values), dtype=np.int32)
    return rank[first], [str(values[code]) for code in order]


def coded(column: Array, values: list[str]) -> Ints:
    """Return (n,) the places of a column's values in a list; -1 where one isn't in it.

    Examples
    --------
    >>> coded(np.array(["a", "new", None, "b"], object), ["b", "a"])
    array([ 1, -1, -1,  0], dtype=int32)
    """
    place: dict[str | None, int] = {value: code for code, value in enumerate(values)}
    said = (None if one is None else str(one) for one in column.tolist())
    return np.fromiter((place.get(one, -1) for one in said), np.int32, len(column))


def is_identifier(codes: Ints, values: list[str]) -> bool:
    """Tell whether strings only name the rows: nearly all differ, and they are single words.

    Parameters
    ----------
    codes, values
        From `factorise`.
    """
    known = int((codes >= 0).sum())
    if known < 30 or len(values) < 0.98 * known:
        return False
    words = [len(value.split()) <= 1 for value in islice(values, 1000)]
    return sum(words) >= 0.8 * len(words)
