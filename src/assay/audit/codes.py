"""What every finding means."""

from typing import cast

from assay.method import Auditor
from assay.read.notes import CODES
from assay.registry import methods

#: What the main job notices; what reading notices is in `assay.read.notes`.
NOTICED: dict[str, tuple[str, str, str]] = {
    "inferred-label": (
        "Several sources labelled the items; the audit looks at the label they are taken to say.",
        "It is surer than any one source, and wrong where most of them are wrong alike.",
        "See with `assay truth` what each source is worth, and ask more where it is unsure.",
    ),
    "uneven-flags": (
        "Right labels of a class or slice are flagged far more often than those of all items.",
        "Who drops or changes what is flagged hurts that group most; its average hides it.",
        "Look at its flags one by one, and have random items of it checked (--gold).",
    ),
    "one-source": (
        "All votes are of one source.",
        "Nothing can be told of how often it is right: its word is all there is.",
        "Have a part of the items answered by somebody else, or check some: --gold.",
    ),
    "one-vote-an-item": (
        "No item has more than one vote.",
        "Nobody contradicts anybody, so that mistakes can't be seen; the probability is what the "
        "model assumes, not what the votes show.",
        "Have a random part of the items answered by several sources.",
    ),
    "few-votes": (
        "Many items have one or two votes.",
        "Two votes that differ settle nothing, and one is never contradicted.",
        "Ask for another vote where the report says it buys most.",
    ),
    "thin-sources": (
        "Most votes are of sources with few votes each.",
        "What such a source is worth can hardly be told; the crowd's average stands in for it.",
        "Have fewer people answer more items each, or check some of their answers: --gold.",
    ),
    "no-votes": (
        "Items on which nobody voted.",
        "Nothing is known of them but how common the classes are.",
        "Ask for votes on them, or leave them out.",
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
