"""What every finding means."""

from typing import cast

from assay.method import Auditor
from assay.read.notes import CODES
from assay.registry import methods

#: Findings that neither an auditor nor a reader makes: the main job notices these.
NOTICED: dict[str, tuple[str, str, str]] = {
    "in-sample-predictions": (
        "The predictions fit the given labels too well to come from models that never saw them.",
        "Such predictions repeat the label, wrong ones included, so no error can be found.",
        "Predict each item by a model trained without it, or leave predictions out and let "
        "assay make them.",
    ),
    "majority-label": (
        "Several sources labelled the items; the audit looks at the majority label.",
        "A majority is not weighed by how good each source is.",
        "Aggregate the votes with `assay.infer.DawidSkene` and audit what it gives.",
    ),
}


def codes() -> dict[str, tuple[str, str, str]]:
    """Return for every finding's code what it means, why it is bad, and how to mend it."""
    told = CODES | NOTICED
    for cls in methods("audit").values():
        told |= cast("type[Auditor]", cls).codes
    return dict(sorted(told.items()))
