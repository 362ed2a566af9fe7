"""Items taken together: what is confused, where they stand, what is in a class."""

from typing import TYPE_CHECKING, Any

import numpy as np

from assay.errors import UnknownName
from assay.report.plain import number
from assay.types import Array, Bools, Ints

if TYPE_CHECKING:
    from assay.review.review import Review

#: Typical and borderline items, and classes it is confused with, on the page of a class.
SHOWN, CONFUSED = 12, 8
#: Cells of a matrix that are counted one by one.
FEW = 4_000_000
STATES = np.array(["open", "decided", "disagreed"], object)
AXES = (
    "The items laid out so that those that are alike stand together; distances between groups "
    "mean little, and the axes nothing."
)


def confusion(review: "Review", where: dict[str, Any]) -> dict[str, Any]:
    """Return how often each class was given and which is suggested instead, as triples."""
    index = review.index
    if index.truth not in ("one_of", "ordered"):
        return {"classes": index.classes, "counts": []}
    review.state.follow()
    mask = review.filters.mask(where)
    given, better = (np.asarray(index.arrays[name])[mask] for name in ("given", "suggested"))
    better = np.where(better < 0, given, better)
    said = given >= 0
    cell = given[said].astype(np.int64) * len(index.classes) + better[said]
    width = max(1, len(index.classes))
    cells, counts = _counted(cell, width * width)
    triples = np.stack([cells // width, cells % width, counts], axis=1)
    return {"classes": index.classes, "counts": triples.tolist()}


def _counted(values: Ints, many: int) -> tuple[Ints, Ints]:
    """Return the values there are, in order, and how often."""
    if many > FEW:
        return np.unique(values, return_counts=True)
    counts = np.bincount(values, minlength=many)
    there = np.flatnonzero(counts)
    return there, counts[there]


def points(review: "Review", where: dict[str, Any], limit: int) -> dict[str, Any]:
    """Return items as points on the map: the flagged first, others by chance."""
    index, arrays = review.index, review.index.arrays
    if "points" not in arrays:
        return {"points": [], "axes": "", "total": 0}
    review.state.follow()
    mask = review.filters.mask(where)
    rows = _some(review, mask, limit)
    places = np.round(np.asarray(arrays["points"][rows], np.float64), 4)
    state = np.where(review.state.disagreed[rows], 2, np.minimum(review.state.reviewers[rows], 1))
    made = [
        [x, y, given, number(p), index.key(row), STATES[how]]
        for (x, y), given, p, row, how in zip(
            places.tolist(), _first(review, rows), arrays["p_wrong"][rows], rows.tolist(),
            state.tolist(), strict=True,
        )
    ]  # fmt: skip
    return {"points": made, "axes": AXES, "total": int(np.count_nonzero(mask))}


def _some(review: "Review", mask: Bools, limit: int) -> Ints:
    rows = np.flatnonzero(mask)
    if len(rows) <= limit:
        return rows
    order = np.asarray(review.index.arrays["order_likely"])
    worst = order[mask[order] & np.asarray(review.index.arrays["flagged"])[order]][: limit // 2]
    others = mask.copy()
    others[worst] = False
    rest = np.flatnonzero(others)
    lots = np.asarray(review.index.arrays["lot"])[rest]
    few = rest[np.argpartition(lots, limit - len(worst) - 1)[: limit - len(worst)]]
    return np.sort(np.concatenate([worst, few]))


def _first(review: "Review", rows: Ints) -> list[int]:
    """Return the index of each item's class, of tags the first, -1 for none."""
    arrays = review.index.arrays
    if review.index.truth == "number":
        return [-1] * len(rows)
    if review.index.truth != "any_of":
        return [int(k) for k in arrays["given"][rows]]
    ends = arrays["given_at"]
    return [int(arrays["given"][ends[r]]) if ends[r] < ends[r + 1] else -1 for r in rows]


def classes(review: "Review") -> list[dict[str, Any]]:
    """Return of each class how many items it has, and how many were flagged, decided, wrong."""
    review.state.follow()
    index, state = review.index, review.state
    flagged = np.asarray(index.arrays["flagged"])
    every = np.ones(index.n_items, bool)
    counts = {
        name: _by_class(review, mask)
        for name, mask in (
            ("n", every), ("flagged", flagged), ("decided", state.reviewers > 0),
            ("wrong", state.wrong),
        )
    }  # fmt: skip
    return [
        {"name": name} | {what: int(counted[k]) for what, counted in counts.items()}
        for k, name in enumerate(index.classes)
    ]


def _by_class(review: "Review", mask: Array) -> Ints:
    index, given = review.index, np.asarray(review.index.arrays["given"])
    width = len(index.classes)
    if index.truth == "number":
        return np.zeros(width, np.int64)
    if index.truth == "any_of":
        item = np.repeat(np.arange(index.n_items), np.diff(index.arrays["given_at"]))
        return np.bincount(given[mask[item]], minlength=width)
    return np.bincount(given[mask & (given >= 0)], minlength=width)


def class_page(review: "Review", name: str) -> dict[str, Any]:
    """Return typical and borderline items of a class, and what it is confused with."""
    index = review.index
    if name not in index.place:
        raise UnknownName.of("class", name, index.classes, "review")
    k, seen = index.place[name], dict[int, dict[str, Any]]()
    having = index.having("given", name)
    typical, border = _examples(review, k, having)

    def shown(rows: list[int]) -> list[dict[str, Any]]:
        return [
            review.cards.beside(row, seen)
            | {
                "row": row,
                "given": index.said("given", row),
                "suggested": index.said("suggested", row),
                "p_wrong": number(index.arrays["p_wrong"][row]),
            }
            for row in rows
        ]

    return {
        "name": name,
        "n": int(np.count_nonzero(having)),
        "typical": shown(typical),
        "borderline": shown(border),
        "confused_with": _confused(review, k, having),
        "words": review.words(k),
    }


def _examples(review: "Review", k: int, having: Bools) -> tuple[list[int], list[int]]:
    arrays = review.index.arrays
    if "typical" in arrays:
        both = [[int(r) for r in arrays[name][k] if r >= 0] for name in ("typical", "borderline")]
        return both[0], both[1]
    rows = np.flatnonzero(having)
    doubt = np.nan_to_num(np.asarray(arrays["p_wrong"])[rows], nan=1.0)
    calm = rows[np.argsort(doubt, kind="stable")][:SHOWN]
    unclear = rows[np.argsort(np.abs(doubt - 0.5), kind="stable")][:SHOWN]
    return calm.tolist(), [row for row in unclear.tolist() if row not in set(calm.tolist())]


def _confused(review: "Review", k: int, having: Bools) -> list[dict[str, Any]]:
    index = review.index
    if index.truth not in ("one_of", "ordered"):
        return []
    given, better = (np.asarray(index.arrays[name]) for name in ("given", "suggested"))
    flagged = np.asarray(index.arrays["flagged"])
    out = better[having & flagged]
    into = given[(better == k) & flagged]
    both = np.concatenate([out[(out >= 0) & (out != k)], into[(into >= 0) & (into != k)]])
    counts = np.bincount(both, minlength=len(index.classes))
    worst = np.argsort(-counts, kind="stable")[:CONFUSED]
    return [{"name": index.classes[c], "n": int(counts[c])} for c in worst if counts[c]]
