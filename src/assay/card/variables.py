"""Variables and statistics: what each column holds, what it tells of the label, and of others."""

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.kernels.tell import gain, judged_by
from assay.report.plain import number, word
from assay.types import Array, Columns, Ints

#: Columns that are told, rows that are looked at for what goes with what, ranges of a number.
MOST, ROWS, RANGES = 100, 20_000, 8
#: Columns of which every pair is looked at, pairs that are told, and how closely they must go.
PAIRED, PAIRS, CLOSE = 40, 8, 0.1
#: A value is named where so many have it; rarer ones may name somebody.
COMMON, LETTERS = 10, 40
#: Fewest labelled items to say what a column tells of the label.
LEAST = 50


def variables(data: Dataset, personal: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the variables of a data set with their statistics, as plain values.

    Parameters
    ----------
    data
        The data.
    personal
        Columns that hold what reaches a person: none of their values is quoted.
    """
    rows = [_column(name, column, name in personal) for name, column in _listed(data)]
    told = _told(data, list(data.columns)[:MOST])
    for one in rows:
        one["tells"] = told.get(one["name"])
    return {
        "rows": rows,
        "n": len(data.columns) + (data.texts is not None),
        "pairs": _pairs(data.columns),
        "sampled": min(ROWS, data.n_items),
    }


def _listed(data: Dataset) -> list[tuple[str, Array]]:
    texts: list[tuple[str, Array]] = []
    if data.texts is not None:
        texts = [("text", data.texts)]
    return [*texts, *list(data.columns.items())[:MOST]]


def _column(name: str, column: Array, secret: bool) -> dict[str, Any]:  # noqa: FBT001
    made: dict[str, Any] = {"name": word(name), "n": len(column)}
    if column.dtype != object:
        there = column[np.isfinite(column.astype(np.float64))].astype(np.float64)
        made |= {"type": "number", "missing": len(column) - len(there),
                 "distinct": len(np.unique(there))}  # fmt: skip
        if len(there) and not secret:
            low, middle, high = (float(np.quantile(there, q)) for q in (0, 0.5, 1))
            made |= {"least": number(low), "median": number(middle), "most": number(high),
                     "counts": _counts(there)}  # fmt: skip
        return made
    texts = [str(one) for one in column.tolist() if one is not None and str(one).strip()]
    counted = Counter(texts)
    long = len(texts) > 0 and np.median([len(one) for one in texts]) > LETTERS
    made |= {"type": "text" if long or name == "text" else "category",
             "missing": len(column) - len(texts), "distinct": len(counted)}  # fmt: skip
    if made["type"] == "text" and len(texts):
        sizes = np.array([len(one) for one in texts], float)
        low, middle, high = (float(np.quantile(sizes, q)) for q in (0, 0.5, 1))
        return made | {"unit": "letters", "least": low, "median": middle, "most": high,
                       "counts": _counts(sizes)}  # fmt: skip
    top = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:RANGES]
    if top and top[0][1] >= COMMON and not secret:
        value, n = top[0]
        made |= {"commonest": word(value[:LETTERS]), "share": number(n / len(texts)),
                 "counts": [n for _, n in top]}  # fmt: skip
    return made


def _counts(values: Array) -> list[int]:
    """Return how many values lie in each of some ranges between the ends."""
    low, high = float(values.min()), float(values.max())
    if not low < high:
        return [len(values)]
    width = (high - low) / (2 * RANGES)
    place = np.minimum(((values - low) / width).astype(int), 2 * RANGES - 1)
    return [int(one) for one in np.bincount(place, minlength=2 * RANGES)]


def _told(data: Dataset, names: list[str]) -> dict[str, float | None]:
    """Return what each column alone says of the label, out of sample: 0 nothing, 1 everything."""
    if data.evidence.truth.kind not in ("one_of", "ordered"):
        return {}
    judged = judged_by(np.asarray(data.labels), len(data.classes), LEAST, ROWS)
    if judged is None:
        return {}
    rows, _ = judged
    said, k = np.asarray(data.labels)[rows], len(data.classes)
    return {word(n): number(max(0.0, gain(data.columns[n][rows], said, k))) for n in names}


def _pairs(columns: Columns) -> list[dict[str, Any]]:
    """Return pairs of columns that go together, most closely first.

    How closely is the mutual information of their ranges or commonest values as a share of the
    smaller entropy, less what chance explains: 0 nothing, 1 the one says the other.
    """
    names = list(columns)[:PAIRED]
    codes = {name: _coded(columns[name]) for name in names}
    kept = [name for name in names if len(np.unique(codes[name])) > 1]
    found = [(_close(codes[a], codes[b]), a, b) for a, b in combinations(kept, 2)]
    best = sorted((one for one in found if one[0] >= CLOSE), key=lambda one: -one[0])[:PAIRS]
    return [{"one": word(a), "other": word(b), "close": number(v)} for v, a, b in best]


def _coded(column: Array) -> Ints:
    some = column
    if len(column) > ROWS:
        some = column[np.sort(np.random.default_rng(0).choice(len(column), ROWS, replace=False))]
    if some.dtype != object:
        values = some.astype(np.float64)
        edges = np.unique(np.nanquantile(values, np.arange(1, RANGES) / RANGES)) if (
            np.isfinite(values).any()) else np.zeros(0)  # fmt: skip
        return np.where(np.isfinite(values), np.searchsorted(edges, values, side="right"), -1)
    names, place = np.unique([str(one) for one in some.tolist()], return_inverse=True)
    common = np.argsort(-np.bincount(place, minlength=len(names)), kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[common] = np.arange(len(names))
    return np.minimum(rank[place], 2 * RANGES)


def _close(one: Ints, other: Ints) -> float:
    a, b = (np.unique(codes, return_inverse=True)[1] for codes in (one, other))
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    n = table.sum()
    joint, rows, columns = table / n, table.sum(axis=1) / n, table.sum(axis=0) / n
    outer = rows[:, None] * columns
    there = joint > 0
    shared = float((joint[there] * np.log(joint[there] / outer[there])).sum())
    chance = (len(rows) - 1) * (len(columns) - 1) / (2 * n)
    least = min(float(-(p[p > 0] * np.log(p[p > 0])).sum()) for p in (rows, columns))
    return max(0.0, shared - chance) / least if least > 0 else 0.0
