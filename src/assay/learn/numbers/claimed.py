"""What methods for numbers share: claims one by one, and classes that stand for numbers."""

from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.model import Body, Layers, Model, counted
from assay.truth import Truth
from assay.types import Array, Features, Floats


def values_of(evidence: Evidence) -> Floats:
    """Return (E,) the number that every claim names."""
    return np.asarray(evidence.claim.toarray(), np.float64).reshape(len(evidence.item))


def averaged(evidence: Evidence, rows: Floats) -> Floats:
    """Return (n, K) the mean over an item's claims of their rows (E, K); NaN where nobody spoke."""
    item, n = np.asarray(evidence.item), evidence.n_items
    add = csr_array((np.ones(len(item)), (item, np.arange(len(item)))), (n, len(item)))
    counts = np.bincount(item, minlength=n).astype(float)
    counts[counts == 0] = np.nan
    return np.asarray((add @ rows) / counts[:, None])


def bounds_of(values: Floats) -> tuple[float, float]:
    """Return the least and the largest value; 0 and 1 where there is none."""
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)


class Expected:
    """A body that predicts numbers: the mean of values, by the probabilities of another body.

    Parameters
    ----------
    body
        What predicts (n, K) probabilities.
    values
        (K + 1,) what each counts, and what is added.
    """

    def __init__(self, body: Body, values: Floats) -> None:
        self.body, self.values = body, values

    def outputs(self, features: Features) -> Floats:
        """Return (n, 1) numbers."""
        return counted(self.body.outputs(features), self.values)

    def arrays(self) -> dict[str, Array]:
        """Refuse, as the body does: only layers are saved, and those know values themselves."""
        return self.body.arrays()


def expecting(
    model: Model, truth: Truth, values: Floats, start: float, *, raw: bool = False
) -> Model:
    """Return the model of classes or tags as one of the mean of what they count.

    With `raw` not their probabilities are counted but the outputs of the layers.
    """
    every = np.append(np.asarray(values, np.float64), start)
    inner = model.body
    if isinstance(inner, Layers):
        body: Body = replace(inner, values=every, link="identity" if raw else inner.link)
    else:
        other: Any = copy(inner)
        if raw:
            other.link = "identity"
        body = Expected(other, every)
    about = dict(model.about)
    return Model(truth, body, model.columns, model.learnt, model.history, None, about)
