"""The share of what is said of tags that is wrong."""

from dataclasses import dataclass

import numpy as np

from assay.estimate.error_rate import BOUNDED, GUESSED, OUT_OF_SAMPLE, untold
from assay.kernels.core import core_low, surest_first
from assay.kernels.interval import DEVIATE, checks_for, clopper_pearson
from assay.kernels.kinds.tag_posterior import JudgedTag, judge
from assay.kernels.label_posterior import sureness
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Array, Bools, Floats


@dataclass(frozen=True)
class TagErrorRate(Estimator, reads={"tags"}, truth={"any_of"}, paper="angelopoulos2023"):
    """Estimate the share of decisions on tags (said, or denied) that are wrong, with its range.

    Each tag is a problem of two classes and is estimated as `ErrorRate` does; only tags of which
    the predictions say anything are counted, weighed by how many decisions each has. High is the
    upper limit of all disagreement, with whole items as what varies; low sums the tags' own lows.

    Assumes: what `ErrorRate` assumes, tag by tag; the tags that can't be told are no worse than
    the others.

    Cost: as `ErrorRate` with two classes, once a tag.

    Equation
    --------
    value = sum over tags k of n[k] * rate[k] / sum of n[k],   low as value, of the tags' own lows
    rate[k], low[k]: as `ErrorRate` has them for tag k as two classes; only tags that can be told
    high  = mean of disagree + 1.96 * its deviation with items as units, at least its exact limit

    References
    ----------
    angelopoulos2023 for what is said of a rate without checks.
    """

    def estimate(self, tags: Array, tag_predictions: Floats, *, learnt: bool = False) -> Estimate:
        """Return the share of wrong decisions; `about` has it by tag.

        Parameters
        ----------
        learnt
            The predictions are known to be calibrated for the given tags, not for the truth.
        """
        n, k = tags.shape
        rates, size = np.tile([0.0, 0.0, 1.0], (k, 1)), np.zeros(k)
        clash, decided, guessed = np.zeros(n), np.zeros(n), False
        for one in judge(tags, tag_predictions, learnt=learnt):
            best = one.fitted.best
            if untold(one.said, best, 2):
                continue
            unlike = best != one.said
            rates[one.tag], size[one.tag] = _rates(one, unlike), len(one.said)
            clash[one.rows] += unlike
            decided[one.rows] += 1
            guessed |= one.fitted.told <= 0.5
        if not size.any():
            return _unknown(rates, size, n * k)
        share = size / size.sum()
        value, low = float(share @ rates[:, 0]), float(share @ rates[:, 1])
        high = max(_upper(clash, decided), value)
        told = int((size > 0).sum())
        return Estimate(
            np.asarray(value), np.asarray(min(low, value)), np.asarray(high),
            verdict="bounded",
            assumes=_assumes(told, k, guessed=guessed),
            settle=(
                f"{checks_for(value, int(size.sum()))} decisions on a tag drawn at random and "
                "checked by a person give it to one point."
            ),
            about={
                "gold_checks": np.asarray(checks_for(value, int(size.sum()))),
                "by_tag": rates, "decisions": size,
            },
        )  # fmt: skip


def _rates(one: JudgedTag, unlike: Bools) -> tuple[float, float, float]:
    """Return estimate, low and high of one tag."""
    sure = sureness(one.both, one.fitted)
    low = core_low(unlike, surest_first(one.fitted.best, sure, 2))
    high = float(clopper_pearson(unlike.sum(), len(unlike))[1])
    return float(np.clip(one.wrong.mean(dtype=float), low, high)), low, high


def _upper(clash: Floats, decided: Floats) -> float:
    """Return the upper limit of disagreement a decision, tags of one item varying together."""
    rows = decided > 0
    total, items = float(decided.sum()), int(rows.sum())
    mean = float(clash.sum()) / total
    off = clash[rows] - mean * decided[rows]
    half = DEVIATE * float(np.sqrt((off**2).sum() * items / max(items - 1, 1))) / total
    return min(1.0, max(mean + half, float(clopper_pearson(clash.sum(), total)[1])))


def _assumes(told: int, tags: int, *, guessed: bool) -> tuple[str, ...]:
    made: tuple[str, ...] = BOUNDED
    if told < tags:
        made = (*made, f"{told} of {tags} tags can be told; the others are no worse.")
    return (*made, GUESSED) if guessed else made


def _unknown(rates: Floats, size: Floats, cells: int) -> Estimate:
    checks = checks_for(0.5, max(cells, 1))
    return Estimate(
        np.asarray(0.0), np.asarray(0.0), np.asarray(1.0), verdict="cannot-be-told",
        assumes=(OUT_OF_SAMPLE,),
        settle=(
            "No tag is told by the predictions better than by always guessing its commoner answer; "
            f"better features would tell, or {checks} decisions drawn at random and checked."
        ),
        about={"gold_checks": np.asarray(checks), "by_tag": rates, "decisions": size},
    )  # fmt: skip
