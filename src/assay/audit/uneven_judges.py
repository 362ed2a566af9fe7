"""Sources that are swayed by where an item stands, or by how long it is."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.discoveries import discoveries
from assay.kernels.sources.naming import alone, name, told
from assay.kernels.sources.source_worth import SourceWorth
from assay.kernels.sources.tilt import Tilt, tilt
from assay.kernels.sources.trend import places
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Count, Floats, Fraction, Objects

SHUFFLE = "Ask in random order, or in both orders, and count only answers that stay the same."
EVEN = "Compare answers on items of like length, and tell the judge that length doesn't count."


@dataclass(frozen=True)
class UnevenJudges(Auditor, reads={"votes"}, truth={"one_of", "ordered"}):
    """Find sources whose answers go with the position or the length of what they judge.

    With the same truth, as all other sources see it, an answer should not depend on where the item
    stood (`context["position"]`) nor on how long its text is. For each source the answers that its
    skill and its habits leave unexplained are set against position and length.

    Equation
    --------
    slope[k] = sum over answers of (said k - expected P(k)) * (place - mean) / sum of
               (place - mean)^2, less what a source of its skill typically has
    shift    = slope[k] of the k of largest |slope / error| * distance between the outer thirds
    told where P(|slope / error| or more) * (K - 1) passes Benjamini and Hochberg at false_share and
               |shift| >= effect

    Parameters
    ----------
    least
        Fewest answers a source must have given.
    effect
        How much more often, at least, a class is answered at one end than at the other.
    false_share
        Most of those told, on average, that are told wrongly (Benjamini and Hochberg).

    Notes
    -----
    Assumes that not all sources are swayed alike: what sways all moves the truth that they are
    compared with, and only checked items (a trusted source) show it. Where long items are
    harder, sources fall back on their habits there, which looks alike. A class that is favoured
    in the middle only isn't seen.

    References: benjamini1995.

    Figures: tests find drawn judges that prefer what comes first, and nobody in even crowds
    (`tests/audit/test_uneven_judges.py`).

    Cost: two passes over (claims, classes) each.
    """

    least: Count = 50
    effect: Fraction = 0.1
    false_share: Fraction = 0.01
    codes = {
        "position-bias": (
            "A source's answers go with the position of what it judges, whatever the truth.",
            "Language models favour what comes first or last; comparisons then measure the order.",
            SHUFFLE,
        ),
        "length-bias": (
            "A source's answers go with the length of the text, whatever the truth.",
            "Language models take long texts for good ones, or short ones for harmless; scores "
            "then reward length.",
            EVEN,
        ),
    }

    def audit(
        self, evidence: Evidence, source_worth: SourceWorth | None, texts: Objects | None = None
    ) -> tuple[Finding, ...]:
        """Set answers against position and length."""
        if source_worth is None:
            return ()
        found: list[Finding] = []
        position = ranked(evidence.context.get("position"))
        if position is not None:
            place = places(position, evidence.source)
            told_of = tilt(evidence, source_worth, place)
            found += self._told("position-bias", evidence, told_of, SHUFFLE)
        if texts is not None and len(evidence.item):
            length = np.fromiter(map(len, texts), float, len(texts))
            place = places(length[evidence.item], evidence.source)
            told_of = tilt(evidence, source_worth, place)
            found += self._told("length-bias", evidence, told_of, EVEN)
        return tuple(found)

    def _told(self, code: str, evidence: Evidence, found: Tilt, repair: str) -> list[Finding]:
        looked_at = np.zeros(evidence.n_sources, bool)
        looked_at[alone(evidence)] = True
        looked_at &= np.bincount(evidence.source, minlength=evidence.n_sources) >= self.least
        kept = discoveries(np.where(looked_at, found.chance, np.nan), self.false_share)
        rows = np.flatnonzero(kept & (np.abs(found.shift) >= self.effect))
        rows = rows[np.argsort(-np.abs(found.shift[rows]), kind="stable")]

        def each(s: int) -> str:
            shift = float(found.shift[s])
            points = percent(abs(shift)).replace(" %", " points")
            more = "more" if shift > 0 else "less"
            answer = evidence.classes[int(found.answer[s])]
            where = (
                "late than early in its order"
                if code == "position-bias"
                else ("of the longest third of texts than of the shortest")
            )
            who = name(evidence, s)
            return f"{who} says `{answer}` {points} {more} often {where}, with the same truth."

        what = code.removesuffix("-bias")
        all_ = f"{{count}} of {{of}} sources answer by {what}, with the same truth: {{names}}."
        return told(code, "warning", evidence, rows, found.shift, each, all_, repair)


def ranked(position: Array | None) -> Floats | None:
    """Return positions as numbers; words in the order of the alphabet; None without any."""
    if position is None or not len(position):
        return None
    if np.issubdtype(position.dtype, np.number):
        return np.asarray(position, np.float64)
    return np.unique(position.astype(str), return_inverse=True)[1].astype(np.float64)
