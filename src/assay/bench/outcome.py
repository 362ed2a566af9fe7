"""What a suite found: plain values, for tables and for JSON."""

import math
import statistics
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from assay.bench.suite import Figure, Goal, Row

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

    def judged(self) -> Iterator[tuple[Goal, float, bool]]:
        """Yield each goal whose contender ran, what was measured, and whether it was met."""
        for goal in self.goals:
            told = self.told(goal.contender)
            if told and goal.metric in told.measured:
                value = told.middle(goal.metric)
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
    """

    suite: str
    about: str
    machine: dict[str, str]
    rows: list[Compared]

    @property
    def missed(self) -> list[str]:
        """Goals that weren't met and rows that failed, in words."""
        failed = [f"{row.name}: {row.skipped}" for row in self.rows if row.failed]
        return failed + [
            f"{row.name}: {goal.metric} of {goal.contender} is {value:.4g}"
            for row in self.rows
            for goal, value, met in row.judged()
            if not met
        ]

    def to_json(self) -> str:
        """Return strict JSON, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"


def blank(row: Row, skipped: str, *, failed: bool = False) -> Compared:
    """Return what a row that didn't run has to say."""
    return Compared(row.name, [], row.figures, row.goals, skipped, failed)
