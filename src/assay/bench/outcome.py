"""What a suite found: plain values, for tables and for JSON."""

import math
import statistics
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from assay.bench.suite import BEST, Figure, Goal, Row

#: Measured several times in one run, so that the median is told; all else is a mean over seeds.
TIMES = frozenset({"seconds", "cpu", "seconds-ratio", "cpu-ratio", "memory", "memory-share"})


class Told(Struct, frozen=True):
    """What one contender did.

    Parameters
    ----------
    contender
        Its name in the suite.
    kind
        Whose it is.
    version
        Version of the peer's package.
    skipped
        Why it didn't run, in words.
    measured
        Metric -> a value a seed, or a value a round for times.
    """

    contender: str
    kind: Literal["ours", "peer"]
    version: str = ""
    skipped: str = ""
    measured: dict[str, list[float]] = {}

    def middle(self, metric: str) -> float:
        """Return the median of times and the mean of all else, NaN where nothing is measured."""
        values = self.measured.get(metric, [])
        if not values:
            return math.nan
        return statistics.median(values) if metric in TIMES else statistics.fmean(values)

    def spread(self, metric: str) -> float:
        """Return half the range of times and the standard deviation of all else, 0 for one."""
        values = self.measured.get(metric, [])
        if len(values) < 2:
            return 0.0
        return (max(values) - min(values)) / 2 if metric in TIMES else statistics.stdev(values)

    def interval(self, metric: str) -> tuple[float, float] | None:
        """Return the 95 % interval of the mean over seeds, by Student's t; None below three.

        It says what other seeds would give, not what other data would.
        """
        from scipy.stats import t

        values = self.measured.get(metric, [])
        if len(values) < 3 or metric in TIMES:
            return None
        half = float(t.ppf(0.975, len(values) - 1)) * self.spread(metric) / math.sqrt(len(values))
        return self.middle(metric) - half, self.middle(metric) + half


class Compared(Struct, frozen=True):
    """What one row found; `skipped` says why it didn't run, `failed` that it should have."""

    name: str
    contenders: list[Told]
    figures: list[Figure] = []
    goals: list[Goal] = []
    skipped: str = ""
    failed: bool = False

    def told(self, contender: str) -> Told | None:
        """Return what the contender of that name did."""
        return next((one for one in self.contenders if one.contender == contender), None)

    def figure(self, contender: str, metric: str) -> Figure | None:
        """Return the number to compare with, where there is one."""
        found = (f for f in self.figures if (f.contender, f.metric) == (contender, metric))
        return next(found, None)

    def value(self, goal: Goal) -> float:
        """Return the number that a goal is about, NaN where it wasn't measured."""
        own = self.measured(goal.contender, goal.metric)
        if not goal.against:
            return own
        if goal.against != BEST:
            return own - self.measured(goal.against, goal.metric)
        others = [one.contender for one in self.contenders if one.contender != goal.contender]
        values = [self.measured(other, goal.metric) for other in others]
        return own - max((v for v in values if not math.isnan(v)), default=math.nan)

    def measured(self, contender: str, metric: str) -> float:
        """Return what one contender has of one metric, NaN where it has none."""
        told = self.told(contender)
        return told.middle(metric) if told else math.nan

    def judged(self) -> Iterator[tuple[Goal, float, bool]]:
        """Yield each goal whose contender ran, what was measured, and whether it was met."""
        for goal in self.goals:
            value = self.value(goal)
            if not math.isnan(value):
                yield goal, value, goal.met(value)


class Results(Struct, frozen=True, tag_field="schema", tag="assay-bench/1"):
    """What a suite found, and where it ran.

    Parameters
    ----------
    suite, about
        Of the suite.
    machine
        Processors and versions.
    rows
        In the order of the suite.
    goals
        Bounds on the mean over all rows.
    """

    suite: str
    about: str
    machine: dict[str, str]
    rows: list[Compared]
    goals: list[Goal] = []

    def judged(self) -> Iterator[tuple[Goal, float, bool]]:
        """Yield each goal of the suite, the mean over the rows that tell, and whether it is met."""
        for goal in self.goals:
            told = [value for row in self.rows if not math.isnan(value := row.value(goal))]
            if told:
                value = statistics.fmean(told)
                yield goal, value, goal.met(value)

    @property
    def missed(self) -> list[str]:
        """Goals that weren't met and rows that failed, in words."""
        failed = [f"{row.name}: {row.skipped}" for row in self.rows if row.failed]
        judged = [(row.name, *told) for row in self.rows for told in row.judged()]
        judged += [("mean over rows", *told) for told in self.judged()]
        return failed + [
            f"{name}: {what(goal)} of {goal.contender} is {value:.4g}"
            for name, goal, value, met in judged
            if not met
        ]

    def to_json(self) -> str:
        """Return strict JSON, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"


def what(goal: Goal) -> str:
    """Return what a goal is about, in words."""
    return f"{goal.metric} above {goal.against}" if goal.against else goal.metric


def blank(row: Row, skipped: str, *, failed: bool = False) -> Compared:
    """Return what a row that didn't run has to say."""
    return Compared(row.name, [], row.figures, row.goals, skipped, failed)
