"""What a model that never saw an item's label makes of it, where many labels may be wrong."""

import numpy as np

from assay.kernels.learn.decisions import sharpened
from assay.kernels.learn.foretold import chosen
from assay.learn.held_out import out_of_fold, pulled
from assay.parts.folds import folds as deal
from assay.types import Bools, Features, Floats, Ints

#: Inverse strengths of the pull to zero that are tried, the strongest first.
STRENGTHS = (0.0005, 0.002, 0.01, 0.05)
#: So many items are foretold at least before one is chosen.
ENOUGH = 4000
#: Log odds are multiplied by something between these.
SURE = (0.05, 50.0)
#: No probability is told to be less.
TINY = 1e-12


def second_opinion(
    features: Features | None, target: Floats, *, seed: int = 0, who: str = "second_opinion"
) -> Floats:
    """Return (n, K) probabilities of each item's label by models that didn't see it.

    Logistic regression learns wrong labels by heart the sooner, the more features there are. How
    strongly it is pulled to zero is chosen so that held-out labels are foretold, of each class
    alike, and the stronger pull where two do it equally well; the pull also makes it unsure, which
    is undone by what makes the labels likeliest.

    Parameters
    ----------
    features
        (n, d).
    target
        (n, K) soft targets; rows of NaN are predicted and not learnt from.
    seed
        Deals the folds.
    who
        Errors speak in its name.
    """
    known = np.asarray(~np.isnan(target).any(axis=1))
    first = np.nan_to_num(target)
    fold = deal(np.where(known, first.argmax(axis=1), -1), seed=seed)

    def tried(strength: float, those: Ints) -> Floats:
        made = pulled(features, strength)
        return out_of_fold(features, target, estimator=made, folds=fold, only=those, who=who)

    some = enough(fold, known)
    judged = known & np.isin(fold, some)
    found = [tried(strength, some) for strength in STRENGTHS]
    aim = first[judged]
    one = chosen([right(proba[judged], aim) for proba in found], classes_alike(aim))
    proba = found[one]
    rest = np.setdiff1d(fold, some)
    if len(rest):
        inside = np.isin(fold, rest)
        proba[inside] = tried(STRENGTHS[one], rest)[inside]
    return sure_as(proba, first, known)


def enough(fold: Ints, known: Bools) -> Ints:
    """Return the first folds that hold enough labelled items together, or all."""
    counts = np.bincount(fold[known], minlength=fold.max(initial=-1) + 1)
    many = int(np.searchsorted(np.cumsum(counts), ENOUGH)) + 1
    return np.unique(fold)[:many]


def right(proba: Floats, target: Floats) -> Floats:
    """Return (n,) how much of each item's target (n, K) its most probable class has."""
    return np.asarray(target[np.arange(len(proba)), proba.argmax(axis=1)])


def classes_alike(target: Floats) -> Floats:
    """Return (n,) what each item counts, so that the targets (n, K) of each class count alike."""
    return np.asarray(target @ (1 / np.maximum(target.sum(axis=0), TINY)))


def sure_as(proba: Floats, target: Floats, known: Bools) -> Floats:
    """Return probabilities whose log odds are all multiplied by what makes targets likeliest."""
    from scipy.optimize import minimize_scalar

    some = np.flatnonzero(known)
    if not len(some):
        return proba
    mine, aim = np.maximum(proba[some], TINY), target[some]

    def cost(log_power: float) -> float:
        made = sharpened(mine, float(np.exp(-log_power)))
        return -float((aim * np.log(np.maximum(made, TINY))).sum())

    power = np.exp(minimize_scalar(cost, bounds=np.log(SURE), method="bounded").x)
    return sharpened(np.maximum(proba, TINY), float(1 / power))
