"""Sources that get better or worse as they go on."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.discoveries import discoveries
from assay.kernels.sources.naming import alone, name, told
from assay.kernels.sources.share_posterior import share_posterior
from assay.kernels.sources.source_worth import SourceWorth
from assay.kernels.sources.trend import sequence, trend
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Bools, Count, Floats, Fraction, Ints

REST = "Give shorter sessions and mix in checked items; have its later answers answered again."
WARM = "Give a few practice items first; have its earliest answers answered again."


@dataclass(frozen=True)
class SourceDrift(Auditor, reads={"votes"}, truth={"one_of", "ordered"}):
    """Find sources that learn, and sources that tire, along their own sequence of answers.

    Each source's answers are put in the order of `context["time"]`, and it is tested whether
    being right, as all other sources see it, goes with the place in the sequence. Told are
    sources whose first and last third differ by enough, too.

    Equation
    --------
    s[c] = (2 * q - 1) / (a * q + (1 - a) * (1 - q)) of claim c,   a: the source's accuracy
    z    = sum of (s - mean) * (place - mean) / its deviation over all orders of the claims
    told where P(|z| or more) passes Benjamini and Hochberg's rule at false_share, and accuracy in
         the last third of the sequence differs from that in the first by effect or more

    q: chance of the claim if right over that and its chance if wrong, as all other sources see it.

    Parameters
    ----------
    least
        Fewest answers a source must have given.
    effect
        Difference of accuracy between first and last third from which on it is told.
    false_share
        Most of those told, on average, that are told wrongly (Benjamini and Hochberg).

    Notes
    -----
    Assumes that a source's items are as hard late as early; where all sources drift alike, as
    when hard items come last, look at the items. Silent where times aren't known.

    References: benjamini1995.

    Figures: tests find most drawn sources that fall or rise, and hold alarms over steady crowds to
    few (`tests/audit/test_source_drift.py`).

    Cost: a sort of the claims.
    """

    least: Count = 30
    effect: Fraction = 0.1
    false_share: Fraction = 0.05
    codes = {
        "tiring-source": (
            "A source is right less often as it goes on.",
            "It tires, loses interest, or the items or instructions changed under it; its "
            "average hides that its late answers are worth less.",
            REST,
        ),
        "learning-source": (
            "A source is right more often as it goes on.",
            "Its early answers, from before it knew the task, are worth less than its average.",
            WARM,
        ),
    }

    def audit(self, evidence: Evidence, source_worth: SourceWorth | None) -> tuple[Finding, ...]:
        """Test every source's sequence."""
        place = sequence(evidence) if source_worth is not None else None
        if source_worth is None or place is None:
            return ()
        many = np.bincount(evidence.source, minlength=evidence.n_sources)
        looked_at = np.zeros(evidence.n_sources, bool)
        looked_at[alone(evidence)] = True
        looked_at &= many >= self.least
        _, chance = trend(source_worth.odds, source_worth.accuracy, evidence.source, place)
        kept = discoveries(np.where(looked_at, chance, np.nan), self.false_share)
        if not kept.any():
            return ()
        ends = _ends(evidence, source_worth, place)
        change = ends[:, 1] - ends[:, 0]
        return (
            *self._told("tiring-source", evidence, kept & (change <= -self.effect), ends, REST),
            *self._told("learning-source", evidence, kept & (change >= self.effect), ends, WARM),
        )

    def _told(
        self, code: str, evidence: Evidence, which: Bools, ends: Floats, repair: str
    ) -> list[Finding]:
        change = ends[:, 1] - ends[:, 0]
        rows = np.flatnonzero(which)
        rows = rows[np.argsort(-np.abs(change[rows]), kind="stable")]
        words = "less" if code == "tiring-source" else "more"

        def each(s: int) -> str:
            first, last = (percent(float(end)) for end in ends[s])
            who = name(evidence, s)
            return f"{who} is right in {first} of its first third of answers, {last} of its last."

        all_ = f"{{count}} of {{of}} sources are right {words} often as they go on: {{names}}."
        severity = "warning" if code == "tiring-source" else "note"
        return told(code, severity, evidence, rows, change, each, all_, repair)  # type: ignore[arg-type]


def _ends(evidence: Evidence, worth: SourceWorth, place: Floats) -> Floats:
    """Return (S, 2) accuracy in the first and the last third of each source's sequence."""
    s = evidence.n_sources
    ends: list[Ints] = [np.flatnonzero(place < 1 / 3), np.flatnonzero(place > 2 / 3)]
    found = [share_posterior(worth.odds[rows], evidence.source[rows], s)[0] for rows in ends]
    return np.column_stack(found)
