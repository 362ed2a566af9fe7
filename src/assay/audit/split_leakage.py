"""The same thing on two sides of a split."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.clusters import Straddle, straddling
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.parts.copies import Copies
from assay.results import Finding, Severity
from assay.types import Array, Fraction


@dataclass(frozen=True)
class SplitLeakage(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items of which a copy, or nearly, stands in another split.

    The share is that of the split which is scored: the one that isn't named like `train`,
    else the smaller one.

    Equation
    --------
    share = items of the scored split with a (near) copy in the other / items of the scored split
    told where share > 0, an error where share >= many

    Parameters
    ----------
    many
        Share of a split from which on it is an error; below, a warning.

    Notes
    -----
    Assumes that scores are to tell how a model does on what it has not seen. Where
    coincidence explains the equal rows of a coarse table (see `Duplicates`), it is a note. No
    false alarms for exact copies.

    Cost: linear in items, and in pairs of splits.
    """

    many: Fraction = 0.01
    codes = {
        "split-leakage": (
            "The same item, or nearly, stands in two splits.",
            "A model has seen the answer to a test item: the score is better than it will be "
            "in use, and models that memorise look best.",
            "Drop the copies from the training side, never from the test side, train again and "
            "score again. Remove copies before you split the next time.",
        )
    }

    def audit(self, copies: Copies, split: Array) -> tuple[Finding, ...]:
        """Compare every pair of splits."""
        exact: dict[tuple[str, str], int] = {
            (s.tested, s.learnt): len(s.items) for s in straddling(copies.exact, split)
        }
        return tuple(
            self._finding(s, exact.get((s.tested, s.learnt), 0), coincidence=copies.coarse)
            for s in straddling(copies.near, split)
        )

    def _finding(self, straddle: Straddle, exact: int, *, coincidence: bool) -> Finding:
        n, share = len(straddle.items), straddle.share
        near = n - exact
        like = "" if not near else " nearly" if not exact else f" ({near:,} of them nearly)"
        severity: Severity = "error" if share >= self.many else "warning"
        told = (
            f"{n:,} items of `{straddle.tested}` stand in `{straddle.learnt}` too{like}: "
            f"{percent(share)} of `{straddle.tested}`"
        )
        if coincidence:
            told += "; the columns are so coarse that this may be coincidence"
        return Finding(
            "split-leakage",
            "note" if coincidence else severity,
            f"{told}.",
            f"Drop their copies from `{straddle.learnt}`, train again and score again.",
            "items",
            items=np.concatenate([straddle.items, straddle.others]),
            value=share,
        )
