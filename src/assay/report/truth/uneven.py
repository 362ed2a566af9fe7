"""Groups of items on which sources agree less, by what the table says of the items."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from assay.kernels.interval import wilson
from assay.read.table import words
from assay.report.plain import number, word
from assay.report.truth import tables
from assay.report.truth.run import TruthRun
from assay.report.truth.uncertain import uncertain
from assay.types import Array

#: Most values of a column that stand for groups, fewest items of a group, groups that are told.
VALUES, LEAST, TOLD = 30, 20, 10
#: A group is told whose share of uncertain items is so many times that of all, beyond chance at
#: this deviate: many groups are looked at.
TIMES, DEVIATE = 1.5, 3.3


def groups(run: TruthRun) -> list[dict[str, Any]]:
    """Return the groups of items with more uncertain ones than others, the surest first."""
    flagged, known = uncertain(run), tables.told(run)
    usual = flagged[known].mean() if known.any() else 0.0
    made: list[tuple[float, dict[str, Any]]] = []
    for column, values in _columns(run):
        names, code = np.unique(values[known], return_inverse=True)
        if not 2 <= len(names) <= VALUES:
            continue
        items = np.bincount(code)
        hits = np.bincount(code, flagged[known])
        share, (strict, _) = hits / items, wilson(hits, items, DEVIATE)
        low, high = wilson(hits, items)
        worse = (items >= LEAST) & (strict > usual) & (share >= TIMES * usual)
        made += [
            (
                float(low[k]),
                {
                    "column": word(column),
                    "value": word(names[k]),
                    "items": int(items[k]),
                    "uncertain": int(hits[k]),
                    "share": number(share[k]),
                    "low": number(low[k]),
                    "high": number(high[k]),
                },
            )
            for k in np.flatnonzero(worse).tolist()
        ]
    made.sort(key=lambda pair: (-pair[0], pair[1]["column"], pair[1]["value"]))
    return [one for _, one in made[:TOLD]]


def _columns(run: TruthRun) -> Iterator[tuple[str, Array]]:
    """Yield what may stand for groups: columns of words, the split, the groups."""
    dataset = run.dataset
    parts = {"split": dataset.split, "group": dataset.groups}
    for name, column in {**parts, **dataset.columns}.items():
        if column is not None and (name in parts or column.dtype == object):
            named = words(np.asarray(column))
            yield name, np.array([value or "" for value in named.tolist()])
