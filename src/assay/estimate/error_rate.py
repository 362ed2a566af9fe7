"""The share of labels that are wrong."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.core import core_low, surest_first
from assay.kernels.interval import checks_for, clopper_pearson
from assay.kernels.label_posterior import USUAL, fit, log_odds_wrong, probability, sureness
from assay.kernels.strata import strata, stratum, together
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Bools, Floats, Ints

#: Fewer labelled items than this tell nothing.
FEWEST = 30
#: Predictions must take this share off the mistakes of always guessing the commonest label.
LIFT = 0.05


@dataclass(frozen=True)
class ErrorRate(Estimator, reads={"labels"}, truth={"one_of"}, paper="angelopoulos2023"):
    """Estimate the share of labels that are wrong, with the range that can be known.

    One label an item can't tell noise from overlapping classes, so without checks only a range
    is given. High: all disagreement of the predictions with the labels may be error. Low: the
    disagreement that is left where the predictions are surest, in nested cores of each predicted
    class, as far as it is spread evenly there: overlap fades where predictions get surer. In
    between, the mean probability of being wrong.
    With checked labels (`gold`) the rate is known: the exact interval of the checks or, from 15
    wrong and 15 right ones on, the mean probability corrected by the checks. Checks that are
    spread unevenly over the probabilities (suspects were checked more often) are taken in strata of
    it, each by itself; a stratum without checks leaves a range.

    Assumes: the predictions are out of sample. For low: noise is no stronger where predictions
    are sure than elsewhere (class-conditional noise), and overlap vanishes there. For high: the
    predictions are right about the truth at least as often as the labels agree with them by
    chance, that is, they don't repeat the labels' mistakes. For gold: items were drawn at random,
    or at random among those of like probability.

    Cost: two passes over (n, K), and a sort of the items.

    Equation
    --------
    value = mean of P(wrong), held between low and high
    low   = flatness * min over cores of the low exact limit of the share there that disagree
    high  = high exact limit of the share of all that disagree
    flatness = (mean of log(1/2 / place) over the n that disagree in the surest half
               - 1 / sqrt(n) - .8) / .15, held in [0, 1]
    checked: value = wrong share of the checks + w * (mean of P(wrong) - its mean over the checks)

    An item disagrees where its most probable class is not its label; place: share of its predicted
    class that is as sure; cores: the surest 1/2, 1/4, ...; w in [0, 1] makes the variance least.

    References
    ----------
    angelopoulos2023 for the correction by checks.
    """

    def estimate(
        self,
        labels: Ints,
        predictions: Floats,
        gold: Ints | None = None,
        *,
        p_wrong: Floats | None = None,
        learnt: bool = False,
    ) -> Estimate:
        """Return the share of wrong labels among the labelled.

        Parameters
        ----------
        gold
            (n,) true class of the items that were checked, -1 for the others.
        p_wrong
            (n,) probability that each label is wrong, where a detector told it.
        learnt
            The predictions are known to be calibrated for the given labels, not for the truth.
        """
        said = np.flatnonzero(labels >= 0)
        fitted = fit(labels, predictions, learnt=learnt)
        if p_wrong is None:
            p_wrong = probability(log_odds_wrong(labels, predictions, fitted)[0])
        wrong, given, best = np.asarray(p_wrong)[said], labels[said], fitted.best[said]
        truth = None if gold is None else np.asarray(gold)[said]
        if truth is not None and (truth >= 0).any():
            return from_checks(wrong, truth != given, truth >= 0, best != given)
        problem = untold(given, best, predictions.shape[1])
        if problem:
            guess = float(wrong.mean(dtype=float)) if len(said) else 0.0
            return _packed(guess, 0.0, 1.0, "cannot-be-told", len(said), (OUT_OF_SAMPLE,), problem)
        unlike = best != given
        sure = sureness(predictions, fitted)[said]
        low = core_low(unlike, surest_first(best, sure, predictions.shape[1]))
        high = float(clopper_pearson(unlike.sum(), len(said))[1])
        value = float(np.clip(wrong.mean(dtype=float), low, high))
        assumes = BOUNDED if fitted.told > 0.5 else (*BOUNDED, GUESSED)
        return _packed(value, low, high, "bounded", len(said), assumes)


OUT_OF_SAMPLE = "The predictions are out of sample."
BOUNDED = (
    OUT_OF_SAMPLE,
    "Low: labels are no noisier where the predictions are sure than elsewhere, and classes don't "
    "overlap there.",
    "High: the predictions don't repeat the mistakes of the labels.",
)
GUESSED = (
    f"Estimate: where noise can't be told from overlap, {USUAL:.0%} of the labels are taken to be "
    "wrong."
)
UNCHECKED = (
    "Among the {:.0%} of the labels that are like none of the checked, at most those that the "
    "predictions contradict are wrong."
)
CHECKED = ("The checked items were drawn at random.", "The checks are right.")


def untold(given: Ints, best: Ints, classes: int) -> str:
    """Return what would tell, where the predictions say nothing about the error rate, or ""."""
    if len(given) < FEWEST:
        return f"At least {FEWEST} labelled items are needed"
    commonest = float(np.bincount(given, minlength=classes).max() / len(given))
    right = int((best == given).sum())
    lift = (right / len(given) - commonest) / max(1 - commonest, 1e-12)
    if lift < LIFT or float(clopper_pearson(right, len(given))[0]) <= commonest:
        return (
            f"The predictions are right for {right / len(given):.0%} of the labels, and always "
            f"guessing the commonest label for {commonest:.0%}: better features would tell"
        )
    return ""


def from_checks(
    wrong: Floats, unlike: Bools, checked: Bools, doubted: Bools | None = None
) -> Estimate:
    """Return the estimate that checks give; `unlike` counts where `checked`.

    Checks that are spread evenly over `wrong` are one sample; else they are strata of it. Where
    nothing was checked, at most the `doubted` labels are wrong.
    """
    where = strata(wrong, checked)
    parts = []
    for rows in (where == k for k in range(int(where.max()) + 1)):
        most = 1.0
        if doubted is not None:
            most = float(clopper_pearson(doubted[rows].sum(), rows.sum())[1])
        parts.append(stratum(wrong[rows], unlike[rows], checked[rows], most))
    value, low, high = together(parts)
    verdict: Verdict = "identified" if all(part.checked for part in parts) else "bounded"
    assumes: tuple[str, ...] = CHECKED if len(parts) == 1 else (_evenly(wrong, where), CHECKED[1])
    if verdict == "bounded":
        bare = sum(part.items for part in parts if not part.checked) / len(wrong)
        assumes = (*assumes, UNCHECKED.format(bare))
    value = float(np.clip(value, low, high))
    return _packed(value, low, high, verdict, len(wrong), assumes, checked=int(checked.sum()))


def _evenly(wrong: Floats, where: Ints) -> str:
    """Return what is assumed of checks that are spread unevenly."""
    ends = [float(wrong[where == k].min()) for k in range(1, int(where.max()) + 1)]
    cuts = ", ".join(f"{end:.2g}" for end in ends)
    return (
        f"The checked items were drawn at random among those of like P(wrong), cut at {cuts}: "
        "some were checked more often than others."
    )


def _packed(
    value: float, low: float, high: float, verdict: Verdict, total: int,
    assumes: tuple[str, ...], problem: str = "", checked: int = 0,
) -> Estimate:  # fmt: skip
    checks = checks_for(0.5 if verdict == "cannot-be-told" else value, total)
    settle = f"{checks} labels drawn at random and checked by a person give it to one point."
    if checked >= checks and high - low <= 0.02:
        settle = f"{checked} random checks settle it to one point."
    return Estimate(
        np.asarray(value), np.asarray(low), np.asarray(high), verdict=verdict, assumes=assumes,
        settle=f"{problem}; {settle}" if problem else settle,
        about={"gold_checks": np.asarray(checks)},
    )  # fmt: skip
