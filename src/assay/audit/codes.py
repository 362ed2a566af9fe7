"""What every finding means."""

from typing import cast

from assay.method import Auditor
from assay.registry import methods

#: Findings that no auditor makes: the reader and the main job notice these.
NOTICED: dict[str, tuple[str, str, str]] = {
    "broken-image": (
        "Some files can't be opened as pictures.",
        "They are left out, so what is said holds for the rest only.",
        "Replace or delete the files that are listed.",
    ),
    "in-sample-predictions": (
        "The predictions fit the given labels too well to come from models that never saw them.",
        "Such predictions repeat the label, wrong ones included, so no error can be found.",
        "Predict each item by a model trained without it, or leave predictions out and let "
        "assay make them.",
    ),
    "long-text": (
        "Some texts are very long.",
        "Only their beginning is looked at, so what comes later can't count.",
        "Cut them into parts that each deserve a label.",
    ),
    "majority-label": (
        "Several sources labelled the items; the audit looks at the majority label.",
        "A majority is not weighed by how good each source is.",
        "Aggregate the votes with `assay.infer.DawidSkene` and audit what it gives.",
    ),
    "mixed-label-types": (
        "Some labels are numbers and some are text.",
        "Often a sign of a missing-value mark such as `?` or `unknown` that became a class.",
        "Make such marks empty, or name every class in words.",
    ),
    "rare-class": (
        "A class has a single item, which was set aside as unlabelled.",
        "No model can learn a class without the only item that has it.",
        "Collect more items of it, or merge it into a near class.",
    ),
}


def codes() -> dict[str, tuple[str, str, str]]:
    """Return for every finding's code what it means, why it is bad, and how to mend it."""
    told = dict(NOTICED)
    for cls in methods("audit").values():
        told |= cast("type[Auditor]", cls).codes
    return dict(sorted(told.items()))
