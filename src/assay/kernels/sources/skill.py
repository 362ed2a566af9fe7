"""How much a source's answers have to do with the truth."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.left_out import Fitted, without_own
from assay.kernels.sources.said import Said
from assay.types import Floats, Ints

#: Information below this many answers to a known truth of two classes tells nothing.
LEAST = 2.0


@dataclass(frozen=True, eq=False)
class Skill:
    """How far each source's answers follow the truth.

    A source follows the truth for a share of its answers, and its own habit for the others. Its
    answer has chance share * P(truth) + rest, where the rest is what its habit adds.

    Parameters
    ----------
    value
        (S,) the share; below nought, the truth is turned about. NaN where nothing can be told: no
        answers, or a truth that the others leave open or that is always the same.
    weight
        (S,) how much the truth varies, as others see it, over the answers.
    usual
        (S, K) mean of what others say of the truth.
    habit
        (S, K) how often each class is answered.
    """

    value: Floats
    weight: Floats
    usual: Floats
    habit: Floats

    def expected(self, source: Ints, truth: Floats, share: Floats | None = None) -> Floats:
        """Return (m, K) chance of every answer, of these sources, given (m, K) of the truth."""
        given = np.clip(np.nan_to_num(self.value), 0, 1) if share is None else share
        moved = given[source][:, None] * (truth - self.usual[source])
        chance = np.maximum(self.habit[source] + moved, 0)
        return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def skill(evidence: Evidence, said: Said, fitted: Fitted) -> Skill:
    """Return how far each source answers by the truth, as all others see it.

    The slope of its answers on what the others say, its own claims left out.
    """
    s, k = evidence.n_sources, len(evidence.classes)
    hard, source = said.hard, np.asarray(evidence.source, np.int64)
    named = hard >= 0
    many = np.bincount(source[named], minlength=s)
    per = np.maximum(many, 1)[:, None]
    habit = np.bincount(source[named] * k + hard[named], minlength=s * k).reshape(s, k) / per
    usual, met, square = np.zeros((s, k)), np.zeros(s), np.zeros(s)
    for rows, truth in without_own(evidence, said, fitted):
        rows, truth = rows[named[rows]], truth[named[rows]]
        who = source[rows]
        add_by(usual, who, truth)
        met += np.bincount(who, truth[np.arange(len(rows)), hard[rows]], s)
        square += np.bincount(who, np.einsum("ek,ek->e", truth, truth), s)
    usual /= per
    weight = square - many * np.einsum("sk,sk->s", usual, usual)
    slope = met - many * np.einsum("sk,sk->s", usual, habit)
    told = weight > LEAST / 2
    value = np.divide(slope, weight, out=np.full(s, np.nan), where=told)
    return Skill(value, weight, usual, habit)


def errors_at(
    evidence: Evidence, said: Said, fitted: Fitted, found: Skill, shares: tuple[float, ...]
) -> list[Floats]:
    """Return, for each share, (S,) standard error of the skill of a source whose skill it is."""
    s = evidence.n_sources
    total = np.zeros((len(shares), s))
    given = [np.full(s, share) for share in shares]
    for rows, truth in without_own(evidence, said, fitted):
        rows, truth = rows[said.hard[rows] >= 0], truth[said.hard[rows] >= 0]
        who = evidence.source[rows]
        off = truth - found.usual[who]
        square = off**2
        for at, share in enumerate(given):
            chance = found.expected(who, truth, share)
            spread = np.einsum("ek,ek->e", chance, square)
            spread -= np.einsum("ek,ek->e", chance, off) ** 2
            total[at] += np.bincount(who, np.maximum(spread, 0), s)
    told = np.isfinite(found.value)
    nothing = np.full(total.shape, np.nan)
    return list(np.divide(np.sqrt(total), found.weight, out=nothing, where=told))


def add_by(total: Floats, group: Ints, rows: Floats) -> None:
    """Add (m, K) rows to their groups' (G, K)."""
    if not len(group):
        return
    order = np.argsort(group, kind="stable")
    sorted_ = group[order]
    starts = np.flatnonzero(np.diff(sorted_, prepend=-1))
    total[sorted_[starts]] += np.add.reduceat(rows[order], starts)


def spammer_score(confusion: Floats) -> Floats:
    """Return (S,) Raykar and Yu's score: 0 where answers don't depend on the truth, 1 perfect.

    The mean squared distance of the rows P(answer | truth) from each other. Where a source
    follows the truth for a share of its answers and habit for the others, it is that share squared.

    Examples
    --------
    >>> table = np.array([[[0.9, 0.1], [0.9, 0.1]], [[1.0, 0.0], [0.0, 1.0]]])
    >>> spammer_score(table).tolist()
    [0.0, 1.0]
    """
    k = confusion.shape[1]
    if k < 2:
        return np.ones(len(confusion))
    apart = k * np.einsum("skj,skj->s", confusion, confusion)
    apart -= (confusion.sum(axis=1) ** 2).sum(axis=1)
    return np.asarray(np.maximum(apart, 0) / (k * (k - 1)))
