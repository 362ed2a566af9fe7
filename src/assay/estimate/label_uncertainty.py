"""How far people agree with the labels."""

from dataclasses import dataclass

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.interval import DEVIATE
from assay.kernels.opinions import excess, label_uncertainty
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Floats, Ints, Seed


@dataclass(frozen=True)
class LabelUncertainty(
    Estimator, reads={"labels", "votes", "soft"}, truth={"one_of", "ordered"}, paper="zhang2022"
):
    """Estimate how far people's opinions leave the given labels: 0 not at all, 2 wholly.

    The uncertainty of a label is 1 - P(label) + the largest P of another class, where P is the
    share of people who would say so: 0 where all agree with the label, 1 where as many say
    something else, above where more do, 2 where all do. From the votes of two people or more, or
    soft labels, where an item has them; otherwise from the predictions, calibrated for the labels
    that are given, and the result says so.

    Equation
    --------
    u     = 1 - share(label) + max over k != label of share(k)
    value = mean of u over labelled items

    share: of the people who say so, or P(given k | x) of calibrated predictions.

    Assumes
    -------
    Those who voted are drawn from the people whose opinion counts. For items without votes: the
    predictions are out of sample and, with a power fitted to the labels, calibrated.

    Cost
    ----
    One pass over claims or predictions, and an (n, K) array of shares where there are votes.

    Parameters
    ----------
    seed
        Of votes drawn again, that tell by how much few votes overstate the mean.

    Notes
    -----
    Figures: a test counts the labels above each uncertainty in sentences that a hundred people
    judged each. The paper's figures are of CIFAR-10H and were not run.

    References
    ----------
    zhang2022

    Examples
    --------
    >>> votes = Evidence.votes([0, 0, 0, 0, 1, 1, 1, 1], [0, 1, 2, 3] * 2, list("aaaaaabb"))
    >>> found = LabelUncertainty().estimate(np.array([0, 0]), evidence=votes)
    >>> found.about["uncertainty"].tolist(), float(found)
    ([0.0, 1.0], 0.5)
    """

    seed: Seed = 0

    def estimate(
        self,
        labels: Ints,
        predictions: Floats | None = None,
        evidence: Evidence | None = None,
    ) -> Estimate:
        """Return the mean over labelled items.

        `about` holds `uncertainty` (n,), 0 for items without a label, `voted` (n,), whether it is
        from votes, and `from_votes`, their share.
        """
        each, voted, share, count = label_uncertainty(labels, evidence, predictions)
        known = np.flatnonzero(~np.isnan(each))
        if not known.size and (labels >= 0).any():
            rule = "needs two votes an item, or predictions"
            raise NeedsError(type(self).__name__, rule, got="labels alone")
        inside = int(voted.sum()) / max(len(known), 1)
        about = {
            "uncertainty": np.nan_to_num(each), "voted": voted, "from_votes": np.asarray(inside)
        }  # fmt: skip
        if len(known) < 2:
            value = float(each[known].mean()) if known.size else 0.0
            return _packed(value, 0.0, 2.0, "cannot-be-told", inside, about)
        value = float(each[known].mean())
        half = DEVIATE * float(each[known].std(ddof=1)) / len(known) ** 0.5
        more = 0.0
        if share is not None and voted.any():
            more = inside * excess(share, labels, np.where(voted, count, 0), self.seed)
        # Few opinions rather spread too much than too little: the lower end makes up for it.
        low, high = max(0.0, value - half - max(more, 0)), min(2.0, value + half + max(-more, 0))
        return _packed(value, low, high, "identified" if inside == 1 else "bounded", inside, about)


VOTED = "Those who voted are drawn from the people whose opinion counts."
EXPECTED = (
    "Opinions of people are what predictions expect, for {share:.0%} of the items: these are out "
    "of sample and, with a fitted power, calibrated for the labels that are given."
)
SETTLE = "Votes of three people or more on every item, or on items drawn at random."


def _packed(
    value: float, low: float, high: float, verdict: Verdict, inside: float,
    about: dict[str, Floats],
) -> Estimate:  # fmt: skip
    assumes = ((VOTED,) if inside else ()) + (
        (EXPECTED.format(share=1 - inside),) if inside < 1 else ()
    )
    return Estimate(
        np.asarray(value), np.asarray(low), np.asarray(high), verdict=verdict,
        assumes=assumes, settle="" if verdict == "identified" else SETTLE, about=about,
    )  # fmt: skip
