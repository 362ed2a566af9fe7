"""What is believed of every item while a review goes on: decisions first, then the audit."""

from typing import TYPE_CHECKING

import numpy as np

from assay.exchange.entry import outcome
from assay.report.instructions import belief
from assay.types import Floats, Ints

if TYPE_CHECKING:
    from assay.review.review import Review


def believed(review: "Review") -> tuple[Ints, Floats]:
    """Return (n,) the class that is most likely right, -1 for none, and how likely it is.

    A class that reviewers agree on is right; where they say that no one class is, or disagree,
    there is none.
    """
    index = review.index
    review.state.follow()
    decided = np.full(index.n_items, -1)
    for row, said in list(review.state.standing.items()):
        names = {outcome(one) for one in said.values() if one.verdict != "skip"}
        if not names:
            continue
        name = names.pop() if len(names) == 1 else None
        decided[row] = index.place.get(name, -2) if isinstance(name, str) else -2
    given, better = (np.asarray(index.arrays[name]) for name in ("given", "suggested"))
    wrong = np.asarray(index.arrays["p_wrong"], np.float64)
    return belief(given, better, wrong, decided)
