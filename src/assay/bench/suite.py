"""A suite is data: rows of what runs on what, and the numbers to compare with.

The YAML files in `suites/` are read into the values below.
"""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

Rounds = Annotated[int, Meta(ge=0, le=1000)]


class Data(Struct, frozen=True, forbid_unknown_fields=True):
    """Which data a row is about.

    Parameters
    ----------
    loader
        Name of a function in `assay.bench.data`.
    settings
        What it is called with.
    vary
        Settings with several values each; the row stands for every combination.
    """

    loader: str
    settings: dict[str, Any] = {}
    vary: dict[str, list[Any]] = {}


class Contender(Struct, frozen=True, forbid_unknown_fields=True):
    """What runs on the data: one of our methods, or a named callable of ours or a peer's.

    Parameters
    ----------
    name
        What tables call it.
    method
        Name of one of our methods.
    call
        Or the name of a function in `assay.bench.ours` or `assay.bench.peers`.
    settings
        What the method or the function is made with.
    package
        Distribution that must be installed; without it the contender is skipped, with a word.
    without
        Modules that are hidden while it runs, to see what the core alone does.
    """

    name: str
    method: str = ""
    call: str = ""
    settings: dict[str, Any] = {}
    package: str = ""
    without: list[str] = []

    def __post_init__(self) -> None:
        if bool(self.method) == bool(self.call):
            msg = f"{self.name!r} must have either `method` or `call`"
            raise ValueError(msg)


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """A number that a paper or a peer prints, to compare with.

    Parameters
    ----------
    contender, metric
        Whose number of which kind.
    value
        The number.
    source
        Where it is from; `from` in the file.
    when
        Values of varied settings it holds for.
    """

    contender: str
    metric: str
    value: float
    source: str = field(name="from")
    when: dict[str, Any] = {}


#: Stands for whoever does best of all others in a row.
BEST = "best"


class Goal(Struct, frozen=True, forbid_unknown_fields=True):
    """A bound that a contender should keep: at most, at least, or both.

    Parameters
    ----------
    contender, metric
        Whose number of which kind.
    most, least
        The bounds.
    against
        The bounds are on what the number is above that of this other contender, or of whoever
        has the highest, "best".
    when
        Values of varied settings it holds for.
    """

    contender: str
    metric: str
    most: float | None = None
    least: float | None = None
    against: str = ""
    when: dict[str, Any] = {}

    def met(self, value: float) -> bool:
        """Tell whether the value keeps the bound."""
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One comparison: contenders on one kind of data.

    Parameters
    ----------
    name
        What tables call it.
    data
        What the contenders get.
    ours, peers
        Who runs; ratios are against the first peer that is installed.
    metrics
        Names of functions in `assay.bench.metrics`.
    seeds
        How many seeds the data are made with.
    rounds
        How often each contender is timed, taking turns; 0 for no times.
    memory
        Measure the peak of extra memory too, each contender in a process of its own.
    figures, goals
        Numbers to compare with, and bounds to keep.
    every
        A stage, all of whose methods take part, those of other packages too; who can't work on the
        data is skipped, with a word.
    """

    name: str
    data: Data
    ours: list[Contender] = []
    peers: list[Contender] = []
    metrics: list[str] = []
    seeds: Annotated[int, Meta(ge=1)] = 1
    rounds: Rounds = 0
    memory: bool = False
    figures: list[Figure] = []
    goals: list[Goal] = []
    every: Literal["", "flag", "infer"] = ""

    def __post_init__(self) -> None:
        if not self.ours and not self.every:
            msg = f"{self.name!r} has nobody to run: name `ours`, or `every` with a stage"
            raise ValueError(msg)
        names = [one.name for one in self.contenders]
        if len(set(names)) < len(names):
            msg = f"contenders of {self.name!r} must have different names"
            raise ValueError(msg)
        asked = [f.contender for f in self.figures] + [g.contender for g in self.goals]
        asked += [g.against for g in self.goals if g.against]
        for one in asked:
            if one not in [*names, BEST]:
                msg = f"{self.name!r} has no contender {one!r}"
                raise ValueError(msg)

    @property
    def contenders(self) -> list[Contender]:
        """Everyone who runs, ours first."""
        return [*self.ours, *self.peers]

    def spread(self) -> Iterator["Row"]:
        """Yield one row for each combination of the varied settings."""
        names = list(self.data.vary)
        for values in product(*self.data.vary.values()):
            chosen = dict(zip(names, values, strict=True))
            data = Data(self.data.loader, {**self.data.settings, **chosen})
            figures = [f for f in self.figures if f.when.items() <= chosen.items()]
            goals = [g for g in self.goals if g.when.items() <= chosen.items()]
            name = " ".join([f"{self.name},", *(str(v) for v in values)]) if names else self.name
            yield msgspec.structs.replace(
                self, name=name, data=data, figures=figures, goals=goals, ours=self.everyone
            )

    @property
    def everyone(self) -> list[Contender]:
        """Those of ours that are named, and all others of the stage that `every` names."""
        if not self.every:
            return self.ours
        from assay.registry import methods

        there = {one.method for one in self.ours} | {one.name for one in self.ours}
        more = [Contender(name, name) for name in methods(self.every) if name not in there]
        return [*self.ours, *more]


class Suite(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that answer one question.

    Parameters
    ----------
    name
        What it is called.
    about
        The question, and how it is answered.
    rows
        The comparisons.
    goals
        Bounds on the mean over all rows.
    """

    name: str
    about: str
    rows: list[Row]
    goals: list[Goal] = []
