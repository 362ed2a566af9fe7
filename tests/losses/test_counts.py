"""Likelihoods of counts and of whole numbers, against scipy's and their sums."""

import numpy as np
import pytest
from scipy import stats

from assay.losses import IntegerLikelihood, NegativeBinomial, Poisson

torch = pytest.importorskip("torch")
K = torch.arange(-60, 61, dtype=torch.float64)[:, None]


def chance(loss, middle, whole=K):
    return (-loss.losses(torch.full_like(whole, middle), whole)).exp().numpy()


@pytest.mark.parametrize("mean", [0.1, 1.0, 7.3])
def test_counts_are_as_scipy_has_them(mean):
    whole = K[60:]
    k = whole.numpy()[:, 0]
    np.testing.assert_allclose(chance(Poisson(), mean, whole), stats.poisson.pmf(k, mean))
    r = 1 / 0.4
    other = stats.nbinom.pmf(k, r, r / (r + mean))
    np.testing.assert_allclose(chance(NegativeBinomial(dispersion=0.4), mean, whole), other)
    near = chance(NegativeBinomial(dispersion=1e-5), mean, whole)
    np.testing.assert_allclose(near, stats.poisson.pmf(k, mean), atol=1e-4)


def test_below_the_floor_predictions_stand_for_small_means():
    one, half = Poisson(floor=0.5), torch.tensor([[0.25]], dtype=torch.float64)
    mean = 0.5 * np.exp(0.25 / 0.5 - 1)
    found = float(one(half, torch.zeros(1, 1)))
    np.testing.assert_allclose(found, mean)
    assert float(one(-half, torch.zeros(1, 1))) < mean


ROUNDED = {
    "rounded-laplace": stats.laplace, "rounded-normal": stats.norm,
    "rounded-logistic": stats.logistic,
}  # fmt: skip


@pytest.mark.parametrize("shape", ROUNDED)
@pytest.mark.parametrize("spread", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("middle", [0.0, 2.3, -4.5])
def test_rounded_ones_are_differences_of_their_distribution_function(shape, spread, middle):
    k, below = K.numpy()[:, 0], ROUNDED[shape](middle, spread).cdf
    found = chance(IntegerLikelihood(shape=shape, spread=spread), middle)
    np.testing.assert_allclose(found, below(k + 0.5) - below(k - 0.5), atol=1e-10)


@pytest.mark.parametrize("spread", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("middle", [0.0, 2.3, -4.5])
def test_laplace_falls_off_evenly_and_sums_to_one(spread, middle):
    found = chance(IntegerLikelihood(spread=spread), middle)
    np.testing.assert_allclose(found.sum(), 1, atol=1e-6)
    k = K.numpy()[:, 0]
    raw = np.exp(-np.abs(k - middle) / spread)
    np.testing.assert_allclose(found, raw / raw.sum(), atol=1e-6)


@pytest.mark.parametrize("shape", ["laplace", *ROUNDED])
def test_far_tails_have_finite_costs_that_grow(shape):
    far = torch.tensor([[10.0], [100.0], [1000.0]])
    paid = IntegerLikelihood(shape=shape).losses(far, torch.zeros(3, 1))
    assert torch.isfinite(paid).all()
    assert (paid.diff() > 50).all()
