"""Dice and Jaccard: hard targets as usual, and soft ones that are their own best prediction."""

import numpy as np
import pytest

from assay.losses import SoftDice, SoftJaccard

torch = pytest.importorskip("torch")
Z = torch.randn((7, 3), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
P = Z.softmax(dim=1).numpy()
HARD = torch.eye(3, dtype=torch.float64)[[0, 1, 2, 0, 0, 1, 0]]


def test_of_hard_targets_they_are_the_usual_ones():
    y = HARD.numpy()
    both = (P * y).sum(axis=0)
    dice = 1 - 2 * both / (P.sum(axis=0) + y.sum(axis=0))
    np.testing.assert_allclose(float(SoftDice()(Z, HARD)), dice.mean())
    jaccard = 1 - both / (P.sum(axis=0) + y.sum(axis=0) - both)
    np.testing.assert_allclose(float(SoftJaccard()(Z, HARD)), jaccard.mean())
    # And one follows from the other, class by class.
    np.testing.assert_allclose(jaccard, 2 * dice / (1 + dice))


@pytest.mark.parametrize("loss", [SoftDice(), SoftJaccard()])
def test_of_soft_targets_they_are_least_at_the_targets(loss):
    """The usual soft Dice loss is not: it rewards rounding the target."""
    target = torch.tensor([[0.7, 0.3], [0.4, 0.6]], dtype=torch.float64)
    assert abs(float(loss(target.log(), target))) < 1e-12
    for seed in range(50):
        generator = torch.Generator().manual_seed(seed)
        other = target.log() + 0.3 * torch.randn((2, 2), generator=generator, dtype=torch.float64)
        assert float(loss(other, target)) > 1e-4
    rounded = target.round()
    usual = [1 - 2 * (p * target).sum() / (p + target).sum() for p in (target, rounded)]
    assert usual[1] < usual[0]
