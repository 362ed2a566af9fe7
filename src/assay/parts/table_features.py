"""Features of tables."""

import numpy as np

from assay.types import Array, Bools, Columns, Floats, Ints

#: Codes that a column may have; the last stands for all rarer values.
MOST_CODES = 255


def is_number(column: Array) -> bool:
    """Tell whether a column holds numbers."""
    return column.dtype.kind in "fiub"


def categorical_mask(columns: Columns) -> Bools:
    """Return (c,) which columns hold categories."""
    return np.array([not is_number(column) for column in columns.values()], bool)


def factorise(column: Array) -> tuple[Ints, list[str]]:
    """Return (n,) codes, -1 for missing, and the values, most frequent first."""
    values = column.tolist()
    distinct = [v for v in dict.fromkeys(values) if v is not None and v == v]
    place = {value: code for code, value in enumerate(distinct)}
    codes = np.fromiter((place.get(v, -1) for v in values), np.int32, len(values))
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    order = sorted(range(len(distinct)), key=lambda i: (-counts[i], str(distinct[i])))
    rank = np.empty(len(distinct) + 1, np.int32)
    rank[order] = np.arange(len(distinct), dtype=np.int32)
    rank[-1] = -1
    return rank[codes], [str(distinct[i]) for i in order]


def ordinal(columns: Columns) -> Floats:
    """Return (n, c) float32, NaN for missing."""
    made = []
    for column in columns.values():
        if is_number(column):
            made.append(np.asarray(column, np.float32))
            continue
        codes = np.minimum(factorise(column)[0], MOST_CODES - 1).astype(np.float32)
        codes[codes < 0] = np.nan
        made.append(codes)
    return np.column_stack(made) if made else np.empty((0, 0), np.float32)


def encode(columns: Columns, seed: int) -> Floats:
    """Return (n, d) float32, about one unit of distance a column."""
    blocks = []
    for column in columns.values():
        if is_number(column):
            numbers = np.asarray(column, np.float64)
            known = np.isfinite(numbers)
            if not known.any():
                continue
            low, middle, high = np.quantile(numbers[known], [0.25, 0.5, 0.75])
            wide = (high - low) or (numbers[known].max() - numbers[known].min()) / 2
            if not wide:
                continue
            scaled = np.where(known, (numbers - middle) / wide, 0)
            blocks.append((scaled / np.sqrt(1 + (scaled / 3) ** 2))[:, None])
            continue
        codes, values = factorise(column)
        if 1 < len(values):
            codes = np.minimum(codes, 30)
            blocks.append((codes[:, None] == np.arange(codes.max() + 1)) * 0.5**0.5)
    n = len(next(iter(columns.values())))
    return np.hstack([np.zeros((n, 0)), *blocks]).astype(np.float32)
