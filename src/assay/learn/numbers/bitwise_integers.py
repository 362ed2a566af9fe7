"""Whole numbers, bit by bit."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.numbers.claimed import averaged, bounds_of, expecting, values_of
from assay.learn.recipe import Recipe
from assay.method import Learner
from assay.model import Body, Model, unsaved
from assay.truth import any_of
from assay.types import Array, Features, Floats


class Unfolded:
    """A body that predicts numbers, of another that predicts the bits of a Gray code.

    Parameters
    ----------
    body
        What predicts (n, bits) probabilities, of the lowest bit first.
    start
        What is added.
    """

    def __init__(self, body: Body, start: float) -> None:
        self.body, self.start = body, start

    def outputs(self, features: Features) -> Floats:
        """Return (n, 1) the mean of the number, bits being independent."""
        return unfolded(self.body.outputs(features)) + self.start

    def arrays(self) -> dict[str, Array]:
        """Refuse: layers can be saved that count bits one by one, which those of a code aren't."""
        raise unsaved("numbers in Gray code")


@dataclass(frozen=True)
class BitwiseIntegers(
    Learner, reads={"numbers"}, truth={"number"}, carriers={"head", "classifier"},
    paper="maat2026",
):  # fmt: skip
    """Predict every bit of a whole number, each as a tag of its own, and the mean that they make.

    Any distribution of single bits can be told so, with several peaks and however wide, by few
    outputs: numbers up to 1,000 take ten. Claims are rounded and counted from the lowest.

    Of numbers next to each other, as 7 and 8, all bits may differ. In Gray code one does, so that a
    bit's border is met half as often; a mistake in a high bit turns the lower ones around, though.

    Equation
    --------
    paid = mean over bits j of the cross entropy of bit[j] and p[j]
    plain: bit = those of y - low;              predicted = low + sum over j of 2^j * p[j]
    gray: bit[j] = plain bit j xor plain bit j + 1;
          predicted = low + sum over j of 2^j * (1 - product over i >= j of (1 - 2 * p[i])) / 2

    Assumes
    -------
    Bits can be learnt one by one, and are independent given the features.

    Cost
    ----
    One training, with as many tags as bits.

    Parameters
    ----------
    bits
        How many at the most; higher numbers are taken to be the highest that fits.
    code
        What the bits are of: the number, or its place in Gray's order; a model of that can't be
        saved.

    References
    ----------
    maat2026
    """

    bits: Annotated[int, Interval(ge=1, le=30)] = 20
    code: Literal["plain", "gray"] = "plain"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        said = np.round(values_of(evidence))
        low, high = bounds_of(said)
        many = min(self.bits, max(1, int(min(high - low, 2.0**40)).bit_length()))
        inner = any_of(tuple(map(str, range(many))))
        bits = bits_of(said - low, many)
        gray = self.code == "gray"
        target = averaged(evidence, folded(bits) if gray else bits)
        model = fit(self, features, inner, Recipe(target), carrier)
        if gray:
            body = Unfolded(model.body, low)
            return replace(model, truth=evidence.truth, body=body, believed=None)
        return expecting(model, evidence.truth, 2.0 ** np.arange(many), low)


def bits_of(values: Floats, many: int) -> Floats:
    """Return (E, many) bits of whole numbers from 0, the lowest first."""
    whole = np.clip(values, 0, 2.0**many - 1).astype(np.int64)
    return ((whole[:, None] >> np.arange(many)) & 1).astype(np.float64)


def folded(bits: Floats) -> Floats:
    """Return bits (E, many), the lowest first, in Gray code: whether one differs from the next."""
    above = np.zeros_like(bits)
    above[:, :-1] = bits[:, 1:]
    return np.abs(bits - above)


def unfolded(proba: Floats) -> Floats:
    """Return (n, 1) the mean of the numbers whose bits in Gray code have these probabilities.

    >>> unfolded(folded(bits_of(np.array([5.0, 6.0]), 3))).ravel().tolist()
    [5.0, 6.0]
    """
    # A bit of the number is set where an odd number of those of the code is from there on.
    even = np.cumprod((1 - 2 * proba)[:, ::-1], axis=1)[:, ::-1]
    return np.asarray((1 - even) / 2 @ 2.0 ** np.arange(proba.shape[1])[:, None])
