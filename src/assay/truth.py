"""What the truth of an item may be, and who makes claims about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.errors import DataError
from assay.verbs import make_callable

WHO = "Evidence"
SourceKind = Literal["given", "annotator", "rule", "model"]

# `assay.truth("votes.csv", ...)` infers the truth, though a module has that name too.
make_callable(__name__, "assay.report.truth.truth:truth")


@dataclass(frozen=True)
class Truth:
    """What kind of thing the truth of an item is.

    Parameters
    ----------
    kind
        one_of: exactly one class; any_of: any set of classes; ordered: one of classes that
        have an order; number: a value in [low, high].
    classes
        Names of the K classes, in order; empty for numbers.
    low, high
        Range of a number.
    """

    kind: Literal["one_of", "any_of", "ordered", "number"]
    classes: tuple[str, ...] = ()
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(str(name) for name in self.classes))
        if self.kind == "number":
            return
        if not self.classes:
            raise DataError(WHO, "there must be at least one class", got="none")
        if len(set(self.classes)) < len(self.classes):
            twice = next(c for c in self.classes if self.classes.count(c) > 1)
            raise DataError(WHO, "class names must differ", got=f"{twice!r} twice")

    @property
    def width(self) -> int:
        """Columns of a claim: K, or 1 for a number."""
        return 1 if self.kind == "number" else len(self.classes)


def one_of(classes: Sequence[object]) -> Truth:
    """Return the truth that is exactly one of these classes."""
    return Truth("one_of", tuple(map(str, classes)))


def any_of(classes: Sequence[object]) -> Truth:
    """Return the truth that is any set of these classes."""
    return Truth("any_of", tuple(map(str, classes)))


def ordered(classes: Sequence[object]) -> Truth:
    """Return the truth that is one of these classes, lowest first."""
    return Truth("ordered", tuple(map(str, classes)))


def number(low: float = -np.inf, high: float = np.inf) -> Truth:
    """Return the truth that is a number in a range."""
    return Truth("number", low=low, high=high)


@dataclass(frozen=True)
class Source:
    """Who makes claims.

    Parameters
    ----------
    name
        As the user calls it.
    kind
        given: the label that came with the data; annotator: a person; rule: a program;
        model: a classifier or a language model.
    trusted
        Its claims are taken as the truth (gold).
    """

    name: str
    kind: SourceKind = "annotator"
    trusted: bool = False
