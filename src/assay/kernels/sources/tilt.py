"""Whether what a source answers goes with what has nothing to do with the truth."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.left_out import without_own
from assay.kernels.sources.skill import add_by, skill
from assay.kernels.sources.source_worth import SourceWorth
from assay.types import Floats, Ints

#: Sources, and skill of each, from which on the typical one can be told.
FEWEST, LEAST_SKILL = 4, 0.1


@dataclass(frozen=True, eq=False)
class Tilt:
    """How each source's answers go with a trait of items or claims, beside the truth.

    Parameters
    ----------
    answer
        (S,) class whose answers go with the trait most.
    shift
        (S,) how much more often it is answered in the upper third of the trait than in the lower.
    chance
        (S,) of that or more where the trait plays no part; NaN where nothing can be told.
    """

    answer: Ints
    shift: Floats
    chance: Floats


def tilt(evidence: Evidence, worth: SourceWorth, place: Floats) -> Tilt:
    """Return how answers go with (E,) the place of each claim in the trait, from 0 to 1.

    What is answered is compared with what the source would answer of this truth, as all others
    see it; the slope of what is left on the place is the tilt. A trait that goes with the truth
    beyond what others tell of it tilts all sources, each as far as it follows the truth: what
    the typical source shows is taken off.
    """
    from scipy.special import ndtr

    s, k = evidence.n_sources, len(evidence.classes)
    hard, found = worth.said.hard, skill(evidence, worth.said, worth.fitted)
    named = hard >= 0
    who, where = evidence.source[named], place[named]
    many = np.maximum(np.bincount(who, minlength=s), 1)
    middle = np.bincount(who, where, s) / many
    square = np.bincount(who, (where - middle[who]) ** 2, s)
    total, variance = np.zeros((s, k)), np.zeros((s, k))
    for rows, truth in without_own(evidence, worth.said, worth.fitted):
        rows, truth = rows[named[rows]], truth[named[rows]]
        source = evidence.source[rows]
        chance = found.expected(source, truth)
        rest = -chance
        rest[np.arange(len(rows)), hard[rows]] += 1
        off = (place[rows] - middle[source])[:, None]
        add_by(total, source, rest * off)
        add_by(variance, source, chance * (1 - chance) * off**2)
    slope, error = (x / np.maximum(square, 1e-12)[:, None] for x in (total, np.sqrt(variance)))
    slope -= _typical(slope, error, np.clip(np.nan_to_num(found.value), 0, 1))
    z = np.divide(slope, error, out=np.zeros((s, k)), where=variance > 1e-9)
    answer = np.abs(z).argmax(axis=1)
    if k == 2:  # one says what the other does: what goes up with the trait is told
        answer = z.argmax(axis=1)
    rows = np.arange(s)
    # Of two classes there is one test, not two.
    chance = np.minimum(2 * ndtr(-np.abs(z[rows, answer])) * max(k - 1, 1), 1.0)
    told = variance[rows, answer] > 1e-9
    shift = slope[rows, answer] * _gap(who, where, s)
    return Tilt(answer, shift, np.where(told, chance, np.nan))


def _gap(group: Ints, place: Floats, groups: int) -> Floats:
    """Return (S,) how far the outer thirds are apart, or the outermost places where many tie."""
    ends = np.full((2, groups), [[1.0], [0.0]])
    np.minimum.at(ends[0], group, place)
    np.maximum.at(ends[1], group, place)
    low = place <= np.maximum(ends[0], 1 / 3)[group]
    high = place >= np.minimum(ends[1], 2 / 3)[group]
    mean = [
        np.bincount(group[side], place[side], groups)
        / np.maximum(np.bincount(group[side], minlength=groups), 1)
        for side in (low, high)
    ]
    return np.asarray(mean[1] - mean[0])


def _typical(slope: Floats, error: Floats, skill: Floats) -> Floats:
    """Return (S, K) the slope of a source of this skill that is swayed by nothing but the truth.

    Over sources, the median of slope by skill, each weighed by how well it tells that.
    """
    able = np.flatnonzero((skill > LEAST_SKILL) & (error > 0).all(axis=1))
    if len(able) < FEWEST:
        return np.zeros_like(slope)
    ratio = slope[able] / skill[able, None]
    weight = skill[able, None] / error[able]
    order = np.argsort(ratio, axis=0, kind="stable")
    ratio, weight = (np.take_along_axis(x, order, axis=0) for x in (ratio, weight))
    total = np.cumsum(weight, axis=0)
    at = (total < total[-1] / 2).sum(axis=0)
    return np.asarray(skill[:, None] * ratio[at, np.arange(slope.shape[1])])
