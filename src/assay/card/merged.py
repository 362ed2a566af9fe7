"""Labels of sets that were merged: aligned by what they are given to, with the conflicts."""

from typing import Any

import numpy as np

from assay.audit.definition_mismatch import DefinitionMismatch, rule_of
from assay.card.definitions import (
    ALIKE,
    LEAST,
    Definition,
    Reading,
    aligned,
    other_names,
    read_sets,
)
from assay.card.joined import Collection, sampled
from assay.card.sentences import told
from assay.kernels.sources.merged_sets import disputes
from assay.parts.copies import copies
from assay.registry import Parts
from assay.report.plain import number, plain, word
from assay.types import Columns, Ints

#: Items that a conflict names, conflicts and pairs of labels that are told, classes of a table.
NAMED, TOLD, CLASSES = 20, 40, 200
ASSUMES = (
    "The sets show the same kinds of things: where they come from different places, models may "
    "fail on the other set though both mean the same.",
    "What a class is can be seen of the items by a linear model.",
)


def merged(data: Collection, seed: int = 0) -> dict[str, Any]:
    """Return how the definitions of labels go together, as plain values.

    A model of each set says what it calls the items of the others; only items that their own
    set's model calls as they are labelled are asked about, so that slips don't count.
    The largest set is the one that the others are held up to. Classes that differ in name alone
    are then taken for one, and what is left over is told as conflicts, with a rule where a small
    tree finds one, and as items that stand in two sets with unlike labels.

    Parameters
    ----------
    data
        From `by_column` or `put_together`.
    seed
        Of the projections that features are made by.
    """
    n_sets, few = len(data.names), sampled(data)
    parts = Parts({**few.parts, "n_items": len(few.labels)}, seed=seed)
    features = np.asarray(parts["features"])
    there = (data.labels >= 0) & (data.which >= 0)
    first = int(np.bincount(data.which[there], minlength=n_sets).argmax())
    reading = read_sets(features, few.labels, few.which, n_sets)
    rows = {t: aligned(reading, t, first, data.classes) for t in range(n_sets) if t != first}
    unified = _unified(few, rows)
    made = {
        "by": word(data.by),
        "sets": _sets(data),
        "reference": word(data.names[first]),
        "classes": _classes(data),
        "alignments": [
            {"set": word(data.names[t]), "definitions": [_plain(one) for one in found]}
            for t, found in rows.items()
        ],
        "conflicts": _conflicts(few, unified, features, rows, first),
        "transfer": _transfer(few, reading, unified),
        "copies": _copies(data, _unified(data, rows)),
        "n_unlike": sum(one.relation not in (*ALIKE, "can't be told") for f in rows.values()
                        for one in f),
        "assumes": list(ASSUMES),
    }  # fmt: skip
    return made | {"told": told(made)}


def _sets(data: Collection) -> list[dict[str, Any]]:
    made = []
    for s, name in enumerate(data.names):
        inside = data.which == s
        said = data.labels[inside & (data.labels >= 0)]
        made.append(
            {"name": word(name), "n_items": int(inside.sum()), "n_labelled": len(said),
             "n_classes": len(np.unique(said))}
        )  # fmt: skip
    return made


def _classes(data: Collection) -> list[dict[str, Any]]:
    """Return how many items of each class every set has."""
    counts = np.zeros((len(data.classes), len(data.names)), np.int64)
    there = (data.labels >= 0) & (data.which >= 0)
    np.add.at(counts, (data.labels[there], data.which[there]), 1)
    return [
        {"name": word(name), "counts": counts[k].tolist()}
        for k, name in enumerate(data.classes[:CLASSES])
    ]


def _plain(one: Definition) -> dict[str, Any]:
    return {
        "name": word(one.name), "to": [word(name) for name in one.to], "relation": one.relation,
        "share": None if one.share is None else number(one.share), "items": one.items,
    }  # fmt: skip


def _unified(data: Collection, rows: dict[int, list[Definition]]) -> Ints:
    """Return labels in which a class has one name in all sets."""
    place = {name: k for k, name in enumerate(data.classes)}
    labels = np.array(data.labels)
    for t, found in rows.items():
        for name, to in other_names(found):
            labels[(data.which == t) & (data.labels == place[name])] = place[to]
    return labels


