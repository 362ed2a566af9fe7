"""The worst distribution of classes, against a search for it and the losses at its ends."""

import numpy as np
import pytest

from assay.losses import CrossEntropy, LabelDistributionallyRobust

torch = pytest.importorskip("torch")
Z = torch.tensor([[2.0, -1.0, 0.5], [0.0, 3.0, -2.0]], dtype=torch.float64)
Y = torch.eye(3, dtype=torch.float64)


def test_it_is_the_best_of_all_distributions():
    """No u gives more than the loss, and one gives as much."""
    temperature, margin = 0.7, 0.3
    loss = LabelDistributionallyRobust(temperature=temperature, margin=margin)
    u = np.random.default_rng(0).dirichlet(np.ones(3), 20000)
    apart = (u * np.log(np.maximum(3 * u, 1e-300))).sum(axis=1)
    for z in Z:
        for y in range(3):
            above = (z - z[y]).numpy() + margin * (np.arange(3) != y)
            paid = float(loss(z[None], Y[y : y + 1]))
            most = (u @ above - temperature * apart).max()
            assert most <= paid + 1e-9
            assert most > paid - 2e-3


def test_its_ends():
    plain = LabelDistributionallyRobust(temperature=1.0, margin=0.0)
    same = CrossEntropy().losses(Z, Y[[1, 1]]) - np.log(3)
    torch.testing.assert_close(plain.losses(Z, Y[[1, 1]]), same)
    hinge = LabelDistributionallyRobust(temperature=1e-3, margin=1.0).losses(Z, Y[[1, 1]])
    torch.testing.assert_close(hinge, torch.tensor([4.0, 0.0]).double(), atol=0.01, rtol=0)
    flat = LabelDistributionallyRobust(temperature=1e3, margin=0.0)
    mean = (Z - Z[:, 1:2]).mean(dim=1)
    torch.testing.assert_close(flat.losses(Z, Y[[1, 1]]), mean, atol=0.01, rtol=0)
    # Far up it is symmetric: all labels of an item together cost nothing.
    torch.testing.assert_close(
        flat.losses(Z, torch.full((2, 3), 1 / 3, dtype=torch.float64)),
        torch.zeros(2, dtype=torch.float64), atol=0.01, rtol=0,
    )  # fmt: skip


def test_scaled_logits_cost_the_same_however_large():
    loss = LabelDistributionallyRobust(scaled=True)
    torch.testing.assert_close(loss.losses(9 * Z, Y[:2]), loss.losses(90 * Z, Y[:2]))
    plain = LabelDistributionallyRobust()
    torch.testing.assert_close(loss.losses(Z / 90, Y[:2]), plain.losses(Z / 9, Y[:2]))
