"""The rules a data set must keep before an audit."""

from dataclasses import replace
from typing import Literal

import numpy as np

from assay import checks, door
from assay.dataset import Dataset
from assay.errors import DataError
from assay.evidence import Evidence
from assay.read import notes
from assay.read.wanted import WHO, shown
from assay.types import Ints

#: A label column with so many labels that nobody else has looks like an id.
LONELY = 20


def check(dataset: Dataset, rare: Literal["error", "aside"] = "error") -> Dataset:
    """Return the data set if an audit can be made of it, else say why not and how to mend it.

    Parameters
    ----------
    dataset
        As read, or made by hand.
    rare
        What to do with classes of a single item: "error", or "aside": the items stay, without
        their label.
    """
    evidence = dataset.evidence
    if not dataset.n_items:
        raise DataError(WHO, "the data must have items", got="none")
    if not evidence.item.size:
        rule = "at least one item must have a label"
        raise DataError(WHO, rule, got=f"{dataset.n_items:,} items without one")
    _check_arrays(dataset)
    if evidence.truth.kind not in ("one_of", "ordered"):
        return dataset
    counts = items_by_class(evidence)
    _check_classes(dataset, counts)
    if evidence.n_sources > 1:
        return dataset
    _check_identity(dataset, counts)
    if (counts == 1).any() and rare == "error":
        raise _rare(dataset, counts)
    dataset = set_aside(dataset)
    _check_classes(dataset, items_by_class(dataset.evidence))
    _check_groups(dataset)
    return dataset


def set_aside(dataset: Dataset) -> Dataset:
    """Take the label from items that are alone in their class, with a note; the items stay."""
    evidence = dataset.evidence
    if evidence.truth.kind not in ("one_of", "ordered") or evidence.n_sources > 1:
        return dataset
    lone = np.flatnonzero(items_by_class(evidence) == 1)
    if not lone.size:
        return dataset
    rows = np.flatnonzero(np.isin(dataset.labels, lone))
    keep = np.flatnonzero(~np.isin(evidence.item, rows))
    kept = replace(
        evidence, item=evidence.item[keep], source=evidence.source[keep],
        claim=evidence.claim[keep], negated=evidence.negated[keep],
    )  # fmt: skip
    names = [dataset.classes[k] for k in lone]
    note = notes.rare_classes(names, rows)
    return dataset.replace(evidence=kept, notes=(*dataset.notes, note))


def items_by_class(evidence: Evidence) -> Ints:
    """Return (K,) how many items each class was claimed for by anybody."""
    if evidence.n_sources == 1:
        given = evidence.given
        return np.bincount(given[given >= 0], minlength=len(evidence.classes))
    claim = evidence.claim.tocoo()
    pair = np.asarray(evidence.item)[claim.row].astype(np.int64) * len(evidence.classes) + claim.col
    pair = np.unique(pair[~np.asarray(evidence.negated)[claim.row]])
    return np.bincount(pair % len(evidence.classes), minlength=len(evidence.classes))


def _check_arrays(dataset: Dataset) -> None:
    if dataset.features is not None:
        door.features(dataset.features, WHO)
    if dataset.predictions is None:
        return
    kind = dataset.evidence.truth.kind
    known = {"any_of": checks.tag_predictions, "number": checks.number_predictions}
    known.get(kind, door.predictions)(dataset.predictions, WHO)
    if kind == "number":
        return
    width, classes = dataset.predictions.shape[1], len(dataset.classes)
    if width != classes:
        rule = f"predictions must have a column for each of the {classes} classes"
        got = f"{width} columns"
        fix = f"The classes are {shown(dataset.classes)}; name them all with classes=[...]."
        raise DataError(WHO, rule, got=got, fix=fix)


def _check_classes(dataset: Dataset, counts: Ints) -> None:
    seen = np.flatnonzero(counts)
    if len(seen) < 2:
        rule = "labels must be of at least two classes"
        only = (
            f"only {dataset.classes[seen[0]]!r}, {counts[seen[0]]:,} times" if seen.size else "none"
        )
        fix = "Name another column with --label, or add items of other classes."
        raise DataError(WHO, rule, got=only, where=_where(dataset), fix=fix)


def _check_identity(dataset: Dataset, counts: Ints) -> None:
    labelled, classes = int(counts.sum()), int((counts > 0).sum())
    lone = int((counts == 1).sum())
    fix = "It looks like an id or a number: name the column with the classes by --label."
    if lone >= LONELY and lone > labelled / 2:
        rule = "labels must be shared by items"
        got = f"{lone:,} of {labelled:,} items with a label that nobody else has"
        raise DataError(WHO, rule, got=got, where=_where(dataset), fix=fix)
    if classes > max(2, labelled / 2):
        rule = "there must be at least two items a class"
        got = f"{classes:,} classes for {labelled:,} items"
        raise DataError(WHO, rule, got=got, where=_where(dataset), fix=fix)


def _rare(dataset: Dataset, counts: Ints) -> DataError:
    names = [dataset.classes[k] for k in np.flatnonzero(counts == 1)]
    rule = "every class must have at least two items"
    got = f"one item of {', '.join(map(repr, names[:5]))}"
    got += f" and of {len(names) - 5} more" if len(names) > 5 else ""
    row = int(np.flatnonzero(dataset.labels == np.flatnonzero(counts == 1)[0])[0])
    fix = 'Say --rare aside (rare="aside") to go on with such items unlabelled.'
    return DataError(WHO, rule, got=got, where=_where(dataset, f"row {row}"), fix=fix)


def _check_groups(dataset: Dataset) -> None:
    if dataset.groups is None:
        return
    rows = np.flatnonzero(dataset.labels >= 0)
    names, group = np.unique(np.asarray(dataset.groups)[rows], return_inverse=True)
    labels = dataset.labels[rows]
    pairs = np.unique(labels * np.int64(len(names)) + group)
    spread = np.bincount(pairs // len(names), minlength=len(dataset.classes))
    swallowed = np.flatnonzero(spread == 1)
    if not swallowed.size:
        return
    k = int(swallowed[0])
    where = f"class {dataset.classes[k]!r}, group {str(names[group[labels == k][0]])!r}"
    rule = "every class must be in at least two groups, or nothing can be held out to judge it by"
    got = f"all {int((labels == k).sum()):,} items of a class in one group"
    if swallowed.size > 1:
        got += f", and so {swallowed.size - 1} more classes"
    fix = "Leave --group out, or name one whose groups hold several classes."
    raise DataError(WHO, rule, got=got, where=where, fix=fix)


def _where(dataset: Dataset, more: str = "") -> str:
    label = dataset.origin.get("label")
    parts = [str(dataset.origin["path"])] if "path" in dataset.origin else []
    parts += [f"column {label!r}"] if isinstance(label, str) else []
    return ", ".join([*parts, more] if more else parts)
