"""How robust a classifier of these data may be."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from annotated_types import Interval

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.estimate.balls import Balls, grow
from assay.kernels.interval import clopper_pearson
from assay.kernels.opinions import label_uncertainty
from assay.kernels.regions import canonical, reduced
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Bools, Count, Floats, Ints, Positive

#: Items that are looked at most, half of them to find the balls; columns that are told apart.
ITEMS, COLUMNS = 6000, 256
#: Centres that balls are tried around.
CENTRES = 200


@dataclass(frozen=True)
class Concentration(
    Estimator, reads={"labels", "votes", "soft"}, truth={"one_of", "ordered"}, paper="zhang2022"
):
    """Estimate the greatest robustness that a classifier of these data may have.

    A classifier with an error of `risk` is wrong on some set of that measure, and a small change
    of the input makes it wrong on all that is near. Its errors are where labels are doubtful; so
    of all sets of measure `risk` whose mean label uncertainty is at least `doubt`, the one that
    expands least bounds what robustness can be had. It is looked for among unions of balls around
    doubtful items, greedily, on one half of the items; the value is the share of the other half
    that stays outside after the union has expanded by `radius`.

    The greedy union is one candidate: a set that expands less may exist, and then robustness may
    be greater than is said. The interval is that of the share on the other half.

    Equation
    --------
    u     = 1 - share(label) + max over k != label of share(k)
    E     = union of balls of share >= risk and mean u >= doubt of the items, growing least by reach
    value = share of the other half of the items further than reach from E
    reach = radius * median distance between items

    Assumes
    -------
    The classifier errs where labels are doubtful, as much as the given `doubt`; distances between
    features are what an adversary is held to; the set that expands least is about a union of
    balls.

    Cost
    ----
    Time O(balls c n log n + n d c) with c = 200 centres, on at most 6,000 items; more columns than
    256 are told apart by their main directions.

    Parameters
    ----------
    risk
        Share of items that the classifier gets wrong.
    doubt
        Least mean label uncertainty of its errors, at most what the doubtful items have: 0 asks
        for nothing, 1 is a label that half of the people disagree with.
    radius
        How far inputs may be moved, as a share of the median distance between items.
    balls
        Most balls in the union.

    Notes
    -----
    Figures: on a line with a normal distribution the bound is that of the half-line, which is
    the best. The paper's figures are of pictures and were not run.

    References
    ----------
    zhang2022

    Examples
    --------
    >>> x = np.array([[0.0], [0.1], [5.0], [5.1], [9.0], [9.1]] * 4)
    >>> y, p = np.zeros(24, int), np.tile([[0.9, 0.1]], (24, 1))
    >>> found = Concentration(risk=0.3, doubt=0.0, radius=0.1).estimate(y, x, predictions=p)
    >>> round(float(found), 4)
    0.6667
    """

    risk: Annotated[float, Interval(gt=0, le=1)] = 0.05
    doubt: Annotated[float, Interval(ge=0, le=2)] = 0.2
    radius: Positive = 0.1
    balls: Count = 10

    def estimate(
        self,
        labels: Ints,
        features: Floats,
        predictions: Floats | None = None,
        evidence: Evidence | None = None,
    ) -> Estimate:
        """Return the share of items that stays robust at best.

        `about` holds `centre` and `radius` of the balls (b,), `doubt`, the mean label uncertainty
        of the union, `measure`, its share of the items, and `reach`, the distance it was expanded
        by.
        """
        each, voted, _, _ = label_uncertainty(labels, evidence, predictions)
        known = np.flatnonzero(~np.isnan(each))
        if not known.size and (labels >= 0).any():
            rule = "needs two votes an item, or predictions"
            raise NeedsError(type(self).__name__, rule, got="labels alone")
        if len(known) < 20:
            return _untold("At least 20 labelled items are needed.", {})
        items = known[canonical(features[known])]
        items = items[:: max(1, -(-len(items) // ITEMS))]
        found, other, reach = self._grown(features, each, items)
        mean = float(each[items[0::2]][found.inside].mean()) if found.inside.any() else 0.0
        about: dict[str, Any] = {
            "centre": found.centre, "radius": found.radius, "doubt": np.asarray(mean),
            "measure": np.asarray(found.inside.mean()), "reach": np.asarray(reach),
            "from_votes": np.asarray(voted[known].mean()),
        }  # fmt: skip
        if found.inside.mean() < self.risk - 1e-9:
            return _untold(NO_SET.format(doubt=self.doubt, risk=self.risk), about)
        low, high = clopper_pearson(int((~other).sum()), len(other))
        return Estimate(
            np.asarray((~other).mean()), low, high, verdict="bounded", assumes=ASSUMES,
            settle=SETTLE, about=about,
        )  # fmt: skip

    def _grown(self, features: Any, each: Floats, items: Ints) -> tuple[Balls, Bools, float]:
        """Return the balls, which items of the other half they reach, and how far that is."""
        chosen = features[items]
        rows = reduced(chosen, COLUMNS) if chosen.shape[1] > COLUMNS else _dense(chosen)
        first, second = rows[0::2], rows[1::2]
        doubt = each[items[0::2]]
        # Half of the centres are the most doubtful items, half are spread over all the others.
        ranked = np.argsort(-doubt, kind="stable")
        others = np.sort(ranked[CENTRES // 2 :])
        spread = others[:: max(1, -(-len(others) // (CENTRES // 2)))]
        centres = np.concatenate([ranked[: CENTRES // 2], spread])
        to_first = distances(first[centres], first)
        reach = self.radius * float(np.median(to_first[to_first > 0])) if to_first.any() else 0.0
        found = grow(
            to_first, np.arange(len(centres)), doubt,
            share=self.risk, least=self.doubt, reach=reach, balls=self.balls,
        )  # fmt: skip
        to_second = distances(first[centres[found.centre]], second)
        hit = np.asarray((to_second <= found.radius[:, None] + reach).any(axis=0))
        names = items[0::2][centres[found.centre]]
        return Balls(names, found.radius, found.inside), hit, reach


def distances(some: Floats, all_: Floats) -> Floats:
    """Return (c, n) Euclidean distances."""
    from scipy.spatial.distance import cdist

    return np.asarray(cdist(some, all_))


def _dense(rows: Any) -> Floats:
    return np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, np.float64)


ASSUMES = (
    "The classifier errs where labels are doubtful.",
    "Distances between features are what an adversary is held to.",
    "The set that expands least is about a union of balls.",
)
SETTLE = "A set that expands less, found by another search, would raise the bound."
NO_SET = (
    "No set of the items holds {risk:.3g} of them with a mean label uncertainty of {doubt:.3g}: "
    "labels are surer than that, or a lower doubt has to do."
)


def _untold(settle: str, about: dict[str, Any]) -> Estimate:
    one = np.asarray(1.0)
    return Estimate(
        one, np.asarray(0.0), one, verdict="cannot-be-told", assumes=ASSUMES, settle=settle,
        about=about,
    )  # fmt: skip
