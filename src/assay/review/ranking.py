"""In which order items are looked at: best first, as rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assay.types import Array, Floats, Ints

if TYPE_CHECKING:
    from assay.review.building import Known
    from assay.review.index import Index
    from assay.review.population import Population

LIKELY = {
    "name": "likely",
    "title": "Most likely wrong",
    "explain": "Labels that are most likely wrong come first: the most errors for the time.",
}
AS_IT_IS = {
    "name": "order",
    "title": "As in the data",
    "explain": "Item after item, in the order of the data.",
}


@dataclass(frozen=True, eq=False)
class Orders:
    """The orders that could be made: what is told of them, and arrays to keep."""

    told: list[dict[str, str]]
    arrays: dict[str, Array]


def orders(known: "Known", say: Callable[[str], None]) -> Orders:
    """Return every order of the items that can be had."""
    from assay.review.orders import TITLES, ranks

    say("orders")
    told, arrays = [LIKELY], {"order_likely": likely(known.p_wrong, known.score)}
    for name, rows in ranks(known).items():
        title, explain = TITLES[name]
        arrays[f"order_{name}"] = np.asarray(rows, np.int32)
        told.append({"name": name, "title": title, "explain": explain})
    return Orders([*told, AS_IT_IS], arrays)


def population_of(index: "Index") -> "Population":
    """Return the items as the numbers of a review need them."""
    from assay.review.population import Population

    arrays, classed = index.arrays, index.truth in ("one_of", "ordered")
    given = np.asarray(arrays["given"]) if classed else None
    return Population.of(
        np.asarray(arrays["p_wrong"]),
        likely=np.asarray(arrays["order_likely"]),
        drawn=np.asarray(arrays["order_estimate"]),
        labelled=np.asarray(arrays["labelled"]),
        given=given,
        classes=index.classes,
        protected=np.asarray(arrays["protected"]),
    )


def likely(p_wrong: Floats, score: Floats) -> Ints:
    """Return the items, most likely wrong first; what is unlabelled or unknown comes last."""
    sure = np.where(np.isfinite(p_wrong), p_wrong, -1.0)
    return np.lexsort((-np.nan_to_num(score), -sure)).astype(np.int32)
