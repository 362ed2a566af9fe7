"""Items without a label."""

from dataclasses import dataclass

import numpy as np

from assay.audit.split_leakage import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Ints


@dataclass(frozen=True)
class Unlabelled(Auditor, reads={"labels"}, truth={"one_of", "ordered", "any_of"}):
    """Count the items that have no label.

    Notes
    -----
    Assumes nothing: items are counted.

    Cost: linear in items.
    """

    codes = {
        "unlabelled": (
            "Some items have no label.",
            "What is known of the labelled ones may not hold for the others, when it isn't chance "
            "that decided which were labelled.",
            "Label them, most useful first (`assay.query`), or check the suggested classes.",
        )
    }

    def audit(self, labels: Ints, split: Array | None = None) -> tuple[Finding, ...]:
        """Count, and say where most of them are."""
        items = np.flatnonzero(labels < 0)
        if not items.size:
            return ()
        share = len(items) / len(labels)
        where = ""
        if split is not None:
            names, count = np.unique(split[items].astype(str), return_counts=True)
            most = names[count.argmax()] or "no split"
            where = f", {int(count.max()):,} of them in `{most}`" if len(set(split)) > 1 else ""
        return (
            Finding(
                "unlabelled", "warning" if share > 0.2 else "note",
                f"{len(items):,} of {len(labels):,} items have no label, {percent(share)}{where}.",
                "Label them, or check the class that is suggested for each in items.parquet.",
                "items", items=items, value=share,
            ),
        )  # fmt: skip
