"""In which order items are looked at: best first, as rows."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from assay.types import Array, Floats, Ints

if TYPE_CHECKING:
    from assay.review.building import Known

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
    told, arrays = [LIKELY], {"order_likely": likely(known.p_wrong, known.score)}
    if find_spec("assay.review.orders"):
        from assay.review import orders as others

        say("orders")
        for name, array in others.ranks(known).items():
            title = others.TITLES.get(name)
            kept = name if title is None else f"order_{name}"
            arrays[kept] = array if title is None else np.asarray(array, np.int32)
            if title is not None:
                told.append({"name": name, "title": title[0], "explain": title[1]})
    return Orders([*told, AS_IT_IS], arrays)


def likely(p_wrong: Floats, score: Floats) -> Ints:
    """Return the items, most likely wrong first; what is unlabelled or unknown comes last."""
    sure = np.where(np.isfinite(p_wrong), p_wrong, -1.0)
    return np.lexsort((-np.nan_to_num(score), -sure)).astype(np.int32)
