"""What items were given and what fits better, as numbers: classes, sets of tags or values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.types import Array, Ints

#: Arrays by the names they are kept under.
Arrays = dict[str, Array]


def of_classes(dataset: Dataset, suggested: Sequence[str | None]) -> Arrays:
    """Return (n,) `given` and `suggested` as indices of classes, -1 for none."""
    return {
        "given": np.asarray(dataset.labels, np.int32),
        "suggested": indices(suggested, dataset.classes),
    }


def indices(names: Sequence[str | None], classes: Sequence[str]) -> Ints:
    """Return (n,) the index of each name, -1 for what is none of the classes."""
    place: dict[str | None, int] = {name: k for k, name in enumerate(classes)}
    return np.fromiter((place.get(name, -1) for name in names), np.int32, len(names))


def of_numbers(dataset: Dataset, suggested: Array) -> Arrays:
    """Return (n,) `given` and `suggested` values, NaN for none."""
    evidence = dataset.evidence
    values = np.full(evidence.n_items, np.nan)
    values[evidence.item] = evidence.claim.toarray().ravel()
    return {"given": values, "suggested": np.asarray(suggested, np.float64)}


def of_tags(dataset: Dataset, changes: Sequence[str | None]) -> Arrays:
    """Return `given` and `suggested` sets: `given_at` (n + 1,) ends, `given` classes, and so on."""
    given = said_tags(dataset)
    place = {name: k for k, name in enumerate(dataset.classes)}
    better = [
        changed(tags, words, place) if words else []
        for tags, words in zip(given, changes, strict=True)
    ]
    return {**_ragged("given", given), **_ragged("suggested", better)}


def said_tags(dataset: Dataset) -> list[list[int]]:
    """Return the tags each item is said to have."""
    evidence = dataset.evidence
    said: list[list[int]] = [[] for _ in range(evidence.n_items)]
    rows = np.flatnonzero(~np.asarray(evidence.negated))
    claim = evidence.claim[rows].tocoo()
    items = np.asarray(evidence.item)[rows][claim.row]
    for item, k in sorted(set(zip(items.tolist(), claim.col.tolist(), strict=True))):
        said[item].append(k)
    return said


def changed(tags: list[int], words: str, place: dict[str, int]) -> list[int]:
    """Return a set of tags after changes told in words.

    >>> changed([0, 1], "+b, c, -a", {"a": 0, "x": 1, "b, c": 2})
    [1, 2]
    """
    left, held = words, set(tags)
    while left:
        sign, left = left[0], left[1:]
        ends = [i for i in range(len(left)) if left.startswith((", +", ", -"), i)] + [len(left)]
        end = next((e for e in ends if left[:e] in place), ends[0])
        k = place.get(left[:end])
        if k is not None:
            (held.add if sign == "+" else held.discard)(k)
        left = left[end + 2 :]
    return sorted(held)


def _ragged(name: str, rows: Sequence[Sequence[int]]) -> Arrays:
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    flat = np.fromiter((k for row in rows for k in row), np.int32, int(ends[-1]))
    return {f"{name}_at": ends, name: flat}


def votes_of(dataset: Dataset) -> list[list[dict[str, Any]]] | None:
    """Return who said what of each item; None where only one source spoke."""
    evidence = dataset.evidence
    if evidence.n_sources < 2:
        return None
    said: list[list[dict[str, Any]]] = [[] for _ in range(evidence.n_items)]
    names = evidence.classes
    claim, number = evidence.claim, evidence.truth.kind == "number"
    several = evidence.truth.kind == "any_of"
    for row, (item, source) in enumerate(
        zip(evidence.item.tolist(), evidence.source.tolist(), strict=True)
    ):
        if evidence.negated[row]:
            continue
        at = slice(claim.indptr[row], claim.indptr[row + 1])
        weight, which = claim.data[at], claim.indices[at]
        if number:
            label: Any = float(weight.sum())
        elif several:
            label = [names[k] for k in which.tolist()]
        else:
            label = names[which[weight.argmax()]] if which.size else None
        who = evidence.sources[source]
        said[item].append({"source": who.name, "kind": who.kind, "label": label})
    return said


def sources_of(dataset: Dataset) -> tuple[list[str], Arrays]:
    """Return the names of the sources, and the items of each, one under the other."""
    evidence = dataset.evidence
    order = np.argsort(evidence.source, kind="stable")
    ends = np.searchsorted(evidence.source[order], np.arange(evidence.n_sources + 1))
    items = np.asarray(evidence.item)[order].astype(np.int32)
    names = [source.name for source in evidence.sources]
    return names, {"source_at": ends.astype(np.int64), "source_items": items}
