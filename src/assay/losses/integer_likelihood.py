"""Likelihood of whole numbers around a mean that need not be whole."""

from dataclasses import dataclass
from math import log
from typing import Annotated, Literal

from annotated_types import Interval

from assay.losses.shape import full
from assay.method import Loss
from assay.types import Tensor


@dataclass(frozen=True)
class IntegerLikelihood(Loss, truth={"number"}, links={"identity"}, paper="maat2026"):
    """Pay minus the log probability of a whole number, of a distribution on whole numbers.

    Its middle is what is predicted. `laplace` falls off as e^(-|k - middle| / spread) and is
    summed over whole numbers; the rounded ones are what a number of that distribution is if it is
    rounded, the difference of two values of its distribution function.

    Assumes: labels are whole numbers, with one spread for all items. Those that are not whole are
    paid for as the formula has it. Of Laplace the middle is a median: below the mean, where high
    numbers are far off.

    Cost: O(m).

    Equation
    --------
    paid = - log P(target)
    laplace:  P(k) = e^(-|k - middle| / spread) / sum over whole j of e^(-|j - middle| / spread)
    rounded:  P(k) = F((k + 1/2 - middle) / spread) - F((k - 1/2 - middle) / spread)
    middle = prediction; F is the distribution function of the shape that is named

    Parameters
    ----------
    shape
        laplace has tails that bear labels that are far off, as rounded-laplace and
        rounded-logistic; rounded-normal does not.
    spread
        The scale of the distribution, in the labels' unit: one whole number is 1.

    References
    ----------
    maat2026

    Examples
    --------
    >>> import torch
    >>> loss = IntegerLikelihood(shape="rounded-logistic")
    >>> round(float(loss(torch.tensor([[3.0]]), torch.tensor([[3.0]]))), 4)
    1.4068
    """

    shape: Literal["laplace", "rounded-laplace", "rounded-normal", "rounded-logistic"] = "laplace"
    spread: Annotated[float, Interval(ge=1e-2, le=1e4)] = 1.0

    def losses(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return (m,) what every item costs."""
        z = full(logits)
        spread = z.new_full((), self.spread)
        return -SHAPES[self.shape](z, target.to(z.dtype), spread).sum(dim=1)


def laplace(middle: Tensor, whole: Tensor, spread: Tensor) -> Tensor:
    """Return the log of e^(-|k - middle| / spread) over its sum for all whole k."""
    above = middle - middle.detach().floor()
    total = (-above / spread).logaddexp((above - 1) / spread) - _step(spread)
    return -(whole - middle).abs() / spread - total


def rounded_laplace(middle: Tensor, whole: Tensor, spread: Tensor) -> Tensor:
    """Return the log of F(k + 1/2) - F(k - 1/2) of a Laplace distribution."""
    off = (whole - middle).abs()
    far = -(off - 0.5) / spread + _step(spread) - log(2)
    near = off.clamp_max(0.5)
    inside = -(((near - 0.5) / spread).expm1() + ((-near - 0.5) / spread).expm1()) / 2
    return inside.log().where(off < 0.5, far)


def rounded_logistic(middle: Tensor, whole: Tensor, spread: Tensor) -> Tensor:
    """Return the log of F(k + 1/2) - F(k - 1/2) of a logistic distribution."""
    from torch.nn.functional import logsigmoid

    off = (whole - middle) / spread
    half = 0.5 / spread
    return logsigmoid(off + half) + logsigmoid(half - off) + _step(spread)


def rounded_normal(middle: Tensor, whole: Tensor, spread: Tensor) -> Tensor:
    """Return the log of F(k + 1/2) - F(k - 1/2) of a normal distribution."""
    from torch.special import log_ndtr

    # Both ends below the middle, where the logarithm is precise.
    off = (whole - middle).abs()
    upper, lower = log_ndtr((0.5 - off) / spread), log_ndtr((-0.5 - off) / spread)
    return upper + (-(lower - upper).expm1()).clamp_min(1e-12).log()


def _step(spread: Tensor) -> Tensor:
    """Return log(1 - e^(-1 / spread)): what one whole number is of all above it."""
    return (-(-1 / spread).expm1()).log()


SHAPES = {
    "laplace": laplace, "rounded-laplace": rounded_laplace,
    "rounded-normal": rounded_normal, "rounded-logistic": rounded_logistic,
}  # fmt: skip