def _known(rows: dict[int, list[Definition]], first: int) -> set[tuple[int, str, str]]:
    """Return set, class and other class of what is told of whole classes already."""
    known = set()
    for t, found in rows.items():
        for one in found:
            if one.relation in ALIKE:
                continue
            for to in one.to:
                known |= {(t, one.name, to), (first, to, one.name)}
    return known


def _conflicts(
    data: Collection,
    labels: Ints,
    features: Any,
    rows: dict[int, list[Definition]],
    first: int,
) -> list[dict[str, Any]]:
    """Return what sets call otherwise than the others, and isn't told of whole classes."""
    how, columns, known = DefinitionMismatch(), data.parts.get("columns"), _known(rows, first)
    n_sets, made = len(data.names), []
    for one in disputes(features, labels, data.which, n_sets, how.share, how.least):
        given, other = data.classes[one.given], data.classes[one.other]
        # A class that one set has alone must be called something else by the others.
        alone = not ((labels == one.given) & (data.which != one.which) & (data.which >= 0)).any()
        if alone or (one.which, given, other) in known:
            continue
        made.append(
            {
                "set": word(data.names[one.which]), "given": word(given), "other": word(other),
                "n_items": len(one.items), "share": number(one.share),
                "rule": word(_rule(columns, one.among, one.items)),
                "items": plain(data.ids[one.items[:NAMED]]),
            }
        )  # fmt: skip
    if n_sets == 2:
        made = _once(made, word(data.names[first]))
    return sorted(made, key=lambda one: -int(one["n_items"]))[:TOLD]


def _once(made: list[dict[str, Any]], reference: str) -> list[dict[str, Any]]:
    """Return each conflict of two sets once: of two that mirror each other, not the reference's."""
    best: dict[frozenset[str], dict[str, Any]] = {}
    for one in made:
        pair = frozenset((one["given"], one["other"]))
        if pair not in best or best[pair]["set"] == reference:
            best[pair] = one
    return list(best.values())


def _rule(columns: Columns | None, among: Ints, items: Ints) -> str:
    return rule_of(columns, among, np.isin(among, items)) if columns else ""


def _transfer(data: Collection, reading: Reading, unified: Ints) -> dict[str, Any]:
    """Return how often a model of one set gives the labels of another, at [learnt on][asked]."""
    values = []
    for s in range(len(data.names)):
        # What the model was taught under a name of its own set, by the name that all share.
        to = {
            int(a): int(b) for a, b in zip(reading.said[s], unified[reading.rows[s]], strict=True)
        }
        row = []
        for t, rows in enumerate(reading.rows):
            called = np.array([to.get(int(k), -1) for k in reading.called[s][t]])
            few = len(rows) < LEAST or (called < 0).all()
            row.append(None if few else number((called == unified[rows]).mean()))
        values.append(row)
    return {"rows": "learnt on", "columns": "asked", "values": values}


def _copies(data: Collection, labels: Ints) -> dict[str, Any] | None:
    """Return how many items stand in more than one set, and how they are labelled there."""
    known = {name: part for name, part in data.parts.items() if name != "kind"}
    found = copies(len(labels), **known)
    if found.coarse:
        return None
    order = np.lexsort((np.arange(len(labels)), data.which, found.exact))
    order = order[data.which[order] >= 0]
    head, tail = order[:-1], order[1:]
    pair = (found.exact[head] == found.exact[tail]) & (data.which[head] != data.which[tail])
    one, other = head[pair], tail[pair]
    both = (labels[one] >= 0) & (labels[other] >= 0)
    unlike = both & (labels[one] != labels[other])
    keys = zip(data.which[one[unlike]].tolist(), data.labels[one[unlike]].tolist(),
               data.which[other[unlike]].tolist(), data.labels[other[unlike]].tolist(),
               strict=True)  # fmt: skip
    counted: dict[tuple[int, int, int, int], int] = {}
    for key in keys:
        counted[key] = counted.get(key, 0) + 1
    best = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:TOLD]
    crossed = None
    if data.split is not None:
        crossed = int((data.split[one] != data.split[other]).sum())
    return {
        "n": int(pair.sum()),
        "n_labelled": int(both.sum()),
        "n_unlike": int(unlike.sum()),
        "across_splits": crossed,
        "pairs": [
            {
                "sets": [word(data.names[a]), word(data.names[b])],
                "labels": [word(data.classes[i]), word(data.classes[j])], "count": n,
            }
            for (a, i, b, j), n in best
        ],
        "items": [plain(data.ids[rows[unlike][:NAMED]]) for rows in (one, other)],
    }  # fmt: skip
