"""What the evidence says about the truth."""

from dataclasses import dataclass

import numpy as np

from assay.display import SHOWN, number, shown
from assay.errors import DataError
from assay.evidence import freeze
from assay.types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Strengths:
    """How good each of the things is that were compared in pairs.

    Parameters
    ----------
    names
        What the T things are called.
    value
        (T,) strength; zero is the mean of all.
    low, high
        (T,) ends of the interval that holds the strength with probability `level`.
    level
        Probability of the intervals.
    """

    names: tuple[str, ...]
    value: Floats
    low: Floats
    high: Floats
    level: float = 0.95

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            array = np.asarray(getattr(self, name), np.float64)
            if array.shape != (len(self.names),):
                rule = f"{name} must have one value a thing, shape ({len(self.names)},)"
                raise DataError("Strengths", rule, got=f"shape {array.shape}")
            object.__setattr__(self, name, freeze(array))
        if not ((self.low <= self.value) & (self.value <= self.high)).all():
            rule = "every strength must lie in its interval"
            raise DataError("Strengths", rule, got="others")

    @property
    def order(self) -> Ints:
        """(T,) the things, strongest first, ties by index."""
        return np.asarray(np.argsort(-self.value, kind="stable"))


@dataclass(frozen=True, eq=False)
class Posterior:
    """P(truth = class | evidence) of every item, with what was learnt of the sources.

    Parameters
    ----------
    classes
        Names of the K classes.
    proba
        (n, K) rows on the simplex.
    confusion
        (S, K, K) P(source says j | truth is k) at [s, k, j], where the method learnt it.
    accuracy
        (S,) P(source is right), where the method learnt it.
    log_likelihood
        Log of P(evidence) under the fitted model, in nats, where it has one.
    together
        (n,) the most probable classes of all items together, where they hang together as the
        tokens of a sentence do; None where each item stands alone.
    strengths
        How good the things are, where items are pairs of them.
    """

    classes: tuple[str, ...]
    proba: Floats
    confusion: Floats | None = None
    accuracy: Floats | None = None
    log_likelihood: float | None = None
    together: Ints | None = None
    strengths: Strengths | None = None

    def __post_init__(self) -> None:
        proba = np.asarray(self.proba)
        if not np.issubdtype(proba.dtype, np.floating):
            proba = proba.astype(np.float64)
        if proba.ndim != 2 or proba.shape[1] != len(self.classes):
            rule = f"proba must have shape (items, {len(self.classes)})"
            raise DataError("Posterior", rule, got=f"shape {proba.shape}")
        if proba.size:
            off = np.abs(proba.sum(axis=1) - 1)
            if not off.max() <= 1e-5 or proba.min() < 0:
                wrong = ~(off <= 1e-5) | (proba.min(axis=1) < 0)
                row = int(np.argmax(wrong))
                rule = "every row of proba must be a distribution"
                raise DataError("Posterior", rule, got=str(proba[row]), where=f"row {row}")
        object.__setattr__(self, "proba", freeze(proba))
        if self.together is not None:
            if np.shape(self.together) != (len(proba),):
                rule = f"together must have one class an item, shape ({len(proba)},)"
                raise DataError("Posterior", rule, got=f"shape {np.shape(self.together)}")
            object.__setattr__(self, "together", freeze(np.asarray(self.together)))

    @property
    def labels(self) -> Ints:
        """(n,) index of the most probable class, the first among equals.

        Where items hang together, the classes that are most probable together.
        """
        if self.together is not None:
            return self.together
        return np.asarray(self.proba.argmax(axis=1))

    @property
    def median(self) -> Ints:
        """(n,) first class at which half the probability is reached.

        Where classes are ordered and a mistake costs its distance, no guess does better.
        """
        # Rounding must not decide where exactly half is reached.
        reached = np.cumsum(self.proba, axis=1, dtype=np.float64) >= 0.5 - 1e-9
        return np.asarray(reached.argmax(axis=1))

    @property
    def entropy(self) -> Floats:
        """(n,) uncertainty left, in nats."""
        p = self.proba
        nats = np.log(p, out=np.zeros_like(p), where=p > 0)
        return np.asarray(np.maximum(-np.einsum("ij,ij->i", p, nats), 0))

    def _repr_html_(self) -> str:
        n, k = self.proba.shape
        labels, left = self.labels, self.entropy
        size = np.bincount(labels, minlength=k)
        often = np.argsort(-size, kind="stable")[:SHOWN].tolist()
        named = ", ".join(f"{self.classes[one]} {size[one]:,}" for one in often if size[one])
        notes = [
            f"Most probable: {named}{', ...' * (k > SHOWN)}." * bool(n),
            "Least certain first.",
        ]
        head = ["item", "label", "probability", "uncertainty (nats)"]
        rows = [
            [
                row,
                self.classes[labels[row]],
                number(self.proba[row, labels[row]]),
                number(left[row]),
            ]
            for row in np.argsort(-left, kind="stable")[:SHOWN].tolist()
        ]
        return shown(f"Posterior of {n:,} items, {k:,} classes", notes, head, rows, n - SHOWN)


