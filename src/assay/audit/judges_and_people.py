"""Models that judge unlike people do."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.agreed import hard_answers
from assay.kernels.sources.kappa import Answers, Pairs, kappas
from assay.kernels.sources.naming import name
from assay.kernels.sources.reliability import Reliability, alpha, answers
from assay.method import Auditor
from assay.results import Finding
from assay.types import Bools, Count, Fraction, Ints

TUNE = "Look at items on which it differs, mend the prompt, and correct its counts for its errors."


@dataclass(frozen=True)
class JudgesAndPeople(Auditor, reads={"votes"}, truth={"one_of", "ordered"}, paper="cohen1960"):
    """Compare models with people by Cohen's kappa, and with how far people agree among themselves.

    All people are one side: each model's answers are compared with those of every person, or the
    given label, about the same items. Where two or more people answer the same items, how far they
    agree (Krippendorff's alpha) is what a model could reach.

    Equation
    --------
    kappa = 1 - seen / expected, of a model and whoever of the people answered: share of pairs of
            answers that differ, over that by both sides' habits
    told where the high end of kappa < max(fair, low end of people's alpha with each other)

    Parameters
    ----------
    fair
        Kappa below which, the whole interval, a model is told; or below the interval of people's
        own, where that is known.
    least
        Fewest answers that a model and people must share.

    Notes
    -----
    Assumes that people are the measure: a model may be right where they are wrong, and kappa falls
    where one class is rare. For a number of right answers, check items and give them as gold.

    References: cohen1960, fleiss1969 for the interval.

    Figures: a test holds which of BABE's language models are told
    (`tests/audit/test_judges_and_people.py`).

    Cost: two passes over the pairs of claims about the same item.
    """

    fair: Fraction = 0.4
    least: Count = 30
    codes = {
        "judge-unlike-people": (
            "A model agrees with people hardly more than chance, or clearly less than they do "
            "with each other.",
            "What it labels or scores isn't what people mean; more of its labels don't help.",
            TUNE,
        ),
    }

    def audit(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Compare every model with people."""
        if evidence.truth.kind not in ("one_of", "ordered"):
            return ()
        model = np.array([one.kind == "model" for one in evidence.sources], bool)
        human = np.array([one.kind in ("annotator", "given") for one in evidence.sources], bool)
        if not model.any() or not human.any():
            return ()
        item, source, code = hard_answers(evidence)
        by_people = human[source]
        counts = answers(item[by_people], code[by_people], evidence.n_items, len(evidence.classes))
        own = alpha(counts)
        told = []
        for one in np.flatnonzero(model):
            mine = by_people | (source == one)
            found, shared = _with_people(item[mine], source[mine] == one, code[mine], evidence)
            reach = own.low if np.isfinite(own.low) else -1.0
            if shared >= self.least and found.high < max(self.fair, reach):
                told.append(self._told(evidence, int(one), found, own))
        told.sort(key=lambda finding: finding.value)
        return tuple(told)

    def _told(self, evidence: Evidence, one: int, found: Reliability, own: Reliability) -> Finding:
        message = (
            f"{name(evidence, one)} agrees with people at a kappa of {found.value:.2f} "
            f"({found.low:.2f} to {found.high:.2f})"
        )
        if np.isfinite(own.value):
            message += (
                f"; people with each other at {own.value:.2f} ({own.low:.2f} to {own.high:.2f})"
            )
        who = evidence.sources[one].name
        return Finding(
            "judge-unlike-people", "warning", f"{message}.", TUNE, "source", who, value=found.value
        )


def _with_people(
    item: Ints, model: Bools, code: Ints, evidence: Evidence
) -> tuple[Reliability, int]:
    """Return kappa of a model with whoever of the people answered, and the items both spoke of."""
    k = len(evidence.classes)
    who = model.astype(np.int64)
    order = np.lexsort((code, who, item))
    said = Answers(item[order], who[order], code[order], 2)
    people, its = (np.bincount(item[who == side], minlength=evidence.n_items) for side in (0, 1))
    met = int(people @ its)
    if not met:
        return Reliability(np.nan, np.nan, np.nan, 0), 0
    pairs = Pairs(np.array([0]), np.array([1]), np.array([met]))
    return kappas(said, pairs, 1 - np.eye(k)).together, int(((people > 0) & (its > 0)).sum())
