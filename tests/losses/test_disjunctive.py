"""A set of which one must be right."""

import pytest

from assay.losses import CrossEntropy, Disjunctive

torch = pytest.importorskip("torch")
Z = torch.tensor([[2.0, -1.0, 0.5, 0.0]], dtype=torch.float64)


def test_it_is_minus_the_log_probability_of_the_set():
    target = torch.tensor([[0.5, 0.0, 0.5, 0.0]], dtype=torch.float64)
    p = Z.softmax(dim=1)[0]
    torch.testing.assert_close(Disjunctive().losses(Z, target)[0], -(p[0] + p[2]).log())
    sharp = (Z / 0.5).softmax(dim=1)[0]
    found = Disjunctive(temperature=0.5).losses(Z, target)[0]
    torch.testing.assert_close(found, -(sharp[0] + sharp[2]).log())


def test_of_one_class_it_is_cross_entropy_and_of_all_nothing():
    one = torch.tensor([[0.0, 0.0, 1.0, 0.0]], dtype=torch.float64)
    torch.testing.assert_close(Disjunctive().losses(Z, one), CrossEntropy().losses(Z, one))
    every = torch.full((1, 4), 0.25, dtype=torch.float64)
    assert abs(float(Disjunctive()(Z, every))) < 1e-12


def test_a_wrong_class_in_the_set_is_cheap_once_another_is_sure():
    target = torch.tensor([[0.5, 0.5, 0.0, 0.0]], dtype=torch.float64)
    sure = torch.tensor([[12.0, -8.0, 0.0, 0.0]], dtype=torch.float64)
    assert float(Disjunctive()(sure, target)) < 1e-4
    assert float(CrossEntropy()(sure, target)) > 5


def test_its_slope_is_that_at_the_posterior():
    """Fisher: the slope of the set's likelihood is cross-entropy's at the posterior in the set."""
    target = torch.tensor([[0.5, 0.0, 0.5, 0.0]], dtype=torch.float64)
    posterior = (Z.softmax(dim=1) * (target > 0)).detach()
    posterior = posterior / posterior.sum()
    slopes = []
    for loss, aim in ((Disjunctive(), target), (CrossEntropy(), posterior)):
        z = Z.clone().requires_grad_()
        loss(z, aim).backward()
        slopes.append(z.grad)
    torch.testing.assert_close(*slopes)