@dataclass(frozen=True, eq=False)
class TagPosterior:
    """P(tag holds | evidence) of every item and tag, where an item may have any set of them.

    Parameters
    ----------
    classes
        Names of the K tags.
    proba
        (n, K) in [0, 1].
    sensitivity, specificity
        (S, K) P(source gives the tag | it holds), and P(source doesn't | it doesn't hold), where
        the method learnt them.
    log_likelihood
        Log of P(evidence) under the fitted model, in nats, where it has one.
    """

    classes: tuple[str, ...]
    proba: Floats
    sensitivity: Floats | None = None
    specificity: Floats | None = None
    log_likelihood: float | None = None

    def __post_init__(self) -> None:
        proba = np.asarray(self.proba, np.float64)
        if proba.ndim != 2 or proba.shape[1] != len(self.classes):
            rule = f"proba must have shape (items, {len(self.classes)})"
            raise DataError("TagPosterior", rule, got=f"shape {proba.shape}")
        wrong = ~((proba >= 0) & (proba <= 1))
        if wrong.any():
            row = int(np.argmax(wrong.any(axis=1)))
            rule = "every value of proba must be in [0, 1]"
            raise DataError("TagPosterior", rule, got=str(proba[row]), where=f"row {row}")
        object.__setattr__(self, "proba", freeze(proba))

    @property
    def tags(self) -> Bools:
        """(n, K) which tags are more likely than not."""
        return np.asarray(self.proba > 0.5)


@dataclass(frozen=True, eq=False)
class NumberPosterior:
    """Mean and spread of the true number of every item.

    Parameters
    ----------
    value
        (n,) mean of what the truth may be.
    deviation
        (n,) standard deviation of it; infinite where nothing is known.
    bias, spread
        (S,) mean and standard deviation of a source's error, where the method learnt them.
    log_likelihood
        Log of P(evidence) under the fitted model, in nats, where it has one.
    strengths
        How good the things are, where items are pairs of them.
    """

    value: Floats
    deviation: Floats
    bias: Floats | None = None
    spread: Floats | None = None
    log_likelihood: float | None = None
    strengths: Strengths | None = None

    def __post_init__(self) -> None:
        value = np.asarray(self.value, np.float64)
        deviation = np.asarray(self.deviation, np.float64)
        if value.ndim != 1 or value.shape != deviation.shape:
            rule = "value and deviation must both have shape (items,)"
            raise DataError("NumberPosterior", rule, got=f"{value.shape} and {deviation.shape}")
        if not (np.isfinite(value).all() and (deviation >= 0).all()):
            rule = "values must be finite and deviations at least 0"
            raise DataError("NumberPosterior", rule, got="others")
        object.__setattr__(self, "value", freeze(value))
        object.__setattr__(self, "deviation", freeze(deviation))
