"""Where items stand among the others: neighbours, clusters, a map, typical items of classes."""

from typing import TYPE_CHECKING, Any

import numpy as np

from assay.types import Array, Floats, Ints

if TYPE_CHECKING:
    from assay.review.building import Known

#: Neighbours and likely labels that are shown of an item.
NEAR, LIKELY = 5, 5
#: Clusters at most, and items of each at least on average.
CLUSTERS, MEAN = 48, 40
#: Items that are laid out one by one, and those that each other item stands between.
LAID_OUT, BETWEEN = 1500, 3
#: Items that are looked at together; typical and borderline items of a class.
PIECE, SHOWN = 1 << 14, 12


def arrays(known: "Known") -> dict[str, Array]:
    """Return what can be had of the features, and of predictions where they were kept."""
    made = _predicted(known)
    features = None
    if not known.light and known.parts.can("features"):
        features = known.parts["features"]
        if known.parts.can("neighbours"):
            near = known.parts["neighbours"]
            made["near"] = np.asarray(near.index[:, :NEAR], np.int32)
            made["near_distance"] = np.asarray(near.distance[:, :NEAR], np.float32)
        made["cluster"] = _clusters(features)
        made["points"] = _points(known, features)
    if known.truth in ("one_of", "ordered"):
        made |= _examples(known, features)
    return made


def _predicted(known: "Known") -> dict[str, Array]:
    """Return the likeliest classes of each item and their probabilities."""
    if not known.parts.kept("predictions") or known.truth not in ("one_of", "ordered"):
        return {}
    proba = known.parts["predictions"]
    n, k = proba.shape[0], min(LIKELY, proba.shape[1])
    likely, chance = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for start in range(0, n, PIECE):
        piece = np.asarray(proba[start : start + PIECE])
        best = np.argsort(-piece, axis=1, kind="stable")[:, :k]
        likely[start : start + PIECE] = best
        chance[start : start + PIECE] = np.take_along_axis(piece, best, 1)
    return {"likely": likely, "likely_chance": chance}


def _clusters(features: Any) -> Ints:
    from assay.kernels.homes import homes

    n = features.shape[0]
    many = max(1, min(CLUSTERS, n // MEAN))
    return homes(features, np.arange(n), many, starts=1)[1].astype(np.int16)


def _points(known: "Known", features: Any) -> Floats:
    """Return (n, 2) in [0, 1]: some items as the report lays them out, others between them."""
    from assay.parts.layout import layout

    n = features.shape[0]
    chosen = _landmarks(known.score, n)
    places = np.asarray(layout(_dense(features[chosen])), np.float32)
    if len(chosen) == n:
        return places
    marks = _dense(features[chosen]).astype(np.float32)
    points, few = np.empty((n, 2), np.float32), min(BETWEEN, len(chosen))
    squared = (marks**2).sum(axis=1)
    for start in range(0, n, PIECE):
        rows = _dense(features[start : start + PIECE]).astype(np.float32)
        away = squared - 2 * (rows @ marks.T)
        nearest = np.argpartition(away, few - 1, axis=1)[:, :few]
        apart = np.take_along_axis(away, nearest, 1) + (rows**2).sum(axis=1)[:, None]
        weight = 1 / np.maximum(apart, 1e-12)
        weight /= weight.sum(axis=1, keepdims=True)
        points[start : start + PIECE] = (places[nearest] * weight[:, :, None]).sum(axis=1)
    points[chosen] = places
    return points


def _landmarks(score: Floats, n: int) -> Ints:
    """Return the items that are laid out: half of them the most suspicious, others by chance."""
    if n <= LAID_OUT:
        return np.arange(n)
    worst = np.argpartition(-np.nan_to_num(score), LAID_OUT // 2)[: LAID_OUT // 2]
    others = np.setdiff1d(np.arange(n), worst)
    rest = np.random.default_rng(0).choice(others, LAID_OUT - len(worst), replace=False)
    return np.sort(np.concatenate([worst, rest]))


def _examples(known: "Known", features: Any) -> dict[str, Array]:
    """Return typical and borderline items of each class, (K, 12), -1 where there are no more.

    Typical: of the half of the class that is least suspect, those nearest to its middle.
    Borderline: those of which it is least clear whether the label is right.
    """
    given, classes = np.asarray(known.given), len(known.dataset.classes)
    doubt = np.where(np.isfinite(known.p_wrong), known.p_wrong, known.score).astype(np.float64)
    doubt = np.nan_to_num(doubt)
    typical = np.full((classes, SHOWN), -1, np.int32)
    border = np.full((classes, SHOWN), -1, np.int32)
    order = np.argsort(given, kind="stable")
    ends = np.searchsorted(given[order], np.arange(classes + 1))
    for k in range(classes):
        rows = order[ends[k] : ends[k + 1]]
        if not rows.size:
            continue
        calm = rows[np.argsort(doubt[rows], kind="stable")][: max(SHOWN, len(rows) // 2)]
        if features is not None:
            calm = calm[np.argsort(_from_middle(features, calm), kind="stable")]
        typical[k, : len(calm[:SHOWN])] = calm[:SHOWN]
        unclear = rows[np.argsort(np.abs(doubt[rows] - 0.5), kind="stable")]
        unclear = unclear[np.abs(doubt[unclear] - 0.5) < 0.4][:SHOWN]
        border[k, : len(unclear)] = unclear
    return {"typical": typical, "borderline": border}


def _from_middle(features: Any, rows: Ints, most: int = 20_000) -> Floats:
    """Return how far each item is from the middle of all; of very many, of the first."""
    held = _dense(features[rows[:most]]).astype(np.float32)
    away = ((held - held.mean(axis=0)) ** 2).sum(axis=1)
    return np.concatenate([away, np.full(len(rows) - len(held), np.inf)])


def _dense(features: Any) -> Array:
    return np.asarray(features.toarray() if hasattr(features, "toarray") else features)
