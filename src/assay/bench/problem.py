"""What contenders are given, and what only the metrics see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assay.evidence import freeze
from assay.registry import Parts


@dataclass(frozen=True, eq=False)
class Problem:
    """One data set of a benchmark, cut in two.

    Parameters
    ----------
    given
        Parts by name, as methods ask for them; this is all that a contender sees. Or what makes
        them, so that who changes labels can have predictions made again.
    truth
        What the metrics compare with, by name: `errors` (n,) 1 wrong, 0 right, -1 nobody
        knows; `labels` (n,) true class, -1 where nobody knows; `rate`.
    size
        Bytes that extra memory is told as a share of; 0 where it isn't.
    """

    given: Mapping[str, Any] | Parts
    truth: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.given, Parts):
            return
        # A contender that wrote into its input would change what the next one gets.
        closed = {n: freeze(p) if isinstance(p, np.ndarray) else p for n, p in self.given.items()}
        object.__setattr__(self, "given", closed)
