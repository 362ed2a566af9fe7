"""Numbers and sets of tags seen as classes, for auditors that compare classes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from assay.method import Method
from assay.registry import Parts, needed, run
from assay.results import Finding

#: Tags that are looked at one by one, commonest first, and how often each must be said and denied.
TAGS, LEAST = 20, 10
FIFTHS = (
    "the lowest fifth", "the second fifth", "the middle fifth", "the fourth fifth",
    "the highest fifth",
)  # fmt: skip

View = tuple[str, dict[str, Any]]


def sees(auditor: Method, parts: Parts) -> bool:
    """Tell whether an auditor can look at the data, or at views of them."""
    kind = parts["evidence"].truth.kind
    wanted = set(needed(auditor.audit))  # type: ignore[attr-defined]
    seen = {"labels", "classes"} if kind in ("any_of", "number") else set()
    if kind == "any_of" and parts.can("tag_predictions"):
        seen.add("predictions")
    return kind in auditor.truth and all(map(parts.can, wanted - seen))


def looked(auditor: Method, parts: Parts) -> tuple[Finding, ...]:
    """Return what an auditor finds; one that needs classes sees numbers by fifths, tags each alone.

    Of several tags that the same is found of, the worst is told and the others are counted.
    """
    if not sees(auditor, parts):
        return ()
    kind = parts["evidence"].truth.kind
    wanted = needed(auditor.audit)  # type: ignore[attr-defined]
    if kind not in ("any_of", "number") or "labels" not in wanted:
        return tuple(run(auditor, parts))
    views = [said_at_all(parts, kind)]
    if "classes" in wanted or "predictions" in wanted:
        views = list(by_fifth(parts) if kind == "number" else by_tag(parts))
    found: dict[tuple[str, str], list[Finding]] = {}
    for words, view in views:
        for one in run(auditor, parts, **view):
            told = replace(one, message=f"{words}{one.message}")
            found.setdefault((one.code, one.name), []).append(told)
    return tuple(map(worst, found.values()))


def worst(alike: list[Finding]) -> Finding:
    """Return the first of the findings with the greatest value, with a word on the others."""
    at = int(np.nanargmax([abs(np.nan_to_num(one.value)) for one in alike]))
    more = len(alike) - 1
    if not more:
        return alike[at]
    others = f" So it is with {more} other tag{'s' if more > 1 else ''}."
    return replace(alike[at], message=alike[at].message + others)


def said_at_all(parts: Parts, kind: str) -> View:
    """Return whether anything is said of every item: 0, or -1."""
    known = np.isfinite(parts["numbers"]) if kind == "number" else (parts["tags"] >= 0).any(axis=1)
    return "", {"labels": np.where(known, 0, -1)}


def by_fifth(parts: Parts) -> Iterator[View]:
    """Yield the numbers as ordered classes of one size; ties stay together."""
    numbers = parts["numbers"]
    known = np.isfinite(numbers)
    if known.any():
        edges = np.quantile(numbers[known], [0.2, 0.4, 0.6, 0.8])
        labels = np.full(len(numbers), -1)
        labels[known] = np.searchsorted(edges, numbers[known])
        yield "Numbers by fifths: ", {"labels": labels, "classes": FIFTHS}


def by_tag(parts: Parts) -> Iterator[View]:
    """Yield the commonest tags as two classes each, with predictions where there are any."""
    tags, names = parts["tags"], parts["classes"]
    said, denied = (tags == 1).sum(axis=0), (tags == 0).sum(axis=0)
    enough = np.flatnonzero(np.minimum(said, denied) >= LEAST)
    proba = parts["tag_predictions"] if parts.can("tag_predictions") else None
    for k in enough[np.argsort(-said[enough], kind="stable")][:TAGS].tolist():
        view: dict[str, Any] = {"labels": tags[:, k].astype(np.int64), "classes": ("no", "yes")}
        if proba is not None:
            own = np.asarray(proba[:, k], np.float64)
            view["predictions"] = np.stack([1 - own, own], axis=1)
        yield f"Tag `{names[k]}`: ", view
