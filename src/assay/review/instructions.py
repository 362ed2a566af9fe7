"""Instructions for annotators from a review, by what is believed while it goes on."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.dataset import Dataset
from assay.report.content import content
from assay.report.instructions import Guide
from assay.report.instructions_page import page
from assay.review.believed import believed

if TYPE_CHECKING:
    from assay.review.review import Review

#: Pixels a side of pictures on the page; classes of which a page may tell.
SIDE, CLASSES = 96, 200


def guide(review: "Review") -> Guide | None:
    """Return what shows each class, None where items have no one class or nothing to look at."""
    if review.index.truth not in ("one_of", "ordered") or not review.parts().can("features"):
        return None
    classes, sure = believed(review)
    dataset = review.dataset()
    features = review.parts()["features"]
    return Guide(features, classes, sure, review.index.classes, dataset.texts)


def instructions(review: "Review") -> str:
    """Return instructions for annotators, as Markdown.

    Pictures stand in the page itself, so that it can be sent to people as it is. Of more than 200
    classes the most frequent are told.
    """
    made = guide(review)
    if made is None:
        return page(_bare(review), lambda _: {}, str(review.index.facts["name"]))
    order = np.argsort(-made.counts, kind="stable")[:CLASSES]
    told = [made.of(made.classes[k]) for k in np.sort(order).tolist()]
    reached = [one["typical"][-1]["precision"] for one in told if one["typical"]]
    mean = float(np.mean(reached)) if reached else None
    whole = {"classes": told, "n": int(made.counts.sum()), "precision": mean}
    return page(whole, partial(_shown, review.dataset()), str(review.index.facts["name"]))


def _shown(dataset: Dataset, row: int) -> Mapping[str, Any]:
    return content(dataset, row, SIDE)


def _bare(review: "Review") -> dict[str, Any]:
    """Return the classes with their counts, where no examples can be chosen."""
    from assay.review.views import classes

    counted = classes(review)
    total = max(1, sum(one["n"] for one in counted))
    told = [
        {
            "name": one["name"], "n": one["n"], "share": one["n"] / total,
            "typical": [], "edge": [], "words": [],
        }
        for one in counted
    ]  # fmt: skip
    return {"classes": told, "n": total, "precision": None}
