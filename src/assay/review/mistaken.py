"""What the rate would be if reviewers err as often as gold or each other shows."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.review.rate import Rate


def corrected(
    now: Rate, together: Mapping[str, Any] | None, checked: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Return the rate less what reviewers' own mistakes add to it; None where nothing tells.

    How often they err comes from gold, or from how often two of them differ on whether the same
    label is wrong: two who err independently at rate e differ 2 e (1 - e) of the time. Mistakes
    both ways are taken to be as frequent: of a share r of wrong labels r (1 - e) + (1 - r) e are
    then called wrong. Both intervals are put together end to end.
    """
    if checked is not None:
        value, low, high = (1 - x for x in np.array(checked["doubt_accuracy"])[[0, 2, 1]])
        source = "gold"
    elif together is not None:
        value, low, high = (_alone(1 - x) for x in np.array(together["same_doubt"])[[0, 2, 1]])
        source = "agreement"
    else:
        return None
    if high >= 0.45:
        return None
    ends = (_less(now.value, value), _less(now.low, high), _less(now.high, low))
    return {
        "value": ends[0], "low": ends[1], "high": max(ends[2], ends[0]),
        "mistakes": [float(value), float(low), float(high)], "from": source,
    }  # fmt: skip


def _alone(differ: float) -> float:
    """Return how often one errs where two differ so often."""
    return float((1 - np.sqrt(max(1 - 2 * min(differ, 0.5), 0))) / 2)


def _less(rate: float, mistakes: float) -> float:
    return float(np.clip((rate - mistakes) / (1 - 2 * mistakes), 0, 1))
