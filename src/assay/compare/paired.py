"""What one model gains on another, on the same test items, with its interval."""

from dataclasses import dataclass

import numpy as np

from assay.results import Interval
from assay.types import Array, Floats, Ints

DRAWS, LEVEL = 2000, 0.95
#: Names of what is measured, in order; each in [0, 1], high is good.
MEASURES = ("accuracy", "balanced accuracy", "macro F1")


@dataclass(frozen=True)
class Gain:
    """One measure of both models on the same items.

    Parameters
    ----------
    measure
        One of `MEASURES`.
    before, after
        (value, low, high) of each model.
    difference
        After less before, with its interval by paired bootstrap over the items.
    """

    measure: str
    before: Interval
    after: Interval
    difference: Interval

    @property
    def told(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return self.difference[1] > 0 or self.difference[2] < 0


def gains(truth: Ints, before: Ints, after: Ints, seed: int = 0) -> tuple[Gain, ...]:
    """Return what `after` gains on `before` in each measure.

    Items that look alike to all measures (same true class, same two predictions) are drawn
    together by their number, which is the paired bootstrap over items without drawing items.

    Parameters
    ----------
    truth, before, after
        (n,) class indices.
    seed
        Decides the draws.
    """
    cells, count = np.unique(np.stack([truth, before, after]), axis=1, return_counts=True)
    n = int(count.sum())
    if not n:
        nothing = (float("nan"),) * 3
        return tuple(Gain(name, nothing, nothing, nothing) for name in MEASURES)
    random = np.random.default_rng(seed)
    draws = np.concatenate([count[None, :], random.multinomial(n, count / n, DRAWS)])
    one, two = (_measured(cells[0], cells[which], draws) for which in (1, 2))
    return tuple(
        Gain(name, _interval(one[:, m]), _interval(two[:, m]), _interval((two - one)[:, m]))
        for m, name in enumerate(MEASURES)
    )


def _measured(truth: Ints, said: Ints, draws: Array) -> Floats:
    """Return (draws, 3) the measures, of each row of numbers a cell; classes not drawn are out."""
    _, place = np.unique(np.concatenate([truth, said]), return_inverse=True)
    k = int(place.max()) + 1
    is_true, is_said = (np.eye(k)[part] for part in np.split(place, 2))
    weight = draws.astype(np.float64)
    hit = np.asarray((truth == said)[:, None] * is_true)
    hits, there, called = weight @ hit, weight @ is_true, weight @ is_said
    seen = there > 0
    recall = np.divide(hits, there, out=np.zeros_like(hits), where=seen)
    total = there + called
    score = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    accuracy = hits.sum(axis=1) / weight.sum(axis=1)
    balanced = recall.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    macro = score.sum(axis=1) / np.maximum((total > 0).sum(axis=1), 1)
    return np.stack([accuracy, balanced, macro], axis=1)


def _interval(values: Floats) -> Interval:
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(values[1:], [tail, 100 - tail])
    return float(values[0]), float(min(low, values[0])), float(max(high, values[0]))
