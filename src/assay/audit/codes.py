"""What every finding means."""

from typing import cast

from assay.method import Auditor
from assay.read.notes import CODES
from assay.registry import methods

#: What the main job notices; what reading notices is in `assay.read.notes`.
NOTICED: dict[str, tuple[str, str, str]] = {
    "majority-label": (
        "Several sources labelled the items; the audit looks at the majority label.",
        "A majority is not weighed by how good each source is.",
        "Aggregate the votes with `assay.infer.DawidSkene` and audit what it gives.",
    ),
    "uneven-flags": (
        "Right labels of a class or slice are flagged far more often than those of all items.",
        "Who drops or changes what is flagged hurts that group most; its average hides it.",
        "Look at its flags one by one, and have random items of it checked (--gold).",
    ),
}


def codes() -> dict[str, tuple[str, str, str]]:
    """Return for every finding's code what it means, why it is bad, and how to mend it.

    >>> what, why, repair = codes()["split-leakage"]
    >>> what
    'The same item, or nearly, stands in two splits.'
    """
    told = CODES | NOTICED
    for cls in methods("audit").values():
        told |= cast("type[Auditor]", cls).codes
    return dict(sorted(told.items()))
