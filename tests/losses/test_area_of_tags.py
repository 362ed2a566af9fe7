"""What stands for the area under each tag's curve, by items and by pairs."""

import numpy as np
import pytest

from assay.losses import BalancedTags, BinaryCrossEntropy, RankedTags

torch = pytest.importorskip("torch")
Z = torch.randn((8, 2), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
T = torch.tensor([[1, 0], [0, 0], [1, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0]]).double()


def test_each_side_of_a_tag_weighs_alike():
    prior = T.mean(dim=0)
    paid = BalancedTags()(Z, T, prior=prior)
    soft = np.log1p(np.exp(-Z.numpy())), np.log1p(np.exp(Z.numpy()))
    t = T.numpy()
    by_hand = [(soft[0][t[:, k] == 1, k].mean() + soft[1][t[:, k] == 0, k].mean()) / 2
               for k in range(2)]  # fmt: skip
    np.testing.assert_allclose(float(paid), np.mean(by_hand))
    torch.testing.assert_close(BalancedTags().losses(Z, T), BinaryCrossEntropy().losses(Z, T))


def test_pairs_one_by_one():
    t, z = T.numpy(), Z.numpy()
    each = []
    for k in range(2):
        pairs = [(i, j) for i in range(8) for j in range(8) if t[i, k] == 1 and t[j, k] == 0]
        each.append(np.mean([np.log1p(np.exp(z[j, k] - z[i, k])) for i, j in pairs]))
    np.testing.assert_allclose(float(RankedTags()(Z, T)), np.mean(each))


def test_only_order_counts_in_pairs_and_one_sided_tags_cost_nothing():
    torch.testing.assert_close(RankedTags()(Z + 5, T), RankedTags()(Z, T))
    assert float(RankedTags()(Z, torch.ones_like(T))) == 0
    assert float(RankedTags()(Z, torch.zeros_like(T))) == 0
    good, bad = RankedTags()(20 * T, T), RankedTags()(-20 * T, T)
    assert float(good) < 1e-6
    assert float(bad) > 19
