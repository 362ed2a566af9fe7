"""Who ranks before whom over many rows, and whose difference is more than chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assay.bench.outcome import Compared

#: How much is risked of telling two apart that are alike, over all pairs together.
RISK = 0.05


@dataclass(frozen=True)
class Ranks:
    """Mean ranks of contenders over rows, the best first.

    Parameters
    ----------
    metric
        What was ranked, higher being better.
    names, means
        Contenders and their mean ranks, from 1 up; ties share theirs.
    rows
        How many rows they were ranked in.
    difference
        Critical difference: mean ranks nearer than this can't be told apart (Nemenyi's test over
        all pairs, at 5 %).
    groups
        First and last index of each run of contenders that can't be told apart, the longest ones.
    p_same
        Friedman's p-value that all rank alike.
    """

    metric: str
    names: tuple[str, ...]
    means: tuple[float, ...]
    rows: int
    difference: float
    groups: tuple[tuple[int, int], ...]
    p_same: float


def ranked(rows: Sequence[Compared], metric: str) -> Ranks | None:
    """Return the ranks of those who have a metric in every row that has it of three or more.

    Where those are fewer than three, of those who have it in most rows, over the rows where all of
    them do. None where fewer than three contenders or five rows are left: their ranks say nothing.
    """
    from scipy.stats import friedmanchisquare, rankdata

    scores = [{t.contender: t.middle(metric) for t in row.contenders} for row in rows]
    told = [{n: v for n, v in one.items() if not math.isnan(v)} for one in scores]
    told = [one for one in told if len(one) > 2]
    names = shared(told, len(told))
    if len(names) < 3:
        names = shared(told, len(told) // 2 + 1)
        told = [one for one in told if all(n in one for n in names)]
    if len(names) < 3 or len(told) < 5:
        return None
    values = np.array([[one[n] for n in names] for one in told])
    # Differences below a millionth are rounding.
    ranks = rankdata(-values.round(6), axis=1)
    order = np.argsort(ranks.mean(axis=0), kind="stable")
    means = ranks.mean(axis=0)[order]
    same = bool(np.ptp(ranks, axis=1).max() == 0)
    p_same = 1.0 if same else float(friedmanchisquare(*values.T.round(6)).pvalue)
    difference = critical_difference(len(names), len(told))
    return Ranks(
        metric, tuple(names[i] for i in order), tuple(map(float, means)), len(told), difference,
        groups(means, difference), p_same,
    )  # fmt: skip


def shared(told: Sequence[Mapping[str, float]], least: int) -> list[str]:
    """Return who is told of in so many rows at least, in the order they first come.

    >>> shared([{"a": 1, "b": 2}, {"b": 1}], 2)
    ['b']
    """
    every = dict.fromkeys(name for one in told for name in one)
    return [name for name in every if sum(name in one for one in told) >= least]


def critical_difference(contenders: int, rows: int) -> float:
    """Return how far two mean ranks must be apart to be told apart.

    >>> round(critical_difference(4, 30), 3)
    0.856
    """
    from scipy.stats import studentized_range

    q = float(studentized_range.ppf(1 - RISK, contenders, np.inf)) / math.sqrt(2)
    return q * math.sqrt(contenders * (contenders + 1) / (6 * rows))


def groups(means: Sequence[float], difference: float) -> tuple[tuple[int, int], ...]:
    """Return the longest runs of sorted means within the difference of each other.

    >>> groups([1.0, 1.5, 2.2, 4.0], 1.0)
    ((0, 1), (1, 2))
    """
    found: list[tuple[int, int]] = []
    for i, low in enumerate(means):
        j = max(j for j in range(i, len(means)) if means[j] - low < difference)
        if j > i and (not found or j > found[-1][1]):
            found.append((i, j))
    return tuple(found)
