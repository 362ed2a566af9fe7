"""Whether what a source answers goes with what has nothing to do with the truth."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.source_worth import SourceWorth
from assay.kernels.sources.left_out import without_own
from assay.kernels.sources.skill import add_by, skill
from assay.types import Floats, Ints


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
    see it; what is left is set against the place.
    """
    from scipy.special import ndtr

    s, k = evidence.n_sources, len(evidence.classes)
    hard, found = worth.said.hard, skill(evidence, worth.said, worth.fitted)
    named = hard >= 0
    many = np.maximum(np.bincount(evidence.source[named], minlength=s), 1)
    middle = np.bincount(evidence.source[named], place[named], s) / many
    # The outer thirds, or the outermost place where more than a third is tied there.
    ends = np.full((2, s), [[1.0], [0.0]])
    np.minimum.at(ends[0], evidence.source, place)
    np.maximum.at(ends[1], evidence.source, place)
    outer = np.array([np.maximum(ends[0], 1 / 3), np.minimum(ends[1], 2 / 3)])
    total, variance = np.zeros((s, k)), np.zeros((s, k))
    ends, size = np.zeros((2, s, k)), np.zeros((2, s))
    for rows, truth in without_own(evidence, worth.said, worth.fitted):
        rows, truth = rows[named[rows]], truth[named[rows]]
        who = evidence.source[rows]
        chance = found.expected(who, truth)
        rest = -chance
        rest[np.arange(len(rows)), hard[rows]] += 1
        off = (place[rows] - middle[who])[:, None]
        add_by(total, who, rest * off)
        add_by(variance, who, chance * (1 - chance) * off**2)
        for end, mine in enumerate((place[rows] <= outer[0, who], place[rows] >= outer[1, who])):
            add_by(ends[end], who[mine], rest[mine])
            size[end] += np.bincount(who[mine], minlength=s)
    z = np.divide(total, np.sqrt(variance), out=np.zeros((s, k)), where=variance > 1e-9)
    answer = np.where(z.any(axis=1), np.abs(z).argmax(axis=1), 0)
    rows = np.arange(s)
    low, high = (ends[end] / np.maximum(size[end], 1)[:, None] for end in (0, 1))
    shift = (high - low)[rows, answer]
    # Of two classes one says what the other does: one test, not two.
    chance = np.minimum(2 * ndtr(-np.abs(z[rows, answer])) * max(k - 1, 1), 1.0)
    told = (outer[0] < outer[1]) & (variance[rows, answer] > 1e-9)
    # What goes up with the trait is told, of two classes.
    if k == 2:
        answer, shift = (shift < 0).astype(int) ^ answer, np.abs(shift)
    return Tilt(answer, shift, np.where(told, chance, np.nan))
