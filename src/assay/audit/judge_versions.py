"""Judges that changed when their prompt or model did."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.interval import wilson
from assay.kernels.sources.naming import alone, name
from assay.kernels.sources.share_posterior import share_posterior
from assay.kernels.sources.source_worth import SourceWorth
from assay.kernels.sources.versions import Change, changes, versions_of
from assay.kernels.wording import amount, percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Fraction, Ints

AGAIN = "Have the items that were judged under the older version judged again, or keep them apart."
#: Chance that no accuracy is told to differ where none does.
SURE = 0.95
#: Changes that are told one by one.
MOST = 10


@dataclass(frozen=True)
class JudgeVersions(Auditor, reads={"votes"}, truth={"one_of", "ordered"}):
    """Compare what a source said under one version of prompt or model with what under another.

    `context["version"]` says under which version a claim was made: a name, or a hash of prompt and
    model. Where the same items were judged under both, answers that differ are counted; where not,
    accuracies are compared, as all other sources see them.

    Equation
    --------
    steady  = items judged alike under both versions / items judged under both
    told where Wilson's high end of steady < steady's setting
    or where the high end of one version's accuracy < the low end of another's, all intervals of
    answers by version together at 95 %

    Parameters
    ----------
    steady
        Share of answers that stay the same from which on a source is taken to be unchanged.
    least
        Fewest items judged under both versions, or answers under each, to compare by.

    Notes
    -----
    Assumes that accuracies are compared on items of like kind where the items differ. A source that
    answers at random differs from itself, too, under one version.

    Cost: a sort of the claims.
    """

    steady: Fraction = 0.95
    least: Count = 20
    codes = {
        "changed-judge": (
            "A source answers differently, or better or worse, since its prompt or model changed.",
            "Its labels are of two kinds: what was learnt of it under one version, its accuracy "
            "and bias, doesn't hold for the other, and a comparison over time measures the change.",
            AGAIN,
        ),
    }

    def audit(
        self, evidence: Evidence, source_worth: SourceWorth | None = None
    ) -> tuple[Finding, ...]:
        """Compare the versions of every source."""
        found = versions_of(evidence)
        if found is None or evidence.truth.kind not in ("one_of", "ordered"):
            return ()
        version, names = found
        told = [
            self._changed(evidence, one, names)
            for one in changes(evidence, version, self.least)
            if wilson(one.both - len(one.items), one.both)[1] < self.steady
        ]
        told.sort(key=lambda one: -one.value)
        told = told[:MOST]
        if source_worth is not None:
            known = {one.name for one in told}
            better = self._better(evidence, source_worth, version, names)
            told += [one for one in better if one.name not in known][:MOST]
        return tuple(told)

    def _changed(self, evidence: Evidence, change: Change, names: list[str]) -> Finding:
        many = len(change.items)
        low, high = (percent(float(end)) for end in wilson(many, change.both))
        message = (
            f"{name(evidence, change.source)} changed its answer to {many:,} of "
            f"{amount(change.both, 'item')} ({percent(many / change.both)}, {low} to {high}) from "
            f"version `{names[change.old]}` to `{names[change.new]}`."
        )
        return Finding(
            "changed-judge", "warning", message, AGAIN, "source",
            evidence.sources[change.source].name, np.sort(change.items), many / change.both,
        )  # fmt: skip

    def _better(
        self, evidence: Evidence, worth: SourceWorth, version: Ints, names: list[str]
    ) -> list[Finding]:
        """Return sources whose accuracy differs between two versions."""
        v, s = len(names), evidence.n_sources
        group = evidence.source * np.int64(v) + version
        level = 1 - (1 - SURE) / max(1, len(np.unique(group)))
        right, low, high = share_posterior(worth.odds, group, s * v, level=level)
        enough = np.bincount(group, minlength=s * v) >= self.least
        found = []
        for source in alone(evidence):
            mine = [source * v + at for at in range(v) if enough[source * v + at]]
            if len(mine) < 2:
                continue
            worst, best = min(mine, key=lambda g: right[g]), max(mine, key=lambda g: right[g])
            if high[worst] < low[best]:
                said = " and ".join(
                    f"{percent(float(right[g]))} under version `{names[g % v]}`"
                    for g in sorted((worst, best))
                )
                found.append(Finding(
                    "changed-judge", "warning", f"{name(evidence, source)} is right in {said}.",
                    AGAIN, "source", evidence.sources[source].name,
                    value=float(right[best] - right[worst]),
                ))  # fmt: skip
        return found
