"""Whole numbers, bit by bit."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.numbers.claimed import averaged, bounds_of, expecting, values_of
from assay.learn.recipe import Recipe
from assay.method import Learner
from assay.model import Model
from assay.truth import any_of
from assay.types import Features, Floats


@dataclass(frozen=True)
class BitwiseIntegers(
    Learner, reads={"numbers"}, truth={"number"}, carriers={"head", "classifier"},
    paper="maat2026",
):  # fmt: skip
    """Predict every bit of a whole number, each as a tag of its own, and the mean that they make.

    Any distribution of single bits can be told so, with several peaks and however wide, by few
    outputs: numbers up to 1,000 take ten. Claims are rounded and counted from the lowest.

    Assumes: bits can be learnt one by one; numbers next to each other may differ in many.

    Cost: one training, with as many tags as bits.

    Parameters
    ----------
    bits
        How many at the most; higher numbers are taken to be the highest that fits.

    References
    ----------
    maat2026
    """

    bits: Annotated[int, Interval(ge=1, le=30)] = 20

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        said = np.round(values_of(evidence))
        low, high = bounds_of(said)
        many = min(self.bits, max(1, int(min(high - low, 2.0**40)).bit_length()))
        inner = any_of(tuple(map(str, range(many))))
        target = averaged(evidence, bits_of(said - low, many))
        model = fit(self, features, inner, Recipe(target), carrier)
        return expecting(model, evidence.truth, 2.0 ** np.arange(many), low)


def bits_of(values: Floats, many: int) -> Floats:
    """Return (E, many) bits of whole numbers from 0, the lowest first."""
    whole = np.clip(values, 0, 2.0**many - 1).astype(np.int64)
    return ((whole[:, None] >> np.arange(many)) & 1).astype(np.float64)
